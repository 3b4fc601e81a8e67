"""The store this process uses, set once at start-up."""

from __future__ import annotations

from pathlib import Path

from khoso.engines.blobs.local import LocalBlobStore
from khoso.engines.blobs.port import BlobStore

_store: BlobStore | None = None


def use(place: Path | BlobStore) -> None:
    """Keep blobs in this folder, or in this store."""
    global _store
    _store = LocalBlobStore(place) if isinstance(place, Path) else place


def store() -> BlobStore:
    """The store in use."""
    if _store is None:
        raise RuntimeError("Chưa có kho tệp: config chưa nối dây.")
    return _store
