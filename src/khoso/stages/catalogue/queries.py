"""Reading fonds, dossiers and items."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterable
from typing import Any

from django.db.models import QuerySet

from khoso.foundation.identity.permissions import agencies_of
from khoso.foundation.identity.roles import STAFF
from khoso.stages.catalogue.browsing.volumes import YearVolume as YearVolume
from khoso.stages.catalogue.browsing.volumes import volumes_by_year as volumes_by_year
from khoso.stages.catalogue.describing.restorable import as_restorable as as_restorable
from khoso.stages.catalogue.likeness.queries import Twin as Twin
from khoso.stages.catalogue.likeness.queries import not_compared as not_compared
from khoso.stages.catalogue.likeness.queries import twins_of as twins_of
from khoso.stages.catalogue.models import Dossier, Fonds, Item, Revision
from khoso.stages.catalogue.retention.queries import permanent_arranged as permanent_arranged
from khoso.stages.catalogue.retention.queries import under_review as under_review
from khoso.stages.catalogue.standing import agencies_holding as agencies_holding
from khoso.stages.catalogue.standing import dossiers_with_standing as dossiers_with_standing


def dossier(dossier_id: object) -> Dossier:
    return Dossier.objects.select_related("fonds__agency").get(pk=dossier_id)


def hold_dossier(dossier_id: object) -> None:
    """Let nobody else decide on this dossier until the transaction ends."""
    Dossier.objects.select_for_update().get(pk=dossier_id)


def hold_dossiers(dossier_ids: Iterable[object]) -> None:
    """Let nobody else decide on these dossiers until the transaction ends; always in one order."""
    rows = Dossier.objects.select_for_update().filter(pk__in=list(dossier_ids)).order_by("pk")
    list(rows.values_list("pk", flat=True))


def dossiers(dossier_ids: Iterable[object]) -> dict[uuid.UUID, Dossier]:
    """Dossiers by id."""
    return Dossier.objects.select_related("fonds__agency").in_bulk(list(dossier_ids))


def dossiers_by_code(agency_id: int, codes: Collection[str]) -> dict[str, Dossier]:
    """The dossiers of an agency that bear one of these reference codes, by code."""
    rows = Dossier.objects.select_related("fonds").filter(fonds__agency_id=agency_id, reference_code__in=codes)
    return {row.reference_code: row for row in rows.order_by("reference_code")}


def fonds_of(agency_id: int) -> list[Fonds]:
    """Every fonds of an agency, in the order of their codes."""
    return list(Fonds.objects.filter(agency_id=agency_id).order_by("code"))


def places_of(fonds_ids: Iterable[object], numbers: Collection[str]) -> set[tuple[Any, str, str, str]]:
    """(fonds, register, box, number) of the dossiers of these fonds that bear one of these numbers."""
    rows = Dossier.objects.filter(fonds_id__in=list(fonds_ids), number__in=list(numbers)).order_by()
    return set(rows.values_list("fonds_id", "register_number", "box", "number"))


def agency_id_of(dossier_id: object) -> int:
    """The agency a dossier belongs to."""
    return Dossier.objects.values_list("fonds__agency_id", flat=True).get(pk=dossier_id)


def dossier_ids_of(agency_ids: Collection[int]) -> list[uuid.UUID]:
    """Ids of the dossiers of these agencies."""
    return list(Dossier.objects.filter(fonds__agency_id__in=agency_ids).order_by().values_list("pk", flat=True))


def in_order(dossier_ids: QuerySet[Any, Any]) -> QuerySet[Dossier, uuid.UUID]:
    """The ids of these dossiers in the order of their reference codes; only the part somebody takes is read."""
    return Dossier.objects.filter(pk__in=dossier_ids).order_by("reference_code").values_list("pk", flat=True)


def item(item_id: object) -> Item:
    return Item.objects.select_related("dossier__fonds__agency").get(pk=item_id)


def find_item(item_id: object) -> Item | None:
    """The item, or None when there is none."""
    return items([item_id]).get(item_id)  # type: ignore[call-overload]


def items(item_ids: Iterable[object]) -> dict[uuid.UUID, Item]:
    """Items by id."""
    return Item.objects.select_related("dossier__fonds__agency").in_bulk(list(item_ids))


def every_item() -> QuerySet[Item]:
    """All items, to narrow other questions with."""
    return Item.objects.all()


def items_of(dossier_id: object) -> list[Item]:
    """The items of a dossier in their order."""
    return list(Item.objects.filter(dossier_id=dossier_id).order_by("ordinal"))


def items_of_dossiers(dossier_ids: Iterable[object]) -> dict[uuid.UUID, list[Item]]:
    """The items of each dossier in their order; a dossier without items is left out."""
    told: dict[uuid.UUID, list[Item]] = {}
    for row in Item.objects.filter(dossier_id__in=list(dossier_ids)).order_by("dossier_id", "ordinal"):
        told.setdefault(row.dossier_id, []).append(row)
    return told


def dossiers_seen_by(person: Any, roles: Collection[Any] = STAFF) -> QuerySet[Dossier]:
    """The dossiers of the agencies where a person has one of `roles`."""
    scope = agencies_of(person, roles)
    every = Dossier.objects.select_related("fonds__agency")
    return every if scope is None else every.filter(fonds__agency_id__in=scope)


def revisions_of(kind: str, identifier: object) -> list[Revision]:
    """The changes of a description, oldest first."""
    return list(Revision.objects.filter(subject_kind=kind, subject_id=identifier).order_by("at", "id"))
