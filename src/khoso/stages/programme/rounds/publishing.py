"""Composing and publishing the notice of a round's result."""

from __future__ import annotations

from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from khoso.engines import office
from khoso.foundation.audit.actions import record
from khoso.foundation.identity.agencies.words import short_name
from khoso.foundation.identity.models import Agency
from khoso.foundation.identity.people.queries import acting_for
from khoso.kernel import clock
from khoso.kernel.errors import EngineMissing
from khoso.kernel.text_vi import one_space
from khoso.stages.programme.attachments.actions import keep
from khoso.stages.programme.models import Attachment, Round, Task, Weight
from khoso.stages.programme.permissions import can_plan_rounds
from khoso.stages.programme.proving import prove
from khoso.stages.programme.rounds.actions import open_round
from khoso.stages.programme.rounds.errors import RoundNotAllowed, RoundRefused
from khoso.stages.programme.rounds.notice import (
    DIRECTOR,
    Issuer,
    OfficialPaper,
    Seen,
    Wrong,
    blocks_of,
    composed,
    paper_of,
    place_of,
)

__all__ = ["blocks_of", "composed_for", "draft_of", "official_paper", "publish_notice", "save_notice"]

MOST_SIGNS = 100_000
# Luật: KH 82 Phụ lục II I.4
PROOF = "round.published"


def composed_for(round_: Round) -> str:
    """The notice as the findings say it, for Home Affairs to edit."""
    visits = round_.visits.select_related("agency").prefetch_related("findings")
    seen = [
        Seen(
            short_name(visit.agency.name),
            visit.visited_on,
            visit.summary,
            [Wrong(one.text, one.demand, one.weight == Weight.GRAVE, one.due_on) for one in visit.findings.all()],
        )
        for visit in visits
    ]
    return composed(round_.title, round_.starts_on, round_.ends_on, seen)


def draft_of(round_: Round) -> str:
    """What was edited and not published yet; composed anew where nobody edited."""
    return round_.notice_text or composed_for(round_)


@transaction.atomic
def save_notice(round_: Round, text: str, *, by: Any) -> Round:
    """Keep an edited text. Saved empty, it is composed anew. Raises NoticePublished."""
    if not can_plan_rounds(by):
        raise RoundNotAllowed(_("Chưa ghi: việc này không thuộc quyền của anh/chị."))
    found = open_round(round_.pk)
    found.notice_text = text.strip()[:MOST_SIGNS]
    found.save(update_fields=["notice_text"])
    record("programme.notice.edit", subject=("round", found.pk), details={"title": found.title})
    return found


@transaction.atomic
def publish_notice(round_: Round, text: str, number: str, *, signed: Attachment | None = None, by: Any) -> Round:
    """Freeze the notice and let the visited agencies read it. Raises RoundRefused, NoticePublished."""
    if not can_plan_rounds(by):
        raise RoundNotAllowed(_("Chưa ghi: việc này không thuộc quyền của anh/chị."))
    found = open_round(round_.pk)
    if not found.visits.filter(visited_on__isnull=False).exists():
        raise RoundRefused(_("Chưa ban hành: đợt này chưa ghi kết quả chuyến kiểm tra nào."))
    if not text.strip():
        raise RoundRefused(_("Chưa ban hành: thông báo chưa có nội dung."), "text")
    if not (number := one_space(number)[:60]):
        raise RoundRefused(_("Chưa ban hành: hãy ghi số, ký hiệu của thông báo."), "notice_number")
    found.notice_text, found.notice_number, found.notice = text.strip()[:MOST_SIGNS], number, signed
    found.published_at, found.published_by = clock.now(), by
    if signed is None:
        found.notice = _kept_paper(found, by)
    found.save(update_fields=["notice_text", "notice_number", "notice", "published_at", "published_by"])
    details = {"title": found.title, "number": number}
    record("programme.notice.publish", subject=("round", found.pk), details=details)
    about = f"{number} · {found.title}"
    prove(PROOF, None, ("round", found.pk), about, clock.today(), f"/kiem-tra-thuc-te/{found.pk}")
    return found


def _kept_paper(round_: Round, by: Any) -> Attachment | None:
    """The paper of the day of publishing: later names change nothing. None where it cannot be drawn."""
    agency = _issuer(round_, by)
    if agency is None:
        return None
    try:
        content = office.pdf(official_paper(round_, by), at=round_.published_at or clock.now())
    except (office.DrawingFailed, EngineMissing):
        return None
    return keep(
        SimpleUploadedFile(f"thong-bao-{round_.pk}.pdf", content, "application/pdf"),
        agency=agency,
        number=round_.notice_number,
        issued_on=clock.today(),
        title=round_.title,
        by=by,
    )


def _issuer(round_: Round, by: Any) -> Agency | None:
    """Who leads the task of inspecting; without such a task in the plan, the agency of whoever publishes."""
    tasks = Task.objects.filter(plan_task__programme_id=round_.programme_id, plan_task__proof=PROOF)
    if task := tasks.select_related("agency").first():
        return task.agency
    acting = acting_for(round_.published_by or by)
    return acting.agency if acting else None


def official_paper(round_: Round, by: Any) -> OfficialPaper:
    """The notice in the form of an official paper: frozen when it was published, a draft before."""
    agency, city = _issuer(round_, by), round_.programme.city
    place = place_of(short_name(city.name)) if city else ""
    issuer = Issuer(
        superior=city.name.upper() if city else "",
        agency=agency.name.upper() if agency else "",
        place=place,
        post=(agency.head_title or DIRECTOR).upper() if agency else "",
        signer=agency.head_name if agency else "",
    )
    visited = [
        short_name(visit.agency.name)
        for visit in round_.visits.select_related("agency").filter(visited_on__isnull=False)
    ]
    # A draft leaves the day to the clerk.
    dated = round_.published_at.astimezone(clock.VIETNAM).date() if round_.published_at else None
    return paper_of(draft_of(round_), round_.title, round_.notice_number, dated, issuer, visited)
