"""Digests of files, as many as are wanted in one read."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from khoso.engines.blobs.durable import Hasher, copy_stream

BOTH = ("sha512", "sha256")


class _Size:
    """`size` is one of the fixity algorithms of an OCFL extension: the length in bytes, in decimal."""

    def __init__(self) -> None:
        self._size = 0

    def update(self, data: bytes, /) -> None:
        self._size += len(data)

    def hexdigest(self) -> str:
        return str(self._size)


@dataclass(frozen=True, slots=True)
class Hashed:
    """What one read of a file gave: `size` in bytes and a lowercase hex digest for each algorithm asked."""

    size: int
    digests: dict[str, str]


def hasher_for(algorithm: str) -> Hasher | None:
    """A fresh hasher for an OCFL algorithm name, None when it is not known here."""
    if algorithm == "size":
        return _Size()
    if algorithm == "sha512/256":
        return hashlib.new("sha512_256") if "sha512_256" in hashlib.algorithms_available else None
    if algorithm.startswith("blake2b-") and algorithm[8:] in {"160", "256", "384", "512"}:
        return hashlib.blake2b(digest_size=int(algorithm[8:]) // 8)
    if algorithm in {"md5", "sha1"}:
        # Old packages carry these as an aid against accidents; nothing here trusts them against an attacker.
        return hashlib.new(algorithm, usedforsecurity=False)
    if algorithm in {"sha256", "sha512"}:
        return hashlib.new(algorithm)
    return None


def hash_stream(source: BinaryIO, algorithms: Iterable[str] = BOTH, *, copy_to: BinaryIO | None = None) -> Hashed:
    """Read `source` to its end once, hashing and, when given, copying. Unknown algorithms are left out."""
    hashers = {name: hasher for name in algorithms if (hasher := hasher_for(name))}
    size = copy_stream(source, copy_to, hashers.values())
    return Hashed(size, {name: hasher.hexdigest() for name, hasher in hashers.items()})


def hash_file(path: Path, algorithms: Iterable[str] = BOTH) -> Hashed:
    """Digests of a file in one read; SHA-512 for OCFL and SHA-256 for METS unless told otherwise."""
    with path.open("rb") as source:
        return hash_stream(source, algorithms)
