"""A small corpus made by hand: real symbols, dates and names, sentences of our own.

Two provinces. The chain: a task carries out 120-KL/TU, which carries on 19-CT/TU; a plan carries out
120-KL/TU as a whole, so its tasks serve 19-CT/TU too. 17-CT/TU is two directives. One passage only
assesses 19-CT/TU, one mention is ambiguous, one is of nothing known, one is of the document itself.
"""

from __future__ import annotations

import hashlib
from typing import Any

from graph.identity import Key, agency_iri
from graph.model import (
    Assignment,
    Citation,
    Corpus,
    Deadline,
    Document,
    Extraction,
    Instrument,
    Problem,
    Provision,
    Source,
    SourcePage,
    Target,
    Task,
)

BG, TN = "bac-giang", "thai-nguyen"


def _instrument(
    body: str, kind: str, type_: str, symbol: str, number: str, date: str | None, title: str, **more: Any
) -> Instrument:
    return Instrument(Key(body, kind, number, date).iri(), type_, symbol, date, title, body=body, **more)


def _party(
    kind: str, type_: str, symbol: str, date: str | None, title: str, place: str = BG, **more: Any
) -> Instrument:
    name = {BG: "Tỉnh ủy Bắc Giang", TN: "Tỉnh ủy Thái Nguyên"}[place]
    number = symbol.lower().replace("/", "-")
    return _instrument(
        f"tinh-uy-{place}", kind, type_, symbol, number, date, title,
        issuer=name, jurisdiction=place, branch="party", **more,
    )  # fmt: skip


CT19 = _party("chi-thi", "chỉ thị", "19-CT/TU", "2020-06-11", "về công tác vệ sinh môi trường")
KL120 = _party("ket-luan", "kết luận", "120-KL/TU", "2021-05-07", "về tiếp tục thực hiện Chỉ thị 19-CT/TU")
CT17_2020 = _party("chi-thi", "chỉ thị", "17-CT/TU", "2020-02-27", "về thu gom, xử lý rác thải")
CT17_2022 = _party("chi-thi", "chỉ thị", "17-CT/TU", "2022-10-14", "về chuyển đổi số")
CT25_TU = _party("chi-thi", "chỉ thị", "25-CT/TU", "2023-03-01", "về cải cách hành chính")
CT26_TU = _party("chi-thi", "chỉ thị", "26-CT/TU", "2023-06-09", "về phòng cháy, chữa cháy")
NQ1_TN = _party("nghi-quyet", "nghị quyết", "1-NQ/TU", "2020-12-31", "về chuyển đổi số", TN)
CT25_TW = _instrument(
    "ban-bi-thu", "chi-thi", "chỉ thị", "25-CT/TW", "25-ct-tw", "2023-10-25", "về y tế cơ sở",
    issuer="Ban Bí thư", jurisdiction="vn", branch="party",
)  # fmt: skip
CONGRESS = Instrument(
    Key("dai-hoi-dang", "nghi-quyet", "nghi-quyet-dai-hoi", "khoa-13").iri(), "nghị quyết", None, None,
    "Nghị quyết Đại hội XIII của Đảng", "Đại hội đại biểu toàn quốc", "dai-hoi-dang", "vn", "party",
    aliases=["Nghị quyết Đại hội lần thứ XIII", "Văn kiện Đại hội XIII"],
)  # fmt: skip
CT26_TTG = _instrument(
    "thu-tuong", "chi-thi", "chỉ thị", "26/CT-TTg", "26-ct-ttg", "2018-09-04", "về hội nhập kinh tế quốc tế",
    issuer="Thủ tướng Chính phủ", jurisdiction="vn", branch="state",
)  # fmt: skip
NQ58 = _instrument(
    "chinh-phu", "nghi-quyet", "nghị quyết", "58/NQ-CP", "58-nq-cp", "2023-04-21", "về hỗ trợ doanh nghiệp",
    issuer="Chính phủ", jurisdiction="vn", branch="state",
)  # fmt: skip
LAND = _instrument(
    "quoc-hoi", "luat", "luật", "31/2024/QH15", "31-2024-qh15", "2024-01-18", "Luật Đất đai",
    issuer="Quốc hội", jurisdiction="vn", branch="assembly", aliases=["Luật Đất đai 2024"],
)  # fmt: skip
ND30 = _instrument(
    "chinh-phu", "nghi-dinh", "nghị định", "30/2020/NĐ-CP", "30-2020-nd-cp", "2020", "về công tác văn thư",
    issuer="Chính phủ", jurisdiction="vn", branch="state",
)  # fmt: skip
NQ33 = _instrument(
    "hdnd-bac-giang", "nghi-quyet", "nghị quyết", "33/NQ-HĐND", "33-nq-hdnd", "2024-07-11",
    "về nhiệm vụ năm 2024", issuer="Hội đồng nhân dân tỉnh Bắc Giang", jurisdiction=BG, branch="assembly",
    held=True, former_iris=[Key("hdnd-bac-giang", "nghi-quyet", "33-nq-hdnd", "2024").iri()],
)  # fmt: skip
KH88 = _instrument(
    "ubnd-bac-giang", "ke-hoach", "kế hoạch", "88/KH-UBND", "88-kh-ubnd", "2024-02-20",
    "về triển khai Kết luận 120-KL/TU", issuer="Ủy ban nhân dân tỉnh Bắc Giang", jurisdiction=BG,
    branch="state", held=True,
)  # fmt: skip
KH50_TN = _instrument(
    "ubnd-thai-nguyen", "ke-hoach", "kế hoạch", "50/KH-UBND", "50-kh-ubnd", "2024-07-04",
    "về phát triển kinh tế số", issuer="Ủy ban nhân dân tỉnh Thái Nguyên", jurisdiction=TN,
    branch="state", held=True,
)  # fmt: skip

