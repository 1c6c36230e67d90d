"""The answers written into extractions, with the instruments and the problems that come of them."""

from __future__ import annotations

from collections import Counter, defaultdict
from functools import lru_cache

from graph import registry
from graph.identity import slug
from graph.model import Citation, Corpus, Instrument, Problem
from graph.registry.imported import Imported, type_slug
from ingest.resolve.clusters import Cluster
from ingest.resolve.keys import Own, Ref
from ingest.resolve.known import Known
from ingest.resolve.ladder import confidence
from ingest.resolve.state import State


def write_corpus(state: State) -> Corpus:
    """The corpus, from the answers."""
    corpus = Corpus()
    titles = _titles(state)
    for f, local in enumerate(state.files):
        extraction = local.extraction
        for d, document in enumerate(extraction.documents):
            cluster = state.own_cluster[f, d]
            document.instrument = cluster.iri
            _instrument(corpus, cluster, local.owns[d], None)
        used: dict[str, None] = {}
        for k, (citation, ref) in enumerate(zip(extraction.citations, local.refs, strict=True)):
            found, method, candidates = state.answer.get((f, k), (None, "unresolved", []))
            citation.method = method
            citation.confidence = confidence(method)
            if found is not None:
                citation.instrument = found.iri
                _instrument(corpus, found, None, ref)
                if method == "registered-number":  # the document's place was a guess, for want of an issuer
                    citation.jurisdiction = corpus.instruments[found.iri].jurisdiction
            citation.candidates = sorted({c.iri for c in candidates})
            for c in candidates:
                _instrument(corpus, c, None, None)
            _report(extraction.problems, citation, ref, method)
        for citation, ref in zip(extraction.citations, local.refs, strict=True):
            if citation.kind == "anaphor" and citation.jurisdiction is None and citation.instrument:
                citation.jurisdiction = corpus.instruments[citation.instrument].jurisdiction
            if ref.parent is not None:
                outer = extraction.citations[ref.parent].instrument
                if outer is not None and outer != citation.instrument:
                    citation.subject = outer
            for iri in (
                citation.instrument,
                citation.subject if "/id/" in citation.subject else None,
                *citation.candidates,
            ):
                if iri:
                    used[iri] = None
        for document in extraction.documents:
            used[document.instrument] = None
        extraction.instruments = [corpus.instruments[i] for i in sorted(used) if i in corpus.instruments]
        corpus.extractions.append(extraction)
    for iri, title in titles.items():
        instrument = corpus.instruments.get(iri)
        if instrument is not None and instrument.title is None:
            instrument.title = title
    _conflicts(state, corpus)
    return corpus


def _titles(state: State) -> dict[str, str]:
    """What each instrument is most often called; of several said equally often the shortest, since what a
    sentence adds after a title reads like its end."""
    said: dict[str, Counter[str]] = defaultdict(Counter)
    for f, k, ref in state.refs():
        found = state.found(f, k)
        if found is not None and ref.title:
            said[found.iri][" ".join(ref.title.split())] += 1
    out: dict[str, str] = {}
    for iri, counter in said.items():
        whole = [t for t in counter if len(t) > 25] or list(counter)
        out[iri] = min(whole, key=lambda t: (-sum(n for u, n in counter.items() if u.startswith(t)), len(t), t))
    return out


