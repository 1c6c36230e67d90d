"""What is settled step by step is as if settled at once; a changed file concerns its neighbours and no others."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Mapping, Sequence
from contextlib import ExitStack, closing
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.model import Corpus
from graph.registry import using
from graph.registry.imported import Imported, KnownInstrument
from graph.store.delta import Delta
from ingest.extract import extract
from ingest.ledger import Ledger
from ingest.outcome import Failure, Outcome, under
from ingest.resolution import Resolution, Step, unreadable
from ingest.resolve import resolve
from ingest.resolve.dossiers import FOLDS, key_of
from ingest.resolve.rounds import Rounds
from ingest.resolve.stages import meeting
from ingest.resolve.tables import NAME
from ingest.source import SourceText

# Few numbers, many ways to say them: so that a handful of texts agree, contradict and confuse each other.
_SAID = (
    "Thực hiện Chỉ thị số 17-CT/TU ngày 27/02/2020 của Ban Thường vụ Tỉnh ủy về chăm sóc cây xanh đô thị.",
    "Thực hiện Chỉ thị số 17-CT/TU ngày 14/10/2022 của Ban Thường vụ Tỉnh ủy về thu gom rác thải.",
    "Thực hiện Chỉ thị số 17-CT/TU ngày 14/10/2023 của Tỉnh ủy về thu gom rác thải.",
    "Chăm sóc cây xanh đô thị theo Chỉ thị số 17-CT/TU.",
    "Thực hiện Chỉ thị số 17-CT/TU, Kết luận số 99-KL/TU của Tỉnh ủy.",
    "Thực hiện Chỉ thị số 17-CT/TU ngày 27/02/2020 và Kết luận số 99-KL/TU ngày 18/5/2021 của Tỉnh ủy.",
    "Theo Nghị quyết số 58/NQ-CP ngày 21/4/2023 của Chính phủ và Nghị quyết số 58/NQ-CP năm 2022.",
    "Theo Nghị quyết số 58/NQ-CP của Chính phủ; Nghị quyết 58 nêu trên; Nghị quyết này.",
    "Áp dụng Luật số 31/2024/QH15; Luật Cây xanh số 999/2023/QH15 ngày 20/6/2023.",
    "Căn cứ số 998/2023/QH15 và Luật Cây xanh; Luật Cây xanh năm 2023; Luật Đất đai.",
    "Căn cứ Nghị quyết số 998/2023/QH15 về phân bổ ngân sách; Luật Cây xành.",
    "Luật Cây xanh ngày 20/6/2023. Luật Mặt nước năm 2021. Luật Mặt nước.",
    "Luật Mặt nước ngày 01/02/2021; Luật Mặt nước ngày 03/4/2022.",
    "Thực hiện Nghị quyết Trung ương 6 khóa XII về sắp xếp tổ chức bộ máy của hệ thống chính trị tinh gọn.",
    "Thực hiện Nghị quyết Trung ương 6 khóa XII về công tác dân số trong tình hình mới.",
    "Thực hiện Nghị quyết Trung ương 6 khóa XII và Nghị quyết Đại hội XIII của Đảng.",
    "Theo Kế hoạch số 5/KH-UBND ngày 01/3/2023 của Ủy ban nhân dân tỉnh; Kế hoạch số 5/KH-UBND năm 2024.",
    "Theo Kế hoạch số 5/KH-UBND; Nghị định 80; Nghị định số 80/2021/NĐ-CP.",
)
_HEADS = (
    "ỦY BAN NHÂN DÂN TỈNH LẠNG SƠN\n\nSố: {n}/KH-UBND\n\nLạng Sơn, ngày 10 tháng 11 năm 2023\n\nKẾ HOẠCH\nCây xanh\n\n",
    "ỦY BAN NHÂN DÂN TỈNH BẮC NINH\n\nSố: {n}/KH-UBND\n\nBắc Ninh, ngày 01 tháng 3 năm 2021\n\nKẾ HOẠCH\nMặt nước\n\n",
    "TỈNH ỦY LẠNG SƠN\n*\nSố 17-CT/TU\n\nLạng Sơn, ngày 27 tháng 02 năm 2020\n\nCHỈ THỊ\nvề chăm sóc cây xanh\n\n",
    "",
)
_KNOWN = Imported(
    (
        KnownInstrument("nghị quyết", "58/NQ-CP", "2023-04-21", "về hỗ trợ doanh nghiệp", (), "ví dụ"),
        KnownInstrument("nghị định", "80/2021/NĐ-CP", "2021-08-26", "hướng dẫn Luật Hỗ trợ doanh nghiệp", (), "ví dụ"),
        KnownInstrument("luật", "998/2023/QH15", "2023", "Luật Mặt nước", (), "ví dụ"),
    )
)


def text(head: int, *said: int) -> str:
    """A text with one of the heads, and some sentences."""
    return _HEADS[head].format(n=head + 4) + "".join(f"{n}. {_SAID[k]}\n\n" for n, k in enumerate(said, start=1))


class Store:
    """A ledger whose files are texts said here, with its resolution followed step by step."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.files: set[str] = set()
        self.out: set[str] = set()
        self.made = 0

    def put(self, place: str, said: str, failures: Sequence[Failure] = ()) -> None:
        self.put_all({place: said}, failures)

    def put_all(self, files: Mapping[str, str | None], failures: Sequence[Failure] = ()) -> None:
        with Ledger(self.folder, "reader") as ledger, ledger.together():
            for place, said in files.items():
                if said is None:
                    ledger.drop(place)
                    self.files.discard(place)
                    continue
                sha256 = hashlib.sha256(said.encode()).hexdigest()
                local = extract(SourceText("", "text/plain", sha256, said, as_stored=True))
                ledger.keep(sha256, Outcome([local], list(failures)).encoded())
                ledger.put(place, place, sha256)
                self.files.add(place)

    def follow(self, *, lost: bool = False) -> tuple[Corpus, Step | None, Delta | None]:
        """Settle what changed; `lost`: the generation that was made last time is not there any more."""
        with Ledger(self.folder, "reader") as ledger, Resolution(self.folder, ledger, self.out) as resolution:
            step = resolution.settle("" if lost else str(self.made))
            corpus = Corpus(
                list(resolution.extractions), dict(resolution.instruments.items()), list(resolution.problems)
            )
            delta = None
            if step is not None:
                delta = resolution.delta(step)
                held = {d.instrument for e in corpus.extractions for d in e.documents}
                assert list(delta.holding(held)) == corpus.extractions
            self.made += 1
            resolution.keep(str(self.made))
        return corpus, step, delta

    def left(self) -> dict[str, int]:
        """How many rows each table still has, of those that tell of files."""
        with closing(sqlite3.connect(self.folder / NAME)) as db:
            names = [name for (name,) in db.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")]
            counts = {name: db.execute(f"SELECT count(*) FROM {name}").fetchone()[0] for name in names}
        return {name: n for name, n in counts.items() if n and name != "meta"}

    def whole(self) -> Corpus:
        """The same files, settled at once."""
        with Ledger(self.folder, "reader") as ledger:
            entries = [e for e in ledger.files() if e.sha256 not in self.out]
            locals_ = [one for e in entries for one in under(ledger.outcome(e), e.path).locals]
            failed = [Failure(e.path + f.member, f.reason) for e in entries for f in e.failures]
        corpus = resolve(locals_)
        for extraction in corpus.extractions:
            extraction.instruments = []
        corpus.problems = unreadable(failed) + corpus.problems
        return corpus


def applied(before: Corpus, delta: Delta) -> Corpus:
    """A corpus with what a delta says of it."""
    extractions = {(e.source.path, e.source.sha256): e for e in before.extractions}
    for one in delta.gone:
        del extractions[one]
    extractions |= {(e.source.path, e.source.sha256): e for e in delta.extractions}
    instruments = {**before.instruments, **delta.instruments}
    said = list(before.problems) + list(delta.problems[0])
    for problem in delta.problems[1]:
        said.remove(problem)
    return Corpus(
        [extractions[k] for k in sorted(extractions)],
        {iri: one for iri, one in sorted(instruments.items()) if one is not None},
        sorted(said, key=lambda p: (p.code != "unreadable-file", p.instruments, p.message)),
    )


def same(one: Corpus, other: Corpus) -> None:
    assert [e.to_json() for e in one.extractions] == [e.to_json() for e in other.extractions]
    assert list(one.instruments.items()) == list(other.instruments.items())
    assert one.problems == other.problems


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path)