DONRE = "Sở Tài nguyên và Môi trường tỉnh Bắc Giang"
FINANCE = "Sở Tài chính tỉnh Bắc Giang"
DISTRICTS = "Ủy ban nhân dân các huyện, thành phố tỉnh Bắc Giang"
DIC_TN = "Sở Thông tin và Truyền thông tỉnh Thái Nguyên"


class Draft:
    """Writes a file's text and, with it, the extraction whose offsets count in that text."""

    def __init__(self, path: str, *own: Instrument) -> None:
        self.path, self.text, self.own = path, "", own
        self.documents: list[Document] = []
        self.provisions: list[Provision] = []
        self.citations: list[Citation] = []
        self.tasks: list[Task] = []
        self.problems: list[Problem] = []
        for number, one in enumerate(own):
            self.documents.append(Document(f"d{number}", one.iri, one.type, 0, 0, one.symbol, one.date, one.title))

    def say(self, path: str, sentence: str, kind: str = "paragraph", document: int = 0) -> str:
        """Add a sentence as a provision of its own; its id."""
        start = len(self.text)
        self.text += sentence + "\n"
        name = f"p{len(self.provisions)}"
        label = path.split(" > ")[0] if kind == "article" else None
        self.provisions.append(Provision(name, f"d{document}", kind, path, start, start + len(sentence), label=label))
        self.documents[document].end = len(self.text)
        return name

    def task(self, provision: str, **parts: Any) -> str:
        """Make the whole of a provision a task; its id."""
        place = next(p for p in self.provisions if p.id == provision)
        name = f"t{len(self.tasks)}"
        self.tasks.append(
            Task(
                name,
                place.document,
                place.start,
                place.end,
                self.text[place.start : place.end],
                provision,
                **parts,
            )
        )
        return name

    def cite(
        self, provision: str, words: str, meant: Instrument | None, relation: Any, subject: str, **more: Any
    ) -> None:
        """A mention inside a provision, by the words that are its quote."""
        place = next(p for p in self.provisions if p.id == provision)
        start = self.text.index(words, place.start, place.end)
        parts: dict[str, Any] = {"kind": "symbol", "confidence": 0.98, "method": "symbol-date-issuer", **more}
        self.citations.append(
            Citation(
                id=f"c{len(self.citations)}", document=place.document, start=start, end=start + len(words),
                text=words, type=meant.type if meant else "chỉ thị", symbol=meant.symbol if meant else words,
                date=None, jurisdiction=None, instrument=meant.iri if meant else None, relation=relation,
                subject=subject, provision=provision, **parts,
            )
        )  # fmt: skip

    def done(self) -> Extraction:
        digest = hashlib.sha256(self.text.encode()).hexdigest()
        return Extraction(
            Source(self.path, digest, "text/plain", len(self.text)), {"name": "by hand", "version": "1"},
            self.documents, self.provisions, self.citations, self.tasks, self.problems, list(self.own),
        )  # fmt: skip


