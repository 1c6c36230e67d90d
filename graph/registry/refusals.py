"""Why a file of instruments, or a row of one, is not taken: one class for each reason, one sentence each."""

from __future__ import annotations

from dataclasses import dataclass


class UnreadableSheet(Exception):
    """Nothing of the file can be taken; the message says why, without the file's name."""


class CannotOpen(UnreadableSheet):
    """The system does not let the file be read."""


class NotUtf8(UnreadableSheet):
    """Its bytes are no UTF-8."""


class NotJson(UnreadableSheet):
    """It begins as JSON and is none."""


class NoHeader(UnreadableSheet):
    """Its first row does not name the columns that every instrument needs."""


class RowRefused(Exception):
    """A row is not taken; the message says why."""


class BrokenRow(RowRefused):
    """The row is no row of the table: a quote that does not end, more cells than columns, no object."""


class MissingCell(RowRefused):
    """A cell without which the row names no instrument is empty."""


class UnknownType(RowRefused):
    """The type is none of the registry's."""


class BadSymbol(RowRefused):
    """The symbol has not the form of one, so no text that cites it would find it."""


class BadDate(RowRefused):
    """The date is no day and no year, or not of the year in the symbol."""


class NoYear(RowRefused):
    """Neither date nor symbol says the year, and numbers begin anew each year or term."""


class BadName(RowRefused):
    """The name of a law that names nothing: `Luật` alone would be found in every sentence."""


class NotNational(RowRefused):
    """The symbol is that of a local body, which exists once in each place, or of a body that is not known."""


class Contradiction(RowRefused):
    """Another row says otherwise of the same instrument."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """A row that was not taken, by the line that it begins on."""

    line: int
    reason: RowRefused

    def __str__(self) -> str:
        return f"dòng {self.line}: {self.reason}"
