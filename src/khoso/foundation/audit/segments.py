"""Checking a long chain piece by piece, streaming: nothing but a database cursor and SHA-256.

A piece is a run of positions. It is good when each row's hash is that of its content and the hash before it; the
pieces of a chain are good together when each begins with the hash the one before it ends with.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

# Long enough that starting is nothing, short enough that two processes end together.
ROWS = 250_000
CHANGED = "Nội dung đã bị sửa sau khi ghi."
UNLINKED = "Không nối với dòng trước: có dòng bị xóa, chèn thêm hoặc đổi chỗ."
DIFFERENT = "Cột tìm kiếm khác nội dung đã băm."

_COPY = (
    "COPY (SELECT hash, previous_hash, content{same} FROM audit_auditentry"
    " WHERE chain = %s AND position BETWEEN %s AND %s ORDER BY position) TO STDOUT"
)
_ESCAPED = re.compile(rb"\\(.)", re.DOTALL)
_MEANT = {b"b": b"\b", b"f": b"\f", b"n": b"\n", b"r": b"\r", b"t": b"\t", b"v": b"\v"}


@dataclass(frozen=True, slots=True)
class Piece:
    """Rows `first` to `last` of a chain, both inclusive."""

    chain: str
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Checked:
    """A piece looked at: the hash before it, the hash of its last good row, how many were good, and why no more."""

    piece: Piece
    before: str
    head: str
    good: int
    reason: str = ""


def pieces(heads: Iterable[tuple[str, int]], rows: int = ROWS) -> list[Piece]:
    """All rows of the chains (name, last position), in pieces."""
    return [
        Piece(chain, first, min(first + rows - 1, last)) for chain, last in heads for first in range(1, last + 1, rows)
    ]


def check(cursor: Any, piece: Piece, same: str = "") -> Checked:
    """Look at a piece. `same` is an SQL expression that is true of every row; it costs ten times the hashing."""
    statement = _COPY.format(same=f", ({same})" if same else "")
    with cursor.copy(statement, [piece.chain, piece.first, piece.last]) as copy:
        told = _check(piece, _lines(copy), bool(same))
        # A connection is only free again when the server has said everything.
        for _ in copy:
            pass
    return told


def check_with(address: str, snapshot: str, piece: Piece, same: str = "") -> Checked:
    """The same over a connection of its own that sees what the one who exported `snapshot` sees."""
    import psycopg

    with psycopg.connect(address) as connection, connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        cursor.execute(f"SET TRANSACTION SNAPSHOT '{snapshot}'".encode())
        return check(cursor, piece, same)


def _lines(copy: Iterable[Any]) -> Iterator[bytes]:
    """Rows as the server wrote them, one at a time, however they were packed."""
    rest = b""
    for block in copy:
        line = rest + bytes(block)
        if line.count(b"\n") == 1 and line.endswith(b"\n"):
            rest = b""
            yield line[:-1]
            continue
        *whole, rest = line.split(b"\n")
        yield from whole


def _check(piece: Piece, lines: Iterable[bytes], has_same: bool) -> Checked:
    before: bytes | None = None
    head, good = b"", 0
    for line in lines:
        if b"\\" in line:
            line = _ESCAPED.sub(lambda found: _MEANT.get(found[1], found[1]), line)
        # A hash has 64 letters: where the columns end needs no search.
        kept, previous, content = line[:64], line[65:129], line[130:]
        if before is None:
            before = head = previous
        if previous != head:
            return Checked(piece, before.decode(), head.decode(), good, UNLINKED)
        if has_same:
            content, _, told = content.rpartition(b"\t")
            if told != b"t":
                return Checked(piece, before.decode(), head.decode(), good, DIFFERENT)
        if sha256(previous + b"\n" + content).hexdigest().encode() != kept:
            return Checked(piece, before.decode(), head.decode(), good, CHANGED)
        head, good = kept, good + 1
    if good != piece.last - piece.first + 1:
        return Checked(piece, (before or b"").decode(), head.decode(), good, UNLINKED)
    return Checked(piece, (before or b"").decode(), head.decode(), good)
