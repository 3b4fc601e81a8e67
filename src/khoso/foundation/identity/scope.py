"""How far roles reach: the agency, all below it and all it succeeded wholly; between two days; own or lent.

Whoever works for a ward of today works on the records of the communes it took over. What was divided among several
heirs is reached by none of them alone: Home Affairs says who keeps it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable

from django.db import connection

from khoso.foundation.identity.rules import Duty
from khoso.kernel import clock

# The agencies one step further: those below, and those wholly succeeded.
_BELOW = """
    SELECT id, parent_id AS above FROM identity_agency WHERE parent_id IS NOT NULL
    UNION ALL
    SELECT predecessor_id, heir_id FROM identity_succession WHERE NOT is_partial
"""

_VALID = """m.ended_at IS NULL
       AND (m.valid_from IS NULL OR m.valid_from <= %(today)s) AND (m.valid_to IS NULL OR m.valid_to >= %(today)s)"""

# One question: the roles a person holds today, and for each every agency it reaches. A lent role holds only while its
# giver's account is in use and still has that role.
_HELD = f"""
WITH RECURSIVE held AS (
    SELECT m.role, m.agency_id, false AS is_lent
      FROM identity_membership m
     WHERE m.person_id = %(person)s AND {_VALID}
    UNION
    SELECT d.role, d.agency_id, true
      FROM identity_delegation d
      JOIN identity_person g ON g.id = d.giver_id AND g.is_active
      JOIN identity_membership m ON m.person_id = d.giver_id AND m.agency_id = d.agency_id AND m.role = d.role
       AND {_VALID}
     WHERE d.taker_id = %(person)s AND d.revoked_at IS NULL
       AND d.valid_from <= %(today)s AND d.valid_to >= %(today)s
), reach AS (
    SELECT role, is_lent, agency_id AS root, agency_id FROM held
    UNION
    SELECT reach.role, reach.is_lent, reach.root, below.id
      FROM reach JOIN ({_BELOW}) below ON below.above = reach.agency_id
)
SELECT role, array_agg(agency_id), is_lent FROM reach GROUP BY role, root, is_lent ORDER BY role, root, is_lent
"""  # noqa: S608 - put together from constants

_REACH = f"""
WITH RECURSIVE reach AS (
    SELECT id AS root, id AS agency_id FROM identity_agency WHERE id = ANY(%(roots)s)
    UNION
    SELECT reach.root, below.id FROM reach JOIN ({_BELOW}) below ON below.above = reach.agency_id
)
SELECT root, array_agg(agency_id) FROM reach GROUP BY root
"""  # noqa: S608 - put together from constants

# Every role somebody has or will have, given or lent, whether or not it counts today: what the rules on duties ask.
_DUTIES = """
SELECT m.person_id, m.role, m.agency_id, m.valid_from, m.valid_to, a.name
  FROM identity_membership m JOIN identity_agency a ON a.id = m.agency_id
 WHERE m.person_id = ANY(%(people)s) AND m.ended_at IS NULL AND (m.valid_to IS NULL OR m.valid_to >= %(today)s)
   AND (%(besides)s::bigint IS NULL OR m.id <> %(besides)s)
UNION ALL
SELECT d.taker_id, d.role, d.agency_id, d.valid_from, d.valid_to, a.name
  FROM identity_delegation d JOIN identity_agency a ON a.id = d.agency_id
 WHERE d.taker_id = ANY(%(people)s) AND d.revoked_at IS NULL AND d.valid_to >= %(today)s
"""


def held_roles(person_id: int) -> list[tuple[str, frozenset[int], bool]]:
    """(role, ids of the agencies it reaches, whether it is lent) of everything a person holds today."""
    with connection.cursor() as cursor:
        cursor.execute(_HELD, {"person": person_id, "today": clock.today()})
        return [(role, frozenset(agencies), is_lent) for role, agencies, is_lent in cursor.fetchall()]


def reach_of(agency_ids: Iterable[int]) -> dict[int, frozenset[int]]:
    """For each agency: itself, all below it and all it succeeded wholly."""
    with connection.cursor() as cursor:
        cursor.execute(_REACH, {"roots": sorted(set(agency_ids))})
        return {root: frozenset(agencies) for root, agencies in cursor.fetchall()}


def duties_of(person_ids: Collection[int], *, besides: int | None = None) -> dict[int, list[Duty]]:
    """What each person has or will have from today on, given and lent, without the membership `besides`."""
    with connection.cursor() as cursor:
        cursor.execute(_DUTIES, {"people": list(person_ids), "today": clock.today(), "besides": besides})
        rows = cursor.fetchall()
    reach = reach_of(agency for _, _, agency, *_ in rows) if rows else {}
    found: dict[int, list[Duty]] = {person: [] for person in person_ids}
    for person, role, agency, first, last, where in rows:
        found[person].append(Duty(role, reach[agency], first, last, where))
    return found
