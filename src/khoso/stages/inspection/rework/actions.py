"""Returning defects, bringing better pages, looking again: what the two sides of rework do."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from khoso.engines import blobs, disk
from khoso.engines.imaging import format_of
from khoso.engines.limits import Limits, LimitsError, run_limited
from khoso.foundation.audit.actions import record
from khoso.foundation.identity.models import Person
from khoso.foundation.web import uploads
from khoso.foundation.web.words import told
from khoso.instruments.quality import actions as quality
from khoso.kernel import clock
from khoso.kernel.text_vi import nfc
from khoso.kernel.words import Sentence
from khoso.stages.digitisation import actions as digitisation
from khoso.stages.digitisation import queries as delivered
from khoso.stages.inspection import states
from khoso.stages.inspection.compute.replacing import replace_pages
from khoso.stages.inspection.lots.rules import page_of
from khoso.stages.inspection.models import PageMending, Passing
from khoso.stages.inspection.permissions import can_inspect, can_plan_inspection
from khoso.stages.inspection.rework import queries
from khoso.stages.inspection.rework.errors import ReworkRefused

LIMITS = Limits(seconds=180, memory_bytes=3 * 1024**3)


def _all_of(ids: Iterable[int], may: Any, by: Person) -> list[Any]:
    """The defects, when the person may do this to every one of them. Raises ReworkRefused."""
    asked = list(dict.fromkeys(ids))
    rows = list(queries.defects_seen_by(by).filter(pk__in=asked))
    if not rows:
        raise ReworkRefused(_("Chưa làm gì: chưa chọn lỗi nào."), "defects")
    if len(rows) != len(asked) or not all(may(by, row) for row in rows):
        raise ReworkRefused(_("Chưa làm gì: có lỗi không thuộc phạm vi của anh/chị. Hãy tải lại trang."))
    return rows


@transaction.atomic
def return_many(ids: Iterable[int], due_on: date, *, by: Person) -> int:
    """Send defects to the contractor to be mended by a day: all of them or none. Returns how many.

    Raises ReworkRefused, DefectRefused, MakerMayNotJudge.
    """
    rows = _all_of(ids, can_plan_inspection, by)
    return len(quality.return_defects([row.pk for row in rows], due_on, by))


@transaction.atomic
def close(defect_id: int, *, by: Person) -> Any:
    """Looked at again, and mended. Raises ReworkRefused, MakerMayNotJudge."""
    [row] = _all_of([defect_id], can_inspect, by)
    _must_be_checked(row)
    return quality.close_defect(row.pk, by)


@transaction.atomic
def return_again(defect_id: int, due_on: date, *, by: Person, note: str = "") -> Any:
    """Looked at again, and still there: back to the contractor. Raises ReworkRefused, DefectRefused."""
    [row] = _all_of([defect_id], can_inspect, by)
    [back] = quality.return_defects([row.pk], due_on, by)
    if words := nfc(note).strip()[:500]:
        details = {"round": back.rounds, "note": words}
        record("inspection.defect.say", subject=("defect", row.pk), agency=row.agency.code, details=details)
        back.note = f"{back.note}\n{_('Lần %(round)s')} · {words}" % {"round": back.rounds}
        back.note = back.note.strip()[:1000]
        back.save(update_fields=["note"])
    return back


@transaction.atomic
def waive(defect_id: int, reason: str, *, by: Person) -> Any:
    """No defect after all. Raises ReworkRefused, DefectRefused."""
    [row] = _all_of([defect_id], can_plan_inspection, by)
    return quality.waive_defect(row.pk, nfc(reason), by)


def _must_be_checked(defect: Any) -> None:
    file = delivered.find_file(page_of(defect.unit_key)[0])
    if file is None or not file.is_readable:
        raise ReworkRefused(_("Chưa đóng: máy chưa kiểm tra xong tệp mới, hoặc tệp mới bị từ chối."))


def bring_pages(file_id: object, brought: Mapping[int, UploadedFile], *, by: Person, note: str = "") -> PageMending:
    """Put rescanned pages in the place of those with returned defects; every other page keeps its bytes.

    The file before stays in the store; the machine checks the new one. Raises ReworkRefused, FileRefused, DiskLow.
    """
    file, returned = _to_mend(file_id, by)
    pages = {page_of(one.unit_key)[1] for one in returned}
    if not brought:
        raise ReworkRefused(_("Chưa nộp gì: hãy chọn ảnh của ít nhất một trang."), "pages")
    if strange := sorted(set(brought) - pages):
        raise ReworkRefused(
            told(Sentence("Chưa nộp gì: trang {page} không có lỗi nào bị trả lại.", page=strange[0])), "pages"
        )
    source = blobs.store().path_of(file.sha256)
    assert source is not None
    with tempfile.TemporaryDirectory(prefix="rework-") as folder:
        new: dict[int, Path] = {}
        for number, upload in brought.items():
            uploads.opened(upload)
            new[number] = Path(folder) / f"{number}"
            with uploads.on_disk(upload) as path:
                new[number].write_bytes(path.read_bytes())
        out = Path(folder) / "out"
        _limited(source, out, new)
        kept = blobs.store().put_file(out)
    answered = [one for one in returned if page_of(one.unit_key)[1] in brought]
    words = ", ".join(str(number) for number in sorted(brought))
    detail = f"Thay trang {words} bằng bản quét lại, các trang khác giữ nguyên từng byte"
    return _put_in_place(file, kept, answered, sorted(brought), PageMending.Way.PAGE, detail, by, note)


def _limited(source: Path, out: Path, new: Mapping[int, Path]) -> None:
    try:
        run_limited(replace_pages, source, out, dict(new), limits=LIMITS)
    except LimitsError:
        raise ReworkRefused(
            _("Chưa thay gì: mở ảnh mang tới tốn quá nhiều thời gian hoặc bộ nhớ. Hãy xuất lại ảnh ở cỡ thường.")
        ) from None


def bring_file(file_id: object, upload: UploadedFile, *, by: Person, note: str = "") -> PageMending:
    """Put a whole new file in the place of one with returned defects. Raises ReworkRefused, FileRefused, DiskLow."""
    file, returned = _to_mend(file_id, by)
    uploads.opened(upload)
    source = blobs.store().path_of(file.sha256)
    assert source is not None
    with uploads.on_disk(upload) as path:
        if format_of(path) != format_of(source):
            raise ReworkRefused(
                told(Sentence("Chưa nộp gì: tệp mới phải cùng định dạng với «{path}».", path=file.path)), "file"
            )
        kept = blobs.store().put_file(path)
    pages = sorted({page_of(one.unit_key)[1] for one in returned})
    return _put_in_place(file, kept, returned, pages, PageMending.Way.FILE, "Thay cả tệp bằng bản quét lại", by, note)


def _to_mend(file_id: object, by: Person) -> tuple[Any, list[Any]]:
    """The file and what was returned of it, when this person may mend it now. Raises ReworkRefused, DiskLow."""
    file = delivered.find_file(file_id)
    if file is None or not queries.may_mend(by, file):
        raise ReworkRefused(_("Chưa nộp gì: tệp này không thuộc việc của anh/chị."))
    if file.is_open:
        raise ReworkRefused(_("Chưa nộp gì: máy đang kiểm tra bản vừa nộp của tệp này. Hãy chờ xong rồi nộp tiếp."))
    if Passing.objects.filter(dossier_id=file.dossier_id, state=states.SIGNED).exists():
        raise ReworkRefused(
            _("Chưa nộp gì: hồ sơ của tệp này đã ký số nên không thay trang được nữa. Hãy báo Tổ quản lý, giám sát.")
        )
    returned = queries.returned_of_file(file.pk)
    if not returned:
        raise ReworkRefused(_("Chưa nộp gì: tệp này không có lỗi nào đang bị trả lại."))
    disk.require_room()
    return file, returned


@transaction.atomic
def _put_in_place(
    file: Any, kept: Any, answered: list[Any], pages: list[int], way: str, detail: str, by: Person, note: str
) -> PageMending:
    if kept.sha256 in {file.sha256, *(one.seen_in for one in answered)}:
        raise ReworkRefused(_("Chưa nộp gì: bản mang tới giống hệt bản có lỗi. Hãy chọn bản đã quét lại."), "pages")
    made: PageMending = PageMending.objects.create(
        file=file,
        way=way,
        pages=pages,
        defects=[one.pk for one in answered],
        before_sha256=file.sha256,
        after_sha256=kept.sha256,
        note=nfc(note).strip()[:500],
        mended_by=by,
        mended_at=clock.now(),
    )
    codes = ", ".join(sorted({one.kind for one in answered}))
    digitisation.deliver_again(
        file.pk,
        sha256=kept.sha256,
        size=kept.size,
        instead_of=file.sha256,
        detail=f"{detail} (lỗi: {codes})",
        by=by,
    )
    quality.mend_defects([one.pk for one in answered], kept.sha256, by)
    record(
        "inspection.page.replace",
        subject=("file", file.pk),
        agency=file.delivery.agency.code,
        details={"pages": pages, "way": way, "before": file.sha256, "after": kept.sha256, "defects": made.defects},
    )
    return made


@transaction.atomic
def note_delivered_again(file_id: object) -> int:
    """A file came again by the ordinary way, whole: what was returned of it is said to be mended. Returns how many."""
    file = delivered.find_file(file_id)
    if file is None or PageMending.objects.filter(file_id=file_id, after_sha256=file.sha256).exists():
        return 0
    answered = [one for one in queries.returned_of_file(file_id) if one.seen_in not in ("", file.sha256)]
    # A page that was replaced before is part of the file some defects were seen in; only bytes nobody looked at count.
    known = set(PageMending.objects.filter(file_id=file_id).values_list("before_sha256", flat=True))
    if not answered or file.sha256 in known:
        return 0
    PageMending.objects.create(
        file=file,
        way=PageMending.Way.FILE,
        pages=sorted({page_of(one.unit_key)[1] for one in answered}),
        defects=[one.pk for one in answered],
        before_sha256=answered[0].seen_in,
        after_sha256=file.sha256,
        note=_("Giao lại cùng lô"),
        mended_at=clock.now(),
    )
    return len(quality.mend_defects([one.pk for one in answered], file.sha256, None))
