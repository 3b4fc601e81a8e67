"""Full-text search over pages: one port, tantivy behind it, and an in-memory double that keeps the same promises."""

from khoso.engines.index.plugged import opened, recreated, use
from khoso.engines.index.port import (
    Grant,
    Hit,
    IndexBusy,
    IndexDamaged,
    IndexPage,
    IndexWriter,
    SearchIndex,
    SearchRequest,
    SearchResult,
)

__all__ = [
    "Grant",
    "Hit",
    "IndexBusy",
    "IndexDamaged",
    "IndexPage",
    "IndexWriter",
    "SearchIndex",
    "SearchRequest",
    "SearchResult",
    "opened",
    "recreated",
    "use",
]
