"""The search index in a folder, by tantivy: one process writes, any number read."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import cast

import tantivy
from tantivy import Query

from khoso.engines.index import tantivy_schema
from khoso.engines.index.port import Hit, IndexBusy, IndexDamaged, IndexPage, Match, SearchRequest, SearchResult
from khoso.engines.index.query import ParsedQuery, parse
from khoso.engines.index.tantivy_query import Builder

HEAP_BYTES = 128_000_000
# Up to this many matching pages every one is looked at; beyond, counts come from sketches.
EXACT_COUNT_PAGES = 10_000
FACETS = ("kind_code", "year", "agency_code")
FACET_VALUES = 50
DEEPEST = 10_000
# So many of the best pages are looked at for neighbours as well; a deeper look is taken when a person leafs further.
RANKED = 500

Address = tuple[float, tantivy.DocAddress]


class TantivyIndex:
    """An index in `folder`, made when the folder is empty. Raises IndexDamaged when it cannot be read."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        try:
            self._index = tantivy.Index(tantivy_schema.build(), str(folder))
            tantivy_schema.register(self._index)
            self._index.config_reader("manual")
        except (ValueError, OSError) as error:
            raise IndexDamaged(
                f"Chỉ mục tìm kiếm «{folder.name}» không đọc được hoặc thuộc bản cũ: hãy xây lại chỉ mục."
            ) from error
        self._builder = Builder(self._index.schema)
        self._stamp: tuple[int, int] | None = None
        self._lock = threading.Lock()

    @classmethod
    def recreate(cls, folder: Path) -> TantivyIndex:
        """An empty index in the place of one that cannot be opened. Nothing else may use the folder meanwhile."""
        if folder.exists():
            shutil.rmtree(folder)
        return cls(folder)

    @contextmanager
    def writer(self) -> Iterator[TantivyWriter]:
        """See `SearchIndex.writer`."""
        try:
            # One thread keeps the pages of an item together and leaves the other cores to the recognisers.
            writer = self._index.writer(heap_size=HEAP_BYTES, num_threads=1)
        except ValueError as error:
            raise IndexBusy(
                f"Chỉ mục «{self.folder.name}» đang được một tiến trình khác ghi: hãy chờ xong rồi chạy lại."
            ) from error
        try:
            yield TantivyWriter(writer)
            writer.commit()
        except BaseException:
            with suppress(ValueError):
                writer.rollback()
            raise
        finally:
            # Gives the lock back only after merges have ended.
            writer.wait_merging_threads()

    def count(self) -> int:
        """See `SearchIndex.count`."""
        return self._searcher().num_docs

    def search(self, request: SearchRequest) -> SearchResult:
        """See `SearchIndex.search`."""
        if not request.rights():
            return SearchResult(0, [], {name: {} for name in FACETS})
        parsed = parse(request.query)
        searcher = self._searcher()
        for match in parsed.ways:
            matching = self._builder.matching(parsed, match, request)
            found = searcher.search(self._builder.sifting(parsed, matching), limit=RANKED, count=True)
            pages: int = found.count  # type: ignore[attr-defined]
            if pages:
                best, known = self._ranked(searcher, parsed, matching, request, found.hits, pages)
                return self._result(searcher, matching, request, match, best, pages, known)
        return SearchResult(0, [], {name: {} for name in FACETS})

    def _result(
        self,
        searcher: tantivy.Searcher,
        matching: Query,
        request: SearchRequest,
        match: Match,
        best: list[Address],
        pages: int,
        known: int | None,
    ) -> SearchResult:
        shown = best[request.offset : request.offset + request.limit]
        hits = [self._hit(searcher, score, address) for score, address in shown]
        facets, sketched = self._facets(searcher, matching, request)
        estimate = False
        if request.all_pages:
            total = pages
        elif known is not None:
            total = known
        elif pages <= EXACT_COUNT_PAGES:
            total = self._items(searcher, matching, pages)
        else:
            total, estimate = sketched, True
        return SearchResult(total, hits, facets, match, estimate)

    def _ranked(
        self,
        searcher: tantivy.Searcher,
        parsed: ParsedQuery,
        matching: Query,
        request: SearchRequest,
        sifted: list[Address],
        pages: int,
    ) -> tuple[list[Address], int | None]:
        """What to show, best first, and the number of items when it is known from that.

        Neighbouring words cost most to look for. Words with accents say enough to look for neighbours only among the
        best pages by single words; without accents the neighbours decide, and every page is ranked by them.
        """
        wanted = min(request.offset, DEEPEST) + max(request.limit, 1)
        ranking = self._builder.ranking(parsed, matching)
        if parsed.accented and wanted <= RANKED // 4:
            keys = searcher.fast_field_values("page_key", [address for _, address in sifted])
            best = self._best(searcher, self._builder.among(cast("list[int]", keys), ranking), request, RANKED)
            if len(best) >= wanted or len(sifted) == pages:
                return best, len(best) if len(sifted) == pages else None
        depth = wanted
        while True:
            depth = min(depth * 4, DEEPEST * 4)
            best = self._best(searcher, ranking, request, depth)
            if len(best) >= wanted or depth >= min(pages, DEEPEST * 4):
                return best, len(best) if depth >= pages else None

    def _best(self, searcher: tantivy.Searcher, query: Query, request: SearchRequest, depth: int) -> list[Address]:
        """The best page of each item, best item first, among the `depth` best pages; every page with `all_pages`."""
        hits: list[Address] = searcher.search(query, limit=depth, count=False).hits
        if request.all_pages:
            return hits
        keys = searcher.fast_field_values("item_key", [address for _, address in hits])
        best: dict[object, Address] = {}
        for key, hit in zip(keys, hits, strict=True):
            best.setdefault(key, hit)
        return list(best.values())

    def _items(self, searcher: tantivy.Searcher, matching: Query, pages: int) -> int:
        unranked = Query.const_score_query(matching, 1.0)
        hits = searcher.search(unranked, limit=pages, count=False).hits
        return len(set(searcher.fast_field_values("item_key", [address for _, address in hits])))

    def _facets(
        self, searcher: tantivy.Searcher, matching: Query, request: SearchRequest
    ) -> tuple[dict[str, dict[str, int]], int]:
        """Items (or pages) of each kind, year and agency, and a sketched count of all items."""
        items = {"items": {"cardinality": {"field": "item_key"}}}
        inner = {} if request.all_pages else items
        wanted: dict[str, object] = {
            name: {"terms": {"field": name, "size": FACET_VALUES}, "aggs": inner} for name in FACETS
        }
        found = searcher.aggregate(matching, {**wanted, **items})
        facets: dict[str, dict[str, int]] = {}
        for name in FACETS:
            counts = {
                str(int(bucket["key"]) if name == "year" else bucket["key"]): round(
                    bucket["items"]["value"] if inner else bucket["doc_count"]
                )
                for bucket in found[name]["buckets"]
                if bucket["key"] != ""
            }
            facets[name] = dict(sorted(counts.items(), key=lambda pair: (-pair[1], pair[0])))
        return facets, round(found["items"]["value"])

    def _hit(self, searcher: tantivy.Searcher, score: float, address: tantivy.DocAddress) -> Hit:
        stored = searcher.doc(address).to_dict()
        return Hit(stored["dossier_id"][0], stored["item_id"][0], stored["page"][0], round(float(score), 4))

    def _searcher(self) -> tantivy.Searcher:
        """A view of the last commit, whichever process made it."""
        found = (self.folder / "meta.json").stat()
        stamp = (found.st_mtime_ns, found.st_ino)
        if stamp != self._stamp:
            with self._lock:
                self._index.reload()
                self._stamp = stamp
        return self._index.searcher()


class TantivyWriter:
    """See `IndexWriter`."""

    def __init__(self, writer: tantivy.IndexWriter) -> None:
        self._writer = writer

    def replace_dossier(self, dossier_id: str, pages: Iterable[IndexPage]) -> int:
        """See `IndexWriter.replace_dossier`."""
        self.remove_dossier(dossier_id)
        added = 0
        for page in pages:
            if page.dossier_id != dossier_id:
                raise ValueError(f"page of dossier {page.dossier_id} handed in for {dossier_id}")
            self._writer.add_document(tantivy_schema.document(page))
            added += 1
        return added

    def remove_dossier(self, dossier_id: str) -> None:
        """See `IndexWriter.remove_dossier`."""
        self._writer.delete_documents_by_term("dossier_id", dossier_id)

    def wipe(self) -> None:
        """See `IndexWriter.wipe`."""
        self._writer.delete_all_documents()

    def commit(self) -> None:
        """See `IndexWriter.commit`."""
        self._writer.commit()
