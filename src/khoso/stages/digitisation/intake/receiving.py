"""What the browser sends: a list of files, small files in bundles, large ones in pieces.

A file counts only when its bytes lie in the store under the SHA-256 the sender computed; what was acknowledged lies on
the disk. Asked again, in any order and after any interruption, the same bytes come out or a refusal.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from django.db import transaction
from django.db.models import F, Sum
from django.utils.translation import gettext as _

from khoso.engines import blobs, disk
from khoso.engines.disk.plugged import gib
from khoso.foundation.audit.actions import record
from khoso.kernel.words import Sentence, noop
from khoso.stages.digitisation import states
from khoso.stages.digitisation.intake import queries, rules, staging
from khoso.stages.digitisation.intake.errors import (
    BytesDiffer,
    NoRoom,
    UploadClosed,
    UploadNotAllowed,
    UploadRefused,
    WrongOffset,
)
from khoso.stages.digitisation.intake.rules import Announced
from khoso.stages.digitisation.models import Upload, UploadFile
from khoso.stages.digitisation.permissions import can_deliver

_CLOSED = noop("Lần giao này đã đóng, không nhận thêm tệp. Mở lần giao mới để bổ sung.")
_HEAD_BYTES = 4
_MOST_HEAD = 256 * 2**10


class Readable(Protocol):
    """Where a body comes from."""

    def read(self, size: int, /) -> bytes: ...


@dataclass(frozen=True, slots=True)
class Standing:
    """How far a file is: its number, how many bytes are safe, its state, whether its bytes were here already."""

    id: int
    received: int
    state: str
    was_here: bool = False

    def as_json(self) -> dict[str, Any]:
        return {"id": self.id, "received": self.received, "state": self.state, "was_here": self.was_here}


def open_for(upload: Upload, by: Any) -> None:
    """Raise when this person may not send to this upload, or when it is closed."""
    if not can_deliver(by, upload):
        raise UploadNotAllowed(_("Chưa nhận: anh/chị không giao ảnh quét của cơ quan này."))
    if upload.state != states.RECEIVING:
        raise UploadClosed(_(_CLOSED))


def compare(upload: Upload, files: Iterable[Announced], *, by: Any, in_all: int = 0) -> list[bool]:
    """For each file whether one of this path, size and date has been received whole: it need not even be read.

    `in_all`: bytes of the whole folder. Raises NoRoom when what of it is not here does not fit.
    """
    open_for(upload, by)
    asked = list(files)
    if in_all:
        _require_room_for(max(0, in_all - queries.count([upload.pk])[upload.pk].received))
    known = {
        row.path: row
        for row in UploadFile.objects.filter(upload=upload, path__in=[file.path for file in asked], state=states.WHOLE)
    }
    return [
        file.path in known and (known[file.path].size, known[file.path].modified) == (file.size, file.modified)
        for file in asked
    ]


@transaction.atomic
def declare(upload: Upload, files: Sequence[Announced], *, by: Any) -> list[Standing]:
    """Take note of files with their digests; say how much of each is here. Bytes already here count at once.

    Raises UploadRefused, NoRoom when what is still to come does not fit.
    """
    upload = Upload.objects.select_for_update().get(pk=upload.pk)
    open_for(upload, by)
    by_path = {file.path: file for file in files}
    if len(by_path) != len(files):
        raise UploadRefused(noop("Danh sách có hai tệp cùng đường dẫn; chọn lại thư mục."))
    rows = {row.path: row for row in UploadFile.objects.filter(upload=upload, path__in=by_path).select_for_update()}
    if not rows.keys() >= by_path.keys() and upload.files.count() + len(files) > rules.MOST_FILES:
        raise UploadRefused(
            Sentence("Một lần giao nhận nhiều nhất {most} tệp; chia thành nhiều lần giao.", most=rules.MOST_FILES)
        )
    here = queries.digests_here(upload.agency_id, {file.sha256 for file in files})
    _renew(upload, by_path, rows)
    told = {}
    for path, file in by_path.items():
        row = rows[path]
        is_here = here.get(file.sha256) == file.size and blobs.store().claim(file.sha256)
        was_here = row.state != states.WHOLE and is_here
        if was_here:
            row.state = states.UPLOAD_FILE_STATES.next(row.state, "receive")
            row.received, row.problem = row.size, ""
        told[path] = Standing(row.pk, row.received, row.state, was_here)
    UploadFile.objects.bulk_update(
        [rows[path] for path, one in told.items() if one.was_here], ["state", "received", "problem"]
    )
    _require_room(upload)
    return [told[file.path] for file in files]


def _renew(upload: Upload, by_path: dict[str, Announced], rows: dict[str, UploadFile]) -> None:
    """Rows for new files; those whose bytes changed meanwhile begin anew."""
    changed = []
    for path, row in rows.items():
        file = by_path[path]
        if (row.sha256, row.size) == (file.sha256, file.size) and row.state != states.DIFFERS:
            if row.modified != file.modified:
                row.modified = file.modified
                changed.append(row)
            continue
        staging.forget(staging.part_of(upload.pk, row.pk))
        row.state = states.UPLOAD_FILE_STATES.next(row.state, "declare")
        row.sha256, row.size, row.modified, row.received, row.problem = file.sha256, file.size, file.modified, 0, ""
        changed.append(row)
    UploadFile.objects.bulk_update(changed, ["state", "sha256", "size", "modified", "received", "problem"])
    fresh = [
        UploadFile(upload=upload, path=file.path, size=file.size, modified=file.modified, sha256=file.sha256)
        for path, file in by_path.items()
        if path not in rows
    ]
    rows.update({row.path: row for row in UploadFile.objects.bulk_create(fresh)})


def _require_room(upload: Upload) -> None:
    waiting = UploadFile.objects.filter(upload=upload, state=states.AWAITED)
    _require_room_for(waiting.aggregate(bytes=Sum(F("size") - F("received")))["bytes"] or 0)


def _require_room_for(to_come: int) -> None:
    """Raise NoRoom when so many bytes would bring a disk below the mark where all work stops."""
    disk.require_room()
    for lying in disk.look():
        if lying.room is not None and lying.room.free - to_come < lying.stop_at:
            raise NoRoom(
                Sentence(
                    "Chưa nhận: còn phải gửi {needed} nhưng ổ đĩa chứa {where} chỉ còn dùng được {free}. Các tệp đã "
                    "nhận vẫn còn. Báo người quản trị thêm đĩa, rồi chọn lại đúng thư mục này để gửi tiếp.",
                    needed=gib(to_come),
                    where=", ".join(lying.names),
                    free=gib(max(0, lying.room.free - lying.stop_at)),
                )
            )


def read_head(body: Readable) -> list[tuple[int, int]]:
    """(number of a file, size) of each file of a bundle. Raises UploadRefused for what is no bundle."""
    length = int.from_bytes(_exactly(body, _HEAD_BYTES), "big")
    if not 0 < length <= _MOST_HEAD:
        raise _no_bundle()
    try:
        told = json.loads(_exactly(body, length))
        head = [(int(number), int(size)) for number, size in told]
    except (ValueError, TypeError):
        raise _no_bundle() from None
    if len(head) > rules.MOST_BUNDLE_FILES or any(size < 0 for _number, size in head):
        raise _no_bundle()
    if sum(size for _number, size in head) > rules.MOST_BUNDLE_BYTES:
        raise _no_bundle()
    return head


def _exactly(body: Readable, size: int) -> bytes:
    parts, left = [], size
    while left:
        part = body.read(left)
        if not part:
            raise _cut_short()
        parts.append(part)
        left -= len(part)
    return b"".join(parts)


def _no_bundle() -> UploadRefused:
    return UploadRefused(noop("Gói tệp gửi lên không đúng mẫu; tải lại trang rồi chọn lại thư mục."))


def _cut_short() -> UploadRefused:
    return UploadRefused(noop("Đường truyền bị ngắt giữa chừng; phần đã báo nhận vẫn còn, gửi lại phần còn thiếu."))


def take_bundle(upload: Upload, body: Readable, *, by: Any) -> list[Standing]:
    """Keep the small files of one request. Each counts by itself; told when all are on the disk.

    A body that ends too soon keeps what came whole. Raises UploadRefused when nothing of it could be read.
    """
    open_for(upload, by)
    disk.require_room()
    head = read_head(body)
    rows = UploadFile.objects.filter(upload=upload).in_bulk([number for number, _size in head])
    kept, differing = [], []
    for number, size in head:
        try:
            data = _exactly(body, size)
        except UploadRefused:
            break
        row = rows.get(number)
        if row is None or row.state == states.WHOLE:
            continue
        if size == row.size and hashlib.sha256(data).hexdigest() == row.sha256:
            blobs.store().put_bytes(data)
            kept.append(row)
        else:
            differing.append(row)
    return _note(upload, [row.pk for row in rows.values()], kept, differing)


@transaction.atomic
def _note(upload: Upload, asked: list[int], kept: list[UploadFile], differing: list[UploadFile]) -> list[Standing]:
    """Write down what came of a bundle, unless the upload was closed or a file announced anew meanwhile."""
    if not Upload.objects.select_for_update().filter(pk=upload.pk, state=states.RECEIVING).exists():
        raise UploadClosed(_(_CLOSED))
    rows = {row.pk: row for row in UploadFile.objects.filter(pk__in=asked).select_for_update()}
    changed = []
    for seen, move in [*((row, "receive") for row in kept), *((row, "refuse") for row in differing)]:
        row = rows[seen.pk]
        if row.sha256 == seen.sha256 and row.state == states.AWAITED:
            row.state = states.UPLOAD_FILE_STATES.next(row.state, move)
            row.received = row.size if move == "receive" else 0
            row.problem = "" if move == "receive" else str(_DIFFERS)
            changed.append(row)
    UploadFile.objects.bulk_update(changed, ["state", "received", "problem"])
    return [Standing(row.pk, row.received, row.state) for row in rows.values()]


_DIFFERS = noop("Nội dung nhận được khác mã SHA-256 do máy gửi tính; không giữ. Gửi lại tệp này.")


def take_piece(upload: Upload, file_id: int, offset: int, body: Readable, length: int, *, by: Any) -> Standing:
    """Keep one piece of a large file, and the file when it is whole.

    Raises WrongOffset, which says where the next piece begins; BytesDiffer when the whole has another digest;
    UploadRefused, NoRoom.
    """
    open_for(upload, by)
    if not 0 <= length <= rules.CHUNK_BYTES:
        raise UploadRefused(noop("Phần gửi lên quá lớn; tải lại trang rồi chọn lại thư mục."))
    disk.require_room()
    data = _as_much_as_came(body, length)
    standing, fits = _append(upload, file_id, offset, data)
    if not fits:
        raise WrongOffset(_("Phần gửi lên không nối tiếp phần đã nhận; gửi tiếp từ chỗ đã nhận."), standing.received)
    if standing.state == states.DIFFERS:
        raise BytesDiffer(_(_DIFFERS))
    return standing


def _as_much_as_came(body: Readable, length: int) -> bytes:
    parts, left = [], length
    while left and (part := body.read(left)):
        parts.append(part)
        left -= len(part)
    return b"".join(parts)


@transaction.atomic
def _append(upload: Upload, file_id: int, offset: int, data: bytes) -> tuple[Standing, bool]:
    """How far the file is after this piece, and whether the piece fitted."""
    row = UploadFile.objects.select_for_update().filter(pk=file_id, upload=upload).first()
    if row is None:
        raise UploadRefused(noop("Không có tệp này trong lần giao; tải lại trang rồi chọn lại thư mục."))
    if row.state != states.AWAITED:
        return Standing(row.pk, row.received, row.state), True
    place = staging.part_of(upload.pk, row.pk)
    # What the disk lost (a restored database, a cleaned folder) is asked for again.
    safe = min(row.received, staging.size_of(place))
    if offset != safe or offset + len(data) > row.size:
        UploadFile.objects.filter(pk=row.pk).update(received=safe)
        return Standing(row.pk, safe, row.state), False
    staging.write_piece(place, offset, data)
    row.received = offset + len(data)
    if row.received == row.size:
        _finish(row, place)
    row.save(update_fields=["received", "state", "problem"])
    return Standing(row.pk, row.received, row.state), True


def _finish(row: UploadFile, place: Any) -> None:
    with place.open("rb") as stream:
        digest = hashlib.file_digest(stream, "sha256").hexdigest()
    if digest != row.sha256:
        row.state = states.UPLOAD_FILE_STATES.next(row.state, "refuse")
        row.received, row.problem = 0, str(_DIFFERS)
        staging.forget(place)
        record("digitisation.upload.refuse", subject=("upload", row.upload_id), details={"path": row.path})
        return
    blobs.store().put_file(place)
    row.state, row.problem = states.UPLOAD_FILE_STATES.next(row.state, "receive"), ""
    # A commit that fails after this leaves the bytes in the store and asks for the file again: nothing is lost.
    transaction.on_commit(lambda: staging.forget(place))
