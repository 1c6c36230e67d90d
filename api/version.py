"""The version that is installed."""

from __future__ import annotations

from importlib import metadata


def version() -> str:
    """As the package says; "0" in a checkout that is not installed."""
    try:
        return metadata.version("danchieu")
    except metadata.PackageNotFoundError:
        return "0"
