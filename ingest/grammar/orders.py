"""What is an order: a sentence that says what shall be done, told from reports, formulas and definitions."""

from __future__ import annotations

import re
from functools import cache
from itertools import islice

from ingest.grammar.agencies import Agency
from ingest.grammar.letters import pattern as vn
from ingest.grammar.openings import LABEL, LONGEST_LABEL, MOST_COMMAS, opens_with_verb, skip_opening
from ingest.grammar.unlisted import name_words
from ingest.structure.outline import Unit

ORDER = re.compile(
    r"(?:Giao(?:\s+cho)?|Yêu cầu|Đề nghị|Giao trách nhiệm(?:\s+cho)?|Ủy quyền(?:\s+cho)?|Phân công)\s+(?=\S)"
)
ORDERING = re.compile(
    r"(?:yêu cầu|đề nghị|giao(?:\s+cho)?|(?<!lãnh đạo, )chỉ đạo|phân công)\s+(?!(?:về|tại|của|như|sau|cụ thể"
    r"|này|trên|trong|các nhiệm vụ|nhiệm vụ))"
)
_CLAUSE = re.compile(r"[,:]\s+")
_CLAUSES = re.compile(r"[,:;]\s+")
_RESPONSIBLE = re.compile(
    r"(?:chủ trì|chịu trách nhiệm|có trách nhiệm|phối hợp(?:\s+(?:với|cùng|tổ chức|triển khai|thực hiện)))"
)
_FORMULA = re.compile(
    r"(?:(?:Sắp xếp|Nhập|Sáp nhập|Thành lập|Đổi tên)\s[^.;]{0,400}(?:có tên gọi là"
    r"|thành (?:xã|phường|đặc khu|tỉnh|thành phố) mới|trên cơ sở (?:nhập|sáp nhập|toàn bộ))"
    r"|Sau khi (?:sắp xếp|thành lập|sáp nhập)[^.;]{0,80} có \d"
    r"|Nghị quyết phổ biến"
    r"|(?:Nghị quyết|Quyết định|Chỉ thị|Kế hoạch|Kết luận|Thông tư|Nghị định|Quy định|Quy chế"
    r"|Luật|Bộ luật|Pháp lệnh|Chương trình|Hướng dẫn|Công điện|Văn bản|Báo cáo|Công văn|Thông báo|Tờ trình) này"
    r"\s+(?:đã được|được|có hiệu lực|phổ biến|thay thế|bãi bỏ|gồm|áp dụng|quy định|có \d"
    r"|ban hành)|(?:Nghị quyết|Quyết định|Chỉ thị|Thông tư|Nghị định|Quy định|Quy chế|Luật) có hiệu lực"
    r"|Ngân sách (?:trung ương|địa phương|nhà nước|tỉnh|thành phố|Thành phố|cấp)\s"
    r"|(?:Điều khoản|Hiệu lực) thi hành\W[^.;]{0,40}có hiệu lực"
    r"|Trên đây là|Bãi bỏ|Thay thế|Kinh phí|"
    r"Danh mục\s[^;]{3,300}(?:kèm theo|đính kèm|Phụ lục)|Số liệu chốt|Nội dung báo cáo gồm|"
    r"Thời gian|Địa điểm|Thành phần|Số lượng|Điểm quan trắc|Thông số|Tần suất|Đơn vị tính"
    r"|(?:(?:[Đđ]iểm\s+[a-zđ]|(?:[Kk]hoản|[Đđ]iều)\s+\d{1,3}[a-zđ]?|(?:[Mm]ục|Phụ lục)\s+[\dIVX]{1,4})\s+)+"
    r"[^:]{0,200}:\s"
    r"|Nội dung:|Mục đích|Yêu cầu:|Đối tượng|Phạm vi|Nguồn|Tổng kinh phí"
    # A letter's close: what follows from silence, whom to call.
    r"|(?:Quá|Sau) thời (?:hạn|gian) (?:trên|nêu trên|này|quy định)[^.;]{0,140}"
    r"(?:xem như|coi như|được (?:xem|coi) là|mặc nhiên)"
    r"|(?:Mọi|Thông tin|Chi tiết|Đầu mối|Khi cần)[^.;:]{0,80}liên hệ"
    # What an amending text does to another is done by saying it: no one is ordered to.
    r"|(?:Thay|Bỏ|Bổ sung)\s+(?:các\s+)?(?:cụm\s+)?từ\s*[“\"«]"
    r"|Sửa đổi(?:, bổ sung)?\s+(?:các\s+)?(?:tên\s|một số điều|(?:điểm|khoản|[Đđ]iều)\s+[\da-zđ]{1,4}(?![^\W_]))"
    # What ends and what takes its place is said of texts, to nobody: "Thông tư số … hết hiệu lực kể từ …".
    r"|(?:Kể từ [^,;.]{5,90},\s*)?(?:[Cc]ác\s+)?(?:Luật|Bộ luật|Pháp lệnh|Nghị (?:quyết|định)|[Nn]ghị định|Quyết định"
    r"|Thông tư|Chỉ thị|Quy (?:chế|định))(?:\s+liên tịch)?\s[^;]{3,700}?(?:hết|chấm dứt) hiệu lực(?: thi hành)?"
    r"\s+(?:kể )?từ"
    r"|(?:(?:Trong )?[Tt]rường hợp|Khi)\s[^.;]{0,60}văn bản\s[^.;]{0,120}(?:dẫn chiếu|viện dẫn)[^.;]{0,120}"
    r"(?:sửa đổi|thay thế))"
)
_COURTESY = re.compile(
    r".{3,80}(?:thông báo để|xin thông báo|trân trọng).{3,120}(?:biết|thực hiện)\.?$|[^,;:]{3,60}trân trọng"
)
_THANKS = ("Trân trọng cảm ơn", "Trân trọng cám ơn", "Xin cảm ơn", "Xin trân trọng", "Cảm ơn", "Rất cảm ơn")
_RECIPIENTS = re.compile(r"[^.:]{2,120}?;\s-\s[^.:]{2,120}?;\s-\s")  # "Chính phủ; - Bộ Tài chính; - Lưu VT", one cell
# "Ông Nguyễn Văn A - Phó Giám đốc Sở X": who sits in a body or is asked to a meeting.
_MEMBER = vn(
    r"(?:\(\d+\)\s*)?(?:(?:Ông|Bà|Đồng chí|Đ/c)\s+[{UP}][^:;.]{3,60}?\s*[-–,:]|Đại diện\s)"
    r"(?![^.;]*\s(?:báo cáo|chủ trì|tham mưu|phụ trách|trực tiếp|giúp)(?![^\W_]))"
)
_ENACTS = re.compile(
    r"(?:Thông qua|Tán thành|Nhất trí|Phê chuẩn|Phê duyệt|Ban hành|Công bố|Quy định|Sửa đổi"
    r"|Cơ bản|Thành lập|Điều chỉnh|Đồng ý|Bổ sung)(?![^\W_])"
)
# "Nhân lực số là yếu tố then chốt …": says what a thing is. The noun after "là" tells it from an order
# ("giao Sở X là cơ quan đầu mối" names a body).
_SAYS_WHAT_IS = re.compile(
    r"[^.;:]*được hiểu là|Đây (?:không chỉ )?là(?![^\W_])"
    r"|(?:Trọng tâm|Đột phá|Mục tiêu|Nguyên tắc|Phương châm)(?: [^\W\d_]+){0,2} là(?![^\W_])"
    r"|(?!(?:[^;:]{0,110}\s)?(?:[Xx]ác định|[Cc]oi|[Xx]em|[Ll]ấy|[Đđ]ưa|[Đđ]ặt)\s)"
    r"[^;:]{3,110}?(?<!nhất)(?<!biệt)(?<!hết)(?<!,)\s(?:không chỉ |đang )?là (?:một |những |các )?(?:yếu tố|trụ cột"
    r"|nền tảng|điều kiện|khâu|động lực"
    r"|quá trình|lực đẩy|định hướng|xu (?:thế|hướng)|nguồn lực|chìa khóa|cơ sở|nhân tố|tiền đề|mục tiêu|giải pháp"
    r"|quyền|trách nhiệm|việc|bước|nhiệm vụ|tài nguyên|tài sản|vấn đề"
    r"|đạo lý|truyền thống|sự nghiệp|nghĩa vụ"
    r"|lĩnh vực|chủ trương|hạt nhân|chủ thể|đột phá|cốt lõi|đơn vị sự nghiệp|cơ quan (?:quyền lực|hành chính|đại diện"
    r"|cao nhất))(?![^\W_])"
    r"|[^,;:]{3,60}?\s(?:được đặt vào|giữ vai trò|đóng vai trò|có vai trò|có ý nghĩa)(?![^\W_])"
)
# "Thống nhất chủ trương đầu tư …": agreed to, and nobody told to do anything.
_AGREES = re.compile(
    r"(?:Cơ bản\s+)?(?:Thống nhất|Đồng ý|Nhất trí|Chấp thuận|Cho phép|Đồng thuận)\s+(?:về\s+|cho\s+)?"
    r"(?:chủ trương|nội dung|phương án|đề xuất|đề nghị|kiến nghị|tờ trình|dự thảo|danh sách|danh mục|như"
    r"|việc)(?![^\W_])"
)
# "Ủy ban nhân dân tỉnh kêu gọi các tầng lớp Nhân dân …": what all are called upon to do.
_CALLS_UPON = re.compile(r"[^.;,]{3,60} kêu gọi (?:các tầng lớp|toàn thể|toàn Đảng|cán bộ|đồng bào|Nhân dân|mọi)")
# Its verbs alone, looked for where they may stand: a tenth of trying what may stand before them at every sentence.
_ACKNOWLEDGING = re.compile(
    r"[Gg]hi nhận|[Đđ]ánh giá cao|[Bb]iểu dương|[Hh]oan nghênh|[Cc]hia sẻ với|[Cc]ơ bản|[Tt]hống nhất với"
    r"|[Nn]hất trí với|[Đđ]ồng ý với|[Tt]án thành"
)
_LONGEST_ACKNOWLEDGER = 120  # characters up to the end of the verb
_ACKNOWLEDGES = vn(
    r"(?:[{UP}][^.;:,]{0,90} )?(?:[Gg]hi nhận|[Đđ]ánh giá cao|[Bb]iểu dương|[Hh]oan nghênh|[Cc]hia sẻ với"
    r"|[Cc]ơ bản (?:thống nhất|nhất trí|đồng ý|tán thành)|[Tt]hống nhất với|[Nn]hất trí với|[Đđ]ồng ý với"
    r"|[Tt]án thành)\s|(?:Ghi nhận|Đánh giá cao|Hoan nghênh),\s"
)
# "Tiến độ còn chậm, chưa đáp ứng yêu cầu": tells how things stand, amid orders too.
_STANDS = re.compile(
    r"(?:Tuy nhiên|Song|Mặc dù|Bên cạnh đó)?,?\s*[^;:]{3,160}?\s(?:vẫn )?(?:còn (?:chậm|thấp|hạn chế|nhiều|một số"
    r"|thiếu|yếu"
    r"|bất cập|khó khăn|lúng túng|để xảy ra)|chưa (?:đáp ứng|cao|tốt|đầy đủ|kịp thời|nghiêm|đạt|thực sự|sâu|hiệu quả"
    r"|chặt chẽ|quyết liệt|đồng (?:đều|bộ)|rõ|bảo đảm|đảm bảo|tương xứng|thường xuyên))(?![^\W_])"
)
_ASKS = re.compile(
    r"(?<![^\W_])(?:thì|(?<!ông )phải|cần(?! thiết)|(?<!ứng )(?<!đạt )(?<!theo )yêu cầu|đề nghị|giao(?! thông)"
    r"|khẩn trương|tập trung|kiên quyết|chịu trách nhiệm)(?![^\W_])"
)
# "Đến năm 2030, tỷ lệ đô thị hóa đạt 38 %": a mark to be reached, which says of nothing that it shall be done.
_MARK = re.compile(
    r"(?:(?:Đến|Trong|Hết)\s+(?:hết\s+|cuối\s+)?(?:năm|quý|tháng)\s[^,;.]{1,24},\s*)?"
    r"(?:[Cc]ó\s+)?(?:(?:từ|trên|ít nhất|tối thiểu|khoảng|hơn)\s+)?"
    r"(?:\d[\d.,]*\s?(?:%|-)|(?:[Tt]ổng\s+)?(?:[Tt][ỷỉ] (?:lệ|trọng)|[Gg]iá trị|[Ss]ố lượng|[Tt]hu nhập|[Dd]iện tích"
    r"|[Ss]ản lượng|[Tt]ốc độ|[Dd]oanh thu|[Kk]im ngạch|[Nn]ăng (?:lực|suất)|[Cc]hỉ số|[Mm]ật độ|[Tt]ổng (?:số|vốn"
    r"|mức))"
    r"(?=\s[^;:]{0,150}?\s(?:đạt|chiếm|tăng|giảm|còn|dưới|trên|bằng|khoảng)\s[^;:]{0,60}?\d))"
)
# "Người quyết định đầu tư được phép tách dự án": who may, not who shall.
_MAY = re.compile(
    r"(?:Được|Không phải)\s+[^\W\d_]|[^,;:]{3,110}?\s(?:được (?:phép|quyền|hưởng|áp dụng|lựa chọn)|có quyền)(?![^\W_])"
)
_PERMITS = ("được ", "Được ", "có quyền", "Không phải")
# "Việc sửa đổi Điều lệ do Đại hội quyết định", "… thì không thuộc đối tượng chịu thuế": rules, said in a ruling too.
_RULED = re.compile(
    r"Việc\s[^.;]{3,200}\sdo\s[^.;]{3,140}\s(?:quyết định|quy định)(?![^\W_])"
    r"|(?:Trường hợp|Nếu|Khi)\s[^.;]{3,400}?(?:thì|,)\s[^.;]{0,80}?(?:không\s+)?thuộc\s+(?:đối tượng|diện"
    r"|trường hợp)(?![^\W_])"
)
_EACH_ONE = re.compile(
    r"(?:Hằng năm, |Hàng năm, )?(?:Mỗi|mỗi|Từng)\s(?:tỉnh|huyện|xã|phường|thành phố|sở|ngành|cơ quan|đơn vị"
    r"|địa phương|chi bộ)"
    r"(?![^\W_])[^.;:]{0,60}\s(?:xây dựng|có|lựa chọn|tổ chức|thành lập|đăng ký|triển khai|chọn|bố trí"
    r"|phấn đấu)(?![^\W_])"
)
# "Chủ bến bãi đã được cấp giấy phép phải đổi giấy phép trước ngày 01/7/2025": a duty with a day, amid what goes on.
_BY_A_DAY = re.compile(
    r"\sphải\s(?!là )[^.;]{3,200}?(?:trước ngày|chậm nhất|trong thời hạn|trong vòng)\s[^.;]{0,20}?\d"
)
# "Các cơ quan thành viên … gửi cơ quan thường trực trước ngày 15/12": who hands in what by a day, amid rules too.
_HANDS_IN = re.compile(
    r"\s(?:báo cáo|gửi|trình|hoàn thành|ban hành|nộp|xây dựng)\s[^.;]{0,200}?"
    r"(?:trước|chậm nhất(?:\s+là)?(?:\s+vào)?)\s+ngày\s+\d"
)
# "Căn cứ khoản 25 Điều 5 Luật Thuế … quy định đối tượng không chịu thuế": a letter's grounds, under its lead-in.
_RECITES = re.compile(
    r"Căn cứ (?:các )?(?:quy định|hướng dẫn|khoản|điểm|Điều|Luật|Bộ luật|Nghị (?:định|quyết)|Thông tư|Quyết định"
    r"|Công văn)"
    r"(?![^\W_])(?! này)(?!\s[^\s,;]+ này)"
)
_ANSWERS_WHOM = re.compile(r"[^,;.]{3,60}?\s(?:có ý kiến|(?:xin )?trả lời|thông báo)(?: như trên)? để\s")
# How decisions end: "… căn cứ Quyết định thi hành", "… thực hiện Quyết định này".
_CARRIES_OUT = re.compile(
    r"căn cứ (?:vào )?(?:nội dung )?(?:Quyết định|quyết định|Nghị quyết|Kế hoạch|Quy (?:định"
    r"|chế))(?:\s+này)?\s*,?\s*(?:để )?"
    r"(?:thi hành|thực hiện|tổ chức)(?![^\W_])"
    r"|(?:thi hành|thực hiện) (?:Quyết định|Nghị quyết|Kế hoạch|Quy (?:định|chế)) này[\s./]*$"
)
# "… đã giao kết trước ngày Luật này có hiệu lực được tiếp tục thực hiện": what stands as it stood, an order to nobody.
_TRANSITION = re.compile(
    r"trước (?:ngày|thời điểm) (?:Luật|Bộ luật|Pháp lệnh|Nghị (?:quyết|định)|Thông tư(?: liên tịch)?|Quyết định"
    r"|Quy (?:định|chế)) này (?:có hiệu lực|được ban hành)"
)
# "Các nội dung khác … được thực hiện theo quy định của pháp luật": refers to other rules.
_REFERS = re.compile(
    r"(?:[^;:]{3,400}?\s(?:được|đang)\s(?:tiếp tục\s)?"
    r"|(?:Trình tự|Thủ tục|Hồ sơ|Mức|Chế độ|Thẩm quyền|Định mức|Việc|Các nội dung),?\s[^;:]{3,200}?\s)"
    r"(?:thực hiện|áp dụng)\s(?:theo|cho đến khi|đến hết)(?![^\W_])"
)
_REFERRING = ("hiện theo", "dụng theo", "cho đến khi", "đến hết")  # each holds one of them, and is found at once

