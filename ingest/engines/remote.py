"""Files at URLs: which there are, and the hash of each one's bytes, fetched where nothing else tells it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

from ingest.engines.places import Place, Remote, Url, digest, listed

_AT_ONCE = 16  # a fetch is mostly waiting: some 30 ms to the first byte of an object store


@dataclass(slots=True)
class Elsewhere:
    """`digests` has every file with its hash, empty where it cannot be opened; `marks` what is to be remembered."""

    digests: dict[Place, str] = field(default_factory=dict)
    marks: dict[Url, str] = field(default_factory=dict)
    skipped: list[Place] = field(default_factory=list)
    missing: list[Place] = field(default_factory=list)
    empty: list[Place] = field(default_factory=list)


def elsewhere(urls: Sequence[Url], known: Mapping[str, tuple[str, str]]) -> Elsewhere:
    """The files of these URLs. `known` has by place a mark and the hash of the bytes that it stood for.

    Raises UrlTrouble, BadUrl.
    """
    if not urls:
        return Elsewhere()
    listing = listed(list(urls))
    found = Elsewhere(skipped=[*listing.skipped], missing=[*listing.missing], empty=[*listing.empty])
    with ThreadPoolExecutor(_AT_ONCE, thread_name_prefix="fetch") as threads:
        digests = threads.map(lambda one: _digest(one, known), listing.found)
        for one, sha256 in zip(listing.found, digests, strict=True):
            found.digests[one.url] = sha256
            if one.mark and sha256:
                found.marks[one.url] = one.mark
    return found


def _digest(one: Remote, known: Mapping[str, tuple[str, str]]) -> str:
    mark, sha256 = known.get(one.url.text, ("", ""))
    return sha256 if one.mark and one.mark == mark else digest(one.url)