_TEXTS = st.builds(
    lambda head, said: text(head, *said),
    st.integers(0, len(_HEADS) - 1),
    st.lists(st.integers(0, len(_SAID) - 1), min_size=1, max_size=4),
)
_STEPS = st.lists(
    st.dictionaries(st.sampled_from("abcdef"), st.one_of(st.none(), _TEXTS), min_size=1, max_size=3),
    min_size=1,
    max_size=7,
)


# Each step is written to a disk; what they are drawn from is so small that few show all.
@settings(max_examples=25, deadline=None)
@given(_STEPS, st.booleans())
def test_whatever_comes_goes_and_changes_it_is_as_if_read_at_once(
    steps: list[dict[str, str | None]], imported: bool
) -> None:
    with TemporaryDirectory() as folder, ExitStack() as stack:
        stack.enter_context(using(_KNOWN if imported else None))
        store = Store(Path(folder))
        before = Corpus()
        for changed in steps:
            store.put_all(changed)
            after, _, delta = store.follow()
            same(after, store.whole())
            if delta is not None:
                same(applied(before, delta), after)
            before = after
        store.put_all(dict.fromkeys(store.files))
        assert store.follow()[0] == Corpus()
        assert store.left() == {}


def test_a_changed_file_concerns_those_who_cite_what_it_cites_and_no_others(store: Store) -> None:
    store.put_all({f"apart-{n}": text(3, 6).replace("58/", f"{n + 100}/") for n in range(20)})
    store.put_all({"dated": text(3, 5), "undated": text(3, 3)})
    store.follow()
    store.put("further", text(3, 1))
    corpus, step, delta = store.follow()
    assert step is not None
    assert delta is not None
    # The second directive of that number makes the mention without a day doubtful, and says nothing to those apart.
    assert [e.source.path for e in delta.extractions] == ["further", "undated"]
    cited = {iri for iri, one in delta.instruments.items() if one is None or not one.held}
    assert {iri.rpartition("/")[2] for iri in cited} == {"17-ct-tu"}
    same(corpus, store.whole())


