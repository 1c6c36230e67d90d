"""The reference page of the settings, `docs/settings.md`, made from the fields of `api.settings.Settings` alone.

python -m api.operation.settings_reference > docs/settings.md
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any, Literal, get_args, get_origin

from pydantic.fields import FieldInfo

from api.configuration import NAMED_FILE, OTHER_VARIABLES, PREFIX, USUAL_FILE
from api.settings import Settings

_KINDS = {
    Path: "đường dẫn · path",
    int: "số nguyên · integer",
    float: "số · number",
    bool: "true, false",
    str: "chữ · text",
}
_BOUNDS = (("ge", "≥"), ("gt", ">"), ("le", "≤"), ("lt", "<"))


def settings_page() -> str:
    """The page as Markdown, in the order of the fields."""
    lines = [
        "<!-- Made by `python -m api.operation.settings_reference` from api/settings.py; do not edit. -->",
        "# Thiết lập · Settings",
        "",
        f"Mỗi thiết lập đặt được bằng biến môi trường, hoặc bằng một dòng của tệp TOML: tệp mà `{NAMED_FILE}` chỉ tới, "
        f"không thì `{USUAL_FILE}` ở thư mục đang đứng. Biến môi trường thắng tệp; tên lạ trong tệp là lỗi. "
        "Đường dẫn tương đối tính từ thư mục đang đứng.",
        "",
        f"*Each is set by an environment variable or by a line of a TOML file: the one that `{NAMED_FILE}` names, else "
        f"`{USUAL_FILE}` in the working directory. The environment wins over the file; an unknown name in the file is "
        "an error. Relative paths are relative to the working directory.*",
        "",
        "| Biến · variable | Trong tệp · in the file | Kiểu · type | Mặc định · default | Nghĩa · meaning |",
        "|---|---|---|---|---|",
    ]
    for name, field in Settings.model_fields.items():
        cells = (f"`{PREFIX}{name.upper()}`", f"`{name}`", _kind(field), _default(field.default), field.description)
        lines.append(f"| {' | '.join(str(cell) for cell in cells)} |")
    lines += [
        "",
        "## Biến môi trường khác · other variables",
        "",
        "| Biến · variable | Nghĩa · meaning |",
        "|---|---|",
        *(f"| `{name}` | {meaning} |" for name, meaning in OTHER_VARIABLES.items()),
    ]
    return "\n".join(lines) + "\n"


def _kind(field: FieldInfo) -> str:
    """What a value is, and between which bounds."""
    if get_origin(field.annotation) is Literal:
        return ", ".join(f"`{each}`" for each in get_args(field.annotation))
    if get_origin(field.annotation) is tuple:
        return "danh sách, cách nhau bằng dấu phẩy · list, separated by commas"
    kind = _KINDS[field.annotation] if field.annotation in _KINDS else str(field.annotation)
    bounds = [
        f"{sign} {getattr(each, name):g}" for each in field.metadata for name, sign in _BOUNDS if hasattr(each, name)
    ]
    return ", ".join([kind, *bounds])


def _default(value: Any) -> str:
    if isinstance(value, tuple):
        return f"`{', '.join(value)}`" if value else "–"
    return f"`{str(value).lower() if isinstance(value, bool) else value}`"


if __name__ == "__main__":
    sys.stdout.write(settings_page())
