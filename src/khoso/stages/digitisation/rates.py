"""How many items of a fonds or of a delivery have a fault that Decree 31 counts, and the fine such a share would draw.

# Luật: NĐ 31/2026 Đ.12
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db import connection

from khoso.foundation.identity.permissions import agencies_of
from khoso.foundation.identity.roles import WORKERS
from khoso.stages.digitisation import states
from khoso.stages.digitisation.compute.codes import CODES, Counted
from khoso.stages.digitisation.compute.decree import Rate
from khoso.stages.digitisation.permissions import firm_of

# A row whose file never came is an item too; one that is handed over or in quarantine is none that was digitised.
_COUNTED = """
WITH items AS (
  SELECT d.fonds_id, f.item_id, f.id, f.delivery_id, f.path
    FROM digitisation_deliveryfile f
    JOIN catalogue_dossier d ON d.id = f.dossier_id
    JOIN digitisation_delivery v ON v.id = f.delivery_id
   WHERE f.role = 'item' AND f.item_id IS NOT NULL AND f.state <> ALL(%(away)s)
     AND (%(delivery)s::uuid IS NULL OR f.delivery_id = %(delivery)s::uuid)
     AND (%(agencies)s::bigint[] IS NULL OR v.agency_id = ANY(%(agencies)s::bigint[]))
     AND (%(firm)s::bigint IS NULL OR %(firm)s::bigint =
              (SELECT b.contractor_id FROM digitisation_batch b WHERE b.id = v.batch_id)
          OR (v.batch_id IS NULL AND v.registered_by IN
              (SELECT p.username FROM identity_person p WHERE p.employer_id = %(firm)s::bigint)))
), judged AS (
  SELECT fonds_id, item_id,
         bool_or(EXISTS (SELECT 1 FROM digitisation_deliveryfinding x
                  WHERE x.file_id = items.id AND x.severity = 'error' AND x.code = ANY(%(format)s))) AS of_format,
         bool_or(EXISTS (SELECT 1 FROM digitisation_deliveryfinding x
                  WHERE x.file_id = items.id AND x.severity = 'error' AND x.code = ANY(%(name)s))) AS of_name,
         bool_or(EXISTS (SELECT 1 FROM digitisation_deliveryfinding x
                  WHERE x.delivery_id = items.delivery_id AND x.code = 'pairing.file_without_row'
                    AND x."where" = items.path)) AS of_link
    FROM items GROUP BY fonds_id, item_id
), rows AS (
  SELECT d.fonds_id, count(*) AS lost
    FROM digitisation_deliveryfinding x
    JOIN catalogue_dossier d ON d.id = x.dossier_id
    JOIN digitisation_delivery v ON v.id = x.delivery_id
   WHERE x.code = 'pairing.row_without_file'
     AND (%(delivery)s::uuid IS NULL OR x.delivery_id = %(delivery)s::uuid)
     AND (%(agencies)s::bigint[] IS NULL OR v.agency_id = ANY(%(agencies)s::bigint[]))
     AND (%(firm)s::bigint IS NULL OR %(firm)s::bigint =
              (SELECT b.contractor_id FROM digitisation_batch b WHERE b.id = v.batch_id)
          OR (v.batch_id IS NULL AND v.registered_by IN
              (SELECT p.username FROM identity_person p WHERE p.employer_id = %(firm)s::bigint)))
   GROUP BY d.fonds_id
), counted AS (
  SELECT fonds_id, count(*) AS items, count(*) FILTER (WHERE of_format) AS of_format,
         count(*) FILTER (WHERE of_name) AS of_name, count(*) FILTER (WHERE of_link) AS of_link,
         count(*) FILTER (WHERE of_format OR of_name OR of_link) AS defective
    FROM judged GROUP BY fonds_id
)
SELECT fonds.id, fonds.code, fonds.title, agency.name,
       coalesce(items, 0) + coalesce(lost, 0), coalesce(defective, 0) + coalesce(lost, 0),
       coalesce(of_format, 0), coalesce(of_name, 0), coalesce(of_link, 0) + coalesce(lost, 0)
  FROM counted FULL JOIN rows USING (fonds_id)
  JOIN catalogue_fonds fonds ON fonds.id = fonds_id
  JOIN identity_agency agency ON agency.id = fonds.agency_id
 ORDER BY agency.name, fonds.code
"""


@dataclass(frozen=True)
class FondsRate:
    """The items of one fonds and those with a counted fault."""

    fonds_id: Any
    code: str
    title: str
    agency_name: str
    rate: Rate


def rates_of(person: Any) -> list[FondsRate]:
    """The fonds of a person's agencies that anything was delivered for, by agency and code; one question.

    For a contractor's people what their own firm delivered is counted, and nothing else.
    """
    scope, firm = agencies_of(person, WORKERS), firm_of(person)
    return _ask(agencies=None if scope is None else sorted(scope), firm=firm)


def rate_of_delivery(delivery_id: object) -> Rate:
    """The rate of one delivery, over all its fonds."""
    found = [one.rate for one in _ask(delivery=str(delivery_id))]
    kinds = {kind: sum(rate.by_kind[kind] for rate in found) for kind in Counted if kind}
    return Rate(sum(rate.items for rate in found), sum(rate.defective for rate in found), kinds)


def _ask(*, delivery: str | None = None, agencies: list[int] | None = None, firm: int | None = None) -> list[FondsRate]:
    counted = {kind: [one.code for one in CODES.values() if one.counted is kind] for kind in Counted}
    asked = {
        "away": list(states.PUT_AWAY),
        "delivery": delivery,
        "agencies": agencies,
        "firm": firm,
        "format": counted[Counted.FORMAT],
        "name": counted[Counted.NAME],
    }
    with connection.cursor() as cursor:
        cursor.execute(_COUNTED, asked)
        rows = cursor.fetchall()
    kinds = (Counted.FORMAT, Counted.NAME, Counted.LINK)
    return [
        FondsRate(fonds, code, title, agency, Rate(items, defective, dict(zip(kinds, told, strict=True))))
        for fonds, code, title, agency, items, defective, *told in rows
    ]
