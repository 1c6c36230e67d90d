"""Resolution over all files of a run: every mention its instrument, or its candidates."""

from __future__ import annotations

from collections import defaultdict

from graph import registry
from graph.identity import Key, slug
from graph.model import Corpus, Instrument, Problem
from ingest.grammar.symbols import find_symbols
from ingest.resolve.clusters import Cluster, cluster_dated, likeness, words_of
from ingest.resolve.keys import Own, Ref
from ingest.resolve.local import Local
from ingest.resolve.ladder import choose, confidence

_NEAR = 700  # characters: one passage, for "cited beside"


class _Resolver:
    def __init__(self, locals_: list[Local]) -> None:
        self.files = locals_
        self.by_series: dict[tuple[str, str, str], list[Cluster]] = {}
        self.answer: dict[tuple[int, int], tuple[Cluster | None, str, list[Cluster]]] = {}
        self.own_cluster: dict[tuple[int, int], Cluster] = {}
        self.problems: list[Problem] = []

    def run(self) -> Corpus:
        self._types_of_assembly_symbols()
        self._own_identities()
        self._dated()
        self._undated()
        self._names()
        self._numbers_and_anaphors()
        return self._write()

    def _refs(self) -> list[tuple[int, int, Ref]]:
        return [(f, k, ref) for f, local in enumerate(self.files) for k, ref in enumerate(local.refs)]

    # --- what a mention leaves open that the corpus knows -------------------------------------

    def _types_of_assembly_symbols(self) -> None:
        """`số 31/2024/QH15` says neither luật nor nghị quyết; another mention of it may."""
        known: dict[str, set[str]] = defaultdict(set)
        for law in registry.laws():
            known[law.symbol].add(law.type)
        for _, _, ref in self._refs():
            if ref.symbol and ref.type and ref.series and ref.series[1] != "?":
                known[ref.symbol].add(ref.type)
        for f, k, ref in self._refs():
            if ref.series and ref.series[1] == "?":
                found = known.get(ref.symbol or "", set())
                word = next(iter(found)) if len(found) == 1 else "luật" if not found else sorted(found)[0]
                ref.series = (ref.series[0], slug(word), ref.series[2])
                ref.type = word
                self.files[f].extraction.citations[k].type = word

    # --- the instruments whose text is held ---------------------------------------------------

    def _own_identities(self) -> None:
        for f, local in enumerate(self.files):
            for d, own in enumerate(local.owns):
                if own.series is None:
                    self._from_covering_letter(f, d, own)

    def _from_covering_letter(self, f: int, d: int, own: Own) -> None:
        """An attached text without a number is the one that its covering letter sends."""
        fits: dict[tuple[str, str, str], Ref] = {}
        for ref in self.files[f].refs:
            if ref.document == d or ref.series is None or ref.kind != "symbol" or ref.series[:2] != (own.body, slug(own.type or "")):
                continue
            same_day = own.date is not None and ref.date == own.date
            if same_day or (own.date is None and likeness(words_of(ref.title), words_of(own.title)) >= 0.7):
                fits[ref.series] = ref
        if len(fits) == 1:
            series, ref = next(iter(fits.items()))
            own.series, own.symbol, own.date = series, ref.symbol, ref.date or own.date
            document = self.files[f].extraction.documents[d]
            document.symbol, document.date = ref.symbol, own.date

    # --- symbols ------------------------------------------------------------------------------

    def _dated(self) -> None:
        items: dict[tuple[str, str, str], list[tuple[int, int, Ref]]] = defaultdict(list)
        owns: dict[tuple[str, str, str], list[tuple[int, int, Own]]] = defaultdict(list)
        for f, k, ref in self._refs():
            if ref.series is not None and ref.kind == "symbol" and ref.date is not None:
                items[ref.series].append((f, k, ref))
        for f, local in enumerate(self.files):
            for d, own in enumerate(local.owns):
                series = own.series or (own.body, slug(own.type or "van-ban"), f"khong-so-{own.digest}")
                owns[series].append((f, d, own))
        for series in sorted(set(items) | set(owns)):
            unique: list[Own] = []
            for _, _, own in owns.get(series, []):
                if not any(o.date == own.date for o in unique):
                    unique.append(own)
            clusters = cluster_dated(items.get(series, []), unique)
            for cluster in clusters:
                cluster.series = series
            self.by_series[series] = clusters
            for cluster in clusters:
                for f, k in cluster.refs:
                    ref = self.files[f].refs[k]
                    self.answer[f, k] = (cluster, "symbol-date-issuer" if ref.issuer else "symbol-date", [])
            for f, d, own in owns.get(series, []):
                self.own_cluster[f, d] = next(c for c in clusters if c.own is not None and c.own.date == own.date)

    def _undated(self) -> None:
        provisional: dict[tuple[str, str, str], Cluster] = {}
        self._undated_pass(self._company(), provisional)
        # Some of what a mention stands beside was itself undated a moment ago.
        for key in [k for k, (_, method, _) in self.answer.items() if method == "ambiguous"]:
            del self.answer[key]
        self._undated_pass(self._company(), provisional)
        for series, cluster in provisional.items():
            self.by_series.setdefault(series, []).append(cluster)

    def _undated_pass(self, beside: dict[int, set[int]], provisional: dict[tuple[str, str, str], Cluster]) -> None:
        for f, local in enumerate(self.files):
            earlier: dict[tuple[str, str, str], Cluster] = {}
            for k, ref in enumerate(local.refs):
                if ref.series is None or ref.kind != "symbol":
                    continue
                if (f, k) in self.answer:
                    found = self.answer[f, k][0]
                    if found is not None:
                        earlier[ref.series] = found
                    continue
                clusters = self.by_series.get(ref.series, [])
                if not clusters:
                    if ref.series not in provisional:
                        provisional[ref.series] = Cluster(ref.series, f"khoa-{ref.term}" if ref.term else None)
                    cluster = provisional[ref.series]
                    if ref.written_year:
                        cluster.years[ref.written_year] += 1
                    elif ref.year:
                        cluster.years[int(ref.year)] += 1
                    cluster.words |= words_of(ref.title)
                    self.answer[f, k] = (cluster, "symbol-with-year" if ref.year else "only-mention", [])
                    continue
                company = [
                    self.answer[f, j][0]
                    for j, other in enumerate(local.refs)
                    if j != k and abs(other.start - ref.start) < _NEAR and self.answer.get((f, j), (None,))[0] is not None
                ]
                self.answer[f, k] = choose(ref, clusters, earlier.get(ref.series), [c for c in company if c], beside)

    def _company(self) -> dict[int, set[int]]:
        beside: dict[int, set[int]] = defaultdict(set)
        for f, local in enumerate(self.files):
            placed = [
                (ref.start, self.answer[f, k][0]) for k, ref in enumerate(local.refs) if (f, k) in self.answer and self.answer[f, k][0]
            ]
            for i, (a, one) in enumerate(placed):
                for b, other in placed[i + 1 :]:
                    if b - a > _NEAR:
                        break
                    if one is not other:
                        beside[id(one)].add(id(other))
                        beside[id(other)].add(id(one))
        return beside

    # --- names --------------------------------------------------------------------------------

    def _names(self) -> None:
        named: dict[tuple[str, str, str, str], Cluster] = {}

        def cluster_of(series: tuple[str, str, str], when: str | None) -> Cluster:
            key = (*series, when or "")
            if key not in named:
                found = next((c for c in self.by_series.get(series, []) if when is None or c.date == when), None)
                if found is None:
                    found = Cluster(series, None)
                    if when and len(when) == 10:
                        found.dates[when] += 1
                    elif when:
                        found.years[int(when[:4])] += 1
                    self.by_series.setdefault(series, []).append(found)
                named[key] = found
            return named[key]

        written: dict[str, set[str]] = defaultdict(set)  # law name -> days written anywhere
        for _, _, ref in self._refs():
            if ref.kind == "law" and ref.date and ref.series:
                written[ref.series[2]].add(ref.date)
        for f, local in enumerate(self.files):
            here: dict[str, Cluster] = {}
            full: dict[str, Cluster] = {}
            for k, ref in enumerate(local.refs):  # a law by number and name in this document
                if ref.kind == "symbol" and ref.name and self.answer.get((f, k), (None,))[0]:
                    cluster = self.answer[f, k][0]
                    assert cluster is not None
                    full.setdefault(slug(ref.name), cluster)
            for k, ref in enumerate(local.refs):
                if ref.kind == "law":
                    self.answer[f, k] = self._law(ref, here, full, written, cluster_of)
                    found = self.answer[f, k][0]
                    if found is not None and ref.series is not None:
                        if ref.date or ref.written_year or ref.series[2] not in here:
                            here[ref.series[2]] = found
                elif ref.kind in ("congress", "scheme", "session") and ref.series is not None:
                    cluster = cluster_of(ref.series, ref.date)
                    self.answer[f, k] = (cluster, ref.kind, [])
        self._plenums(cluster_of)

    def _law(self, ref, here, full, written, cluster_of):  # type: ignore[no-untyped-def]
        assert ref.series is not None
        name = ref.series[2]
        versions = registry.laws_named(ref.name or "")
        if ref.date is not None:
            version = next((v for v in versions if v.date == ref.date), None)
            return self._version(ref, version, cluster_of) if version else cluster_of(ref.series, ref.date), "name-and-date", []
        if ref.written_year is not None:
            fits = [v for v in versions if v.date.startswith(str(ref.written_year))]
            if len(fits) == 1:
                return self._version(ref, fits[0], cluster_of), "name-and-year", []
            days = sorted(d for d in written[name] if d.startswith(str(ref.written_year)))
            if len(days) == 1:
                return cluster_of(ref.series, days[0]), "name-and-year", []
            return cluster_of(ref.series, str(ref.written_year)), "name-and-year", []
        if name in full:
            return full[name], "name-in-document", []
        if name in here:
            return here[name], "name-in-document", []
        if ref.upper is not None and versions:
            standing = [v for v in versions if v.date and v.date[: len(ref.upper)] <= ref.upper and not v.amends]
            if standing:
                return self._version(ref, max(standing, key=lambda v: v.date), cluster_of), "name-by-date", []
        if len(versions) == 1:
            return self._version(ref, versions[0], cluster_of), "name-only", []
        days = sorted(written[name])
        if len(days) == 1 and len(versions) < 2:
            return cluster_of(ref.series, days[0]), "name-only", []
        if len(versions) > 1 or len(days) > 1:
            candidates = [self._version(ref, v, cluster_of) for v in versions] or [cluster_of(ref.series, d) for d in days]
            return None, "ambiguous", candidates
        return cluster_of(ref.series, None), "name-only", []

    def _version(self, ref: Ref, law: registry.Law, cluster_of):  # type: ignore[no-untyped-def]
        symbol = find_symbols(law.symbol)
        if not symbol:
            return cluster_of(ref.series, law.date or None)
        series = ("uy-ban-thuong-vu-quoc-hoi" if "UBTVQH" in law.symbol else "quoc-hoi", slug(law.type), slug(symbol[0].text))
        existing = self.by_series.get(series)
        if existing:
            return existing[0]
        return cluster_of(series, law.date or None)

    def _plenums(self, cluster_of) -> None:  # type: ignore[no-untyped-def]
        """One plenum may pass several resolutions; what they are about tells them apart."""
        about: dict[tuple[str, str, str], list[tuple[set[str], tuple[str, str, str]]]] = defaultdict(list)
        later: list[tuple[int, int, Ref]] = []
        for f, k, ref in self._refs():
            if ref.kind != "plenum" or ref.series is None:
                continue
            words = words_of(ref.title)
            if len(words) < 3:
                later.append((f, k, ref))
                continue
            known = about[ref.series]
            home = next((series for have, series in known if likeness(have, words) >= 0.6), None)
            if home is None:
                head = slug(ref.title or "")[:60].rsplit("-", 1)[0]
                home = (ref.series[0], ref.series[1], f"{ref.series[2]}-{head}")
                known.append((words, home))
            self.answer[f, k] = (cluster_of(home, ref.date), "plenum", [])
        for f, k, ref in later:
            assert ref.series is not None
            known = about[ref.series]
            if len(known) > 1:
                self.answer[f, k] = (None, "ambiguous", [cluster_of(s, None) for _, s in known])
            else:
                self.answer[f, k] = (cluster_of(known[0][1] if known else ref.series, ref.date), "plenum", [])

    # --- bare numbers, this and that ------------------------------------------------------------

    def _numbers_and_anaphors(self) -> None:
        for f, local in enumerate(self.files):
            for k, ref in enumerate(local.refs):
                if ref.kind == "numbered":
                    self.answer[f, k] = self._numbered(f, k, ref)
                elif ref.kind == "self":
                    cluster = self.own_cluster.get((f, ref.document))
                    self.answer[f, k] = (cluster, "own-number" if ref.symbol else "self", [])
                elif ref.kind == "anaphor":
                    self.answer[f, k] = self._anaphor(f, k, ref)

    def _numbered(self, f: int, k: int, ref: Ref) -> tuple[Cluster | None, str, list[Cluster]]:
        fits: dict[int, Cluster] = {}
        for j, other in enumerate(self.files[f].refs):
            found = self.answer.get((f, j), (None,))[0]
            if found is None or other.kind != "symbol" or other.number != ref.number or other.type != ref.type:
                continue
            if ref.date and other.date != ref.date:
                continue
            if ref.year and (found.date or "")[:4] != ref.year and other.year != ref.year:
                continue
            fits[id(found)] = found
        if len(fits) == 1:
            return next(iter(fits.values())), "number-in-document", []
        return None, "ambiguous" if fits else "unresolved", list(fits.values())

    def _anaphor(self, f: int, k: int, ref: Ref) -> tuple[Cluster | None, str, list[Cluster]]:
        for j in range(k - 1, -1, -1):
            other = self.files[f].refs[j]
            if other.type == ref.type and other.kind not in ("self", "anaphor") and other.document == ref.document:
                found = self.answer.get((f, j), (None,))[0]
                return (found, "anaphor", []) if found else (None, "unresolved", [])
        return None, "unresolved", []

    # --- writing it down ------------------------------------------------------------------------

    def _write(self) -> Corpus:
        corpus = Corpus(problems=list(self.problems))
        for f, local in enumerate(self.files):
            extraction = local.extraction
            for d, document in enumerate(extraction.documents):
                cluster = self.own_cluster[f, d]
                document.instrument = cluster.iri
                self._instrument(corpus, cluster, local.owns[d], None)
            used: dict[str, None] = {}
            for k, (citation, ref) in enumerate(zip(extraction.citations, local.refs, strict=True)):
                found, method, candidates = self.answer.get((f, k), (None, "unresolved", []))
                citation.method = method
                citation.confidence = confidence(method)
                if found is not None:
                    citation.instrument = found.iri
                    self._instrument(corpus, found, None, ref)
                citation.candidates = sorted({c.iri for c in candidates})
                for c in candidates:
                    self._instrument(corpus, c, None, None)
                self._report(extraction.problems, citation, ref, found, method)
            for k, (citation, ref) in enumerate(zip(extraction.citations, local.refs, strict=True)):
                if ref.parent is not None:
                    outer = extraction.citations[ref.parent].instrument
                    if outer is not None and outer != citation.instrument:
                        citation.subject = outer
                for iri in (citation.instrument, citation.subject if "/id/" in citation.subject else None, *citation.candidates):
                    if iri:
                        used[iri] = None
            for document in extraction.documents:
                used[document.instrument] = None
            extraction.instruments = [corpus.instruments[i] for i in sorted(used) if i in corpus.instruments]
            corpus.extractions.append(extraction)
        self._conflicts(corpus)
        return corpus

    def _instrument(self, corpus: Corpus, cluster: Cluster, own: Own | None, ref: Ref | None) -> None:
        iri = cluster.iri
        inst = corpus.instruments.get(iri)
        if inst is None:
            inst = corpus.instruments[iri] = Instrument(iri, date=cluster.date, body=cluster.series[0])
        if own is not None:
            inst.held = True
            inst.type, inst.symbol = own.type or inst.type, own.symbol or inst.symbol
            inst.title, inst.issuer = own.title or inst.title, own.issuer or inst.issuer
            inst.jurisdiction, inst.branch = own.place or inst.jurisdiction, own.branch  # type: ignore[assignment]
        elif ref is not None:
            inst.type = inst.type or ref.type
            if ref.kind == "symbol":
                inst.symbol = inst.symbol or ref.symbol
            elif ref.name and ref.kind in ("law", "congress", "plenum", "scheme", "session"):
                if inst.symbol is None and inst.title is None:
                    inst.title = ref.name
                elif ref.name != inst.title and ref.name not in inst.aliases:
                    inst.aliases = sorted({*inst.aliases, ref.name})
            if ref.name and ref.kind == "symbol" and ref.name not in inst.aliases and ref.name != inst.title:
                inst.aliases = sorted({*inst.aliases, ref.name})
            if inst.title is None and ref.title and not inst.held:
                inst.title = " ".join(ref.title.split())
            inst.issuer = inst.issuer or ref.issuer
            inst.jurisdiction = inst.jurisdiction or ref.place
            if inst.branch == "unknown":
                inst.branch = ref.branch  # type: ignore[assignment]
        if inst.symbol is None and cluster.series[0] == "quoc-hoi":
            law = next((v for v in registry.laws() if slug(v.symbol.lstrip("0")) == cluster.series[2]), None)
            if law is not None:
                inst.symbol, inst.title, inst.type = law.symbol.lstrip("0"), law.name, law.type

    def _report(self, problems: list[Problem], citation, ref: Ref, found: Cluster | None, method: str) -> None:  # type: ignore[no-untyped-def]
        if method == "ambiguous":
            problems.append(
                Problem("ambiguous", f"«{citation.text}» có thể là {len(citation.candidates)} văn bản khác nhau.", citation.start, citation.end, citation.candidates)
            )
        elif method == "unresolved":
            problems.append(Problem("unresolved", f"Chưa xác định được văn bản «{citation.text}».", citation.start, citation.end))
        if ref.date and ref.year and ref.date[:4] != ref.year:
            problems.append(
                Problem("year-mismatch", f"«{citation.text}» ghi ngày {ref.date}, khác năm {ref.year} trong ký hiệu.", citation.start, citation.end, [citation.instrument] if citation.instrument else [])
            )
        if ref.date and ref.upper and ref.date[: len(ref.upper)] > ref.upper and len(ref.upper) == 10:
            problems.append(
                Problem("cites-the-future", f"«{citation.text}» ghi ngày {ref.date}, sau ngày của văn bản dẫn chiếu ({ref.upper}).", citation.start, citation.end, [citation.instrument] if citation.instrument else [])
            )

    def _conflicts(self, corpus: Corpus) -> None:
        """One instrument, several days written: reported at every place that differs."""
        for series in sorted(self.by_series):
            for cluster in self.by_series[series]:
                days = sorted(d for d, n in cluster.dates.items() if n or (cluster.own and cluster.own.date == d))
                if len(days) < 2:
                    continue
                iri = cluster.iri
                name = corpus.instruments[iri].symbol if iri in corpus.instruments else series[2]
                message = f"{name} được ghi {len(days)} ngày khác nhau: {', '.join(days)}; dùng {cluster.date}."
                corpus.problems.append(Problem("date-conflict", message, instruments=[iri]))
                for f, k in cluster.refs:
                    citation = self.files[f].extraction.citations[k]
                    if citation.date != cluster.date:
                        self.files[f].extraction.problems.append(
                            Problem("date-conflict", message, citation.start, citation.end, [iri])
                        )


def resolve(locals_: list[Local]) -> Corpus:
    """The corpus of these files. The same files give the same corpus, whatever their order."""
    ordered = sorted(locals_, key=lambda x: (x.extraction.source.path, x.extraction.source.sha256))
    return _Resolver(ordered).run()


__all__ = ["Key", "resolve"]
