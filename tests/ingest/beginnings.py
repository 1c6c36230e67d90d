"""What a pattern can begin with, read off its parsed form: for tests of what is asked before a pattern is tried."""

from collections.abc import Iterable
from re import _constants as sre  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any

_ANY = "\0"  # stands for a letter of a class; no text holds it


def beginnings(pattern: str, letters: int, flags: int = 0) -> set[str]:
    """Every beginning, of up to so many letters, that a pattern can match."""
    return _sequence(parser.parse(pattern, flags), letters)


def _sequence(items: Iterable[Any], letters: int) -> set[str]:
    out = {""}
    for op, argument in items:
        following = _of(op, argument, letters)
        out = {(said + more)[:letters] if len(said) < letters else said for said in out for more in following}
        if all(len(said) >= letters for said in out):
            break
    return out


def _of(op: Any, argument: Any, letters: int) -> set[str]:
    if op is sre.LITERAL:
        return {chr(argument)}
    if op is sre.IN:
        return {letter for kind, value in argument for letter in _of_class(kind, value)}
    if op is sre.BRANCH:
        return set().union(*(_sequence(branch, letters) for branch in argument[1]))
    if op is sre.SUBPATTERN:
        return _sequence(argument[3], letters)
    if op in (sre.MAX_REPEAT, sre.MIN_REPEAT):
        least, most, inner = argument
        once = _sequence(inner, letters)
        said, out = {""}, {""} if least == 0 else set()
        for count in range(1, min(most, letters) + 1):
            said = {(a + b)[:letters] for a in said for b in once}
            out |= said if count >= least else set()
        return out
    assert op in (sre.ASSERT, sre.ASSERT_NOT, sre.AT), op
    return {""}


def _of_class(kind: Any, value: Any) -> set[str]:
    if kind is sre.LITERAL:
        return {chr(value)}
    if kind is sre.RANGE:
        return {chr(code) for code in range(value[0], value[1] + 1)}
    return {" "} if value is sre.CATEGORY_SPACE else {_ANY}
