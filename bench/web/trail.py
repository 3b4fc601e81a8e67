"""A million audit rows in whole chains, as years of work leave them. The one place that knows the form of a row."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterator
from datetime import datetime, timedelta
from random import Random
from typing import Any

from bench.web.bulk import Rows, write_together
from khoso.foundation.audit.actions import as_facts
from khoso.foundation.audit.chain import GENESIS, entry_hash
from khoso.foundation.audit.models import AuditEntry
from khoso.kernel import clock

BATCH = 20_000
DAYS = 540
# Verb, kind of its subject, and how many of a hundred rows; verbs of one room are one chain.
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
SOUGHT = ("mua xe mô tô", "giấy phép xây dựng", "dat dai", "quyết định 2004", "phân bổ kinh phí", "hợp đồng")


def count() -> int:
    return AuditEntry.objects.count()


def write_trail(wanted: int, people: list[tuple[str, str, str]], items: list[Any]) -> Iterator[int]:
    """Append rows until there are `wanted`, each batch told. `people`: (username, full name, agency code)."""
    done = count()
    chains = sorted({verb.split(".")[0] for verb, _, _ in VERBS})
    shares = {chain: sum(n for verb, _, n in VERBS if verb.startswith(f"{chain}.")) / 100 for chain in chains}
    start, step = clock.now() - timedelta(days=DAYS), timedelta(days=DAYS) / max(wanted, 1)
    for chain in chains:
        own = AuditEntry.objects.filter(chain=chain)
        last = own.order_by("-position").values_list("position", "hash").first()
        position, head = last or (0, GENESIS)
        target = round(wanted * shares[chain])
        while position < target:
            upto = min(position + BATCH, target)
            head = _append(chain, position, upto, head, people, items, start, step / shares[chain])
            done += upto - position
            position = upto
            yield done


def _append(
    chain: str,
    position: int,
    upto: int,
    head: str,
    people: list[tuple[str, str, str]],
    items: list[Any],
    start: datetime,
    step: timedelta,
) -> str:
    dice = Random(f"trail/{chain}/{position}")
    verbs = [row for row in VERBS if row[0].startswith(f"{chain}.")]
    rows = Rows(AuditEntry, *COLUMNS)
    for place in range(position + 1, upto + 1):
        verb, kind, _ = dice.choices(verbs, [row[2] for row in verbs])[0]
        username, name, agency = dice.choice(people)
        entry = AuditEntry(
            chain=chain,
            position=place,
            at=start + step * place,
            actor=username,
            actor_name=name,
            agency=agency,
            verb=verb,
            subject_kind=kind,
            subject_id=_subject(kind, username, items, dice),
            address=f"10.1.{dice.randrange(20)}.{dice.randrange(250)}",
            request_id=f"{dice.getrandbits(64):016x}",
            details=_details(verb, dice),
            previous_hash=head,
        )
        head = entry.hash = entry_hash(head, as_facts(entry))
        rows.add(*(_plain(getattr(entry, column)) for column in COLUMNS))
    write_together(rows)
    return head


COLUMNS = tuple(field.attname for field in AuditEntry._meta.concrete_fields if field.attname != "id")


def _plain(value: Any) -> Any:
    return json.dumps(value, ensure_ascii=False) if isinstance(value, dict) else value


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
