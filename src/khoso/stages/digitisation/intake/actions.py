"""Opening an upload, giving it up, and making a delivery of it."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from khoso.engines import disk
from khoso.foundation.audit.actions import record
from khoso.foundation.identity.models import Agency
from khoso.kernel import clock, ids, news
from khoso.kernel.text_vi import one_space
from khoso.kernel.words import Sentence
from khoso.stages.digitisation import actions as room
from khoso.stages.digitisation import states
from khoso.stages.digitisation.events import UploadDelivered
from khoso.stages.digitisation.intake import queries, receiving, staging
from khoso.stages.digitisation.intake.errors import UploadNotAllowed, UploadRefused
from khoso.stages.digitisation.intake.sources import SENT
from khoso.stages.digitisation.models import Batch, Delivery, Upload, UploadFile
from khoso.stages.digitisation.permissions import can_deliver


@transaction.atomic
def open_upload(agency: Agency, *, title: str, by: Any, batch: Batch | None = None, legacy_reason: str = "") -> Upload:
    """Begin to receive a folder. New material belongs to a running batch; old material says why it is old.

    Raises UploadNotAllowed, UploadRefused, BatchNotRunning, DiskLow.
    """
    if not can_deliver(by, agency):
        raise UploadNotAllowed(_("Chưa mở: anh/chị không giao ảnh quét của cơ quan này."))
    title, legacy_reason = one_space(title)[:300], one_space(legacy_reason)[:500]
    if not title:
        raise UploadRefused(_("Chưa mở: ghi tên lần giao, ví dụ «Hộp 01–05»."), "title")
    if batch is None and not legacy_reason:
        raise UploadRefused(
            _("Chưa mở: chọn đợt số hóa đang thực hiện, hoặc ghi lý do nếu là tài liệu đã số hóa trước đây."), "batch"
        )
    if batch is not None and batch.agency_id != agency.pk:
        raise UploadRefused(_("Chưa mở: đợt số hóa này không phải của cơ quan đã chọn."), "batch")
    if batch is not None:
        # Luật: TT 05/2025 Đ.7: nothing is scanned before the conditions are there, so nothing is delivered either.
        room.must_run(batch, agency)
    disk.require_room()
    now = clock.now()
    upload = Upload.objects.create(
        id=ids.new("upload", agency.code, title, now.isoformat(), Upload.objects.filter(agency=agency).count()),
        agency=agency,
        batch=batch,
        legacy_reason="" if batch else legacy_reason,
        title=title,
        made_by=by,
        made_at=now,
    )
    details = {"title": title, "batch": batch.pk if batch else None}
    record("digitisation.upload.open", subject=("upload", upload.pk), agency=agency.code, details=details)
    return upload


@transaction.atomic
def cancel_upload(upload: Upload, *, by: Any) -> None:
    """Give an upload up: pieces are removed; whole files stay in the store, where others may have the same bytes."""
    upload = Upload.objects.select_for_update().get(pk=upload.pk)
    receiving.open_for(upload, by)
    upload.state = states.UPLOAD_STATES.next(upload.state, "cancel")
    upload.ended_at = clock.now()
    upload.save(update_fields=["state", "ended_at"])
    record("digitisation.upload.cancel", subject=("upload", upload.pk), agency=upload.agency.code)
    transaction.on_commit(lambda: staging.forget_upload(upload.pk))


@transaction.atomic
def deliver(
    upload: Upload, *, by: Any, workbook: str = "", confirm: str = "person", into: Delivery | None = None
) -> Delivery:
    """Make a delivery of a whole upload, or add it to one that it mends. Its reading becomes a job.

    `workbook`: the path of the catalogue among the files; "" when the city's catalogue holds the dossiers already,
    or when the delivery that is mended keeps its own.
    Raises UploadRefused while files are missing, or when the workbook is none of them; BatchNotRunning when its batch
    stopped meanwhile: what was sent stays, and becomes a delivery when the batch goes on.
    """
    upload = (
        Upload.objects.select_for_update(of=("self",)).select_related("agency", "batch", "made_by").get(pk=upload.pk)
    )
    receiving.open_for(upload, by)
    if upload.batch is not None:
        room.must_run(upload.batch, upload.agency)
    disk.require_room()
    counted = queries.count([upload.pk])[upload.pk]
    if not counted.is_whole:
        raise UploadRefused(
            Sentence(
                "Chưa lập lô: còn {missing} tệp chưa gửi xong. Chọn lại đúng thư mục này, máy chỉ gửi phần còn thiếu.",
                missing=counted.missing,
            )
        )
    book = UploadFile.objects.filter(upload=upload, path=workbook).first() if workbook else None
    if workbook and (book is None or workbook not in queries.workbooks_of(upload)):
        raise UploadRefused(_("Chưa lập lô: bảng kê đã chọn không nằm trong các tệp vừa gửi."), "workbook")
    if into is not None and not queries.deliveries_to_mend(upload).filter(pk=into.pk).exists():
        raise UploadRefused(_("Chưa lập lô: lô được bổ sung không cùng cơ quan và đợt số hóa."), "into")
    delivery = into or _new_delivery(upload, confirm)
    if book is not None:
        delivery.catalogue_name, delivery.catalogue_sha256 = book.path[:300], book.sha256
    delivery.failure = ""
    delivery.save(update_fields=["catalogue_name", "catalogue_sha256", "failure"])
    upload.state = states.UPLOAD_STATES.next(upload.state, "deliver")
    upload.delivery, upload.ended_at = delivery, clock.now()
    upload.save(update_fields=["state", "delivery", "ended_at"])
    details = {"delivery": str(delivery.pk), "files": counted.files, "bytes": counted.size, "mends": into is not None}
    record("digitisation.upload.deliver", subject=("upload", upload.pk), agency=upload.agency.code, details=details)
    room.read_again(delivery.pk)
    news.publish(UploadDelivered(upload_id=str(upload.pk)))
    transaction.on_commit(lambda: staging.forget_upload(upload.pk))
    return delivery


def _new_delivery(upload: Upload, confirm: str) -> Delivery:
    # Luật: TT 05/2025 Đ.9: what was scanned under today's rules is confirmed by a person, whoever delivers it.
    delivery = Delivery.objects.create(
        id=ids.new("delivery", upload.agency.code, upload.pk),
        agency=upload.agency,
        folder=f"{SENT}{upload.pk}",
        folder_name=upload.title,
        legacy_reason=upload.legacy_reason,
        confirm=confirm if upload.legacy_reason else Delivery.Confirm.PERSON,
        batch=upload.batch,
        registered_at=clock.now(),
        registered_by=upload.made_by.username if upload.made_by else "",
    )
    details = {"folder": upload.title, "agency": upload.agency.code, "legacy_reason": upload.legacy_reason}
    record("digitisation.delivery.open", subject=("delivery", delivery.pk), details=details)
    return delivery
