"""How dossiers stand towards digitising: facts of the catalogue, asked over any number of dossiers in one question."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any

from django.db.models import Case, CharField, Exists, F, OuterRef, Q, QuerySet, Value, When

from khoso.foundation.identity.kinds import AgencyKind
from khoso.stages.catalogue.compute import notation_marks
from khoso.stages.catalogue.models import Dossier, Fonds, Item, TwinVerdict

_SECRET_MODE = "03"  # noqa: S105 (a level of access, no password)


def dossiers_with_standing(
    dossier_ids: Iterable[Any] | QuerySet[Any] | None = None, agency_ids: Collection[int] | None = None
) -> QuerySet[Dossier]:
    """Dossiers (of these ids, of these agencies; None: all) with what selection asks of each.

    Adds `agency_id`, `held_by_centre` (the Historical Archive Centre keeps it), `secret_by` (which sign makes it a
    state secret, its own or of one of its items; "" when none does), `is_held` (a word of its title waits for a person)
    and `has_digitised_twin`.
    """
    rows = Dossier.objects.order_by()
    if dossier_ids is not None:
        rows = rows.filter(pk__in=dossier_ids if isinstance(dossier_ids, QuerySet) else list(dossier_ids))
    if agency_ids is not None:
        rows = rows.filter(fonds__agency_id__in=list(agency_ids))
    return rows.annotate(
        agency_id=F("fonds__agency_id"),
        held_by_centre=Case(
            When(fonds__agency__kind=AgencyKind.HISTORICAL_ARCHIVE, then=Value(True)), default=Value(False)
        ),
        secret_by=_secret_by(),
        is_held=Case(
            When(~Q(secrecy_held_for="") & Q(secrecy_cleared_at__isnull=True), then=Value(True)), default=Value(False)
        ),
        has_digitised_twin=_has_digitised_twin(),
    )


def _secret_by() -> Case:
    """Which sign says that it is a state secret; "" when none does. # Luật: KH 82 II; TT 05/2025 Phụ lục I (03 mật)"""
    items = Item.objects.filter(dossier=OuterRef("pk")).order_by()
    marked = Q(information_mark__iregex=notation_marks.MARKED) & ~Q(information_mark="")
    by_notation = Q(notation__iregex=notation_marks.SECRET) & ~Q(notation__iregex=notation_marks.DOUBTFUL)
    return Case(
        When(~Q(secrecy_mark=""), then=Value("mark")),
        When(access_code=_SECRET_MODE, then=Value("mode")),
        When(marked, then=Value("information_mark")),
        When(Exists(items.filter(access_code=_SECRET_MODE)), then=Value("item_mode")),
        When(Exists(items.filter(marked)), then=Value("item_mark")),
        When(Exists(items.filter(by_notation)), then=Value("item_notation")),
        default=Value(""),
        output_field=CharField(),
    )


def _has_digitised_twin() -> Any:
    """Somebody judged another dossier to be the same one, and that one is digitised. # Luật: KH 82 I.2.e"""
    same = TwinVerdict.objects.filter(verdict=TwinVerdict.Verdict.SAME)
    left = same.filter(left=OuterRef("pk"), right__digitised_at__isnull=False)
    right = same.filter(right=OuterRef("pk"), left__digitised_at__isnull=False)
    return Exists(left) | Exists(right)


def agencies_holding(agency_ids: Collection[int] | None = None) -> set[int]:
    """Those of these agencies (None: all) that have a fonds."""
    rows = Fonds.objects.all() if agency_ids is None else Fonds.objects.filter(agency_id__in=list(agency_ids))
    return set(rows.values_list("agency_id", flat=True).distinct())
