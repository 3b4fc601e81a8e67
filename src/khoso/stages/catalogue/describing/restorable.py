"""Everything a package must tell of a dossier so that the catalogue can be built again from packages alone."""

from __future__ import annotations

from typing import Any

from khoso.stages.catalogue.models import ArrangementReport, Dossier, Fonds, Item, Series

# Columns that point at other rows (told as those rows), and those the database computes.
_POINTERS = {"id", "fonds_id", "series_id", "arrangement_report_id", "catalogue_import_id"}
_COMPUTED = {"start_year", "end_year", "retention_ends"}
MOMENTS = ("registered_at", "arranged_at", "secrecy_cleared_at")
# That it is digitised follows from its being stored: packed along, it would ask for a second version at once.
_FOLLOWS = {"digitised_at", "digitised_how"}

FONDS_FIELDS = tuple(
    field.attname for field in Fonds._meta.fields if field.attname not in {"id", "agency_id", "code", "title"}
)
DOSSIER_FIELDS = tuple(
    field.attname
    for field in Dossier._meta.fields
    if not field.is_relation and field.attname not in {"id", *_COMPUTED, *MOMENTS, *_FOLLOWS}
)
ITEM_FIELDS = tuple(field.attname for field in Item._meta.fields if field.attname not in {"id", "dossier_id"})
SERIES_FIELDS = ("code", "title", "note")
REPORT_FIELDS = ("number", "title", "done_by", "dossier_count", "file_name", "file_digest")


def as_restorable(dossier_id: object) -> dict[str, Any]:
    """Everything `restore` needs to write this dossier back, as plain JSON."""
    kept = Dossier.objects.select_related("fonds__agency", "series", "arrangement_report").get(pk=dossier_id)
    fonds: Fonds = kept.fonds
    items = Item.objects.filter(dossier_id=kept.pk).order_by("ordinal")
    return {
        "fonds": {
            "id": str(fonds.pk),
            "code": fonds.code,
            "title": fonds.title,
            "agency_code": fonds.agency.code,
            "agency_name": fonds.agency.name,
            **{name: getattr(fonds, name) for name in FONDS_FIELDS},
        },
        "dossier": {
            "id": str(kept.pk),
            **{name: getattr(kept, name) for name in DOSSIER_FIELDS},
            **{name: moment.isoformat() if (moment := getattr(kept, name)) else "" for name in MOMENTS},
            "series": [_series(each) for each in _line_of(kept.series)],
            "arrangement_report": _report(kept.arrangement_report),
        },
        "items": [{"id": str(each.pk), **{name: getattr(each, name) for name in ITEM_FIELDS}} for each in items],
    }


def _line_of(series: Series | None) -> list[Series]:
    """A series and those above it, the uppermost first."""
    line: list[Series] = []
    while series is not None and series not in line:
        line.insert(0, series)
        series = series.parent
    return line


def _series(series: Series) -> dict[str, Any]:
    return {"id": str(series.pk), **{name: getattr(series, name) for name in SERIES_FIELDS}}


def _report(report: ArrangementReport | None) -> dict[str, Any] | None:
    if report is None:
        return None
    return {
        **{name: getattr(report, name) for name in REPORT_FIELDS},
        "issued_on": report.issued_on.isoformat(),
        "metres": None if report.metres is None else str(report.metres),
        "recorded_at": report.recorded_at.isoformat(),
        # A report of the agency above it may cover a fonds below.
        "agency_code": report.agency.code,
        "agency_name": report.agency.name,
    }
