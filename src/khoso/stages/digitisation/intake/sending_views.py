"""What the upload page's script asks: lists to compare, files to announce, bundles and pieces of bytes."""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from khoso.foundation.identity.access import allow
from khoso.foundation.web.words import told
from khoso.kernel.errors import DiskFull, DiskLow, KhosoError
from khoso.stages.digitisation.intake import receiving, rules
from khoso.stages.digitisation.intake.errors import NoRoom, UploadRefused, WrongOffset
from khoso.stages.digitisation.intake.rules import Announced
from khoso.stages.digitisation.intake.views import found
from khoso.stages.digitisation.permissions import can_deliver

_MOST_LIST_BYTES = 4 * 2**20
_NO_ROOM = (DiskFull, DiskLow, NoRoom)

View = Callable[..., JsonResponse]


def _answered(view: View) -> View:
    """What is refused is told in JSON: its code, why in words, where to go on."""

    @wraps(view)
    def inner(request: HttpRequest, *args: Any, **named: Any) -> JsonResponse:
        try:
            return view(request, *args, **named)
        except KhosoError as refused:
            said = {"code": refused.code, "message": told(refused.message)}
            if isinstance(refused, WrongOffset):
                return JsonResponse(said | {"received": refused.received}, status=409)
            return JsonResponse(said, status=507 if isinstance(refused, _NO_ROOM) else 422)

    return inner


def _listed(request: HttpRequest, *, with_digest: bool) -> tuple[list[Announced], list[dict[str, str]]]:
    """The files of a list, and of those that cannot be taken why."""
    length = int(request.headers.get("Content-Length") or 0)
    if not 0 < length <= _MOST_LIST_BYTES:
        raise UploadRefused(_("Danh sách tệp quá dài; tải lại trang rồi chọn lại thư mục."))
    try:
        files = json.loads(request.read(length))["files"]
    except (ValueError, KeyError, TypeError):
        files = None
    if not isinstance(files, list) or len(files) > rules.MOST_LISTED:
        raise UploadRefused(_("Danh sách tệp gửi lên không đúng mẫu; tải lại trang rồi chọn lại thư mục."))
    good, bad = [], []
    for one in files:
        try:
            good.append(rules.announced(one, with_digest=with_digest))
        except UploadRefused as refused:
            path = str(one.get("path", ""))[:200] if isinstance(one, dict) else ""
            bad.append({"path": path, "message": told(refused.message)})
    return good, bad


@allow(can_deliver)
@require_POST
@_answered
def compare(request: HttpRequest, upload_id: uuid.UUID) -> JsonResponse:
    """Which of these files (path, size, date) have been received whole, and which can never be."""
    upload = found(request, upload_id)
    files, bad = _listed(request, with_digest=False)
    in_all = request.GET.get("tong", "")
    in_all_bytes = int(in_all) if in_all.isdigit() and len(in_all) < 17 else 0
    whole = receiving.compare(upload, files, by=request.user, in_all=in_all_bytes)
    told_ = [{"path": file.path, "whole": is_whole} for file, is_whole in zip(files, whole, strict=True)]
    return JsonResponse({"files": told_, "refused": bad})


@allow(can_deliver)
@require_POST
@_answered
def declare(request: HttpRequest, upload_id: uuid.UUID) -> JsonResponse:
    """Announce files with their digests; the answer says how much of each is here."""
    upload = found(request, upload_id)
    files, bad = _listed(request, with_digest=True)
    standings = receiving.declare(upload, files, by=request.user)
    told_ = [{"path": file.path, **one.as_json()} for file, one in zip(files, standings, strict=True)]
    return JsonResponse({"files": told_, "refused": bad})


@allow(can_deliver)
@require_POST
@_answered
def bundle(request: HttpRequest, upload_id: uuid.UUID) -> JsonResponse:
    """Small files, many in one body."""
    standings = receiving.take_bundle(found(request, upload_id), request, by=request.user)
    return JsonResponse({"files": [one.as_json() for one in standings]})


@allow(can_deliver)
@require_POST
@_answered
def piece(request: HttpRequest, upload_id: uuid.UUID, file_id: int) -> JsonResponse:
    """One piece of a large file, from `?tu=`."""
    upload = found(request, upload_id)
    offset, length = request.GET.get("tu", ""), request.headers.get("Content-Length") or "0"
    if not offset.isdigit() or not length.isdigit():
        raise UploadRefused(_("Phần gửi lên không đúng mẫu; tải lại trang rồi chọn lại thư mục."))
    standing = receiving.take_piece(upload, file_id, int(offset), request, int(length), by=request.user)
    return JsonResponse(standing.as_json())
