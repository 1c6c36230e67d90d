"""What an operator may set: by environment variables that begin with DANCHIEU_, or in a file of TOML.

A variable wins over the file. `docs/settings.md` is made from the fields below (`api.operation.settings_reference`).
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from ipaddress import ip_network
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, Field, ValidationError
from pydantic_core import ErrorDetails
from pydantic_settings import (
    BaseSettings,
    EnvSettingsSource,
    NoDecode,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
)

from api.configuration import (
    DEFAULT_REGISTRY,
    DEFAULT_STORE,
    OTHER_VARIABLES,
    PREFIX,
    BadSetting,
    read_file,
    settings_file,
)

__all__ = ["BadSetting", "Settings"]

_HOST = re.compile(r"\*|[A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\]")


def _split(given: object) -> object:
    """What stands between commas or blanks, of a text; anything else as it is."""
    return tuple(given.replace(",", " ").split()) if isinstance(given, str) else given


def _host(given: str) -> str:
    if not _HOST.fullmatch(given):
        raise ValueError(f"phải là tên máy, cách nhau bằng dấu phẩy, không phải «{given}»")
    return given


def _network(given: str) -> str:
    if given != "*":
        try:
            ip_network(given)
        except ValueError:
            detail = f"phải là địa chỉ hoặc mạng (192.0.2.7, 10.0.0.0/8, *), không phải «{given}»"
            raise ValueError(detail) from None
    return given


def _proxy(given: str) -> str:
    if given == "*":
        raise ValueError("không nhận «*»: ai cũng tự xưng được là người khác")
    return given


_Hosts = Annotated[tuple[Annotated[str, AfterValidator(_host)], ...], NoDecode, BeforeValidator(_split)]
_Networks = Annotated[tuple[Annotated[str, AfterValidator(_network)], ...], NoDecode, BeforeValidator(_split)]

_Proxies = Annotated[
    tuple[Annotated[str, AfterValidator(_network), AfterValidator(_proxy)], ...], NoDecode, BeforeValidator(_split)
]


class Settings(BaseSettings):
    """The settings of one server. Made by name it holds what was named; `from_environment` reads what is set."""

    model_config = SettingsConfigDict(frozen=True, extra="forbid", env_prefix=PREFIX, env_ignore_empty=True)

    store: Path = Field(
        default=DEFAULT_STORE,
        description="Thư mục của kho, hoặc địa chỉ của một điểm truy vấn SPARQL. / "
        "The directory of the store, or the address of a SPARQL endpoint.",
    )
    registry: Path = Field(
        default=DEFAULT_REGISTRY,
        description="Thư mục của danh mục văn bản đã nhập, dùng khi đọc văn bản. / "
        "The directory of the imported instruments, which reading uses.",
    )
    hosts: _Hosts = Field(
        default=(),
        description="Các tên gọi được máy chủ này ngoài tên của chính máy; «*» là tên bất kỳ. / "
        "The names by which the server may be called besides those of this machine; `*` is any.",
    )
    workers: int = Field(
        default=1,
        ge=1,
        le=64,
        description="Số tiến trình cùng trả lời trên một kho; mỗi tiến trình có các tiến trình SPARQL riêng. / "
        "Processes that answer over the one store; each has SPARQL workers of its own.",
    )
    stop_seconds: int = Field(
        default=5,
        ge=1,
        le=600,
        description="Khi dừng, thời gian tối đa (giây) chờ các yêu cầu đang chạy. / "
        "Upon stopping, how long running requests are waited for, in seconds.",
    )
    body_bytes: int = Field(
        default=1024 * 1024,
        ge=1024,
        description="Phần thân lớn nhất của một yêu cầu, tính bằng byte. / The largest body of a request, in bytes.",
    )
    https: bool = Field(
        default=False,
        description="Người dùng chỉ đến được bằng HTTPS (proxy giữ chứng thư): gửi Strict-Transport-Security. / "
        "People reach the server by HTTPS alone (a proxy keeps the certificate): send Strict-Transport-Security.",
    )
    trusted_proxies: _Proxies = Field(
        default=(),
        description="Địa chỉ, mạng của những proxy mà X-Forwarded-For được tin; ngoài ra tiêu đề ấy bị bỏ qua. / "
        "Addresses and networks of the proxies whose X-Forwarded-For is believed; of others it is ignored.",
    )
    metrics_from: _Networks = Field(
        default=("127.0.0.0/8", "::1"),
        description="Địa chỉ, mạng được đọc /metrics; «*» là ai cũng được. / "
        "Addresses and networks that may read /metrics; `*` is anyone.",
    )
    log_format: Literal["auto", "json", "text"] = Field(
        default="auto",
        description="Dạng của nhật ký: mỗi dòng một JSON, hay cho người đọc; auto: cho người đọc khi ở màn hình. / "
        "JSON lines, or text for a person; auto: text on a terminal.",
    )
    log_level: Literal["debug", "info", "warning", "error"] = Field(
        default="info",
        description="Mức thấp nhất được ghi; mỗi yêu cầu là một dòng «info». / "
        "The lowest level written; each request is one line of `info`.",
    )
    log_queries: bool = Field(
        default=False,
        description="Ghi cả nội dung câu hỏi (có thể chứa dữ liệu cá nhân); không thì chỉ độ dài. / "
        "Write what was asked too (it may hold personal data); otherwise its length alone.",
    )
    rate_requests: int = Field(
        default=1200,
        ge=0,
        description="Số yêu cầu mỗi phút của một người dùng; 0 là không giới hạn. / "
        "Requests a minute of one client; 0 is no limit.",
    )
    rate_sparql: int = Field(
        default=300,
        ge=0,
        description="Số truy vấn SPARQL mỗi phút của một người dùng; 0 là không giới hạn. / "
        "SPARQL queries a minute of one client; 0 is no limit.",
    )
    rate_loopback: bool = Field(
        default=False,
        description="Giới hạn tần suất cả với chính máy này. / Whether this machine's own requests are limited too.",
    )
    sparql_seconds: float = Field(
        default=5.0,
        gt=0,
        allow_inf_nan=False,
        description="Thời gian (giây) một truy vấn được chạy; quá thì tiến trình của nó bị dừng. / "
        "How long a query may run, in seconds, after which its process is ended.",
    )
    sparql_workers: int = Field(
        default=3,
        gt=0,
        description="Số truy vấn chạy cùng lúc. / How many queries run at once.",
    )
    sparql_per_client: int = Field(
        default=2,
        gt=0,
        description="Trong đó, số truy vấn của một người dùng. / Of which one client may hold this many.",
    )
    sparql_waiting: int = Field(
        default=16,
        gt=0,
        description="Số truy vấn được xếp hàng chờ. / How many more may stand in line.",
    )
    sparql_memory_mb: int = Field(
        default=512,
        gt=0,
        description="Bộ nhớ của mỗi tiến trình truy vấn (MiB). / Memory of each query process, in MiB.",
    )
    sparql_kept_mb: int = Field(
        default=16,
        ge=0,
        le=65_536,
        description="Bộ nhớ (MiB) giữ lại kết quả SPARQL để trả lời khi bị hỏi lại; 0 là không giữ. / "
        "Memory, in MiB, for answers kept until the graph changes; 0 keeps none.",
    )
    answers_kept_mb: int = Field(
        default=16,
        ge=0,
        le=65_536,
        description="Bộ nhớ (MiB) của mỗi tiến trình để giữ trang và câu trả lời REST đến khi đồ thị đổi; 0 là không "
        "giữ. / Memory of each process, in MiB, for pages and REST answers kept until the graph changes; 0 keeps none.",
    )
    sparql_rows: int = Field(
        default=10_000,
        gt=0,
        description="Kết quả bị cắt ở số dòng này. / An answer is cut at this many rows.",
    )
    sparql_bytes: int = Field(
        default=32 * 1024 * 1024,
        gt=0,
        description="Kết quả lớn hơn số byte này bị từ chối. / An answer above this many bytes is refused.",
    )
    reads: Literal["open", "closed"] = Field(
        default="open",
        description="open: ai cũng đọc được; closed: đọc cũng cần khóa API (trình duyệt hỏi; khóa là mật khẩu). / "
        "open: anyone may read; closed: reading needs a key too (a browser asks for it as the password).",
    )
    upload_bytes: int = Field(
        default=50 * 1024 * 1024,
        gt=0,
        description="Tệp tải lên lớn nhất, tính bằng byte. / The largest uploaded file, in bytes.",
    )
    upload_files: int = Field(
        default=20,
        gt=0,
        le=200,
        description="Số tệp trong một lần tải lên. / Files in one upload.",
    )
    upload_waiting: int = Field(
        default=200,
        gt=0,
        description="Số việc được xếp hàng chờ nạp; quá thì bị từ chối (503). / Jobs that may wait; above, 503.",
    )

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """What was named alone: a test or a command must not be changed by a variable that it did not ask for."""
        return (init_settings,)

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] | None = None) -> Settings:
        """Read the file of settings, then DANCHIEU_STORE, DANCHIEU_SPARQL_SECONDS, … over it.

        Raises `BadSetting` with one clear sentence that names the variable or the file.
        """
        given = os.environ if environment is None else environment
        file = settings_file(given)
        said = read_file(file) if file else {}
        source = EnvSettingsSource(cls)
        source.env_vars = {name.lower(): text for name, text in given.items() if text}
        set_here = source()
        try:
            return cls(**{**said, **set_here})
        except ValidationError as error:
            fault = error.errors(include_url=False, include_context=True)[0]
            raise BadSetting(_sentence(fault, set_here, file)) from None


def unknown_variables(environment: Mapping[str, str] | None = None) -> list[str]:
    """The variables that look like settings and are none: a name that was mistyped would be passed over in silence."""
    given = os.environ if environment is None else environment
    known = {f"{PREFIX}{name.upper()}" for name in Settings.model_fields} | OTHER_VARIABLES.keys()
    return sorted(name for name in given if name.startswith(PREFIX) and name not in known)


_REASONS = {
    "int_parsing": "phải là số nguyên",
    "int_from_float": "phải là số nguyên",
    "int_type": "phải là số nguyên",
    "float_parsing": "phải là một số",
    "float_type": "phải là một số",
    "finite_number": "phải là số hữu hạn",
    "bool_parsing": "phải là true hoặc false",
    "bool_type": "phải là true hoặc false",
    "greater_than": "phải lớn hơn {gt:g}",
    "greater_than_equal": "phải từ {ge} trở lên",
    "less_than_equal": "không được quá {le}",
    "literal_error": "phải là một trong: {expected}",
    "path_type": "phải là một đường dẫn",
    "string_type": "phải là chữ",
    "tuple_type": "phải là một danh sách",
}


def _sentence(fault: ErrorDetails, set_here: Mapping[str, Any], file: Path | None) -> str:
    """What is wrong with one setting, and where it was set."""
    name, kind = str(fault["loc"][0]), fault["type"]
    if kind == "extra_forbidden":
        return f"Tệp cấu hình «{file}» có «{name}», không phải tên của thiết lập nào; xem docs/settings.md."
    place = f"Biến môi trường {PREFIX}{name.upper()}" if name in set_here else f"Tệp cấu hình «{file}»: «{name}»"
    context = fault.get("ctx", {})
    if kind == "value_error":
        return f"{place} {context['error']}."
    if kind == "literal_error":  # 'auto', 'json' or 'text'
        context["expected"] = context["expected"].replace("'", "").replace(" or ", ", ")
    reason = _REASONS.get(kind, "không hợp lệ").format(**context)
    return f"{place} {reason}, không phải «{fault['input']}»."
