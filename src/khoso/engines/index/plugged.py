"""The index this process uses, set once at start-up and opened when first asked for."""

from __future__ import annotations

from pathlib import Path

from khoso.engines.index.port import IndexDamaged, SearchIndex

_place: Path | None = None
_opened: SearchIndex | None = None


def use(place: Path) -> None:
    """Keep the index in this folder."""
    global _place, _opened
    _place, _opened = place, None


def opened() -> SearchIndex:
    """The index in use. Raises IndexDamaged when it cannot be read; see `recreated`."""
    global _opened
    if _place is None:
        raise RuntimeError("Chưa có chỉ mục: config chưa nối dây.")
    if _opened is None:
        from khoso.engines.index.tantivy_index import TantivyIndex

        _opened = TantivyIndex(_place)
    return _opened


def recreated() -> SearchIndex:
    """An empty index in the place of the one in use; the caller fills it again."""
    global _opened
    from khoso.engines.index.tantivy_index import TantivyIndex

    assert _place is not None
    _opened = TantivyIndex.recreate(_place)
    return _opened


__all__ = ["IndexDamaged", "opened", "recreated", "use"]
