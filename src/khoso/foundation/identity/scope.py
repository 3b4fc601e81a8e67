"""How far roles reach: the agency, all below it and all it succeeded wholly; between two days; own or lent.

Whoever works for a ward of today works on the records of the communes it took over. What was divided among several
heirs is reached by none of them alone: Home Affairs says who keeps it.
"""

from __future__ import annotations

from django.db import connection

from khoso.kernel import clock

# One question: the roles a person holds today, and for each every agency it reaches. A lent role holds only while its
# giver's account is in use and still has that role.
_HELD = """
WITH RECURSIVE held AS (
    SELECT m.role, m.agency_id
      FROM identity_membership m
     WHERE m.person_id = %(person)s
       AND (m.valid_from IS NULL OR m.valid_from <= %(today)s) AND (m.valid_to IS NULL OR m.valid_to >= %(today)s)
    UNION
    SELECT d.role, d.agency_id
      FROM identity_delegation d
      JOIN identity_person g ON g.id = d.giver_id AND g.is_active
      JOIN identity_membership m ON m.person_id = d.giver_id AND m.agency_id = d.agency_id AND m.role = d.role
       AND (m.valid_from IS NULL OR m.valid_from <= %(today)s) AND (m.valid_to IS NULL OR m.valid_to >= %(today)s)
     WHERE d.taker_id = %(person)s AND d.revoked_at IS NULL
       AND d.valid_from <= %(today)s AND d.valid_to >= %(today)s
), reach AS (
    SELECT role, agency_id AS root, agency_id FROM held
    UNION
    SELECT reach.role, reach.root, below.id
      FROM reach
      JOIN (SELECT id, parent_id AS above FROM identity_agency WHERE parent_id IS NOT NULL
            UNION ALL
            SELECT predecessor_id, heir_id FROM identity_succession WHERE NOT is_partial) below
        ON below.above = reach.agency_id
)
SELECT role, array_agg(agency_id) FROM reach GROUP BY role, root ORDER BY role, root
"""


def held_roles(person_id: int) -> list[tuple[str, frozenset[int]]]:
    """(role, ids of the agencies it reaches) of everything a person holds today."""
    with connection.cursor() as cursor:
        cursor.execute(_HELD, {"person": person_id, "today": clock.today()})
        return [(role, frozenset(agencies)) for role, agencies in cursor.fetchall()]