def test_one_more_who_says_what_many_say_changes_nothing_for_the_many(store: Store) -> None:
    store.put_all({f"many-{n:02}": text(3, 0, 3, 8) for n in range(20)})
    store.follow()
    store.put("one more", text(3, 0, 3, 8))
    _, step, delta = store.follow()
    assert step is not None
    assert delta is not None
    assert ([e.source.path for e in delta.extractions], delta.instruments) == (["one more"], {})


def test_a_slip_about_a_law_that_everybody_cites_concerns_who_made_it(store: Store) -> None:
    store.put_all({f"many-{n:02}": text(3, 8) for n in range(20)})
    store.follow()
    store.put("slip", text(3, 8).replace("20/6/2023", "20/7/2023"))
    corpus, step, delta = store.follow()
    assert step is not None
    assert delta is not None
    assert [e.source.path for e in delta.extractions] == ["slip"]
    message = "999/2023/QH15 được ghi 2 ngày khác nhau: 2023-06-20, 2023-07-20; dùng 2023-06-20."
    assert message in [p.message for p in delta.problems[0]]
    same(corpus, store.whole())


def test_where_nothing_changed_nothing_is_settled(store: Store) -> None:
    store.put("a", text(0, 0))
    store.follow()
    _, step, _ = store.follow()
    assert step is not None
    assert (step.size, step.gone, step.changes.instruments) == (0, [], {})


