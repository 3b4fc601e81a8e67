"""Identifiers are handed in: fresh in production, derived from their natural key when a run must be repeatable."""

from __future__ import annotations

import uuid

_seed: uuid.UUID | None = None


def use_seed(seed: str | None) -> None:
    """From now on derive ids from `seed` and each id's key; None goes back to fresh ids. Called once at start-up."""
    global _seed
    _seed = uuid.uuid5(uuid.NAMESPACE_URL, f"khoso:{seed}") if seed else None


def new(kind: str, *key: object) -> uuid.UUID:
    """An id for one `kind` of thing. `key` names the thing naturally, so a seeded run gives the same id again."""
    if _seed is None:
        return uuid.uuid4()
    return uuid.uuid5(_seed, "/".join([kind, *map(str, key)]))


def derived(parent: uuid.UUID, *key: object) -> uuid.UUID:
    """The id of a part of `parent`, always the same for the same key."""
    return uuid.uuid5(parent, "/".join(map(str, key)))
