"""How the sealing stands now: cheap enough for every page that asks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from khoso.foundation.audit import replicas, strangers
from khoso.foundation.audit.jobs import seal_minutes
from khoso.foundation.audit.models import AuditSeal
from khoso.foundation.audit.sealing import heads, kept, known_seals


@dataclass(frozen=True)
class SealsNow:
    """The last seal, the rows after it, acts of strangers that are only counted yet, and whether a replica knows more.

    Seals are due every `minutes`; that is how long what was recorded can still be rewritten unseen.
    """

    last: AuditSeal | None
    unsealed: int
    counted: int
    minutes: int
    is_older: bool

    def is_late(self, now: datetime) -> bool:
        """Rows wait for a seal much longer than they should."""
        if not self.unsealed:
            return False
        return self.last is None or now - self.last.at > timedelta(minutes=3 * self.minutes + 10)


def seals_now() -> SealsNow:
    last = AuditSeal.objects.order_by("-position").first()
    rows = sum(head["position"] for head in heads())
    unsealed = rows - (last.rows if last else 0)
    return SealsNow(last, max(0, unsealed), strangers.waiting(), seal_minutes(), bool(replicas.ahead_of(known_seals())))


def replica_troubles() -> dict[str, str]:
    """Replicas that lack the newest seal, and why: "" when they can be reached and just lack it."""
    last = AuditSeal.objects.order_by("-position").first()
    path = kept(last).path if last else None
    return {
        name: trouble
        for name, folder, trouble in replicas.folders()
        if folder is None or (path is not None and not (folder / path).exists())
    }
