"""Issuing a version of the checking guide, and acknowledging it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from khoso.engines import blobs
from khoso.foundation.audit.actions import record
from khoso.foundation.identity.models import Agency, Person
from khoso.foundation.web.opening import fitting_name
from khoso.foundation.web.uploads import on_disk, opened
from khoso.kernel import clock
from khoso.kernel.text_vi import nfc, one_space
from khoso.stages.inspection.errors import InspectionNotAllowed
from khoso.stages.inspection.guides import queries
from khoso.stages.inspection.guides.errors import GuideRefused
from khoso.stages.inspection.models import CheckingGuide, GuideAcknowledgement
from khoso.stages.inspection.permissions import can_inspect, can_plan_inspection

SECTIONS = ("scan_errors", "cataloguing_errors", "frequent_cases", "risky_cases")
_MUST = {"scan_errors": gettext_noop("lỗi quét"), "cataloguing_errors": gettext_noop("lỗi biên mục")}
MOST = 20_000


@transaction.atomic
def issue(
    agency: Agency, title: str, sections: Mapping[str, str], by: Person, *, file: UploadedFile | None = None
) -> CheckingGuide:
    """A new version for an agency; what checkers acknowledged of an older one says nothing of it.

    Raises GuideRefused, InspectionNotAllowed; FileRefused for a file that may not be kept (nothing is kept then).
    """
    if not can_plan_inspection(by, agency):
        raise InspectionNotAllowed(_("Chưa ban hành: anh/chị không có quyền soạn hướng dẫn kiểm tra của cơ quan này."))
    Agency.objects.select_for_update().get(pk=agency.pk)
    told = {name: nfc(sections.get(name, "")).replace("\r\n", "\n").strip() for name in SECTIONS}
    if not (title := one_space(nfc(title))[:300]):
        raise GuideRefused(_("Chưa ban hành: hãy ghi tên hướng dẫn."), "title")
    for name, label in _MUST.items():
        if not told[name]:
            raise GuideRefused(_("Chưa ban hành: hãy viết phần {part}.").format(part=_(label)), name)
    if long := next((name for name in SECTIONS if len(told[name]) > MOST), ""):
        raise GuideRefused(_("Chưa ban hành: phần này dài quá {most} ký tự.").format(most=MOST), long)
    kept: dict[str, str] = {}
    if file is not None:
        seen = opened(file)
        with on_disk(file) as path:
            kept["file_sha256"] = blobs.store().put_file(path).sha256
        kept["file_name"] = fitting_name(nfc(file.name or ""), seen.media_type)
        kept["media_type"] = seen.media_type
    last = CheckingGuide.objects.filter(agency=agency).aggregate(most=Max("version"))["most"] or 0
    made = CheckingGuide.objects.create(
        agency=agency, version=last + 1, title=title, issued_by=by, issued_at=clock.now(), **told, **kept
    )
    details: dict[str, Any] = {"title": title, "version": made.version, "sha256": made.file_sha256}
    record("inspection.guide.issue", subject=("checking_guide", made.pk), agency=agency.code, details=details)
    return made


@transaction.atomic
def acknowledge(agency: Agency, guide_id: int, by: Person) -> GuideAcknowledgement:
    """The person was taught this version and knows it; only the one in force can be acknowledged, once."""
    if not can_inspect(by, agency):
        raise InspectionNotAllowed(_("Chưa ghi: chỉ người kiểm tra của cơ quan xác nhận đã học hướng dẫn."))
    present = queries.in_force(agency.pk)
    if present is None or present.pk != guide_id:
        raise GuideRefused(_("Chưa ghi: bản này không còn hiệu lực. Hãy đọc bản đang có hiệu lực rồi xác nhận."))
    said, is_new = GuideAcknowledgement.objects.get_or_create(guide=present, person=by, defaults={"at": clock.now()})
    if is_new:
        details = {"title": present.title, "version": present.version}
        record(
            "inspection.guide.acknowledge",
            subject=("checking_guide", present.pk),
            agency=agency.code,
            details=details,
        )
    return said
