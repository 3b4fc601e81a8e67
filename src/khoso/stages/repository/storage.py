"""The storage roots this house writes to, opened when first needed."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from khoso.engines.blobs.durable import lock_file, sync_dir
from khoso.stages.repository.compute.ocfl_root import StorageRoot

_places: dict[str, Path] = {}


def use(places: Mapping[str, Path]) -> None:
    """Name the roots and their folders; the first is written first. Called once at start-up."""
    _places.clear()
    _places.update(places)
    roots.cache_clear()


def names() -> list[str]:
    """The names of the roots, the one written first at the head."""
    return list(_places)


@cache
def roots() -> dict[str, StorageRoot]:
    """The roots by name, made when they are not there yet.

    # Luật: TT 05/2025 Đ.27.1: at least two sets on independent media
    """
    return {name: _opened(path) for name, path in _places.items()}


def _opened(path: Path) -> StorageRoot:
    """The root at `path`. A new one appears whole, by one rename, however many processes want it or are killed."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        with lock_file(path.parent / f".{path.name}.lock"):
            if not path.exists():
                fresh = path.with_name(f".{path.name}.new")
                shutil.rmtree(fresh, ignore_errors=True)
                StorageRoot.create(fresh)
                fresh.rename(path)
                sync_dir(path.parent)
    return StorageRoot.open(path)


def opened_root(path: Path) -> Path:
    """The folder of a root, made when it is not there yet. Raises when it cannot be opened."""
    _opened(path)
    return path


def primary() -> StorageRoot:
    """The root that is read first."""
    return next(iter(roots().values()))