BINDS = re.compile(
    r"(?<!không )(?<!chưa )(?:phải|có trách nhiệm|chịu trách nhiệm|chủ trì|có nghĩa vụ|quy định chi tiết)(?![^\W_])"
)
_ROLES = ("được đặt vào", "vai trò", "có ý nghĩa")  # no sentence without one of these words is such a one
_LONGEST_DEFINITION = 160
_BY_FORM = re.compile(r"\s(?:thực hiện|lập|quy định|được lập)\s+theo\s+[Mm]ẫu số \d")
_STEP = re.compile(r"(?:Bước|Đợt|Giai đoạn) \d")  # "Bước 2: Tổ chức hội nghị …"
# "Đối với cá nhân: Về tư tưởng chính trị; …", "Đối với tập thể: Việc chấp hành …": what is looked at, behind a label.
_MATTERS = ("Về ", "Việc ", "Kết quả ", "Số lượng ", "Tỷ lệ ", "Tình hình ")


def may_order(flat: str, start: int, end: int) -> bool:
    """Can a sentence that lays down a rule or tells a story be an order, if it names who?

    Asked before anyone is looked for: of ten sentences of a law nine have no such word, and looking for whom they name
    took a tenth of the whole time there. `is_order` says which of the others are.
    """
    return (
        flat.find("trách nhiệm", start, end) >= 0
        or flat.find("chủ trì", start, end) >= 0
        or flat.find(" này", start, end) >= 0
        or flat.find("căn cứ", start, end) >= 0
        or flat.find("trước ngày", start, end) >= 0
        or flat.find("chậm nhất", start, end) >= 0
        or ORDER.match(flat, skip_opening(flat, start, end), end) is not None
    )


