"""Writing notices down: by rule, because something happened, or by hand. Telling twice changes nothing."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import translation

from khoso.engines import messages
from khoso.foundation.audit.actions import record
from khoso.foundation.identity.roles import Role
from khoso.kernel import clock
from khoso.stages.programme import queries as programme
from khoso.stages.reporting.models import Notice
from khoso.stages.reporting.models.notices import Channel
from khoso.stages.reporting.reminders import wording
from khoso.stages.reporting.reminders.facts import open_facts
from khoso.stages.reporting.reminders.receivers import Receiver, Receivers, read_receivers
from khoso.stages.reporting.reminders.rules import Due, due_now

CHUNK = 4000
# Office hours, Vietnam: nobody is called from a meal or from sleep by a rule.
FROM_HOUR, TO_HOUR = 7, 17


def is_telling_time() -> bool:
    """Whether rules speak now: on a working day, in office hours."""
    now = clock.now().astimezone(clock.VIETNAM)
    return FROM_HOUR <= now.hour < TO_HOUR and programme.is_working_day(now.date())


@transaction.atomic
def tell_by_rule() -> int:
    """Write every notice that is due and was not told. Returns how many were written."""
    facts = open_facts()
    if not facts:
        return 0
    told_to = read_receivers(
        {fact.agency_id for fact in facts if fact.agency_id}, {fact.owner_id for fact in facts if fact.owner_id}
    )
    notices: dict[str, Notice] = {}
    said = _Saying(told_to)
    for due in due_now(facts, clock.today(), programme.work_calendar()):
        for one in said.notices(due):
            kept = notices.get(one.once)
            if kept is None or kept.level < one.level:
                notices[one.once] = one
    made = _write(notices)
    if made:
        record("reporting.notice.tell", subject=("notice", str(clock.today())), details={"count": made})
    return made


def _write(notices: dict[str, Notice]) -> int:
    """Keep those that were not told before; two processes that tell at once tell once."""
    told: set[str] = set()
    names = list(notices)
    for start in range(0, len(names), CHUNK):
        part = names[start : start + CHUNK]
        told |= set(Notice.objects.filter(once__in=part).values_list("once", flat=True))
    fresh = [notice for once, notice in notices.items() if once not in told]
    Notice.objects.bulk_create(fresh, batch_size=1000, ignore_conflicts=True)
    return len(fresh)


@dataclass
class _Saying:
    """Makes the notices of one thing, in each reader's language."""

    told_to: Receivers

    def __post_init__(self) -> None:
        self._said: dict[tuple[str, str], tuple[str, str]] = {}
        self._now = clock.now()
        self._by_mail = messages.is_configured()

    def notices(self, due: Due) -> Iterable[Notice]:
        receivers = self.told_to.of(due)
        if not receivers:
            # Nobody can be told: that is a fact too, and Home Affairs sees it in the chain.
            yield self._notice(due, Receiver(None, ""), Channel.IN_SYSTEM)
        for one in receivers:
            if one.person_id:
                yield self._notice(due, one, Channel.IN_SYSTEM)
            if one.email and self._by_mail:
                yield self._notice(due, one, Channel.EMAIL)

    def _notice(self, due: Due, one: Receiver, channel: Any) -> Notice:
        title, text = self._words(due, one.language or settings.LANGUAGE_CODE)
        return make(
            one,
            channel,
            rule=due.rule,
            level=due.to.level,
            subject=(due.fact.kind.value, str(due.fact.id)),
            agency_id=due.fact.agency_id,
            title=title,
            text=text,
            url=due.fact.url,
            # Nobody is one for each whom the rule looked for.
            once=due.once if one != (None, "", "") else f"{due.once}:{due.to}",
        )

    def _words(self, due: Due, language: str) -> tuple[str, str]:
        key = (f"{due.once}:{due.rule}", language)
        if key not in self._said:
            with translation.override(language):
                title = wording.title_of(due, self.told_to.name(due.fact.agency_id))
                self._said[key] = title, wording.what_to_do(due.fact.kind)
        return self._said[key]


def make(
    one: Receiver,
    channel: Any,
    *,
    rule: str,
    level: int,
    subject: tuple[str, str],
    agency_id: int | None,
    title: str,
    text: str,
    url: str,
    once: str,
    by_id: int | None = None,
    digest: str = "",
) -> Notice:
    """A notice not yet kept. In the system it is told at once, together with the others of its day and rule."""
    in_system, now = channel is Channel.IN_SYSTEM, clock.now()
    day = now.astimezone(clock.VIETNAM).date()
    return Notice(
        rule=rule,
        level=level,
        subject_kind=subject[0],
        subject_id=subject[1],
        agency_id=agency_id,
        person_id=one.person_id,
        address="" if in_system else one.email,
        channel=channel,
        title=title,
        text=text,
        url=url,
        once=f"{once}:{short(one.key) if one.person_id is None and one.email else one.key}:{channel[:2]}",
        digest=digest or (f"{one.person_id}|{day}|{rule}" if in_system else ""),
        made_at=now,
        made_by_id=by_id,
        sent_at=now if in_system and one.person_id else None,
    )


def short(text: str) -> str:
    """A name for what may be too long, or should not be repeated, in a key."""
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def tell(
    receivers: Iterable[Receiver],
    *,
    rule: str,
    subject: tuple[str, str],
    agency_id: int | None,
    title: str,
    text: str,
    url: str,
    once: str,
    level: int = 0,
) -> int:
    """Tell these that something happened; by e-mail with the letter of the next morning. Joins the transaction."""
    by_mail = messages.is_configured()
    notices = {}
    for one in receivers:
        ways = [Channel.IN_SYSTEM] if one.person_id else []
        if one.email and by_mail:
            ways.append(Channel.EMAIL)
        for channel in ways:
            notice = make(
                one,
                channel,
                rule=rule,
                level=level,
                subject=subject,
                agency_id=agency_id,
                title=title[:300],
                text=text,
                url=url,
                once=once,
            )
            notices[notice.once] = notice
    return _write(notices)


def people_of(agency_id: int | None, roles: Iterable[Any] = (Role.CLERK, Role.HEAD)) -> list[Receiver]:
    """An agency's people in these roles, or its address; Home Affairs' officers for None."""
    told_to = read_receivers({agency_id} if agency_id else set())
    if agency_id is None:
        return told_to.home_affairs
    return list(dict.fromkeys(one for role in roles for one in told_to.in_agency(agency_id, role)))
