"""Where settings come from: the environment, and before it one file. Light, for every command needs the store's place.

The settings of a server are `api.settings.Settings`, which checks them; its import takes a third of a second, longer
than a look-up does altogether.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

PREFIX = "DANCHIEU_"
NAMED_FILE = f"{PREFIX}SETTINGS"
USUAL_FILE = Path("danchieu.toml")
# The library's own variable: the directory in which several workers share what they count.
SHARED_METRICS = "PROMETHEUS_MULTIPROC_DIR"
DEFAULT_STORE = Path(".danchieu")
DEFAULT_REGISTRY = Path(".danchieu-registry")

# Variables that are no settings of a server: where they are used says what they do.
OTHER_VARIABLES = {
    "DANCHIEU_SETTINGS": "Tệp cấu hình (TOML). / The file of settings.",
    "DANCHIEU_DEBUG": "Lỗi ngoài dự kiến của lệnh được in cả vết. / A command's unexpected error with its trace.",
    "DANCHIEU_BASE": "Phần đầu của mọi IRI. / What every IRI begins with.",
    "DANCHIEU_REVIEWER": "Tên người rà soát ghi vào quyết định. / The reviewer's name noted with decisions.",
    "DANCHIEU_STORE_USER": "Tên đăng nhập của kho từ xa. / User name at a remote store.",
    "DANCHIEU_STORE_PASSWORD": "Mật khẩu của kho từ xa. / Password at a remote store.",
}


class BadSetting(ValueError):
    """A setting, of the environment or of the file, holds something that cannot be used."""


def settings_file(environment: Mapping[str, str]) -> Path | None:
    """The file that DANCHIEU_SETTINGS names, else `danchieu.toml` here, else none. Raises BadSetting where the named
    one is not there."""
    if named := environment.get(NAMED_FILE):
        if not Path(named).is_file():
            raise BadSetting(f"Không có tệp cấu hình «{named}» mà biến môi trường {NAMED_FILE} chỉ tới.")
        return Path(named)
    return USUAL_FILE if USUAL_FILE.is_file() else None


def read_file(path: Path) -> dict[str, Any]:
    """What a TOML file says; raises BadSetting where it cannot be read as one."""
    import tomllib

    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise BadSetting(f"Không đọc được tệp cấu hình «{path}»: {error.strerror or error}.") from None
    except ValueError as error:  # of TOML, and of UTF-8
        raise BadSetting(f"Tệp cấu hình «{path}» không phải TOML: {error}.") from None


def store_place(environment: Mapping[str, str] | None = None) -> Path:
    """The store that commands use where none is named: a directory, or the address of an endpoint."""
    return _place("store", DEFAULT_STORE, environment)


def registry_place(environment: Mapping[str, str] | None = None) -> Path:
    """The directory of the imported instruments where none is named."""
    return _place("registry", DEFAULT_REGISTRY, environment)


def _place(name: str, usual: Path, environment: Mapping[str, str] | None) -> Path:
    given = os.environ if environment is None else environment
    if text := given.get(f"{PREFIX}{name.upper()}"):
        return Path(text)
    if (file := settings_file(given)) is None:
        return usual
    said = read_file(file).get(name, str(usual))
    if not isinstance(said, str) or not said:
        raise BadSetting(f"Tệp cấu hình «{file}»: «{name}» phải là một đường dẫn, không phải «{said}».")
    return Path(said)