def is_order(flat: str, start: int, end: int, zone: str, explicit: list[Agency], outright: bool, unit: Unit) -> bool:
    body = flat[start:end]
    if _FORMULA.match(body) or body.count(" ") < 2:
        return False
    if ("thông báo" in body or "trân trọng" in body) and _COURTESY.match(body):
        return False
    if (
        body.startswith(_THANKS)
        or body.startswith(("Mong ", "Rất mong ", "Kính mong "))
        or (" để " in body and _ANSWERS_WHOM.match(body))
    ):
        return False
    if not explicit and body.startswith("Căn cứ ") and _RECITES.match(body) and not _goes_on_to_order(body):
        return False
    if "kêu gọi" in body[:80] and _CALLS_UPON.match(body):
        return False
    acknowledges = _ACKNOWLEDGING.search(body, 0, _LONGEST_ACKNOWLEDGER) and _ACKNOWLEDGES.match(body)
    if acknowledges and not ORDERING.search(body):
        return False
    if not explicit and _AGREES.match(body) and not ORDERING.search(body):
        return False
    if "; - " in body and _RECIPIENTS.match(body):
        return False
    member = _MEMBER.match(body) if body[:1] in "ÔBĐ(" else None
    # "Đồng chí Trưởng Ban Chỉ đạo: Chỉ đạo toàn diện …" says what to do, not who sits where.
    told = member is not None and member.group().endswith(":") and opens_with_verb(body[member.end() :])
    if member is not None and not told and not BINDS.search(body):
        return False
    head = body[:_LONGEST_DEFINITION]
    says = " là " in head or any(map(head.__contains__, _ROLES)) or "được hiểu là" in body
    if says and _SAYS_WHAT_IS.match(body):
        return False
    if unit.kind == "article" and _ENACTS.match(body):
        return False
    if not explicit and _tells(body):
        return False
    if "này có hiệu lực" in body and _TRANSITION.search(body) and not BINDS.search(body):
        return False
    if (
        not explicit
        and any(map(body.__contains__, _REFERRING))
        and _REFERS.match(body)
        and not BINDS.search(body)
        and not opens_with_verb(body)
    ):
        return False
    if unit.kind == "paragraph" and not explicit and _is_cell(flat, start, end, unit) and not opens_with_verb(body):
        return False
    if zone == "operative":
        if body[0].islower() and (body[-1] not in ".…" or _is_rest(body, explicit, unit)):
            return False
        if body[0].isdigit() or body[0] in "(|":
            return False
        label = LABEL.match(body) if ":" in body[:LONGEST_LABEL] else None
        if (
            label is not None
            and not explicit
            and not opens_with_verb(body[label.end() :])
            and not opens_with_verb(body)
            and not body.startswith("Đối với")
        ):
            return False
        if label is not None and body.startswith(_MATTERS, label.end()):
            return False
        if not explicit and _speaks_of_a_thing(body):
            return False
        if outright:
            return True
        return (
            bool(explicit)
            or opens_with_verb(body)
            or (label is not None and _STEP.match(body) is not None and opens_with_verb(body[label.end() :]))
            or re.search(r"\b(?:phải|cần)\s", body) is not None
            or _EACH_ONE.match(body) is not None
        )
    if ORDER.match(flat, skip_opening(flat, start, end), end):
        return bool(explicit)
    if zone == "neutral" and _BY_A_DAY.search(body):
        return True
    if explicit and zone != "assessment" and (_CARRIES_OUT.search(body) or _HANDS_IN.search(body)):
        return True
    if explicit and _RESPONSIBLE.search(body):
        return (
            zone != "assessment"
            and re.search(
                r"chịu trách nhiệm (?:thi hành|tổ chức|triển khai|thực hiện|hướng dẫn|trước)"
                r"|có trách nhiệm (?:thi hành|tổ chức|triển khai|thực hiện|hướng dẫn|chỉ đạo|theo dõi)"
                r"|chủ trì",
                body,
            )
            is not None
        )
    return False


