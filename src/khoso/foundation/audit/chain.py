"""The hash chain of the audit trail: pure, so that anyone can check an exported trail without this system.

The hash of an entry is SHA-256 over the hash of the entry before it, a newline, and the entry as canonical JSON:
keys sorted by code point, no spaces, UTF-8, text in NFC, times in UTC with microseconds and a Z.
"""

from __future__ import annotations

import hashlib
import json
import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import Enum
from uuid import UUID

from khoso.kernel.text_vi import nfc

GENESIS = "0" * 64
_HASH = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class ChainedEntry:
    """An entry as kept: its content (facts, or their canonical text) and the two hashes that hold it in its place."""

    content: Mapping[str, object] | str
    previous_hash: str
    hash: str


@dataclass(frozen=True, slots=True)
class ChainVerdict:
    """Whether a trail is whole.

    `checked` entries were good; `first_bad` is the place (from 1) of the first that is not, or of the first missing
    one, with `reason` in Vietnamese. `head` is the hash of the last good entry: keep it elsewhere, so that cutting
    off the end is found too.
    """

    ok: bool
    checked: int
    first_bad: int | None
    reason: str
    head: str


def canonical(value: object) -> str:
    """`value` as canonical JSON. Raises TypeError or ValueError for what has no single JSON form."""
    return json.dumps(_plain(value), ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)


def _plain(value: object) -> object:
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, Enum):
        return _plain(value.value)
    if isinstance(value, str):
        return nfc(value)
    if isinstance(value, int):
        return value
    if isinstance(value, float):
        return _number(value)
    if isinstance(value, datetime):
        return _moment(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, Mapping):
        return _mapping(value)
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    raise TypeError(f"Không ghi được kiểu {type(value).__name__} vào nhật ký.")


def _number(value: float) -> int | float:
    if not math.isfinite(value):
        raise ValueError("Nhật ký không nhận số vô hạn hay không xác định.")
    # A database that keeps JSON numbers as decimals gives 2 back for 2.0; the hash must not depend on that.
    return int(value) if value.is_integer() else value


def _moment(value: datetime) -> str:
    if value.tzinfo is None:
        raise ValueError("Thời điểm trong nhật ký phải có múi giờ.")
    return value.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def _mapping(value: Mapping[object, object]) -> dict[str, object]:
    plain: dict[str, object] = {}
    for key, one in value.items():
        if not isinstance(key, str):
            raise TypeError("Khóa trong nhật ký phải là chữ.")
        if nfc(key) in plain:
            raise ValueError(f"Hai khóa cùng tên «{nfc(key)}» trong một dòng nhật ký.")
        plain[nfc(key)] = _plain(one)
    return plain


def entry_hash(previous_hash: str, entry: Mapping[str, object]) -> str:
    """The hex SHA-256 that chains `entry` to the one before it (`GENESIS` for the first)."""
    if not _HASH.fullmatch(previous_hash):
        raise ValueError("Mã băm trước phải là 64 chữ số thập lục phân viết thường.")
    return text_hash(previous_hash, canonical(entry))


def text_hash(previous_hash: str, content: str) -> str:
    """The hash of an entry whose canonical text is `content`."""
    return hashlib.sha256(f"{previous_hash}\n{content}".encode()).hexdigest()


def halves(facts: Mapping[str, object], *, cut: str) -> tuple[str, str]:
    """The canonical text of `facts` with a member `cut` still to come: what stands before its value and what after."""
    before = canonical({name: value for name, value in facts.items() if name < cut})
    after = canonical({name: value for name, value in facts.items() if name > cut})
    return f'{before[:-1]},"{cut}":', f",{after[1:]}"


def chain(previous_hash: str, entry: Mapping[str, object]) -> ChainedEntry:
    """`entry` with its hashes, ready to be appended after the entry whose hash is `previous_hash`."""
    return ChainedEntry(entry, previous_hash, entry_hash(previous_hash, entry))


def verify_chain(
    entries: Iterable[ChainedEntry],
    *,
    after: str = GENESIS,
    expected_head: str | None = None,
    expected_count: int | None = None,
) -> ChainVerdict:
    """Check entries in order, one at a time in constant memory.

    `after` is the hash of the entry before the first one handed in. Without `expected_head` (a hash noted earlier
    somewhere else) or `expected_count` a trail whose end was cut off still looks whole: nothing in it can know.
    """
    head, checked, seen_expected = after, 0, expected_head in (None, after)
    for entry in entries:
        reason = _fault(head, entry)
        if reason:
            return ChainVerdict(False, checked, checked + 1, reason, head)
        head, checked = entry.hash, checked + 1
        seen_expected = seen_expected or head == expected_head
    if not seen_expected:
        return ChainVerdict(False, checked, checked + 1, "Thiếu các dòng cuối: không thấy mã băm đã ghi nhận.", head)
    if expected_count is not None and checked < expected_count:
        reason = f"Thiếu các dòng cuối: có {checked} dòng, phải có ít nhất {expected_count}."
        return ChainVerdict(False, checked, checked + 1, reason, head)
    return ChainVerdict(True, checked, None, "", head)


def _fault(head: str, entry: ChainedEntry) -> str:
    if entry.previous_hash != head:
        return "Không nối với dòng trước: có dòng bị xóa, chèn thêm hoặc đổi chỗ."
    try:
        text = entry.content if isinstance(entry.content, str) else canonical(entry.content)
        computed = text_hash(head, text)
    except (TypeError, ValueError) as error:
        return f"Nội dung không đọc được: {error}"
    return "" if computed == entry.hash else "Nội dung đã bị sửa sau khi ghi."
