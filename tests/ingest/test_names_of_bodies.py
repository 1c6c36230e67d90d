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
        # what begins as a verb does
        ("Ban An toàn giao thông tỉnh tham mưu", ["Ban An toàn giao thông" + OF_LANG_SON]),
        ("Đảng ủy Bộ đội Biên phòng tỉnh xây dựng", ["Đảng ủy Bộ đội Biên phòng" + OF_LANG_SON]),
        ("Trung tâm kiểm soát bệnh tật tỉnh giám sát", ["Trung tâm kiểm soát bệnh tật" + OF_LANG_SON]),
        ("Công an tỉnh giúp Ủy ban nhân dân tỉnh", ["Công an" + OF_LANG_SON]),
        # an office said once for what stands before the semicolon, and those of a ministry's departments
        ("Giám đốc: Trung tâm Công báo tỉnh, Sở Y tế; Công an tỉnh",
         ["Giám đốc Trung tâm Công báo" + OF_LANG_SON, "Giám đốc Sở Y tế" + OF_LANG_SON, "Công an" + OF_LANG_SON]),
        ("Cục trưởng, Vụ trưởng các Cục, Vụ thuộc Bộ Y tế; Giám đốc các bệnh viện trực thuộc Bộ Y tế chịu trách nhiệm",
         ["Cục trưởng, Vụ trưởng các Cục, Vụ thuộc Bộ Y tế", "Giám đốc các bệnh viện trực thuộc Bộ Y tế"]),
        ("Vụ trưởng các Vụ, Cục trưởng các Cục", ["Vụ trưởng các Vụ", "Cục trưởng các Cục"]),
        # what brackets add does not end a list
        ("Văn phòng UBND tỉnh (Trung tâm Phục vụ hành chính công tỉnh) và UBND các xã:",
         ["Văn phòng Ủy ban nhân dân" + OF_LANG_SON, "Ủy ban nhân dân các xã thuộc tỉnh Lạng Sơn"]),
        ("các cơ quan báo chí, truyền thông tuyên truyền", ["các cơ quan báo chí, truyền thông" + OF_LANG_SON]),
        ("các cơ quan báo chí, truyền thông rộng rãi", ["các cơ quan báo chí" + OF_LANG_SON]),
        ("các cơ quan thông tin đại chúng tuyên truyền", ["các cơ quan thông tin đại chúng" + OF_LANG_SON]),
        # whoever heads a body is said with it
        ("Chánh án Tòa án nhân dân tối cao, Viện trưởng Viện kiểm sát nhân dân tối cao hướng dẫn",
         ["Chánh án Tòa án nhân dân tối cao", "Viện trưởng Viện kiểm sát nhân dân tối cao"]),
        ("Chủ nhiệm Ủy ban Kiểm tra Tỉnh ủy, Phó Giám đốc Sở Y tế, Bí thư Tỉnh đoàn chỉ đạo",
         ["Chủ nhiệm Ủy ban Kiểm tra Tỉnh ủy Lạng Sơn", "Phó Giám đốc Sở Y tế" + OF_LANG_SON,
          "Bí thư Tỉnh đoàn Lạng Sơn"]),
        ("Tổng Thanh tra Chính phủ, Thống đốc Ngân hàng Nhà nước Việt Nam, Tổng Kiểm toán nhà nước hướng dẫn",
         ["Tổng Thanh tra Chính phủ", "Thống đốc Ngân hàng Nhà nước Việt Nam", "Tổng Kiểm toán nhà nước"]),
        ("Chủ nhiệm Tổng cục Hậu cần - Kỹ thuật, Sở Y tế chịu trách nhiệm",
         ["Chủ nhiệm Tổng cục Hậu cần - Kỹ thuật", "Sở Y tế" + OF_LANG_SON]),
        # a comma in a name
        ("Ban Chỉ huy Phòng, chống thiên tai và Tìm kiếm cứu nạn tỉnh theo dõi",
         ["Ban Chỉ huy Phòng, chống thiên tai và Tìm kiếm cứu nạn" + OF_LANG_SON]),
        ("Ban Chỉ đạo phòng, chống tham nhũng, lãng phí, tiêu cực tỉnh chỉ đạo",
         ["Ban Chỉ đạo phòng, chống tham nhũng, lãng phí, tiêu cực" + OF_LANG_SON]),
        ("Vụ Khoa học công nghệ, môi trường và Vật liệu xây dựng, Vụ Pháp chế",
         ["Vụ Khoa học công nghệ, môi trường và Vật liệu xây dựng", "Vụ Pháp chế"]),
        # a committee is named for what it does, where it says whose it is, and orders where it says not
        ("Ban Chỉ đạo xây dựng nông thôn mới tỉnh tham mưu", ["Ban Chỉ đạo xây dựng nông thôn mới" + OF_LANG_SON]),
        ("Ban Chỉ đạo xây dựng kế hoạch trình UBND tỉnh", ["Ban Chỉ đạo" + OF_LANG_SON]),
        # what is said once before a list
        ("các Sở Xây dựng, Tài chính và UBND các huyện",
         ["Sở Xây dựng" + OF_LANG_SON, "Sở Tài chính" + OF_LANG_SON,
          "Ủy ban nhân dân các huyện thuộc" + OF_LANG_SON]),
        ("Các sở: TC, NN&PTNT; Công an tỉnh",
         ["Sở Tài chính" + OF_LANG_SON, "Sở Nông nghiệp và Phát triển nông thôn" + OF_LANG_SON,
          "Công an" + OF_LANG_SON]),
        ("các Bộ Tài chính, Quốc phòng chủ trì", ["Bộ Tài chính", "Bộ Quốc phòng"]),
        ("UBND các huyện: Bắc Sơn, Tràng Định và thành phố Móng Cái",
         ["Ủy ban nhân dân huyện Bắc Sơn", "Ủy ban nhân dân huyện Tràng Định", "Ủy ban nhân dân thành phố Móng Cái"]),
        ("UBND thị xã Từ Sơn, Quế Võ", ["Ủy ban nhân dân thị xã Từ Sơn", "Ủy ban nhân dân thị xã Quế Võ"]),
        ("Giám đốc các sở, Thủ trưởng các ban, ngành, đơn vị liên quan",
         ["Giám đốc các sở của" + OF_LANG_SON, "Thủ trưởng các ban, ngành của" + OF_LANG_SON,
          "Thủ trưởng các đơn vị liên quan của" + OF_LANG_SON]),
        ("Thường trực Hội đồng nhân dân, các Ban, các Tổ đại biểu Hội đồng nhân dân tỉnh giám sát",
         ["Thường trực Hội đồng nhân dân" + OF_LANG_SON, "các Ban của Hội đồng nhân dân" + OF_LANG_SON,
          "các Tổ đại biểu Hội đồng nhân dân" + OF_LANG_SON]),
        ("Chủ tịch UBND các huyện, tỉnh Lạng Sơn và Sở Nội vụ",
         ["Chủ tịch Ủy ban nhân dân các huyện thuộc" + OF_LANG_SON, "Sở Nội vụ" + OF_LANG_SON]),
        # bodies of the centre, by class
        ("Thủ trưởng các đơn vị thuộc, trực thuộc Bộ Y tế, Giám đốc Sở Y tế các tỉnh, thành phố chịu",
         ["Thủ trưởng các đơn vị thuộc, trực thuộc Bộ Y tế", "Giám đốc Sở Y tế các tỉnh, thành phố"]),
        ("Bộ, cơ quan ngang Bộ, cơ quan thuộc Chính phủ",
         ["các Bộ", "các cơ quan ngang Bộ", "các cơ quan thuộc Chính phủ"]),
        ("Các thành viên Ban Chỉ đạo tỉnh theo dõi", ["Các thành viên Ban Chỉ đạo" + OF_LANG_SON]),
        ("Hội chợ triển lãm được tổ chức", []),
        ("Ban Chỉ đạo quốc gia về chuyển đổi số chỉ đạo", ["Ban Chỉ đạo quốc gia về chuyển đổi số"]),
        ("Thanh tra tỉnh, Kiểm toán Nhà nước khu vực X",
         ["Thanh tra" + OF_LANG_SON, "Kiểm toán Nhà nước khu vực X"]),
        # the council's place is that of the committee beside it, and its level too
        ("HĐND, UBND các huyện, thành phố",
         ["Hội đồng nhân dân các huyện, thành phố thuộc" + OF_LANG_SON,
          "Ủy ban nhân dân các huyện, thành phố thuộc" + OF_LANG_SON]),
        ("Chủ tịch UBND cấp huyện, cấp xã", ["Chủ tịch Ủy ban nhân dân cấp huyện, cấp xã thuộc" + OF_LANG_SON]),
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
