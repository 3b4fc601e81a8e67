"""Where the subjects of the audit trail have their pages, and whom a name means."""

from __future__ import annotations

from django.db.models import Q
from django.urls import reverse

from khoso.foundation.audit import subjects
from khoso.foundation.identity.models import Person

_PAGES = {
    "acceptance_minutes": "acceptance:minutes",
    "acceptance_round": "acceptance:round",
    "agency": "identity:agency",
    "batch": "digitisation:batch",
    "catalogue_import": "catalogue:import",
    "defect": "inspection:rework-defect",
    "delivery": "digitisation:delivery",
    "dossier": "access:dossier",
    "item": "access:viewer",
    "lot": "inspection:lot",
    "paper_hand_over": "digitisation:handing",
    "selection_list": "selection:list",
    "council_session": "selection:session",
    "task": "programme:task",
    "upload": "digitisation:upload",
}


def connect() -> None:
    """Tell the trail. Called once at start-up."""
    subjects.use({kind: _to(name) for kind, name in _PAGES.items()}, _accounts)


def _to(name: str) -> subjects.Address:
    return lambda identifier: reverse(name, args=[identifier])


def _accounts(text: str) -> list[str]:
    """Account names that are `text`, then those of people who are called so."""
    found = Person.objects.filter(Q(username__iexact=text) | Q(full_name__icontains=text)).order_by("username")
    names = list(found.values_list("username", flat=True)[:20])
    return sorted(names, key=lambda name: name.lower() != text.lower())
