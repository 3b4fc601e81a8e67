"""Fingerprints kept as descriptions, pages and texts are: made again for what changed, and only there."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterable, Sequence
from typing import Any

from django.db import connection, transaction

from khoso.stages.catalogue.compute import likeness
from khoso.stages.catalogue.likeness.secrets import comparable_ids
from khoso.stages.catalogue.models import CommonKey, Dossier, Fingerprint, FingerprintDue, Item

DESCRIBE, SEARCH = str(FingerprintDue.Step.DESCRIBE), str(FingerprintDue.Step.SEARCH)
OF_DESCRIPTIONS = (Fingerprint.Kind.CODE, Fingerprint.Kind.NUMBER, Fingerprint.Kind.TITLE)
DOSSIER_COLUMNS = ("id", "title", "reference_code", "paper_reference_code")
ITEM_COLUMNS = ("id", "dossier_id", "identifier", "number", "notation", "issued_date", "issuer", "subject")
# Shared by more, a key tells nothing.
SHARED_BY_MOST = 200
# First key of the advisory lock that lets one worker at a time make fingerprints.
_LOCK = 727_083

Made = dict[tuple[uuid.UUID, uuid.UUID | None, str], likeness.Print]


def made_for(dossier_ids: Collection[uuid.UUID]) -> Made:
    """The fingerprints the descriptions of these dossiers give now; a secret gives none."""
    ids = comparable_ids(dossier_ids)
    made: Made = {}
    for row in Dossier.objects.filter(pk__in=ids).order_by().values(*DOSSIER_COLUMNS):
        for found in likeness.of_dossier(row):
            made[row["id"], None, found.kind] = found
    for row in Item.objects.filter(dossier_id__in=ids).order_by().values(*ITEM_COLUMNS).iterator(5_000):
        for found in likeness.of_item(row):
            made[row["dossier_id"], row["id"], found.kind] = found
    return made


@transaction.atomic
def refresh(dossier_ids: Collection[uuid.UUID]) -> int:
    """Make the fingerprints of these descriptions what they should be. Returns how many rows changed."""
    made = made_for(dossier_ids)
    stale, same = [], set()
    kept = Fingerprint.objects.filter(dossier_id__in=list(dossier_ids), kind__in=OF_DESCRIPTIONS)
    for pk, dossier, item, kind, value, keys in kept.values_list(
        "pk", "dossier_id", "item_id", "kind", "value", "keys"
    ).iterator(5_000):
        wanted = made.get((dossier, item, kind))
        if wanted is not None and (wanted.value, list(wanted.keys)) == (value, keys):
            same.add((dossier, item, kind))
        else:
            stale.append(pk)
    for start in range(0, len(stale), 5_000):
        Fingerprint.objects.filter(pk__in=stale[start : start + 5_000]).delete()
    rows = [
        Fingerprint(kind=kind, dossier_id=dossier, item_id=item, value=found.value, keys=list(found.keys))
        for (dossier, item, kind), found in made.items()
        if (dossier, item, kind) not in same
    ]
    Fingerprint.objects.bulk_create(rows, batch_size=5_000)
    return len(stale) + len(rows)


def take_due(most: int) -> int:
    """Make the fingerprints of up to so many dossiers that changed, then note them to be compared. Returns how many.

    Nothing waits and nothing is lost: a change that commits while this runs has a note of its own, which stays.
    """
    with transaction.atomic():
        if not _alone():
            return 0
        ids = _noted(DESCRIBE, most)
        if ids:
            there = list(Dossier.objects.filter(pk__in=ids).order_by().values_list("pk", flat=True))
            refresh(there)
            note(there, SEARCH)
        return len(ids)


def _alone() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s, 1)", [_LOCK])
        return bool(cursor.fetchone()[0])


def _noted(step: str, most: int) -> list[uuid.UUID]:
    """Take the notes of up to so many dossiers away and say which."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            WITH chosen AS (
                SELECT DISTINCT dossier_id FROM (
                    SELECT dossier_id FROM catalogue_fingerprintdue WHERE step = %s ORDER BY dossier_id LIMIT %s
                ) first
            ), gone AS (
                DELETE FROM catalogue_fingerprintdue due USING chosen
                WHERE due.step = %s AND due.dossier_id = chosen.dossier_id
            ) SELECT dossier_id FROM chosen
            """,
            [step, most, step],
        )
        return [row[0] for row in cursor.fetchall()]


def note(dossier_ids: Iterable[uuid.UUID], step: str) -> None:
    """These dossiers are due for this step."""
    rows = [FingerprintDue(dossier_id=one, step=step) for one in dossier_ids]
    FingerprintDue.objects.bulk_create(rows, batch_size=5_000)


def take_to_search(most: int) -> list[uuid.UUID]:
    """Up to so many dossiers whose twins are to be looked for, in the present transaction."""
    return _noted(SEARCH, most)


def waiting() -> dict[str, int]:
    """How many dossiers wait for each step."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT step, count(DISTINCT dossier_id) FROM catalogue_fingerprintdue GROUP BY step")
        counted: dict[str, int] = dict(cursor.fetchall())
    return {step: counted.get(step, 0) for step in (DESCRIBE, SEARCH)}


def not_compared(dossier_ids: Collection[uuid.UUID]) -> set[uuid.UUID]:
    """Those of these dossiers that changed since they were last compared."""
    rows = FingerprintDue.objects.filter(dossier_id__in=list(dossier_ids))
    return set(rows.values_list("dossier_id", flat=True))


@transaction.atomic
def replace(item_id: object, kind: str, prints: Sequence[tuple[int, likeness.Print]]) -> bool:
    """The pages or the text of an item are these now. Returns whether anything changed."""
    dossier_id = Item.objects.values_list("dossier_id", flat=True).get(pk=item_id)
    rows = Fingerprint.objects.filter(kind=kind, dossier_id=dossier_id, item_id=item_id)
    before = dict(rows.values_list("page", "value"))
    if before == {page: found.value for page, found in prints}:
        return False
    rows.delete()
    Fingerprint.objects.bulk_create(
        Fingerprint(
            kind=kind, dossier_id=dossier_id, item_id=item_id, page=page, value=found.value, keys=list(found.keys)
        )
        for page, found in prints
    )
    note([dossier_id], SEARCH)
    return True


@transaction.atomic
def count_common_keys() -> int:
    """Find the keys that so many fingerprints share that they tell nothing. Returns how many there are."""
    CommonKey.objects.all().delete()
    with connection.cursor() as cursor:
        # What waits to be merged into the index is read by every search.
        cursor.execute("SELECT gin_clean_pending_list('fingerprint_by_keys')")
        cursor.execute(
            "INSERT INTO catalogue_commonkey (key, shared_by) SELECT key, count(*)"
            " FROM catalogue_fingerprint, unnest(keys) key GROUP BY key HAVING count(*) > %s",
            [SHARED_BY_MOST],
        )
        return int(cursor.rowcount)


def common_among(keys: Collection[int]) -> set[int]:
    """Those of these keys that tell nothing."""
    rows: Any = CommonKey.objects.filter(key__in=list(keys))
    return set(rows.values_list("key", flat=True))
