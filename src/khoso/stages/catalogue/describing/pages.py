"""What the pages of describing have in common: where they stand, whom they let in, how a form comes back."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from khoso.foundation.identity.kinds import AgencyKind
from khoso.foundation.identity.models import Agency
from khoso.foundation.identity.permissions import agencies_of
from khoso.stages.catalogue.describing import queries, shapes
from khoso.stages.catalogue.models import Dossier, Fonds, Item, Series
from khoso.stages.catalogue.permissions import DESCRIBERS, can_describe

PER_PAGE = 50
# Which states of the page an id opens.
PAGES = {"fonds": "catalogue:fonds", "series": "catalogue:series", "dossier": "catalogue:dossier"}


def page_of(subject: Any) -> str:
    """The address of a fonds, series, dossier or item."""
    return reverse(PAGES.get(shapes.kind_of(subject), "catalogue:item"), args=[subject.pk])


def browse_url(**asked: object) -> str:
    """The tree of the catalogue, opened at a place."""
    told = urlencode(asked)
    address = reverse("catalogue:browse")
    return f"{address}?{told}" if told else address


def crumbs(subject: Any = None, last: str = "") -> list[dict[str, str]]:
    """From the catalogue down to a subject, and to a page about it."""
    line: list[Any] = []
    if isinstance(subject, Item):
        line = [subject.dossier.fonds, subject.dossier.series, subject.dossier, subject]
    elif isinstance(subject, Dossier):
        line = [subject.fonds, subject.series, subject]
    elif isinstance(subject, Series):
        line = [subject.fonds, subject]
    elif isinstance(subject, Fonds):
        line = [subject]
    told = [{"label": _("Danh mục hồ sơ"), "url": browse_url()}]
    told += [{"label": name_of(one), "url": page_of(one)} for one in line if one is not None]
    return told + ([{"label": last, "url": ""}] if last else [])


def name_of(subject: Any) -> str:
    """What a page calls a subject."""
    if isinstance(subject, Series):
        return subject.title or _("Mục lục {code}").format(code=subject.code)
    if isinstance(subject, Item):
        return subject.subject or subject.reference_code
    return str(subject.title)


def get_or_404(request: HttpRequest, kind: str, subject_id: object, *, to_describe: bool = False) -> Any:
    """The subject a person may see (or describe). Raises Http404 else."""
    found = queries.found(request.user, kind, subject_id)
    if found is None or (to_describe and not can_describe(request.user, shapes.agency_id_of(found))):
        raise Http404(_("Không có phông, hồ sơ, tài liệu này trong phạm vi của anh/chị."))
    return found


def agencies_described_by(person: Any) -> Any:
    """The agencies whose holdings a person describes."""
    reach = agencies_of(person, DESCRIBERS)
    rows = Agency.objects.filter(valid_to=None).exclude(kind__in=[AgencyKind.CONTRACTOR, AgencyKind.UNCONFIRMED])
    return (rows if reach is None else rows.filter(pk__in=reach)).order_by("name")


def form_page(request: HttpRequest, template: str, form: Any, context: dict[str, Any]) -> HttpResponse:
    """A form, with 422 when what was sent could not be written."""
    wrong = form.is_bound and bool(form.errors)
    return render(request, template, {"form": form, **context}, status=422 if wrong else 200)
