"""A million audit rows, appended as the house appends them, with the moments of a year and a half behind them."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from datetime import datetime, timedelta
from random import Random
from typing import Any

from django.db import connection, transaction

from khoso.foundation.audit.actions import Actor, Entry, record_many
from khoso.foundation.audit.models import AuditEntry
from khoso.kernel import clock

BATCH = 5000
TOLD_EVERY = 50_000
DAYS = 540
# Verb, kind of its subject, and how many of a hundred rows.
VERBS = (
    ("access.page.show", "item", 64),
    ("access.search.run", "query", 12),
    ("identity.session.open", "person", 8),
    ("identity.session.close", "person", 3),
    ("recognition.fields.confirm", "item", 8),
    ("digitisation.file.check", "file", 3),
    ("packages.dossier.store", "dossier", 1),
    ("acceptance.dossier.accept", "dossier", 1),
)
WEIGHTS = [share for _, _, share in VERBS]
SOUGHT = ("mua xe mô tô", "giấy phép xây dựng", "dat dai", "quyết định 2004", "phân bổ kinh phí", "hợp đồng")


def count() -> int:
    return AuditEntry.objects.count()


def write_trail(wanted: int, people: list[tuple[int, str, str, str]], items: list[Any]) -> Iterator[int]:
    """Append rows until there are `wanted`; told now and then how many. `people`: id, username, name, agency code."""
    done = count()
    start, step = clock.now() - timedelta(days=DAYS), timedelta(days=DAYS) / max(wanted, 1)
    while done < wanted:
        dice = Random(f"trail/{done}")
        upto = min(wanted, done + BATCH)
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("SET LOCAL synchronous_commit = off")
            record_many(_entry(dice, start + step * place, people, items) for place in range(done, upto))
        done = upto
        if done % TOLD_EVERY == 0 or done == wanted:
            yield done


def _entry(dice: Random, at: datetime, people: list[tuple[int, str, str, str]], items: list[Any]) -> Entry:
    verb, kind, _ = dice.choices(VERBS, WEIGHTS)[0]
    key, username, name, agency = dice.choice(people)
    actor = Actor(
        username=username,
        full_name=name,
        agency=agency,
        address=f"10.1.{dice.randrange(20)}.{dice.randrange(250)}",
        request_id=f"{dice.getrandbits(64):016x}",
        person_id=key,
    )
    return Entry(verb, (kind, _subject(kind, username, items, dice)), _details(verb, dice), actor=actor, at=at)


def _subject(kind: str, username: str, items: list[Any], dice: Random) -> str:
    if kind == "person":
        return username
    if kind == "query":
        return dice.choice(SOUGHT)
    return str(dice.choice(items) if kind == "item" else uuid.UUID(int=dice.getrandbits(128), version=4))


def _details(verb: str, dice: Random) -> dict[str, Any]:
    if verb == "access.page.show":
        return {"page": dice.randrange(1, 5)}
    if verb == "access.search.run":
        return {"total": dice.randrange(2000)}
    if verb == "recognition.fields.confirm":
        return {"subject": ["", "Về việc xin mua xe mô tô"], "number": ["12", "13"]}
    return {}
