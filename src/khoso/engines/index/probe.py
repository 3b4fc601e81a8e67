"""Is the search engine there, and which version: for the health page and for `khoso doctor`."""

from __future__ import annotations

from importlib import metadata
from pathlib import Path


def version() -> str | None:
    """`tantivy 0.27.0`, or None when it is not installed."""
    try:
        return f"tantivy {metadata.version('tantivy')}"
    except metadata.PackageNotFoundError:
        return None


def pages_in(folder: Path) -> int | None:
    """How many pages the index in `folder` holds; None when there is no index or it cannot be read."""
    if not (folder / "meta.json").exists():
        return None
    from khoso.engines.index.port import IndexDamaged
    from khoso.engines.index.tantivy_index import TantivyIndex

    try:
        return TantivyIndex(folder).count()
    except IndexDamaged:
        return None
