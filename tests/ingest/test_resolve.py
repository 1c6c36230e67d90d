"""Which instrument a mention means: two stay two, one cited in five ways is one, doubt is kept."""

from __future__ import annotations

from collections.abc import Callable

from graph.model import Citation, Corpus

HEAD = (
    "ỦY BAN NHÂN DÂN TỈNH {place}\n\nSố: {number}/KH-UBND\n\n{name}, ngày {day} tháng {month}"
    " năm {year}\n\nKẾ HOẠCH\nChăm sóc cây xanh\n\nI. NHIỆM VỤ\n"
)


def document(body: str, *, number: int = 1, place: str = "Lạng Sơn", day: str = "10/11/2023") -> str:
    d, m, y = day.split("/")
    return HEAD.format(place=place.upper(), number=number, name=place, day=d, month=m, year=y) + body


def of(corpus: Corpus, text: str) -> list[Citation]:
    return [c for e in corpus.extractions for c in e.citations if c.text == text]


def iris(corpus: Corpus, text: str) -> set[str | None]:
    return {c.instrument for c in of(corpus, text)}


def test_one_number_in_two_terms_is_two_directives(corpus: Callable[..., Corpus]) -> None:
    found = corpus(
        a=document("1. Thực hiện Chỉ thị số 17-CT/TU ngày 27/02/2020 của Ban Thường vụ Tỉnh ủy."),
        b=document("1. Thực hiện Chỉ thị số 17-CT/TU ngày 14/10/2022 của Ban Thường vụ Tỉnh ủy.", number=2),
    )
    assert iris(found, "17-CT/TU") == {
        "https://w3id.org/danchieu/id/vn/tinh-uy-lang-son/chi-thi/2020-02-27/17-ct-tu",
        "https://w3id.org/danchieu/id/vn/tinh-uy-lang-son/chi-thi/2022-10-14/17-ct-tu",
    }


def test_company_settles_an_undated_number(corpus: Callable[..., Corpus]) -> None:
    found = corpus(
        a=document(
            "1. Thực hiện Chỉ thị số 17-CT/TU ngày 27/02/2020 và Kết luận số 99-KL/TU ngày 18/5/2021 của Tỉnh ủy.\n"
        ),
        b=document("1. Thực hiện Chỉ thị số 17-CT/TU ngày 14/10/2022 của Ban Thường vụ Tỉnh ủy.", number=2),
        c=document("1. Xử lý rác theo Chỉ thị số 17-CT/TU, Kết luận số 99-KL/TU của Tỉnh ủy.", number=3),
    )
    undated = next(c for c in of(found, "17-CT/TU") if c.date is None)
    assert undated.method == "co-mention"
    assert "2020-02-27" in (undated.instrument or "")


def test_an_undated_number_that_nothing_settles_keeps_its_candidates(corpus: Callable[..., Corpus]) -> None:
    found = corpus(
        a=document("1. Thực hiện Chỉ thị số 17-CT/TU ngày 27/02/2020 của Tỉnh ủy."),
        b=document("1. Thực hiện Chỉ thị số 17-CT/TU ngày 14/10/2022 của Tỉnh ủy.", number=2),
        c=document("1. Thực hiện Chỉ thị số 17-CT/TU.", number=3),
    )
    undated = next(c for c in of(found, "17-CT/TU") if c.date is None)
    assert undated.instrument is None
    assert len(undated.candidates) == 2
    assert undated.confidence == 0.0
    assert any(p.code == "ambiguous" for e in found.extractions for p in e.problems)


def test_a_text_cites_nothing_that_came_after_it(corpus: Callable[..., Corpus]) -> None:
    found = corpus(
        a=document("1. Thực hiện Chỉ thị số 17-CT/TU ngày 27/02/2020 của Tỉnh ủy."),
        b=document("1. Thực hiện Chỉ thị số 17-CT/TU ngày 14/10/2022 của Tỉnh ủy.", number=2),
        c=document("1. Thực hiện Chỉ thị số 17-CT/TU.", number=3, day="05/05/2021"),
    )
    undated = next(c for c in of(found, "17-CT/TU") if c.date is None)
    assert "2020-02-27" in (undated.instrument or "")


def test_two_years_written_for_one_resolution_are_a_conflict_and_not_two_resolutions(
    corpus: Callable[..., Corpus],
) -> None:
    found = corpus(
        a=document("1. Sắp xếp theo Nghị quyết số 233-NQ/TU ngày 25/7/2022 của Tỉnh ủy về sắp xếp đơn vị hành chính."),
        b=document("1. Sắp xếp theo Nghị quyết số 233-NQ/TU ngày 25/7/2023 của Tỉnh ủy.", number=2),
        c=document("1. Sắp xếp theo Nghị quyết số 233-NQ/TU ngày 25/7/2022 của Tỉnh ủy.", number=3),
    )
    assert len(iris(found, "233-NQ/TU")) == 1
    conflicts = [p for p in found.problems if p.code == "date-conflict"]
    assert len(conflicts) == 1
    assert "2022-07-25" in conflicts[0].message
    assert "2023-07-25" in conflicts[0].message


def test_each_province_has_its_own_series(corpus: Callable[..., Corpus]) -> None:
    found = corpus(
        a=document("1. Thực hiện Nghị quyết số 01-NQ/TU ngày 31/12/2020 của Tỉnh ủy."),
        b=document("1. Thực hiện Nghị quyết số 01-NQ/TU ngày 31/12/2020 của Tỉnh ủy.", place="Bắc Ninh", number=2),
        c=document("1. Học tập Nghị quyết số 01-NQ/TU ngày 31/12/2020 của Tỉnh ủy Bắc Ninh.", number=3),
    )
    bodies = sorted(str(c.instrument).split("/vn/")[1].split("/")[0] for c in of(found, "01-NQ/TU"))
    assert bodies == ["tinh-uy-bac-ninh", "tinh-uy-bac-ninh", "tinh-uy-lang-son"]


def test_party_and_state_numbers_stay_apart(corpus: Callable[..., Corpus]) -> None:
    found = corpus(
        a=document(
            "1. Thực hiện Chỉ thị số 26-CT/TU ngày 02/6/2023 của Tỉnh ủy và Chỉ thị số 26/CT-TTg ngày"
            " 05/9/2016 của "
            "Thủ tướng Chính phủ, Chỉ thị số 26-CT/TW ngày 09/11/2018 của Bộ Chính trị."
        )
    )
    assert len({c.instrument for c in found.extractions[0].citations}) == 3


def test_a_law_by_name_is_the_law_by_number(corpus: Callable[..., Corpus]) -> None:
    found = corpus(
        a=document("1. Áp dụng Luật Đất đai số 31/2024/QH15 ngày 18/01/2024.", day="10/11/2024"),
        b=document("1. Áp dụng Luật Đất đai năm 2024.", number=2, day="10/11/2024"),
    )
    assert iris(found, "31/2024/QH15") == iris(found, "Luật Đất đai")


def test_the_same_files_in_another_order_give_the_same_answer(corpus: Callable[..., Corpus]) -> None:
    texts = {
        "a": document("1. Thực hiện Chỉ thị số 17-CT/TU ngày 27/02/2020 của Tỉnh ủy."),
        "b": document("1. Thực hiện Chỉ thị số 17-CT/TU ngày 14/10/2022 của Tỉnh ủy.", number=2),
    }
    forward = corpus(**texts)
    backward = corpus(**dict(reversed(texts.items())))
    assert [e.to_json() for e in forward.extractions] == [e.to_json() for e in backward.extractions]
