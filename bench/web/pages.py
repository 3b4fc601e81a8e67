"""What is looked at in the load run, by whom."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.urls import NoReverseMatch, reverse

from bench.web.load import Target
from bench.web.people import HEADCOUNT, Visitor, visitor
from bench.web.trail import SOUGHT
from khoso.foundation.identity.roles import Role
from khoso.stages.access.models import ReadableItem
from khoso.stages.catalogue.models import Dossier
from khoso.stages.digitisation.models import Delivery
from khoso.stages.recognition.models import ItemFields

VISITORS = 10
HTMX = {"HX-Request": "true"}


@dataclass(frozen=True)
class Page:
    """One thing that is measured. `limited`: the limit of the home page and of lists holds for it."""

    name: str
    targets: list[Target]
    limited: bool = True
    rate: float | None = None


class Visitors:
    """People with open sessions, made when first asked for."""

    def __init__(self) -> None:
        self._open: dict[Role, list[Visitor]] = {}

    def of(self, role: Role) -> list[Visitor]:
        if role not in self._open:
            count = min(VISITORS, HEADCOUNT[role])
            self._open[role] = [visitor(role, number) for number in range(1, count + 1)]
        return self._open[role]


def pages() -> list[Page]:
    """Every page of the run, the peer first."""
    who = Visitors()
    clerks, archivists = who.of(Role.CLERK), who.of(Role.ARCHIVIST)
    found = [Page("peer: /suc-khoe", [Target("/suc-khoe")], limited=False)]
    found += [
        Page(f"home · {role.value}", _for(who.of(role), ["/"]))
        for role in (
            Role.CLERK,
            Role.HEAD,
            Role.HOME_AFFAIRS,
            Role.ARCHIVIST,
            Role.ADMINISTRATOR,
            Role.CONTRACTOR_LEAD,
            Role.SECURITY_OFFICER,
            Role.READER,
        )
    ]
    deliveries = reverse("digitisation:delivery-list")
    queue = reverse("recognition:confirm-queue")
    found += [
        Page("deliveries · clerk", _for(clerks, [deliveries])),
        Page("deliveries · home affairs", _for(who.of(Role.HOME_AFFAIRS), [deliveries, f"{deliveries}?trang=10"])),
        Page("confirm queue · clerk", _for(clerks, [queue])),
        Page("confirm queue · archivist", _for(archivists, [queue, f"{queue}?trang=7"])),
        Page("one delivery · archivist", _for(archivists, _some_deliveries())),
        Page("dossier · clerk", _own_dossiers(clerks)),
        Page("dossier · archivist", _for(archivists, _dossiers(Dossier.objects.all()))),
        Page("confirm one · archivist", _for(archivists, _waiting_items())),
        Page("search · archivist", _for(archivists, _searches())),
        Page("search · clerk", _for(clerks, _searches())),
        Page("viewer, look noted once", _for(archivists[:1], _viewers(1)), limited=False),
        Page("viewer, audit row each", _for(archivists, _viewers(2000)), limited=False),
    ]
    found += _lists(who)
    return found


def _lists(who: Visitors) -> Iterable[Page]:
    """The lists of the foundation rooms, those of them that there are."""
    for name, route, role in (
        ("people", "identity:people", Role.ADMINISTRATOR),
        ("agencies", "identity:agencies", Role.HOME_AFFAIRS),
        ("trail", "web:trail", Role.AUDITOR),
    ):
        try:
            yield Page(f"{name} · {role.value}", _for(who.of(role), [reverse(route)]))
        except NoReverseMatch:
            continue


def mixed(every: list[Page]) -> Page:
    """A working morning: every limited page in turn."""
    most = 40
    targets = [page.targets[turn % len(page.targets)] for turn in range(most) for page in every if page.limited]
    return Page("everything in turn", targets)


def polling(people: int) -> Page | None:
    """So many people who each keep the page of a running delivery open; None when none runs."""
    running = list(Delivery.objects.filter(files__state="registered").distinct().order_by("pk")[:10])
    if not running:
        return None
    paths = [reverse("digitisation:delivery-progress", args=[row.pk]) for row in running]
    who = Visitors().of(Role.ARCHIVIST)
    targets = [Target(path, one.cookie, HTMX) for path in paths for one in who]
    return Page("progress polls", targets, limited=False, rate=people / POLL_SECONDS)


POLL_SECONDS = 5


def _for(visitors: list[Visitor], paths: list[str]) -> list[Target]:
    """Each path in turn, each time by the next visitor."""
    count = max(len(visitors), len(paths))
    return [Target(paths[turn % len(paths)], visitors[turn % len(visitors)].cookie) for turn in range(count)]


def _dossiers(rows: Any, most: int = 200) -> list[str]:
    """Dossiers from all over the house: ids are drawn by chance, so their order is."""
    found = rows.filter(pk__gte=uuid.UUID(int=0)).order_by("pk").values_list("pk", flat=True)[:most]
    return [reverse("access:dossier", args=[key]) for key in found]


def _own_dossiers(visitors: list[Visitor]) -> list[Target]:
    return [
        Target(path, one.cookie)
        for one in visitors
        for path in _dossiers(Dossier.objects.filter(fonds__agency_id=one.agency_id), 20)
    ]


def _some_deliveries() -> list[str]:
    found = Delivery.objects.order_by("pk").values_list("pk", flat=True)[:60]
    return [reverse("digitisation:delivery", args=[key]) for key in found]


def _waiting_items() -> list[str]:
    found = ItemFields.objects.filter(state="waiting").order_by("item_id").values_list("item_id", flat=True)[:200]
    return [reverse("recognition:confirm", args=[key]) for key in found]


def _searches() -> list[str]:
    return [f"{reverse('access:search')}?{urlencode({'q': text})}" for text in SOUGHT]


def _viewers(most: int) -> list[str]:
    found = ReadableItem.objects.order_by("item_id").values_list("item_id", flat=True)[:most]
    return [reverse("access:viewer", args=[key]) for key in found]