def _goes_on_to_order(body: str) -> bool:
    """Does an order stand behind what it is grounded on: "Căn cứ Luật Ngân sách nhà nước: ban hành hướng dẫn"?"""
    marks = [m.end() for m in islice(_CLAUSE.finditer(body), MOST_COMMAS)]
    return any(opens_with_verb(body[at:]) and not body.startswith("bổ sung", at) for at in marks)  # "sửa đổi, bổ sung"


def _tells(body: str) -> bool:
    """Is a sentence about what is, may be or is to be reached, and about nothing that is to be done?

    Each pattern is tried only where one of its words stands, for it is asked of every sentence that names nobody.
    """
    marked = _MARK.match(body) is not None
    ruled = ("thuộc" in body or " do " in body) and _RULED.match(body) is not None
    if (marked or ruled) and not BINDS.search(body):
        return True
    may = any(map(body.__contains__, _PERMITS)) and _MAY.match(body) is not None
    stands = not may and ("còn " in body or "chưa " in body) and _STANDS.match(body) is not None
    return (may or stands) and not opens_with_verb(body) and not _ASKS.search(body)


@cache
def _heads_of_things() -> frozenset[str]:
    return frozenset(words.split()[0] for words in name_words("thing"))


def _speaks_of_a_thing(body: str) -> bool:
    """Is a sentence about what there is: "Nền tảng quản lý dược", "Phiếu tư vấn … thực hiện theo Mẫu số 01"?"""
    if "ẫu số " in body and _BY_FORM.search(body) and not opens_with_verb(body) and not BINDS.search(body):
        return True
    words = [word.strip(",;:.") for word in body[:40].lower().split(None, 4)[:4]]
    words = words[1:] if words[:1] == ["các"] else words
    if words[:1] and words[0] not in _heads_of_things():
        return False
    openings = {" ".join(words[:n]) for n in (1, 2, 3)}
    if not words or name_words("thing").isdisjoint(openings) or opens_with_verb(body):
        return False
    clauses = [m.end() for m in islice(_CLAUSES.finditer(body), MOST_COMMAS)]
    return not (BINDS.search(body) or _ASKS.search(body) or any(opens_with_verb(body[at:]) for at in clauses))


def _is_rest(body: str, explicit: list[Agency], unit: Unit) -> bool:
    """The end of a sentence that a page parted: it begins small, with no verb, and no mark stands before it."""
    return unit.kind == "paragraph" and not explicit and not opens_with_verb(body)


def _is_cell(flat: str, start: int, end: int, unit: Unit) -> bool:
    """A short paragraph that no mark ends: a cell of a table that was saved as lines of text."""
    return end - start < 120 and flat[unit.text[0] : unit.text[1]].strip()[-1:] not in ".;:…!/"
