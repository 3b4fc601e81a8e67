"""The calendar a person subscribes to: who reads it by a secret address, and the file itself."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import timedelta
from typing import Any

from khoso.foundation.web.words import told
from khoso.kernel import clock
from khoso.kernel.calendar import CalendarEntry, entries_for
from khoso.stages.programme.days.actions import close_feed, digest_of
from khoso.stages.programme.models import CalendarFeed

BEFORE, AHEAD = timedelta(days=60), timedelta(days=400)
# Reading must not write a row a request.
SEEN_AGAIN = timedelta(minutes=10)
# The house's name in what calendar programs keep; it never changes, or they would show everything twice.
HOUSE = "kho-so"


def person_of(secret: str) -> Any:
    """Whose calendar a secret opens; None for one nobody has, or of an account out of use, which loses it."""
    feed = CalendarFeed.objects.select_related("person").filter(digest=digest_of(secret)).first()
    if feed is None:
        return None
    if not feed.person.is_active:
        close_feed(feed.person)
        return None
    now = clock.now()
    if feed.last_read_at is None or feed.last_read_at < now - SEEN_AGAIN:
        CalendarFeed.objects.filter(pk=feed.pk).update(last_read_at=now)
    return feed.person


def entries_of(person: Any) -> list[CalendarEntry]:
    """What a person's calendar program is given."""
    today = clock.today()
    return entries_for(person, today - BEFORE, today + AHEAD)


def written(entries: Iterable[CalendarEntry], name: str, absolute: Callable[[str], str]) -> bytes:
    """The entries as iCalendar (RFC 5545): whole days, stable UIDs, nothing of what documents say."""
    from icalendar import Calendar, Event, vDuration

    calendar = Calendar()
    calendar.add("prodid", "-//Kho So//Lich//VI")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", name)
    calendar.add("x-wr-timezone", "Asia/Ho_Chi_Minh")
    # How often it is worth asking: what Outlook reads, and what the later standard says.
    calendar.add("x-published-ttl", "PT4H")
    every = vDuration(timedelta(hours=4))
    every.params["VALUE"] = "DURATION"
    calendar["refresh-interval"] = every
    for entry in entries:
        event = Event()
        event.add("uid", f"{entry.key}@{HOUSE}")
        event.add("dtstamp", clock.now())
        event.add("summary", told(entry.title))
        event.add("dtstart", entry.day)
        # The end of whole days is the day after the last.
        event.add("dtend", (entry.last or entry.day) + timedelta(days=1))
        event.add("transp", "TRANSPARENT")
        event.add("class", "PRIVATE")
        event.add("categories", [entry.kind.value])
        if entry.url:
            event.add("url", absolute(entry.url))
        calendar.add_component(event)
    return bytes(calendar.to_ical())
