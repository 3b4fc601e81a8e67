"""Reading what was accepted and what may be."""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from khoso.foundation.identity.roles import ACCEPTERS
from khoso.stages.acceptance.models import AcceptedDossier
from khoso.stages.acceptance.rules import AcceptanceFacts, reasons_against
from khoso.stages.catalogue import queries as catalogue
from khoso.stages.digitisation import queries as digitisation
from khoso.stages.inspection import queries as inspection
from khoso.stages.packages import queries as packages
from khoso.stages.recognition import queries as recognition


def facts_of(dossier_id: Any) -> AcceptanceFacts:
    """What `rules.reasons_against` looks at for one dossier."""
    items = catalogue.items_of(dossier_id)
    with_file = {file.item_id for file in digitisation.files_of_dossier(dossier_id) if file.is_readable}
    confirmed = recognition.confirmed_by_person([item.pk for item in items])
    return AcceptanceFacts(
        is_stored=packages.package_of(dossier_id) is not None,
        items=len(items),
        items_not_confirmed=sum(item.pk in with_file and item.pk not in confirmed for item in items),
        items_without_file=sum(item.pk not in with_file for item in items),
        is_legacy=bool(catalogue.dossier(dossier_id).legacy_reason),
    )


def is_acceptable(dossier_id: Any) -> bool:
    """Whether nothing stands against accepting the dossier, and nobody has accepted it yet."""
    return acceptance_of(dossier_id) is None and not reasons_against(facts_of(dossier_id))


def acceptable_by(person: Any) -> QuerySet[Any]:
    """Dossiers in the person's scope that are stored, with every item confirmed by somebody, and not yet accepted.

    What the page of a dossier says is said by `rules.reasons_against`; this finds where to look, in one question.
    """
    items = catalogue.every_item().filter(dossier_id=OuterRef("pk")).order_by()
    return (
        catalogue.dossiers_seen_by(person, ACCEPTERS)
        .filter(legacy_reason="")
        .filter(Exists(packages.stored_dossiers().filter(dossier_id=OuterRef("pk"))))
        .filter(~Exists(AcceptedDossier.objects.filter(dossier_id=OuterRef("pk"))))
        .filter(Exists(items))
        .filter(~Exists(items.filter(~Exists(recognition.confirmed_items().filter(item_id=OuterRef("pk"))))))
    )


def accepted_among(dossier_ids: list[Any]) -> set[Any]:
    """Those of the dossiers that were accepted."""
    return set(AcceptedDossier.objects.filter(dossier_id__in=dossier_ids).values_list("dossier_id", flat=True))


def acceptance_of(dossier_id: Any) -> AcceptedDossier | None:
    return AcceptedDossier.objects.filter(dossier_id=dossier_id).first()


def makers_of(dossier_id: Any) -> set[str]:
    """User names of those who scanned or delivered the files of a dossier."""
    files = digitisation.files_of_dossier(dossier_id)
    return inspection.makers_of({file.delivery_id for file in files}, "page")
