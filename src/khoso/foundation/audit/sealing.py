"""Sealing the heads of all chains, and carrying seals out of the database to every replica.

A seal says: at this moment the chains ended here. Whoever rewrites a row below a sealed head afterwards would have to
rewrite the seal, which our key (and a time-stamping authority, when there is one) signed, in every place it was
carried to.
"""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db import connection, transaction

from khoso.engines import signatures
from khoso.foundation.audit import replicas
from khoso.foundation.audit.actions import forget_looks, record, settle_strangers
from khoso.foundation.audit.chain import GENESIS, canonical, text_hash
from khoso.foundation.audit.errors import DatabaseIsOlder
from khoso.foundation.audit.guards import HEADS
from khoso.foundation.audit.models import AuditSeal
from khoso.foundation.audit.replicas import Kept
from khoso.kernel import clock


@dataclass(frozen=True)
class Sealed:
    """What sealing did: the seal (None when nothing was added since the last), and what went wrong where."""

    seal: AuditSeal | None
    troubles: dict[str, str]
    no_timestamp: str = ""


def heads() -> list[dict[str, Any]]:
    """The last row of every chain: `chain`, `position`, `hash`."""
    with connection.cursor() as cursor:
        cursor.execute(HEADS)
        return [{"chain": chain, "position": position, "hash": head} for chain, position, head in cursor.fetchall()]


def seal(*, after_restore: str = "") -> Sealed:
    """Seal what was added since the last seal and write it to every replica; replicas that were away catch up.

    Raises DatabaseIsOlder when a replica holds a seal this database does not know: it was restored from an older
    backup or somebody removed seals. `after_restore` (the reason) records that as an act of its own and goes on.
    """
    # Not in one transaction with the seal: what is counted or recorded here belongs under it.
    settle_strangers()
    ahead = replicas.ahead_of(known_seals())
    if ahead:
        if not after_restore:
            raise DatabaseIsOlder(ahead)
        _record_restore(ahead, after_restore)
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended('audit-seals', 82))")
        made, no_timestamp = _add(heads(), max((one.position for one in ahead), default=0))
    return Sealed(made, carry(), no_timestamp)


def carry() -> dict[str, str]:
    """Write to every replica the seals it lacks, newest first until one is there. What went wrong, by replica."""
    newest_first = AuditSeal.objects.order_by("-position").iterator(chunk_size=500)
    return replicas.write_missing(kept(one) for one in newest_first)


def kept(one: AuditSeal) -> Kept:
    """A seal as it is carried out of the database."""
    return Kept(one.position, one.content, one.previous_hash, one.hash, one.signature, one.key_id, one.timestamp)


def known_seals() -> dict[int, str]:
    """The last seals of the database: hash by position."""
    last = AuditSeal.objects.order_by("-position").values_list("position", "hash")[:50]
    return dict(last)


def _add(now_heads: list[dict[str, Any]], beyond: int) -> tuple[AuditSeal | None, str]:
    last = AuditSeal.objects.order_by("-position").first()
    if not now_heads or (last is not None and last.facts["heads"] == now_heads):
        return None, ""
    at, rows = clock.now(), sum(head["position"] for head in now_heads)
    position = max(last.position if last else 0, beyond) + 1
    content = canonical({"at": at, "heads": now_heads, "position": position, "rows": rows, "version": 1})
    previous = last.hash if last else GENESIS
    told = signatures.seal_keys().seal(sealed_bytes(previous, content))
    made = AuditSeal.objects.create(
        position=position,
        at=at,
        rows=rows,
        content=content,
        previous_hash=previous,
        hash=text_hash(previous, content),
        signature=base64.b64encode(told.signature).decode(),
        key_id=told.key_id,
        timestamp=base64.b64encode(told.timestamp).decode(),
    )
    return made, told.trouble


def sealed_bytes(previous: str, content: str) -> bytes:
    """What a seal's hash, signature and time stamp cover."""
    return f"{previous}\n{content}".encode()


def _record_restore(ahead: list[Kept], reason: str) -> None:
    lost = [{"position": one.position, "hash": one.hash, "heads": json.loads(one.content)["heads"]} for one in ahead]
    record("audit.trail.restore", subject=("seal", ahead[-1].position), details={"reason": reason, "lost": lost})


def tend() -> Sealed:
    """What the clock asks for: seal, and forget looks nobody can be in the middle of."""
    done = seal()
    forget_looks(before=clock.now() - timedelta(days=1))
    return done
