"""Randomness that depends on a name, never on the order of calls, so that any part can be made alone."""

from __future__ import annotations

import hashlib
import random

import numpy as np


def _number(seed: int | str, key: tuple[object, ...]) -> int:
    name = "/".join(map(str, (seed, *key)))
    return int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], "big")


def dice(seed: int | str, *key: object) -> random.Random:
    """A generator for the thing that `key` names; the same seed and key always give the same throws."""
    return random.Random(_number(seed, key))  # noqa: S311 - invented papers hold no secret


def noise(seed: int | str, *key: object) -> np.random.Generator:
    """As `dice`, for arrays."""
    return np.random.Generator(np.random.PCG64(_number(seed, key)))
