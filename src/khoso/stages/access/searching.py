"""From what a person typed to what they see: hits with the place on the page, facets with counts."""

from __future__ import annotations

import time
import uuid
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

from khoso.engines import index
from khoso.engines.index import Grant, SearchRequest
from khoso.foundation.identity.permissions import agencies_of, can_read_pages
from khoso.foundation.web.asked import whole_number
from khoso.foundation.web.words import told
from khoso.kernel import codes, dates
from khoso.stages.access import queries
from khoso.stages.access.compute.highlight import fractions, hit_boxes, snippet
from khoso.stages.access.permissions import OPEN_TO_ALL, seen_among
from khoso.stages.catalogue import queries as catalogue

STAFF_LEVELS = frozenset({"01", "02"})


@dataclass(frozen=True)
class Filters:
    """What the person narrowed the search to."""

    kind: str = ""
    year: str = ""


@dataclass(frozen=True)
class SearchHit:
    """One item that answers, with its best page."""

    item_id: uuid.UUID
    dossier_id: uuid.UUID
    title: str
    reference_code: str
    dossier_title: str
    date_text: str
    kind_label: str
    issuer: str
    page: int
    score: float
    snippet_html: SafeString
    thumb_url: str
    highlight: list[float] | None
    url: str


@dataclass(frozen=True)
class Found:
    """The answer to a search."""

    total: int
    hits: list[SearchHit]
    facets: dict[str, dict[str, int]]
    took_ms: int


def grants_for(person: Any) -> tuple[frozenset[str], tuple[Grant, ...]]:
    """What a searcher may see: what is open to all, and for staff the conditional records of their agencies."""
    if not can_read_pages(person):
        return frozenset({OPEN_TO_ALL}), ()
    scope = agencies_of(person)
    if scope is None:
        return STAFF_LEVELS, ()
    return frozenset({OPEN_TO_ALL}), (Grant(STAFF_LEVELS, agency_codes=_agency_codes(scope)),)


def _agency_codes(agency_ids: frozenset[int]) -> frozenset[str]:
    from khoso.foundation.identity.models import Agency

    return frozenset(Agency.objects.filter(pk__in=agency_ids).values_list("code", flat=True))


def find(person: Any, query: str, filters: Filters, *, limit: int, offset: int = 0) -> Found:
    """Search as `person` may.

    Every hit is checked against what is listed and allowed now: nothing half stored shows, nor what was open yesterday.
    """
    started = time.perf_counter()
    levels, grants = grants_for(person)
    year = whole_number(filters.year, otherwise=0, most=9999) or None
    result = index.opened().search(
        SearchRequest(
            query,
            access_codes=levels,
            grants=grants,
            limit=limit,
            offset=offset,
            kind_codes=frozenset({filters.kind}) if filters.kind else None,
            year_from=year,
            year_to=year,
        )
    )
    listed = queries.indexed([uuid.UUID(hit.dossier_id) for hit in result.hits])
    items = seen_among(person, catalogue.items([uuid.UUID(hit.item_id) for hit in result.hits]))
    pages = queries.stored_pages([(uuid.UUID(hit.item_id), hit.page) for hit in result.hits])
    hits = [
        _hit(items[uuid.UUID(hit.item_id)], hit, pages[uuid.UUID(hit.item_id), hit.page], query)
        for hit in result.hits
        if uuid.UUID(hit.dossier_id) in listed
        and uuid.UUID(hit.item_id) in items
        and (uuid.UUID(hit.item_id), hit.page) in pages
    ]
    took = round(1000 * (time.perf_counter() - started))
    return Found(result.total, hits, result.facets, took)


def _hit(item: Any, hit: Any, kept: tuple[queries.PageView, queries.Words], query: str) -> SearchHit:
    page, words = kept
    boxes = boxes_on(page, words, query)
    issued = dates.parse(item.issued_date)
    link = reverse("access:viewer", args=[item.pk]) + "?" + urlencode({"trang": page.number, "q": query})
    return SearchHit(
        item_id=item.pk,
        dossier_id=item.dossier_id,
        title=item.subject or item.reference_code,
        reference_code=item.reference_code,
        dossier_title=item.dossier.title,
        date_text=issued.shown if issued else "",
        kind_label=told(codes.KIND.get(item.kind_code, "")),
        issuer=item.issuer,
        page=page.number,
        score=hit.score,
        # `snippet` escapes the text and adds only its own <mark>.
        snippet_html=mark_safe(snippet(page.text, query)),  # noqa: S308
        thumb_url=reverse("access:iiif-image", args=[item.pk, page.number, "full", "!360,500", "0", "default.jpg"]),
        highlight=boxes[0] if boxes else None,
        url=link,
    )


def boxes_on(page: queries.PageView, words: queries.Words, query: str) -> list[list[float]]:
    """Where the words of the query stand on a page, as fractions of its width and height."""
    if not query:
        return []
    places = [fractions(box, page.width, page.height) for box in hit_boxes(words, query)]
    return [[place.x, place.y, place.x + place.width, place.y + place.height] for place in places]
