"""Publishing guidance and its versions, withdrawing one, confirming that one has read it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from khoso.foundation.audit.actions import record
from khoso.foundation.identity.models import Agency, Person
from khoso.foundation.identity.roles import Role
from khoso.kernel import clock
from khoso.kernel.text_vi import one_space
from khoso.stages.programme.guidance.errors import GuidanceNotAllowed, GuidanceRefused
from khoso.stages.programme.guidance.queries import is_meant_for, may_read, present_version
from khoso.stages.programme.models import Attachment, Guidance, GuidanceRead, GuidanceVersion
from khoso.stages.programme.permissions import can_publish_guidance, can_read_guidance
from khoso.stages.programme.plan.queries import current_or_refuse
from khoso.stages.programme.proving import prove


def _must_publish(by: Any) -> None:
    if not can_publish_guidance(by):
        raise GuidanceNotAllowed(_("Chưa ghi: chỉ Sở Nội vụ ban hành, thu hồi văn bản hướng dẫn ở đây."))


@transaction.atomic
def publish_guidance(
    title: str,
    issuer: Agency,
    paper: Attachment,
    *,
    in_force_from: date,
    readers: Sequence[str] = (),
    summary: str = "",
    by: Any,
) -> GuidanceVersion:
    """A new document with its first version. Raises GuidanceRefused, GuidanceNotAllowed, NoProgramme."""
    _must_publish(by)
    if not (title := one_space(title)[:500]):
        raise GuidanceRefused(_("Chưa ghi: hãy nêu trích yếu của văn bản."), "subject")
    if unknown := set(readers) - set(Role.values):
        raise GuidanceRefused(_("Chưa ghi: không có vai trò «{role}».").format(role=min(unknown)), "readers")
    guidance = Guidance.objects.create(
        programme=current_or_refuse(), title=title, issuer=issuer, readers=sorted(set(readers), key=Role.values.index)
    )
    return publish_version(guidance, paper, in_force_from=in_force_from, summary=summary, by=by)


@transaction.atomic
def publish_version(
    guidance: Guidance, paper: Attachment, *, in_force_from: date, summary: str = "", by: Any
) -> GuidanceVersion:
    """One more version; from its first day on it takes the place of those before.

    What people confirmed of an older version says nothing of this one.
    """
    _must_publish(by)
    if not paper.number:
        raise GuidanceRefused(_("Chưa ghi: hãy ghi số, ký hiệu của văn bản."), "number")
    Guidance.objects.select_for_update(of=("self",)).get(pk=guidance.pk)
    before = guidance.versions.aggregate(most=Max("ordinal"), last=Max("in_force_from"))
    if before["last"] and in_force_from < before["last"]:
        raise GuidanceRefused(
            _("Chưa ghi: bản mới phải có hiệu lực từ ngày {day} trở đi, sau bản trước.").format(
                day=f"{before['last']:%d/%m/%Y}"
            ),
            "in_force_from",
        )
    version = GuidanceVersion.objects.create(
        guidance=guidance,
        number=paper.number,
        ordinal=(before["most"] or 0) + 1,
        in_force_from=in_force_from,
        summary=summary.strip()[:10_000],
        attachment=paper,
        published_at=clock.now(),
        published_by=by,
    )
    details = {"title": guidance.title, "number": version.number, "valid_from": in_force_from.isoformat()}
    record("programme.guidance.publish", subject=("guidance", guidance.pk), details=details)
    about, url = f"{version.number} · {guidance.title}"[:500], f"/huong-dan-nghiep-vu/{guidance.pk}"
    prove("guidance.published", guidance.issuer, ("guidance", guidance.pk), about, paper.issued_on, url)
    return version


@transaction.atomic
def withdraw_version(version: GuidanceVersion, on: date, reason: str, *, by: Any) -> GuidanceVersion:
    """From `on` it holds no more; the version before, if there is one not withdrawn, holds again."""
    _must_publish(by)
    if version.withdrawn_on:
        raise GuidanceRefused(_("Chưa ghi: bản này đã thu hồi."))
    if on < version.in_force_from:
        raise GuidanceRefused(_("Chưa ghi: ngày thu hồi phải từ ngày có hiệu lực trở đi."), "on")
    if not (reason := one_space(reason)[:200]):
        raise GuidanceRefused(_("Chưa ghi: hãy nêu lý do hoặc văn bản thu hồi."), "reason")
    version.withdrawn_on = on
    version.save(update_fields=["withdrawn_on"])
    details = {"title": version.guidance.title, "number": version.number, "reason": reason, "day": on.isoformat()}
    record("programme.guidance.withdraw", subject=("guidance", version.guidance_id), details=details)
    return version


@transaction.atomic
def confirm_read(guidance: Guidance, version_id: int, *, by: Person) -> GuidanceRead:
    """A person says that they read a version. Said once; only of the version in force or one to come."""
    if not can_read_guidance(by) or not may_read(guidance, by):
        raise GuidanceNotAllowed(_("Chưa ghi: văn bản này không gửi tới anh/chị."))
    version = guidance.versions.filter(pk=version_id).first()
    present = present_version(guidance)
    is_later = version is not None and version.withdrawn_on is None and version.in_force_from > clock.today()
    if version is None or (version != present and not is_later):
        raise GuidanceRefused(_("Chưa ghi: bản này không còn hiệu lực; hãy đọc bản đang có hiệu lực."))
    read, is_new = GuidanceRead.objects.get_or_create(version=version, person=by, defaults={"at": clock.now()})
    if is_new:
        details = {"title": guidance.title, "number": version.number, "is_meant": is_meant_for(guidance, by)}
        record("programme.guidance.confirm", subject=("guidance", guidance.pk), details=details)
    return read
