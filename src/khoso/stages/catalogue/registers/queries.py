"""Reading registers that were asked for, and what can be chosen."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Q

from khoso.foundation.identity.models import Agency
from khoso.foundation.identity.permissions import agencies_of
from khoso.foundation.identity.roles import STAFF
from khoso.stages.catalogue.browsing.saved import views_of as views_of
from khoso.stages.catalogue.models import Fonds, RegisterExport, Series

RECENT = 8
_FORM_NAMES = {
    "ho-so": "muc-luc-ho-so",
    "van-ban": "muc-luc-van-ban",
    "tt05": "muc-luc-tt05",
    "tt05-phan-tu": "muc-luc-tt05",
    "giao-nop": "bang-ke",
    "bia": "bia-ho-so",
    "nhan": "nhan-hop",
}


def export_of(person: Any, export_id: int) -> RegisterExport | None:
    """A register the person asked for; nobody else's."""
    rows = RegisterExport.objects.select_related("agency")
    return rows.filter(pk=export_id, person_id=person.pk).first()


def recent_of(person: Any) -> list[RegisterExport]:
    """What the person asked for last."""
    return list(RegisterExport.objects.filter(person_id=person.pk).select_related("agency")[:RECENT])


def file_name(asked: RegisterExport) -> str:
    """`muc-luc-ho-so-H19.99-20261123.xlsx`."""
    whose = f"-{asked.agency.code}" if asked.agency else ""
    return f"{_FORM_NAMES[asked.form]}{whose}-{asked.asked_at:%Y%m%d}.{asked.file_format}"


def agencies_to_choose(person: Any) -> list[Agency]:
    """Agencies within the person's reach that have a fonds."""
    reach = agencies_of(person, STAFF)
    rows = Agency.objects.filter(pk__in=Fonds.objects.order_by().values("agency_id"))
    return list((rows if reach is None else rows.filter(pk__in=reach)).order_by("name")[:500])


def fonds_to_choose(person: Any, agency: int | None) -> list[Fonds]:
    """The fonds of an agency, or of all within reach while they are few."""
    reach = agencies_of(person, STAFF)
    rows = Fonds.objects.all() if reach is None else Fonds.objects.filter(agency_id__in=reach)
    rows = rows.filter(agency_id=agency) if agency else rows
    return list(rows.annotate(held=Count("dossiers")).order_by("code")[:300])


def series_to_choose(person: Any, fonds: str) -> list[Series]:
    """The registers and groups of a fonds the person sees."""
    if not fonds:
        return []
    reach = agencies_of(person, STAFF)
    within = Q() if reach is None else Q(fonds__agency_id__in=reach)
    return list(Series.objects.filter(within, fonds_id=fonds).order_by("code")[:1000])
