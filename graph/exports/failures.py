"""Why an export cannot be: one sentence for the one who asked."""

from __future__ import annotations


class UnknownFormat(ValueError):
    """No export has that name."""


class BadSelection(ValueError):
    """A filter that selects nothing sensible: `parameter` names it, the message says why."""

    def __init__(self, parameter: str, reason: str) -> None:
        super().__init__(reason)
        self.parameter = parameter


class NeedsInstrument(ValueError):
    """The format tells of one instrument, and none was given."""


class MissingTool(RuntimeError):
    """A program or a library that the format needs is not installed; the message says which and how to get it."""


class DrawingFailed(RuntimeError):
    """Graphviz gave up or took too long."""


class SpoolFull(RuntimeError):
    """What must be sorted takes more temporary files than an export may have (`disk` is None), or than the disk."""

    def __init__(self, most: int, disk: OSError | None = None) -> None:
        if disk is None:
            message = f"tệp tạm của lần xuất này vượt {most / 2**30:g} GiB; hãy xuất N-Quads, TriG hoặc một phần"
        else:
            message = f"không ghi được tệp tạm của lần xuất này ({disk.strerror or disk})"
        super().__init__(message)
        self.disk = disk


def missing_library(format: str, library: str) -> MissingTool:
    """What to say where an import failed."""
    return MissingTool(f"Để xuất {format} cần thư viện {library}; hãy cài bằng «pip install {library}».")