def test_without_the_generation_that_it_was_settled_for_every_file_is_compared(store: Store) -> None:
    store.put("a", text(0, 0))
    store.put("b", text(1, 1, 3))
    store.follow()
    with Ledger(store.folder, "reader") as ledger:
        ledger.drop("a")
        ledger.settled()  # as in a ledger that came from a backup
    corpus, step, _ = store.follow(lost=True)
    assert step is None
    same(corpus, store.whole())


@pytest.mark.parametrize("damage", ["removed", "of another version", "garbage"])
def test_lost_tables_are_made_again(store: Store, damage: str) -> None:
    store.put("a", text(0, 0, 3))
    before, _, _ = store.follow()
    path = store.folder / NAME
    if damage == "removed":
        path.unlink()
    elif damage == "garbage":
        path.write_bytes(b"none of ours" * 1000)
    else:
        with closing(sqlite3.connect(path)) as db, db:
            db.execute("UPDATE meta SET value = 'other' WHERE name = 'version'")
    after, step, _ = store.follow()
    assert step is None
    same(after, before)


def test_a_run_that_dies_half_way_is_followed_by_one_that_ends_right(store: Store) -> None:
    store.put("a", text(0, 0, 3))
    store.follow()
    store.put("b", text(1, 1))
    with Ledger(store.folder, "reader") as ledger, Resolution(store.folder, ledger, ()) as resolution:
        assert resolution.settle("1") is not None  # and nothing is kept
    corpus, step, _ = store.follow()
    assert step is not None
    assert step.size > 0
    same(corpus, store.whole())


def test_a_withdrawn_member_of_an_archive_is_left_out_alone_and_comes_back(store: Store) -> None:
    members = [
        extract(SourceText(f"!/{name}", "text/plain", name * 64, text(3, said), as_stored=True))
        for name, said in (("1", 0), ("2", 1), ("3", 3))
    ]
    with Ledger(store.folder, "reader") as ledger:
        ledger.keep("f" * 64, Outcome(members).encoded())
        ledger.put("/archive.zip", "archive.zip", "f" * 64)
    whole, _, _ = store.follow()
    store.out = {"2" * 64}
    without, _, delta = store.follow()
    assert delta is not None
    assert [e.source.path for e in without.extractions] == ["archive.zip!/1", "archive.zip!/3"]
    assert delta.gone == [("archive.zip!/2", "2" * 64)]
    same(applied(whole, delta), without)
    store.out = set()
    same(store.follow()[0], whole)


def test_what_cannot_be_read_is_a_problem_as_long_as_it_lasts(store: Store) -> None:
    store.put("a", text(0, 0), [Failure("!/b.doc", "tệp hỏng")])
    store.put("c", text(1, 1))
    first, _, _ = store.follow()
    assert [p.message for p in first.problems if p.code == "unreadable-file"] == ["a!/b.doc: tệp hỏng."]
    store.put("a", text(0, 0, 3))
    _, _, delta = store.follow()
    assert delta is not None
    assert [p.message for p in delta.problems[1]] == ["a!/b.doc: tệp hỏng."]


def test_a_file_asks_at_an_earlier_stage_for_nothing_that_it_does_not_ask_for_at_last(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: dict[str, set[bytes]] = {}

    def watched(self: Rounds, unit: int, was: bool) -> None:
        said = meeting(self._completed(unit), self._look)
        asked[str(unit)] = set(self._look.asked)
        before(self, unit, was)
        del said

    before = Rounds._meet
    monkeypatch.setattr(Rounds, "_meet", watched)
    for n, said in enumerate(((0, 3, 5), (1, 4, 10), (2, 6, 7), (8, 9, 11), (12, 13, 14), (15, 16, 17))):
        store.put(f"{n}", text(n % 4, *said))
    store.follow()
    with closing(sqlite3.connect(store.folder / NAME)) as db:
        for unit, keys in asked.items():
            assert keys
            assert keys <= {key for (key,) in db.execute("SELECT key FROM reads WHERE unit = ?", (unit,))}


def test_no_two_kinds_of_evidence_have_one_key() -> None:
    keys = {kind: key_of(kind, ("a", "b", "c", "d2020-02-27")) for kind in {*FOLDS, "X"}}
    assert len(set(keys.values())) == len(keys)
