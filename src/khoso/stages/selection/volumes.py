"""How much was selected at a moment, by agency, and the list behind it."""

from __future__ import annotations

from datetime import datetime

from django.db import connection
from django.db.models import Count, Exists, OuterRef

from khoso.kernel.figures import EvidenceLine
from khoso.stages.selection.models import SelectionEntry, SelectionList

# A dossier that two lists of an agency name is one dossier; a list speaks until the version that replaces it is on
# record.
_NAMED = """
SELECT agency_id, count(*)
  FROM (SELECT DISTINCT l.agency_id, e.key
          FROM selection_selectionentry e JOIN selection_selectionlist l ON l.id = e.list_id
         WHERE l.recorded_at <= %s AND NOT e.is_struck
           AND NOT EXISTS (SELECT 1 FROM selection_selectionlist n
                            WHERE n.replaces_id = l.id AND n.recorded_at <= %s)) named
 GROUP BY agency_id
"""


def lists_approved(until: datetime) -> dict[int, int]:
    """Lists whose decision is on record."""
    rows = SelectionList.objects.filter(recorded_at__lte=until).order_by()
    return dict(rows.values_list("agency_id").annotate(counted=Count("*")))


def lists_approved_lines(agency: int, until: datetime, offset: int, limit: int) -> list[EvidenceLine]:
    rows = SelectionList.objects.filter(agency_id=agency, recorded_at__lte=until).order_by("-recorded_at", "-pk")
    return [EvidenceLine(one.title, "", _decision(one), one.recorded_at) for one in rows[offset : offset + limit]]


def dossiers_selected(until: datetime) -> dict[int, int]:
    """Dossiers that approved lists name, each once."""
    with connection.cursor() as cursor:
        cursor.execute(_NAMED, [until, until])
        return dict(cursor.fetchall())


def dossiers_selected_lines(agency: int, until: datetime, offset: int, limit: int) -> list[EvidenceLine]:
    newer = SelectionList.objects.filter(replaces_id=OuterRef("list_id"), recorded_at__lte=until)
    named = SelectionEntry.objects.filter(
        ~Exists(newer), list__agency_id=agency, list__recorded_at__lte=until, is_struck=False
    )
    first = named.order_by("key", "list__recorded_at", "pk").distinct("key").values("pk")
    rows = SelectionEntry.objects.filter(pk__in=first).select_related("list").order_by("-list__recorded_at", "-pk")
    return [
        EvidenceLine(str(one), "", f"{one.list.title} ({_decision(one.list)})", one.list.recorded_at)
        for one in rows[offset : offset + limit]
    ]


def _decision(one: SelectionList) -> str:
    return f"{one.decision_number}, {one.decision_date:%d/%m/%Y}" if one.decision_date else one.decision_number
