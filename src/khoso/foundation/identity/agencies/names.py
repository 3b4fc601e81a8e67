"""The rows that keep an agency's names, and the text a search looks through. For actions, inside their transaction."""

from __future__ import annotations

from django.utils.translation import gettext as _

from khoso.foundation.identity.agencies.errors import AgencyUnknown
from khoso.foundation.identity.agencies.history import in_order
from khoso.foundation.identity.agencies.words import search_text
from khoso.foundation.identity.models import Agency, AgencyName


def hold(agency: Agency) -> Agency:
    """The agency as it is now, held until the transaction ends, with a first name row if an older version made none."""
    held = Agency.objects.select_for_update(of=("self",)).filter(pk=agency.pk).first()
    if held is None:
        raise AgencyUnknown(_("Không còn cơ quan này trong danh bạ."))
    if not held.names.exists():
        start_names(held)
    return held


def start_names(agency: Agency) -> None:
    """The first name of an agency, known since its first day if there is one."""
    AgencyName.objects.create(
        agency=agency, name=agency.name, kind=agency.kind, valid_from=agency.valid_from, valid_to=agency.valid_to
    )
    refresh_search(agency)


def correct_present_name(agency: Agency, name: str, kind: str) -> None:
    """Put the present name right where it was written down wrongly: no other name begins."""
    if (name, kind) == (agency.name, agency.kind):
        return
    last = in_order(agency)[-1]
    agency.name, agency.kind = last.name, last.kind = name, kind
    last.save(update_fields=["name", "kind"])
    agency.save(update_fields=["name", "kind"])
    refresh_search(agency)


def refresh_search(agency: Agency) -> None:
    """Write down anew what a search of this agency looks through."""
    names = [agency.name, *AgencyName.objects.filter(agency=agency).values_list("name", flat=True)]
    agency.search_text = search_text(names, (agency.code, agency.identifier_code, agency.statistics_code))
    agency.save(update_fields=["search_text"])
