"""What people do about notices: write one by hand, read them, try a letter again."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from khoso.engines import jobs, messages
from khoso.foundation.audit.actions import record
from khoso.foundation.identity.models import Agency
from khoso.foundation.identity.roles import Role
from khoso.kernel import clock
from khoso.kernel.text_vi import one_space
from khoso.kernel.words import noop
from khoso.stages.reporting.models import Notice
from khoso.stages.reporting.models.notices import Channel
from khoso.stages.reporting.permissions import can_consolidate
from khoso.stages.reporting.reminders.errors import NoticeNotAllowed, NoticeRefused
from khoso.stages.reporting.reminders.receivers import Receiver, read_receivers
from khoso.stages.reporting.reminders.telling import make, short

TO = (Role.CLERK, Role.HEAD)


@dataclass(frozen=True, slots=True)
class Addressee:
    """One agency of a reminder written by hand, with who there would get it."""

    agency: Agency
    receivers: tuple[Receiver, ...]

    @property
    def people(self) -> int:
        return sum(1 for one in self.receivers if one.person_id)

    @property
    def letters(self) -> int:
        return sum(1 for one in self.receivers if one.email) if messages.is_configured() else 0


def addressees(agency_ids: Collection[int], *, heads_only: bool = False) -> list[Addressee]:
    """Who would get a reminder written to these agencies: what is shown before it is sent."""
    told_to = read_receivers(agency_ids)
    roles = (Role.HEAD,) if heads_only else TO
    return [
        Addressee(agency, tuple(dict.fromkeys(one for role in roles for one in told_to.in_agency(agency.pk, role))))
        for agency in Agency.objects.filter(pk__in=agency_ids, valid_to__isnull=True).order_by("name")
    ]


@transaction.atomic
def write_by_hand(
    agency_ids: Collection[int], *, title: str, text: str, by: Any, name: str, heads_only: bool = False
) -> int:
    """Remind these agencies now. `name` is the form's own: sent twice it reminds once. Returns how many agencies.

    Raises NoticeNotAllowed, NoticeRefused.
    """
    if not can_consolidate(by):
        raise NoticeNotAllowed(noop("Chỉ Sở Nội vụ nhắc các cơ quan. Chưa gửi gì."))
    title = one_space(title)[:300]
    chosen = addressees(agency_ids, heads_only=heads_only)
    if not title or not chosen:
        raise NoticeRefused(noop("Cần tiêu đề và ít nhất một cơ quan. Chưa gửi gì; nội dung vẫn còn trong ô."))
    notices = [notice for one in chosen for notice in _to_agency(one, title, text.strip(), by, short(name))]
    before = Notice.objects.filter(once__in=[notice.once for notice in notices]).exists()
    if before:
        return 0
    Notice.objects.bulk_create(notices, batch_size=1000, ignore_conflicts=True)
    details = {"title": title, "agencies": [one.agency.code for one in chosen], "count": len(notices)}
    record("reporting.notice.write", subject=("notice", short(name)), details=details)
    jobs.enqueue("reporting.send_letters", once="reporting.send_letters")
    return len(chosen)


def _to_agency(one: Addressee, title: str, text: str, by: Any, name: str) -> list[Notice]:
    told = {
        "rule": "",
        "level": 1,
        "subject": ("agency", one.agency.code),
        "agency_id": one.agency.pk,
        "title": title,
        "text": text,
        "url": "",
        "once": f"hand:{name}:{one.agency.pk}",
        "by_id": by.pk,
    }
    if not one.receivers:
        return [make(Receiver(None, ""), Channel.IN_SYSTEM, **told)]  # type: ignore[arg-type]
    made = []
    for receiver in one.receivers:
        if receiver.person_id:
            made.append(make(receiver, Channel.IN_SYSTEM, **told, digest=f"{receiver.person_id}|{name}"))  # type: ignore[arg-type]
        if receiver.email and messages.is_configured():
            digest = f"tay|{name}|{short(receiver.email)}"
            made.append(make(receiver, Channel.EMAIL, **told, digest=digest))  # type: ignore[arg-type]
    return made


def mark_read(person: Any, digest: str = "") -> int:
    """The person has read one group of notices, or all. Returns how many."""
    unread = Notice.objects.filter(person=person, channel=Channel.IN_SYSTEM, read_at__isnull=True)
    if digest:
        unread = unread.filter(digest=digest)
    return unread.update(read_at=clock.now())


@transaction.atomic
def try_again(by: Any) -> int:
    """Let every letter that failed be tried again now, a mended address being taken. Returns how many letters."""
    if not can_consolidate(by):
        raise NoticeNotAllowed(noop("Chỉ Sở Nội vụ cho gửi lại. Chưa đổi gì."))
    failed = Notice.objects.filter(channel=Channel.EMAIL, sent_at__isnull=True).exclude(failure="")
    letters = failed.values("digest").distinct().count()
    for address, person_id in failed.filter(person__isnull=False).values_list("address", "person_id").distinct():
        present = failed.filter(person_id=person_id).values_list("person__email", flat=True).first()
        if present and present != address:
            failed.filter(person_id=person_id).update(address=present)
    for address, agency_id in (
        failed.filter(person__isnull=True, agency__isnull=False).values_list("address", "agency_id").distinct()
    ):
        present = Agency.objects.filter(pk=agency_id).values_list("email", flat=True).first()
        if present and present != address:
            failed.filter(person__isnull=True, agency_id=agency_id).update(address=present)
    failed.update(given_up_at=None, try_at=None, attempts=0)
    if letters:
        record("reporting.notice.retry", subject=("notice", "*"), details={"count": letters})
        jobs.enqueue("reporting.send_letters", once="reporting.send_letters")
    return letters
