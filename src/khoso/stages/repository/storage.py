"""The storage roots this house writes to, opened when first needed."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from khoso.stages.repository.compute.ocfl_root import StorageRoot

_places: dict[str, Path] = {}


def use(places: Mapping[str, Path]) -> None:
    """Name the roots and their folders; the first is written first. Called once at start-up."""
    _places.clear()
    _places.update(places)
    roots.cache_clear()


@cache
def roots() -> dict[str, StorageRoot]:
    """The roots by name, made when they are not there yet.

    # Luật: TT 05/2025 Đ.27.1: at least two sets on independent media
    """
    return {
        name: StorageRoot.open(path) if path.exists() else StorageRoot.create(path) for name, path in _places.items()
    }


def primary() -> StorageRoot:
    """The root that is read first."""
    return next(iter(roots().values()))
