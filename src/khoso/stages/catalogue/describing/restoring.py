"""Writing a dossier back as its package describes it."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction

from khoso.foundation.audit.actions import record
from khoso.foundation.identity.actions import register_agency
from khoso.foundation.identity.models import Agency
from khoso.stages.catalogue.describing.restorable import FONDS_FIELDS, MOMENTS, REPORT_FIELDS, SERIES_FIELDS
from khoso.stages.catalogue.models import ArrangementReport, Dossier, Fonds, Item, Series


@transaction.atomic
def restore(fonds: Mapping[str, Any], dossier: Mapping[str, Any], items: list[Mapping[str, Any]]) -> Dossier:
    """Write a dossier back with its fonds, series and report. What is there already is left as it is.

    Packages of earlier times tell less; what they do not say gets the value of a new row.
    """
    agency = register_agency(fonds["agency_code"], fonds["agency_name"])
    kept, _ = Fonds.objects.get_or_create(
        agency=agency,
        code=fonds["code"],
        defaults={"id": uuid.UUID(fonds["id"]), "title": fonds["title"], **_said(fonds, FONDS_FIELDS)},
    )
    restored = Dossier.objects.filter(pk=uuid.UUID(dossier["id"])).first()
    made = restored is None
    if restored is None:
        restored = Dossier.objects.create(
            id=uuid.UUID(dossier["id"]),
            fonds=kept,
            series=_series(kept, dossier.get("series") or []),
            arrangement_report=_report(agency, dossier.get("arrangement_report")),
            **_plain(dossier),
            **_moments(dossier),
        )
    for item in items:
        Item.objects.get_or_create(pk=uuid.UUID(item["id"]), defaults={**_without_id(item), "dossier": restored})
    if made:
        record("catalogue.dossier.restore", subject=("dossier", restored.pk), details={"items": len(items)})
    return restored


def _series(fonds: Fonds, line: list[Mapping[str, Any]]) -> Series | None:
    series: Series | None = None
    for each in line:
        series, _ = Series.objects.get_or_create(
            fonds=fonds,
            code=each["code"],
            defaults={"id": uuid.UUID(each["id"]), "parent": series, **_said(each, SERIES_FIELDS)},
        )
    return series


def _report(agency: Agency, told: Mapping[str, Any] | None) -> ArrangementReport | None:
    if not told:
        return None
    owner = agency if told["agency_code"] == agency.code else register_agency(told["agency_code"], told["agency_name"])
    report, _ = ArrangementReport.objects.get_or_create(
        agency=owner,
        number=told["number"],
        defaults={
            **_said(told, REPORT_FIELDS),
            "issued_on": date.fromisoformat(told["issued_on"]),
            "metres": None if told["metres"] is None else Decimal(told["metres"]),
            "recorded_at": datetime.fromisoformat(told["recorded_at"]),
        },
    )
    return report


def _said(told: Mapping[str, Any], names: tuple[str, ...]) -> dict[str, Any]:
    return {name: told[name] for name in names if name in told}


def _plain(dossier: Mapping[str, Any]) -> dict[str, Any]:
    apart = {"id", "series", "arrangement_report", *MOMENTS}
    return {name: value for name, value in dossier.items() if name not in apart}


def _moments(dossier: Mapping[str, Any]) -> dict[str, datetime]:
    return {name: datetime.fromisoformat(dossier[name]) for name in MOMENTS if dossier.get(name)}


def _without_id(fields: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if name != "id"}
