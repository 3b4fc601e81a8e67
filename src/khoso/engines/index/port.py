"""What the rooms may ask of a search index. No word of any vendor here.

A document of the index is one page of an item. The index holds no text a person could read back: the text comes from
the caller when a dossier is indexed, so that the whole index can be thrown away and built again.
"""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import Literal, Protocol

from khoso.kernel.errors import KhosoError

Match = Literal["all", "most", "any", "none"]


class IndexBusy(KhosoError):
    """Another process is writing to this index; only one may."""

    code = "index.busy"


class IndexDamaged(KhosoError):
    """The index on disk cannot be read or is of another layout; it must be built again."""

    code = "index.damaged"


@dataclass(frozen=True, slots=True)
class IndexPage:
    """One page as it is handed to the index. `page` counts from 1 within its item; `text` may be empty.

    `access_code` is a code of TT05's table `mode` (01 public, 02 conditional, 03 secret); `kind_code` of table `kind`.
    A page without `access_code` is found only by a searcher who was given that empty code, that is by nobody.
    """

    item_id: str
    dossier_id: str
    page: int
    text: str = ""
    fonds_code: str = ""
    agency_code: str = ""
    reference_code: str = ""
    dossier_title: str = ""
    title: str = ""
    kind_code: str = ""
    number: str = ""
    notation: str = ""
    issuer: str = ""
    signer: str = ""
    year: int | None = None
    issued_date: str = ""
    access_code: str = ""


@dataclass(frozen=True, slots=True)
class Grant:
    """A right to see pages: of these levels, and if given only of these agencies, only of these dossiers."""

    access_codes: frozenset[str]
    agency_codes: frozenset[str] | None = None
    dossier_ids: frozenset[str] | None = None


@dataclass(frozen=True, slots=True)
class SearchRequest:
    """What a person typed, what they narrowed it to, and what they may see.

    `access_codes` are the levels the searcher may see everywhere; `grants` add rights in part of the holdings (own
    agency, dossiers of an approved reading request). With neither, nothing is found: denial is the default.
    `agency_codes`, `kind_codes`, the years and `dossier_id` are the person's own filters; None means no filter.
    `all_pages` lists every page that matches; otherwise an item appears once, with its best page. A negative `limit`
    or `offset` is taken as 0.
    """

    query: str
    access_codes: frozenset[str] = frozenset()
    grants: tuple[Grant, ...] = ()
    limit: int = 20
    offset: int = 0
    agency_codes: frozenset[str] | None = None
    kind_codes: frozenset[str] | None = None
    year_from: int | None = None
    year_to: int | None = None
    dossier_id: str | None = None
    all_pages: bool = False

    def __post_init__(self) -> None:
        # A hand-written address may ask for anything; a negative place would count from the end.
        object.__setattr__(self, "limit", max(0, self.limit))
        object.__setattr__(self, "offset", max(0, self.offset))

    def rights(self) -> tuple[Grant, ...]:
        """Every right of the searcher; empty when they may see nothing."""
        everywhere = (Grant(frozenset(self.access_codes)),) if self.access_codes else ()
        return everywhere + tuple(grant for grant in self.grants if grant.access_codes)


@dataclass(frozen=True, slots=True)
class Hit:
    """A page that answers. When hits are grouped, `page` is the item's page of the highest score."""

    dossier_id: str
    item_id: str
    page: int
    score: float


@dataclass(frozen=True, slots=True)
class SearchResult:
    """`total` counts items (pages with `all_pages`); so do the facets `kind_code`, `year` and `agency_code`.

    `matched` says how strictly the words were taken: `all` of them, `most`, `any`, or `none` found.
    `total_is_estimate` is set when the count of a very large result is approximate (within about 1 %).
    """

    total: int
    hits: list[Hit]
    facets: dict[str, dict[str, int]] = field(default_factory=dict)
    matched: Match = "none"
    total_is_estimate: bool = False


class IndexWriter(Protocol):
    """The one writer. Nothing it does is seen by a searcher before `commit`."""

    def replace_dossier(self, dossier_id: str, pages: Iterable[IndexPage]) -> int:
        """Forget the dossier's pages and add these; the number added. ValueError for a page of another dossier."""

    def remove_dossier(self, dossier_id: str) -> None:
        """Forget the dossier's pages."""

    def wipe(self) -> None:
        """Forget everything; until the commit searchers still see the old content."""

    def commit(self) -> None:
        """Make durable and visible what was done since the last commit."""


class SearchIndex(Protocol):
    """An index of pages. Safe to search from several threads and processes while one writes."""

    def writer(self) -> AbstractContextManager[IndexWriter]:
        """Become the one writer. Leaving the block commits; leaving it by an error takes the uncommitted part back.

        Raises IndexBusy when another writer is at work.
        """

    def search(self, request: SearchRequest) -> SearchResult:
        """Pages or items that answer, best first. No text a person may type raises an error."""

    def count(self) -> int:
        """How many pages the index holds."""
