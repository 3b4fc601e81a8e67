"""The search index in memory: the promises of the port in plain Python, for tests and small demonstrations.

It reads every page for every query and its scores are simpler than tantivy's, so only the order that the contract
tests name may be relied on.
"""

from __future__ import annotations

import math
import threading
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import pairwise

from khoso.engines.index import words
from khoso.engines.index.port import Grant, Hit, IndexBusy, IndexPage, Match, SearchRequest, SearchResult
from khoso.engines.index.query import Clause, ParsedQuery, parse

_WEIGHTS = {"title": 2.5, "dossier_title": 1.5, "people": 1.5, "codes": 1.0, "text": 1.0}
_FACETS = ("kind_code", "year", "agency_code")

Words = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Kept:
    page: IndexPage
    exact: dict[str, Words]
    folded: dict[str, Words]


class MemoryIndex:
    """See `SearchIndex`."""

    def __init__(self) -> None:
        self._kept: dict[str, list[_Kept]] = {}
        self._writing = threading.Lock()

    @contextmanager
    def writer(self) -> Iterator[MemoryWriter]:
        """See `SearchIndex.writer`."""
        if not self._writing.acquire(blocking=False):
            raise IndexBusy("Chỉ mục đang được một nơi khác ghi: hãy chờ xong rồi chạy lại.")
        try:
            writer = MemoryWriter(self, dict(self._kept))
            yield writer
            writer.commit()
        finally:
            self._writing.release()

    def count(self) -> int:
        """See `SearchIndex.count`."""
        return sum(map(len, self._kept.values()))

    def search(self, request: SearchRequest) -> SearchResult:
        """See `SearchIndex.search`."""
        empty: dict[str, dict[str, int]] = {name: {} for name in _FACETS}
        parsed = parse(request.query)
        seen = [
            kept
            for pages in self._kept.values()
            for kept in pages
            if _allowed(kept.page, request) and not any(_holds(kept, clause) for clause in parsed.excluded)
        ]
        if not parsed.wanted and not parsed.excluded:
            seen = [kept for kept in seen if kept.page.page == 1]
        for match in parsed.ways:
            found = [(_score(kept, parsed), kept.page) for kept in seen if _answers(kept, parsed, match)]
            if found:
                return _result(found, request, match)
        return SearchResult(0, [], empty)


class MemoryWriter:
    """See `IndexWriter`."""

    def __init__(self, index: MemoryIndex, kept: dict[str, list[_Kept]]) -> None:
        self._index = index
        self._next = kept

    def replace_dossier(self, dossier_id: str, pages: Iterable[IndexPage]) -> int:
        """See `IndexWriter.replace_dossier`."""
        kept = []
        for page in pages:
            if page.dossier_id != dossier_id:
                raise ValueError(f"page of dossier {page.dossier_id} handed in for {dossier_id}")
            kept.append(_keep(page))
        self._next[dossier_id] = kept
        return len(kept)

    def remove_dossier(self, dossier_id: str) -> None:
        """See `IndexWriter.remove_dossier`."""
        self._next.pop(dossier_id, None)

    def wipe(self) -> None:
        """See `IndexWriter.wipe`."""
        self._next.clear()

    def commit(self) -> None:
        """See `IndexWriter.commit`."""
        self._index._kept = dict(self._next)


def _keep(page: IndexPage) -> _Kept:
    fields = {
        "title": page.title,
        "dossier_title": page.dossier_title,
        "people": f"{page.issuer} | {page.signer}",
        "codes": f"{page.number}/{page.notation} | {page.reference_code} | {page.issued_date}",
        "text": page.text,
    }
    exact = {name: words.exact(words.canonical(value)) for name, value in fields.items()}
    return _Kept(
        page,
        {name: tuple(words.tokens(value)) for name, value in exact.items()},
        {name: tuple(words.tokens(words.folded(value))) for name, value in exact.items()},
    )


def _granted(page: IndexPage, grant: Grant) -> bool:
    return (
        bool(page.access_code)
        and page.access_code in grant.access_codes
        and (grant.agency_codes is None or page.agency_code in grant.agency_codes)
        and (grant.dossier_ids is None or page.dossier_id in grant.dossier_ids)
    )


def _allowed(page: IndexPage, request: SearchRequest) -> bool:
    year = page.year
    return (
        any(_granted(page, grant) for grant in request.rights())
        and (request.agency_codes is None or page.agency_code in request.agency_codes)
        and (request.kind_codes is None or page.kind_code in request.kind_codes)
        and (request.dossier_id is None or page.dossier_id == request.dossier_id)
        and (request.year_from is None or (year is not None and year >= request.year_from))
        and (request.year_to is None or (year is not None and year <= request.year_to))
    )


def _times(text: Words, wanted: Sequence[str]) -> int:
    """How often the words stand together in the text."""
    width = len(wanted)
    return sum(text[start : start + width] == tuple(wanted) for start in range(len(text) - width + 1))


def _number_weight(page: IndexPage, clause: Clause) -> float:
    if not page.number:
        return 0.0
    if clause.kind == "number":
        known = words.number_key(page.number, page.notation if "/" in clause.number else "")
        return 6.0 if known == clause.number else 0.0
    return 2.0 if clause.kind == "word" and clause.folded[0].lstrip("0") == words.number_key(page.number) else 0.0


def _weight(kept: _Kept, clause: Clause, *, exact: bool = False) -> float:
    fields, wanted = (kept.exact, clause.exact) if exact else (kept.folded, clause.folded)
    weights = [_WEIGHTS[name] * math.log1p(_times(text, wanted)) for name, text in fields.items()]
    return max(*weights, _number_weight(kept.page, clause))


def _holds(kept: _Kept, clause: Clause) -> bool:
    return _weight(kept, clause) > 0


def _answers(kept: _Kept, parsed: ParsedQuery, match: Match) -> bool:
    held = [clause for clause in parsed.required if _holds(kept, clause)]
    if any(clause.kind == "phrase" and clause not in held for clause in parsed.required):
        return False
    least = {"all": len(parsed.required), "most": parsed.most, "any": min(1, len(parsed.required)), "none": 0}
    return len(held) >= least[match]


def _score(kept: _Kept, parsed: ParsedQuery) -> float:
    score = 0.0
    for clause in parsed.wanted:
        share = 0.3 if clause.optional else 1.0
        score += share * _weight(kept, clause)
        if parsed.accented:
            score += share * _weight(kept, clause, exact=True)
    for first, second in pairwise(parsed.wanted):
        if parsed.accented:
            score += 0.6 * math.log1p(_times(kept.exact["text"], first.exact + second.exact))
        else:
            score += 0.6 * math.log1p(_times(kept.folded["text"], first.folded + second.folded))
    return score


def _result(found: list[tuple[float, IndexPage]], request: SearchRequest, match: Match) -> SearchResult:
    found.sort(key=lambda pair: -pair[0])
    if not request.all_pages:
        best: dict[str, tuple[float, IndexPage]] = {}
        for score, page in found:
            best.setdefault(page.item_id, (score, page))
        found = list(best.values())
    facets: dict[str, dict[str, int]] = {}
    for name in _FACETS:
        counts = Counter(str(value) for _, page in found if (value := getattr(page, name)) not in ("", None))
        facets[name] = dict(sorted(counts.items(), key=lambda pair: (-pair[1], pair[0])))
    shown = found[request.offset : request.offset + request.limit]
    hits = [Hit(page.dossier_id, page.item_id, page.page, round(score, 4)) for score, page in shown]
    return SearchResult(len(found), hits, facets, match)
