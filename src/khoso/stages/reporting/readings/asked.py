"""What the address of a page of figures asks for: which agency, which figure, which days."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.http import Http404, HttpRequest
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _

from khoso.foundation.identity.models import Agency
from khoso.foundation.identity.people.queries import acting_for
from khoso.foundation.identity.permissions import Predicate, agencies_of
from khoso.kernel import clock
from khoso.kernel.figures import Figure
from khoso.stages.reporting.permissions import can_see_reports
from khoso.stages.reporting.readings import queries


@dataclass(frozen=True, slots=True)
class Span:
    """Days of an address, both inside; `since` None: from the beginning."""

    since: date | None
    until: date

    @property
    def until_moment(self) -> datetime:
        return queries.until_of(self.until)

    @property
    def since_moment(self) -> datetime | None:
        return queries.day_before(self.since) if self.since else None


def day_of(text: str) -> date | None:
    """The day an address names; None when it names none, or one that is no day."""
    try:
        return parse_date(text.strip())
    except ValueError:
        return None


def span_of(request: HttpRequest) -> Span:
    """`tu` and `den` of the address. A day to come counts as today; a beginning after the end as none."""
    until = min(day_of(request.GET.get("den", "")) or clock.today(), clock.today())
    since = day_of(request.GET.get("tu", ""))
    return Span(since if since and since <= until else None, until)


def figure_asked(name: str) -> Figure:
    found = queries.figure(name)
    if found is None:
        raise Http404(_("Không có số liệu mang tên này. Tên có thể đã đổi; xem danh sách số liệu."))
    return found


def agency_asked(person: Any, agency_id: int, right: Predicate = can_see_reports) -> Agency:
    """The agency of an address, if the person has the right there; else the page says there is none."""
    found = Agency.objects.filter(pk=agency_id).first()
    if found is None or not right(person, found):
        raise Http404(_("Không có cơ quan này trong phạm vi của anh/chị."))
    return found


def agencies_shown_to(person: Any) -> list[Agency]:
    """The agencies of today's programme whose figures the person sees, by name; their own first when it is no part."""
    scope = agencies_of(person)
    rows = Agency.objects.filter(pk__in=queries.participants())
    return list(rows if scope is None else rows.filter(pk__in=scope))


def agency_chosen(request: HttpRequest, shown: list[Agency]) -> Agency | None:
    """The agency `co-quan` names, else the one the person acts for, else the first of those shown."""
    by_id = {one.pk: one for one in shown}
    asked = request.GET.get("co-quan", "")
    if asked.isdigit() and int(asked) in by_id:
        return by_id[int(asked)]
    acting = acting_for(request.user)  # type: ignore[arg-type]
    if acting is not None and (acting.agency_id in by_id or not shown):
        return by_id.get(acting.agency_id, acting.agency)
    return next(iter(shown), None)