def assigned(name: str, explicit: bool = True) -> Assignment:
    return Assignment(name, agency_iri(name), explicit)


def resolution() -> Draft:
    """The resolution of a provincial People's Council: two tasks in the chain, one passage that assesses."""
    f = Draft("nghi-quyet-33.txt", NQ33)
    recital = f.say("Căn cứ > đoạn 1", "Căn cứ Luật Đất đai số 31/2024/QH15;", "recital")
    f.cite(recital, "31/2024/QH15", LAND, "legalBasis", recital)
    look_back = f.say("Điều 1", "Hội đồng ghi nhận kết quả một năm làm theo Chỉ thị số 19-CT/TU.", "article")
    f.cite(look_back, "19-CT/TU", CT19, "assesses", "d0")
    one = f.say("Điều 2 > 4 > đoạn 1", "Thu gom hết rác tồn đọng theo Chỉ thị số 19-CT/TU trước ngày 31/12/2024.")
    t_one = f.task(
        one,
        lead=[assigned(DONRE)],
        coordinating=[assigned(DISTRICTS, explicit=False)],
        deadlines=[Deadline("trước ngày 31/12/2024", "before", None, "2024-12-31")],
        targets=[Target("hết rác tồn đọng")],
    )
    f.cite(one, "19-CT/TU", CT19, "implements", t_one)
    two = f.say(
        "Điều 2 > 4 > đoạn 2",
        "Bố trí kinh phí theo Kết luận số 120-KL/TU về tiếp tục thực hiện Chỉ thị số 19-CT/TU, báo cáo hằng quý.",
    )
    t_two = f.task(
        two,
        lead=[assigned(FINANCE)],
        deadlines=[Deadline("hằng quý", "recurring", recurrence="FREQ=MONTHLY;INTERVAL=3", days=[15, 30])],
    )
    f.cite(two, "120-KL/TU", KL120, "implements", t_two)
    f.cite(two, "19-CT/TU", CT19, "implements", KL120.iri, confidence=0.95, method="in-title")
    f.task(
        f.say("Điều 2 > 5", "Rà soát biên chế của các đơn vị."),
        deadlines=[Deadline("từ tháng 01", "from", "2024-01-01")],
    )
    plain = f.say(
        "Điều 3", "Việc này nhắc cả Chỉ thị số 17-CT/TU lẫn Chỉ thị số 99-CT/TU và Nghị quyết này.", "article"
    )
    f.cite(
        plain, "17-CT/TU", None, "cites", "d0",
        candidates=[CT17_2022.iri, CT17_2020.iri], method="ambiguous", confidence=0.5,
    )  # fmt: skip
    f.cite(plain, "99-CT/TU", None, "cites", "d0", method="unresolved", confidence=0.9)
    f.cite(plain, "Nghị quyết này", NQ33, "self", "d0", kind="self", method="self")
    f.problems.append(
        Problem("ambiguous-mention", "17-CT/TU có thể là hai văn bản", 5, 9, [CT17_2020.iri, CT17_2022.iri])
    )
    return f


def plan() -> Draft:
    """A plan that as a whole carries out 120-KL/TU, with a task that cites nothing."""
    f = Draft("ke-hoach-88.txt", KH88)
    opening = f.say(
        "đoạn 1", "Thực hiện Kết luận số 120-KL/TU và xét Chỉ thị số 17-CT/TU ngày 27/02/2020, kế hoạch gồm:"
    )
    f.cite(opening, "120-KL/TU", KL120, "implements", "d0")
    f.cite(opening, "17-CT/TU", CT17_2020, "considers", "d0", pinpoint={"clause": "2", "article": "3"})
    f.task(
        f.say("I > 1", "Lắp thùng rác tại các chợ trong quý III/2024, dự kiến xong sớm."),
        lead=[assigned(DISTRICTS)],
        deadlines=[
            Deadline("trong quý III/2024", "within", "2024-07-01", "2024-09-30"),
            Deadline("dự kiến xong sớm", "expected"),
        ],
    )
    return f


