"""Making the yearly list of what has passed its retention. Nothing is destroyed here.

# Luật: TT 05/2025 Đ.48
"""

from __future__ import annotations

from typing import Any

from django.db import connection, transaction

from khoso.foundation.audit.actions import record
from khoso.foundation.identity.models import Agency
from khoso.kernel import clock
from khoso.kernel.codes import MAINTENANCE
from khoso.stages.catalogue.models import Dossier, ExpiryList
from khoso.stages.catalogue.permissions import can_list_expired
from khoso.stages.catalogue.retention import queries
from khoso.stages.catalogue.retention.errors import MayNotList, NothingExpired

# A dossier stands on one list for the same end of its term; when the term was lengthened and passed again, on another.
# Luật: TT 05/2025 Đ.48.4.b (lý do hủy; ghi chú khi còn bản gốc giấy)
_FREEZE = """
INSERT INTO catalogue_expiryentry
       (list_id, dossier_id, reference_code, title, retention_code, ended_in, items, pages, reason, note)
SELECT %(list)s, d.id, d.reference_code, d.title, d.retention_code, d.retention_ends,
       coalesce(d.declared_item_count, nullif(held.items, 0)), coalesce(d.declared_page_count, nullif(held.pages, 0)),
       format('Hết thời hạn lưu trữ %%s năm, tính từ năm %%s, hết năm %%s',
              d.retention_ends - coalesce(d.retention_from, d.end_year), coalesce(d.retention_from, d.end_year),
              d.retention_ends),
       CASE WHEN d.paper_reference_code <> '' THEN 'Có bản gốc giấy: ' || d.paper_reference_code
            WHEN d.trust_code IN ('02', '03') THEN 'Có bản gốc giấy' ELSE '' END
  FROM catalogue_dossier d
  JOIN catalogue_fonds f ON f.id = d.fonds_id
  LEFT JOIN LATERAL (SELECT count(*) AS items, sum(i.page_count) AS pages
                       FROM catalogue_item i WHERE i.dossier_id = d.id) held ON true
 WHERE f.agency_id = %(agency)s AND d.retention_ends < %(year)s
   AND NOT EXISTS (SELECT 1 FROM catalogue_expiryentry e
                    WHERE e.dossier_id = d.id AND e.ended_in = d.retention_ends)
"""


@transaction.atomic
def make_list(agency: Agency, *, by: Any = None) -> ExpiryList:
    """This year's list of an agency, frozen as it stands; the one there is when it was made before.

    `by` None: the yearly clock. Raises MayNotList, NothingExpired.
    """
    _must_may(by, agency)
    year = clock.today().year
    there = ExpiryList.objects.filter(agency=agency, year=year).first()
    if there is not None:
        return there
    if not queries.not_listed(Dossier.objects.filter(fonds__agency=agency), year).exists():
        raise NothingExpired
    now = clock.now()
    made, is_new = ExpiryList.objects.get_or_create(
        agency=agency,
        year=year,
        # Whoever makes it has seen it; one the clock made waits for the person in charge.
        defaults={"made_at": now, "made_by": by, "received_at": now if by else None, "received_by": by},
    )
    if is_new:
        added = _freeze(made)
        record(
            "catalogue.expiry_list.make",
            subject=("expiry_list", made.pk),
            agency=agency.code,
            details={"year": year, "dossiers": added},
        )
    return made


@transaction.atomic
def supplement_list(one: ExpiryList, *, by: Any) -> int:
    """Add what expired and came to be known after the list was made; says how many. What stands there stays.

    Raises MayNotList, NothingExpired.
    """
    _must_may(by, one.agency)
    held = ExpiryList.objects.select_for_update().get(pk=one.pk)
    added = _freeze(held)
    if not added:
        raise NothingExpired
    record(
        "catalogue.expiry_list.supplement",
        subject=("expiry_list", held.pk),
        agency=one.agency.code,
        details={"year": held.year, "dossiers": added},
    )
    return added


@transaction.atomic
def receive_list(one: ExpiryList, *, by: Any) -> None:
    """The person in charge has seen the list the clock made. Saying it again changes nothing. Raises MayNotList."""
    _must_may(by, one.agency)
    if not ExpiryList.objects.filter(pk=one.pk, received_at=None).update(received_at=clock.now(), received_by=by):
        return
    record(
        "catalogue.expiry_list.receive",
        subject=("expiry_list", one.pk),
        agency=one.agency.code,
        details={"year": one.year},
    )


def fetch_list(one: ExpiryList, file_format: str, lines: int, sha256: str) -> None:
    """Record that a list was taken as a file."""
    record(
        "catalogue.expiry_list.fetch",
        subject=("expiry_list", one.pk),
        agency=one.agency.code,
        details={"format": file_format, "lines": lines, "sha256": sha256},
    )


def make_due_lists() -> int:
    """Make this year's list of every agency that has something to list and none yet; says how many were made."""
    year = clock.today().year
    done = ExpiryList.objects.filter(year=year).values("agency_id")
    rows = queries.not_listed(Dossier.objects.exclude(fonds__agency_id__in=done), year)
    agencies = sorted(set(rows.order_by().values_list("fonds__agency_id", flat=True).distinct()))
    for agency in Agency.objects.filter(pk__in=agencies).order_by("pk"):
        make_list(agency)
    return len(agencies)


def _freeze(one: ExpiryList) -> int:
    with connection.cursor() as cursor:
        cursor.execute(_FREEZE, {"list": one.pk, "agency": one.agency_id, "year": one.year})
        return cursor.rowcount


def _must_may(by: Any, agency: Agency) -> None:
    if by is not None and not can_list_expired(by, agency):
        raise MayNotList


def term_of(code: str) -> str:
    return MAINTENANCE.get(code, code)
