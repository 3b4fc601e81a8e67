"""Posting letters: what one address is told in a day goes into one letter, which is tried until it arrives.

A letter is made up once and keeps its name, so that whoever gets it twice (the machine stopped between sending it and
noting that) sees by its Message-ID that it is the same.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.db.models import F, Q, QuerySet
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import ngettext

from khoso.engines import messages
from khoso.engines.messages import Message, MessageDelayed, MessageRefused
from khoso.foundation.web.formats import day
from khoso.kernel import clock
from khoso.stages.reporting.models import Notice
from khoso.stages.reporting.models.notices import Channel
from khoso.stages.reporting.reminders import wording
from khoso.stages.reporting.reminders.queries import NAMED, folded
from khoso.stages.reporting.reminders.rules import urgency
from khoso.stages.reporting.reminders.telling import is_telling_time, short

# Minutes to wait after each try that failed; after the last one it is given up and Home Affairs sees why.
WAITS = (5, 15, 60, 240, 720, 1440, 1440, 1440)
# Lines of one group that a letter names; the rest is a number and the way to the list.
LINES = 30


def waiting() -> QuerySet[Notice]:
    """What should still leave by e-mail."""
    return Notice.objects.filter(channel=Channel.EMAIL, sent_at__isnull=True, given_up_at__isnull=True)


@transaction.atomic
def make_letters() -> int:
    """Put what each address is still to be told by rule into today's letter; an address that had one today waits."""
    today = clock.today()
    had = Notice.objects.filter(channel=Channel.EMAIL, digest__startswith=f"{today}|").values("address")
    fresh = waiting().filter(digest="").exclude(rule="").exclude(address__in=had)
    addresses = sorted(set(fresh.values_list("address", flat=True)))
    for address in addresses:
        fresh.filter(address=address).update(digest=f"{today}|{short(address)}")
    return len(addresses)


def send_letters() -> int:
    """Send every letter whose time has come, one after the other. Returns how many left."""
    if not messages.is_configured():
        return 0
    sent = 0
    while (name := _claimed()) is not None:
        try:
            sent += _send(name)
        except MessageDelayed as later:
            if later.is_of_the_post:
                break
    return sent


@transaction.atomic
def _claimed() -> str | None:
    """The name of the next letter, counted as tried before it is: a machine that stops tries it again later."""
    # One at a time: two workers that looked at once would both find the letter not yet claimed.
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(82, 31)")
    now = clock.now()
    ready = waiting().exclude(digest="").filter(Q(try_at__isnull=True) | Q(try_at__lte=now))
    if not is_telling_time():
        # What a person wrote goes at once; a rule waits for the morning.
        ready = ready.filter(rule="")
    first = ready.order_by("try_at", "pk").first()
    if first is None:
        return None
    wait = WAITS[min(first.attempts, len(WAITS) - 1)]
    waiting().filter(digest=first.digest).update(attempts=F("attempts") + 1, try_at=now + timedelta(minutes=wait))
    return first.digest


def _send(name: str) -> bool:
    letter = list(waiting().filter(digest=name).select_related("person", "agency").order_by("pk"))
    letter.sort(key=lambda notice: (-urgency(notice.rule), notice.rule))
    if not letter:
        return False
    try:
        messages.post().send(compose(letter))
    except MessageRefused as refused:
        _note(name, refused.message, for_good=True)
    except MessageDelayed as delayed:
        _note(name, delayed.message, for_good=not delayed.is_of_the_post and letter[0].attempts >= len(WAITS))
        raise
    else:
        Notice.objects.filter(channel=Channel.EMAIL, digest=name).update(sent_at=clock.now(), failure="")
        return True
    return False


def _note(name: str, why: str, *, for_good: bool) -> None:
    changed: dict[str, Any] = {"failure": why[:500]}
    if for_good:
        changed["given_up_at"] = clock.now()
    waiting().filter(digest=name).update(**changed)


def compose(letter: list[Notice]) -> Message:
    """One letter of all that one address is told at once."""
    first = letter[0]
    with translation.override(first.person.language if first.person and first.person.language else "vi"):
        groups: dict[str, list[Notice]] = defaultdict(list)
        for notice in letter:
            groups[wording.group_label(notice.rule)].append(notice)
        told = [_part(label, group) for label, group in groups.items()]
        context = {"groups": told, "url": settings.KHOSO_URL and f"{settings.KHOSO_URL}/loi-nhac"}
        agency = first.agency.name if first.agency and first.person_id is None else ""
        return Message(
            to=first.address,
            subject=_subject(letter),
            # Without the lines a template leaves where it said nothing.
            text=render_to_string("reporting/reminders_letter.txt", context).strip(),
            html=render_to_string("reporting/reminders_letter.html", context | {"why": wording.why_told(agency)}),
            once=first.digest,
            why=wording.why_told(agency),
        )


def _subject(letter: list[Notice]) -> str:
    if len(letter) == 1:
        return f"Kho Số: {letter[0].title}"[:300]
    return ngettext(
        "Kho Số: %(count)s lời nhắc ngày %(day)s", "Kho Số: %(count)s lời nhắc ngày %(day)s", len(letter)
    ) % {
        "count": len(letter),
        "day": day(clock.today()),
    }


def _part(label: str, group: list[Notice]) -> dict[str, Any]:
    """One group of a letter. What is to be done is said once where it is the same for all."""
    texts = {one.text for one in group}
    folds = folded(group)
    if folds:
        told = [f"{one.agency.name}: {one.count} ({one.which}{'…' if one.count > NAMED else ''})" for one in folds]
        lines = [{"title": title, "text": "", "url": ""} for title in told[:LINES]]
        return {"label": label, "lines": lines, "more": max(0, len(told) - LINES), "text": ""}
    lines = [_line(one) for one in group[:LINES]]
    if len(texts) == 1:
        lines = [line | {"text": ""} for line in lines]
    return {
        "label": label,
        "lines": lines,
        "more": max(0, len(group) - LINES),
        "text": texts.pop() if len(texts) == 1 else "",
    }


def _line(notice: Notice) -> dict[str, str]:
    url = settings.KHOSO_URL + notice.url if settings.KHOSO_URL and notice.url else ""
    return {"title": notice.title, "text": notice.text, "url": url}