def other_province() -> Draft:
    """The other province: its own numbers, and the relations that the first two files lack."""
    f = Draft("thai-nguyen/ke-hoach-50.txt", KH50_TN)
    opening = f.say(
        "đoạn 1", "Căn cứ Nghị quyết số 58/NQ-CP, thực hiện Nghị quyết số 01-NQ/TU và Văn kiện Đại hội XIII."
    )
    f.cite(opening, "58/NQ-CP", NQ58, "legalBasis", "d0")
    f.cite(opening, "01-NQ/TU", NQ1_TN, "implements", "d0")
    f.cite(opening, "Văn kiện Đại hội XIII", CONGRESS, "implements", "d0", kind="name")
    task = f.say("II > 1", "Mở lớp tập huấn theo Nghị quyết số 01-NQ/TU.")
    t = f.task(task, lead=[assigned(DIC_TN)])
    f.cite(task, "01-NQ/TU", NQ1_TN, "implements", t)
    rest = f.say(
        "II > 2",
        "Lần lượt với 25-CT/TU, 25-CT/TW, 26-CT/TU, 26/CT-TTg, 30/2020/NĐ-CP, 17-CT/TU và 31/2024/QH15.",
    )
    for words, meant, relation in (
        ("25-CT/TU", CT25_TU, "guides"),
        ("25-CT/TW", CT25_TW, "approves"),
        ("26-CT/TU", CT26_TU, "replaces"),
        ("26/CT-TTg", CT26_TTG, "repeals"),
        ("30/2020/NĐ-CP", ND30, "amends"),
        ("17-CT/TU", CT17_2022, "consolidates"),
        ("31/2024/QH15", LAND, "cites"),
    ):
        f.cite(rest, words, meant, relation, "d0")
    return f


def printed_plan() -> Extraction:
    """The plan once more, as a PDF of two pages: its task a letter off, and one that the other has not."""
    f = Draft("ke-hoach-88.pdf", KH88)
    opening = f.say("đoạn 1", "KẾ HOẠCH. Thực hiện Kết luận số 120-KL/TU, kế hoạch gồm các việc sau:")
    f.cite(opening, "120-KL/TU", KL120, "implements", "d0")
    turned = len(f.text)
    same = f.say("I > 1", "Lắp thùng rác tại các chợ trong quý III/2024, dự kiên xong sớm; làm theo 17-CT/TU.")
    task = f.task(same)
    f.tasks[-1].end -= len("; làm theo 17-CT/TU.")
    f.tasks[-1].text = f.text[f.tasks[-1].start : f.tasks[-1].end]
    f.cite(same, "17-CT/TU", CT17_2020, "implements", task)
    f.task(f.say("I > 2", "Công bố danh sách các điểm tập kết rác trên trang của tỉnh."))
    found = f.done()
    found.source.media_type = "application/pdf"
    found.source.pages = [SourcePage(1, 0, turned), SourcePage(2, turned, len(f.text))]
    return found


def corpus_with_copies() -> Corpus:
    """The small corpus and a second file of one of its instruments."""
    corpus = small_corpus()
    corpus.extractions.append(printed_plan())
    return corpus


def small_corpus() -> Corpus:
    """All of it. A new object each time: a test may change what it gets."""
    known = [
        CT19, KL120, CT17_2020, CT17_2022, CT25_TU, CT25_TW, CT26_TU, CT26_TTG, NQ1_TN, CONGRESS, NQ58,
        LAND, ND30, NQ33, KH88, KH50_TN,
    ]  # fmt: skip
    return Corpus(
        extractions=[resolution().done(), plan().done(), other_province().done()],
        instruments={one.iri: one for one in known},
        problems=[
            Problem("date-conflict", "120-KL/TU mang hai ngày", instruments=[KL120.iri]),
            Problem("unreadable-file", "không đọc được tệp anh.png"),
        ],
    )
