"""Pairing rows and files by hand: what a person said holds for every later reading of the delivery."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from khoso.foundation.audit.actions import record
from khoso.kernel import clock
from khoso.kernel.text_vi import one_space
from khoso.stages.digitisation import actions as room
from khoso.stages.digitisation.intake import queries
from khoso.stages.digitisation.intake.errors import PairingRefused, UploadNotAllowed
from khoso.stages.digitisation.models import Delivery, PairingChoice, PairingLine
from khoso.stages.digitisation.permissions import can_deliver

_AT_ONCE = 2_000


@transaction.atomic
def keep_lines(delivery: Delivery, lines: Iterable[PairingLine]) -> None:
    """Keep what a reading paired in the place of what the last one did."""
    PairingLine.objects.filter(delivery=delivery).delete()
    PairingLine.objects.bulk_create(lines, batch_size=_AT_ONCE)


@transaction.atomic
def choose(delivery: Delivery, row_key: str, path: str, *, by: Any) -> None:
    """This file is the scan of this row. The delivery is read again. Raises PairingRefused, UploadNotAllowed."""
    _may(delivery, by)
    row = _row(delivery, row_key)
    if not queries.lines_of(delivery, "file").filter(path=path).exists():
        raise PairingRefused(_("Chưa ghép: tệp này không còn ở cột «Tệp chưa có dòng»; tải lại trang."))
    _keep(delivery, row, PairingChoice.Kind.PAIR, by, path=path)


@transaction.atomic
def mark_no_scan(delivery: Delivery, row_key: str, reason: str, *, by: Any) -> None:
    """This row has no scan, and why. The delivery is read again. Raises PairingRefused, UploadNotAllowed."""
    _may(delivery, by)
    row = _row(delivery, row_key)
    reason = one_space(reason)[:500]
    if len(reason) < 3:
        raise PairingRefused(_("Chưa ghi: nêu lý do dòng này không có ảnh quét."))
    _keep(delivery, row, PairingChoice.Kind.NO_SCAN, by, reason=reason)


@transaction.atomic
def undo(delivery: Delivery, row_key: str, *, by: Any) -> None:
    """Take back what a person said of a row; it is paired as the names say. Raises UploadNotAllowed."""
    _may(delivery, by)
    # Luật: KH 82 II: what a file in quarantine is, is changed by nobody who may not see it.
    away = queries.put_away_in(delivery).values("path")
    choices = PairingChoice.objects.filter(delivery=delivery, row_key=row_key).exclude(path__in=away)
    gone, _rows = choices.delete()
    if gone:
        _told(delivery, row_key, "undo")


def _may(delivery: Delivery, by: Any) -> None:
    if not can_deliver(by, delivery):
        raise UploadNotAllowed(_("Chưa ghép: anh/chị không giao ảnh quét của cơ quan này."))


def _row(delivery: Delivery, row_key: str) -> PairingLine:
    row = PairingLine.objects.filter(delivery=delivery, row_key=row_key, kind=PairingLine.Kind.ROW).first()
    if row is None:
        raise PairingRefused(_("Chưa ghép: dòng này không còn ở cột «Dòng chưa có tệp»; tải lại trang."))
    return row


def _keep(delivery: Delivery, row: PairingLine, kind: Any, by: Any, *, path: str = "", reason: str = "") -> None:
    if path and PairingChoice.objects.filter(delivery=delivery, path=path).exclude(row_key=row.row_key).exists():
        raise PairingRefused(_("Chưa ghép: tệp này đã được ghép với dòng khác."))
    PairingChoice.objects.update_or_create(
        delivery=delivery,
        row_key=row.row_key,
        defaults={"kind": kind, "path": path, "reason": reason, "made_by": by, "made_at": clock.now()},
    )
    # Shown so at once; the reading that follows says it for good.
    PairingLine.objects.filter(delivery=delivery, path=path, kind=PairingLine.Kind.FILE).delete()
    row.kind, row.path, row.how = PairingLine.Kind.PAIRED, path, "person" if path else "no_scan"
    row.save(update_fields=["kind", "path", "how"])
    _told(delivery, row.row_key, kind)


def _told(delivery: Delivery, row_key: str, what: str) -> None:
    details = {"row": row_key, "choice": what}
    agency = delivery.agency.code
    record("digitisation.pairing.choose", subject=("delivery", delivery.pk), agency=agency, details=details)
    room.read_again(delivery.pk)