def _instrument(corpus: Corpus, cluster: Cluster, own: Own | None, ref: Ref | None) -> None:
    iri = cluster.iri
    inst = corpus.instruments.get(iri)
    if inst is None:
        inst = corpus.instruments[iri] = Instrument(iri, date=cluster.date, body=cluster.series[0])
    if own is not None:
        inst.held = True
        inst.type, inst.symbol = own.type or inst.type, own.symbol or inst.symbol
        inst.title, inst.issuer = own.title or inst.title, own.issuer or inst.issuer
        inst.jurisdiction, inst.branch = own.place or inst.jurisdiction, own.branch  # type: ignore[assignment]
    if cluster.known is not None:
        _as_registered(inst, cluster.known)
    if own is None and ref is not None:
        inst.type = inst.type or ref.type
        if ref.kind == "symbol":
            inst.symbol = inst.symbol or ref.symbol
        elif ref.name and ref.kind in ("law", "congress", "plenum", "scheme", "session", "statute", "treaty"):
            if inst.symbol is None and inst.title is None:
                inst.title = ref.name
            elif ref.name != inst.title and ref.name not in inst.aliases:
                inst.aliases = sorted({*inst.aliases, ref.name})
        if ref.name and ref.kind == "symbol" and ref.name not in inst.aliases and ref.name != inst.title:
            inst.aliases = sorted({*inst.aliases, ref.name})
        inst.issuer = inst.issuer or ref.issuer
        inst.jurisdiction = inst.jurisdiction or ref.place
        if inst.branch == "unknown":
            inst.branch = ref.branch  # type: ignore[assignment]
    law = _registered(registry.in_use()).get(cluster.series[1:]) if inst.symbol is None else None
    if law is not None:
        inst.symbol, inst.title, inst.type = law.symbol.lstrip("0"), law.name, law.type


def _as_registered(inst: Instrument, known: Known) -> None:
    """Fill what the instrument's own text has not said; another title than its own is another name of it."""
    row = known.instrument
    inst.type, inst.symbol = inst.type or row.type, inst.symbol or known.symbol
    inst.title, inst.issuer = inst.title or row.name or None, inst.issuer or known.issuer
    inst.jurisdiction = inst.jurisdiction or "vn"
    if inst.branch == "unknown":
        inst.branch = known.branch  # type: ignore[assignment]
    inst.aliases = sorted({*inst.aliases, *(name for name in row.names if name != inst.title)})


@lru_cache(maxsize=2)
def _registered(_: Imported | None) -> dict[tuple[str, str], registry.Law]:
    """Registered laws by type and number; a resolution of the same Assembly may bear the same number."""
    return {(type_slug(law.type), slug(law.symbol.lstrip("0"))): law for law in registry.laws()}


def _report(problems: list[Problem], citation: Citation, ref: Ref, method: str) -> None:
    if method == "ambiguous":
        problems.append(
            Problem(
                "ambiguous",
                f"«{citation.text}» có thể là {len(citation.candidates)} văn bản khác nhau.",
                citation.start,
                citation.end,
                citation.candidates,
            )
        )
    elif method == "unresolved":
        problems.append(
            Problem(
                "unresolved",
                f"Chưa xác định được văn bản «{citation.text}».",
                citation.start,
                citation.end,
            )
        )
    if ref.date and ref.year and ref.date[:4] != ref.year:
        problems.append(
            Problem(
                "year-mismatch",
                f"«{citation.text}» ghi ngày {ref.date}, khác năm {ref.year} trong ký hiệu.",
                citation.start,
                citation.end,
                [citation.instrument] if citation.instrument else [],
            )
        )
    if ref.date and ref.upper and ref.date[: len(ref.upper)] > ref.upper and len(ref.upper) == 10:
        problems.append(
            Problem(
                "cites-the-future",
                f"«{citation.text}» ghi ngày {ref.date}, sau ngày của văn bản dẫn chiếu ({ref.upper}).",
                citation.start,
                citation.end,
                [citation.instrument] if citation.instrument else [],
            )
        )


def _conflicts(state: State, corpus: Corpus) -> None:
    """One instrument, several days written: reported at every place that differs."""
    for series in sorted(state.by_series):
        for cluster in state.by_series[series]:
            days = sorted(
                {d for d, n in cluster.dates.items() if n or (cluster.own and cluster.own.date == d)}
                | ({cluster.date} if cluster.known and cluster.date and cluster.dates else set())
            )
            if len(days) < 2:
                continue
            iri = cluster.iri
            name = corpus.instruments[iri].symbol if iri in corpus.instruments else series[2]
            message = f"{name} được ghi {len(days)} ngày khác nhau: {', '.join(days)}; dùng {cluster.date}."
            corpus.problems.append(Problem("date-conflict", message, instruments=[iri]))
            for f, k in cluster.refs:
                citation = state.files[f].extraction.citations[k]
                if citation.date != cluster.date:
                    state.files[f].extraction.problems.append(
                        Problem("date-conflict", message, citation.start, citation.end, [iri])
                    )
