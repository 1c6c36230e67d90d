"""The form of an answer as an address names it (`format=xlsx`): a link on a page cannot send Accept."""

from __future__ import annotations

from typing import Annotated, Final, Literal

from fastapi import Query, Request

from api.problems import Problem
from api.representation.asked import JSON
from api.representation.tabular import CSV, XLSX

FileForm = Literal["json", "csv", "xlsx"]
MEDIA: Final = {"json": JSON, "csv": CSV, "xlsx": XLSX}
# A file is the whole list, made while the request waits: 4000 tasks took 3.9 seconds as a spreadsheet, 2.7 as CSV.
MOST_IN_FILE = 5000
FileFormParameter = Annotated[
    FileForm | None,
    Query(
        description=f"Như Accept, cho đường liên kết: cả danh sách (đến {MOST_IN_FILE} mục) thành một tệp, trừ khi nêu "
        "limit, offset hoặc cursor / as Accept, for links: the whole list as one file"
    ),
]


def is_whole(request: Request, form: FileForm | None) -> bool:
    """Whether the whole list is asked for: a form is named, and no page."""
    return form is not None and not {"limit", "offset", "cursor"} & set(request.query_params)


def refuse_too_many(total: int) -> None:
    """A problem (413) where a list is longer than a file may be."""
    if total > MOST_IN_FILE:
        detail = f"Danh sách có {total} mục, một tệp chứa nhiều nhất {MOST_IN_FILE}; hãy thu hẹp, hoặc đọc từng trang."
        raise Problem(413, "too-large", detail, total=total, most=MOST_IN_FILE)
