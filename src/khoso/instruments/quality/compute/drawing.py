"""Drawing a sample so that anybody draws the same again.

Each unit gets SHA-256 of «seed, line feed, key» in UTF-8; the units are put in the order of these digests (the key
decides between equals) and the first `size` are the sample, in that order. The digest of the whole lot is SHA-256 of
its sorted keys, one a line. Nothing depends on the order the keys came in, on the machine or on a random source.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable


def order(seed: str, keys: Iterable[str]) -> list[str]:
    """All units in the order in which they are drawn."""
    prefix = f"{seed}\n".encode()
    return sorted(set(keys), key=lambda key: (hashlib.sha256(prefix + key.encode()).digest(), key))


def draw(seed: str, keys: Iterable[str], size: int) -> list[str]:
    """The sample, in the order drawn: its first n units are themselves a sample of n."""
    return order(seed, keys)[:size]


def units_digest(keys: Iterable[str]) -> str:
    """What the sample was drawn from, in 64 characters."""
    return hashlib.sha256("".join(f"{key}\n" for key in sorted(set(keys))).encode()).hexdigest()
