"""Bodies by name: where a name ends, what its place is, and which of a list's words each of its items shares."""

from __future__ import annotations

import pytest

from ingest.grammar.agencies import read_list

OF_LANG_SON = " tỉnh Lạng Sơn"


def bodies(text: str, place: str | None = "lang-son", on: str | None = None) -> list[str]:
    return [a.name for a in read_list(text, 0, len(text), place, on)[0]]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        # initials, as tables have them
        ("TAND tỉnh, Viện KSND tỉnh", ["Tòa án nhân dân" + OF_LANG_SON, "Viện kiểm sát nhân dân" + OF_LANG_SON]),
        ("BCHQS tỉnh", ["Bộ Chỉ huy Quân sự" + OF_LANG_SON]),
        # levels and numbers are part of a name
        ("Tòa án nhân dân các cấp xét xử", ["Tòa án nhân dân các cấp" + OF_LANG_SON]),
        ("Trung tâm Phục vụ hành chính công cấp xã", ["Trung tâm Phục vụ hành chính công cấp xã" + OF_LANG_SON]),
        ("Tổ công tác số 02: làm việc", ["Tổ công tác số 02" + OF_LANG_SON]),
        ("Người đứng đầu cấp ủy, chính quyền cấp huyện, cấp xã chịu trách nhiệm",
         ["Người đứng đầu cấp ủy, chính quyền cấp huyện, cấp xã"]),
        # a verb inside a name is no verb
        ("Hội đồng thẩm định và Sở Tài chính", ["Hội đồng thẩm định" + OF_LANG_SON, "Sở Tài chính" + OF_LANG_SON]),
        ("Vụ Đánh giá và Thẩm định công nghệ, Vụ Pháp chế", ["Vụ Đánh giá và Thẩm định công nghệ", "Vụ Pháp chế"]),
        ("Các trường hợp được điều chỉnh", []),
        # those that stand in a province without being of it
        ("Ngân hàng Nhà nước Chi nhánh Khu vực 15", ["Ngân hàng Nhà nước Chi nhánh Khu vực 15"]),
        ("Khu Quản lý đường bộ III", ["Khu Quản lý đường bộ III"]),
        ("Đại học Thái Bình Dương hỗ trợ", ["Đại học Thái Bình Dương"]),
        ("các địa phương trong nước, nhất là các tỉnh, thành phố lân cận trong thực hiện",
         ["các địa phương trong nước", "các tỉnh, thành phố lân cận"]),
        # classes of places, with the kind of place and without a lost comma
        ("UBND các xã, phường biên giới kiểm đếm", ["Ủy ban nhân dân các xã, phường biên giới thuộc tỉnh Lạng Sơn"]),
        ("UBND các phường xã", ["Ủy ban nhân dân các phường xã thuộc tỉnh Lạng Sơn"]),
        ("UBND các tỉnh/thành phố.", ["Ủy ban nhân dân các tỉnh/thành phố"]),
        # the committee's own boards, and what is below it
        ("các ban đảng", ["các ban đảng Tỉnh ủy Lạng Sơn"]),
        ("cấp ủy trực thuộc Tỉnh ủy", ["các cấp ủy trực thuộc Tỉnh ủy Lạng Sơn"]),
        # what is written before the first of a list is meant before each
        ("Đảng đoàn Ủy ban MTTQ tỉnh và các tổ chức chính trị - xã hội tỉnh vận động",
         ["Đảng đoàn Ủy ban Mặt trận Tổ quốc Việt Nam" + OF_LANG_SON,
          "Đảng đoàn các tổ chức chính trị - xã hội" + OF_LANG_SON]),
        ("Ủy ban kiểm tra các huyện ủy, đảng ủy trực thuộc Tỉnh ủy",
         ["Ủy ban kiểm tra các huyện ủy trực thuộc Tỉnh ủy Lạng Sơn",
          "Ủy ban kiểm tra các đảng ủy trực thuộc Tỉnh ủy Lạng Sơn"]),
        ("UBND thành phố Hà Nội, Thành phố Hồ Chí Minh",
         ["Ủy ban nhân dân thành phố Hà Nội", "Ủy ban nhân dân thành phố Hồ Chí Minh"]),
    ],
)  # fmt: skip
def test_a_body_is_read_whole_and_placed(text: str, names: list[str]) -> None:
    assert bodies(text) == names


def test_a_province_named_last_is_of_all_the_bodies_before_it() -> None:
    text = "Chính phủ, Hội đồng nhân dân, Ủy ban nhân dân tỉnh Điện Biên"
    assert bodies(text, None) == [
        "Chính phủ",
        "Hội đồng nhân dân tỉnh Điện Biên",
        "Ủy ban nhân dân tỉnh Điện Biên",
    ]


def test_a_province_is_not_handed_back_over_a_body_that_has_its_own() -> None:
    text = "Ủy ban nhân dân tỉnh Lai Châu, Ủy ban nhân dân tỉnh Điện Biên"
    assert bodies(text, None) == ["Ủy ban nhân dân tỉnh Lai Châu", "Ủy ban nhân dân tỉnh Điện Biên"]


def test_two_bodies_joined_by_and_stay_two() -> None:
    assert bodies("Sở Nội vụ và Thanh tra tỉnh") == ["Sở Nội vụ" + OF_LANG_SON, "Thanh tra" + OF_LANG_SON]


def test_a_name_that_goes_on_with_and_for_ever_is_read_to_an_end() -> None:
    assert len(bodies("Vụ A và Bộ " * 5_000)) >= 1
    assert len(bodies("Vụ A và Ba " * 5_000)) == 1


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("Văn phòng Đăng ký đất đai trích lục bản đồ.", "Văn phòng Đăng ký đất đai tỉnh Đồng Tháp"),
        ("Ban Biên tập Cổng thông tin điện tử tỉnh đăng tin.", "Ban Biên tập Cổng thông tin điện tử tỉnh Đồng Tháp"),
        ("Thủ trưởng các ban, sở, ngành chịu trách nhiệm.", "Thủ trưởng các ban, sở, ngành của tỉnh Đồng Tháp"),
    ],
)
def test_a_name_does_not_end_inside_its_own_words(said: str, name: str) -> None:
    assert [one.name for one in read_list(said, 0, len(said), "dong-thap", None)[0]] == [name]
