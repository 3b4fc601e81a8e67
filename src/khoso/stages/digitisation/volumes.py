"""How much was received and passed the machine check at a moment, by agency, and the list behind it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import Count, Min, Q, QuerySet, Sum
from django.urls import reverse

from khoso.kernel.figures import EvidenceLine
from khoso.stages.digitisation.compute.codes import CODES
from khoso.stages.digitisation.labels import finding_label
from khoso.stages.digitisation.models import DeliveryFile, FileCheck, FindingSpan

# A dossier that came in two deliveries is one dossier.
_RECEIVED = """
SELECT agency_id, count(*)
  FROM (SELECT DISTINCT v.agency_id, f.dossier_id
          FROM digitisation_deliveryfile f JOIN digitisation_delivery v ON v.id = f.delivery_id
         WHERE f.dossier_id IS NOT NULL AND f.role <> 'extra' AND f.registered_at <= %s) received
 GROUP BY agency_id
"""
PASSED = Q(is_passed=True)


def _files(until: datetime) -> QuerySet[DeliveryFile]:
    """What came and belongs to a dossier; other files of a folder are no records."""
    rows = DeliveryFile.objects.filter(dossier__isnull=False, registered_at__lte=until)
    return rows.exclude(role=DeliveryFile.Role.EXTRA).order_by()


def dossiers_received(until: datetime) -> dict[int, int]:
    """Dossiers of which at least one file was delivered."""
    with connection.cursor() as cursor:
        cursor.execute(_RECEIVED, [until])
        return dict(cursor.fetchall())


def dossiers_received_lines(agency: int, until: datetime, offset: int, limit: int) -> list[EvidenceLine]:
    rows = _files(until).filter(delivery__agency_id=agency)
    found = rows.values_list("dossier_id", "dossier__title", "dossier__reference_code").annotate(
        came=Min("registered_at")
    )
    return [
        EvidenceLine(title, reverse("access:dossier", args=[key]), code, came)
        for key, title, code, came in found.order_by("-came", "dossier_id")[offset : offset + limit]
    ]


def files_received(until: datetime) -> dict[int, int]:
    """Delivered files of dossiers; another file in the place of one does not count again."""
    return dict(_files(until).values_list("delivery__agency_id").annotate(counted=Count("*")))


def files_received_lines(agency: int, until: datetime, offset: int, limit: int) -> list[EvidenceLine]:
    rows = _files(until).filter(delivery__agency_id=agency).select_related("dossier").order_by("-registered_at", "-pk")
    return [_file_line(one, one.registered_at) for one in rows[offset : offset + limit]]


def _file_line(file: Any, at: datetime, amount: int = 1) -> EvidenceLine:
    url = reverse("access:file-history", args=[file.pk])
    return EvidenceLine(file.path, url, file.dossier.title if file.dossier else "", at, amount)


def _checks(until: datetime, which: Q) -> QuerySet[FileCheck]:
    """The machine checks that were in force at that moment, of files with pages."""
    in_force = Q(ended_at__isnull=True) | Q(ended_at__gt=until)
    return FileCheck.objects.filter(
        in_force, which, dossier__isnull=False, checked_at__lte=until, pages__gt=0
    ).order_by()


def _pages(until: datetime, which: Q) -> dict[int, int]:
    return dict(_checks(until, which).values_list("delivery__agency_id").annotate(Sum("pages")))


def _page_lines(agency: int, until: datetime, offset: int, limit: int, which: Q) -> list[EvidenceLine]:
    rows = _checks(until, which).filter(delivery__agency_id=agency).select_related("file__dossier")
    found = rows.order_by("-checked_at", "-pk")[offset : offset + limit]
    return [_file_line(one.file, one.checked_at, one.pages) for one in found]


def pages_received(until: datetime) -> dict[int, int]:
    """Pages of the delivered files, counted by the machine, whether or not they passed."""
    return _pages(until, Q())


def pages_received_lines(agency: int, until: datetime, offset: int, limit: int) -> list[EvidenceLine]:
    return _page_lines(agency, until, offset, limit, Q())


def pages_passed(until: datetime) -> dict[int, int]:
    """Pages of the files that passed the machine check."""
    return _pages(until, PASSED)


def pages_passed_lines(agency: int, until: datetime, offset: int, limit: int) -> list[EvidenceLine]:
    return _page_lines(agency, until, offset, limit, PASSED)


def _open_spans(until: datetime) -> QuerySet[FindingSpan]:
    still = Q(closed_at__isnull=True) | Q(closed_at__gt=until)
    return FindingSpan.objects.filter(still, opened_at__lte=until).order_by()


def _defective(until: datetime) -> QuerySet[FindingSpan]:
    """Errors of item files that Decree 31 counts. # Luật: NĐ 31/2026 Đ.12"""
    counted = [one.code for one in CODES.values() if one.counted]
    return _open_spans(until).filter(code__in=counted, file__role=DeliveryFile.Role.ITEM)


def items_defective(until: datetime) -> dict[int, int]:
    """Delivered items with a fault that draws a fine by its share, each once."""
    return dict(_defective(until).values_list("delivery__agency_id").annotate(Count("file_id", distinct=True)))


def items_defective_lines(agency: int, until: datetime, offset: int, limit: int) -> list[EvidenceLine]:
    rows = _defective(until).filter(delivery__agency_id=agency).values_list("file_id").annotate(since=Min("opened_at"))
    found = dict(rows.order_by("-since", "file_id")[offset : offset + limit])
    files = DeliveryFile.objects.select_related("dossier").in_bulk(list(found))
    return [_file_line(files[key], since) for key, since in found.items()]


def findings_open(until: datetime) -> dict[int, int]:
    """Errors that a person must mend and had not yet."""
    return dict(_open_spans(until).values_list("delivery__agency_id").annotate(Sum("count")))


def findings_open_lines(agency: int, until: datetime, offset: int, limit: int) -> list[EvidenceLine]:
    rows = _open_spans(until).filter(delivery__agency_id=agency).select_related("delivery", "dossier", "file")
    return [
        EvidenceLine(
            finding_label(one.code),
            f"{reverse('digitisation:delivery', args=[one.delivery_id])}?ma={one.code}",
            one.file.path if one.file else one.dossier.title if one.dossier else one.delivery.folder_name,
            one.opened_at,
            one.count,
        )
        for one in rows.order_by("-opened_at", "-pk")[offset : offset + limit]
    ]
