"""Asking which dossiers look like which."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from khoso.stages.catalogue.likeness import keeping, searching
from khoso.stages.catalogue.likeness.reasons import Reason, read
from khoso.stages.catalogue.likeness.secrets import comparable_ids
from khoso.stages.catalogue.models import Dossier, TwinPair, TwinVerdict

# So many dossiers that changed since they were compared are compared while somebody waits; `not_compared` tells of
# the others.
_MOST_AT_ONCE = 10


@dataclass(frozen=True)
class Twin:
    """Another dossier that looks like one, of any agency; never a secret or held one."""

    dossier: Dossier
    score: float
    reasons: tuple[Reason, ...]
    verdict: TwinVerdict | None = None

    @property
    def agency(self) -> Any:
        return self.dossier.fonds.agency

    @property
    def percent(self) -> int:
        # Only a person is sure.
        return min(99, round(100 * self.score))

    @property
    def is_digitised(self) -> bool:
        """Whether scans of the other one are known."""
        return self.dossier.digitised_at is not None

    @property
    def is_same(self) -> bool:
        """Whether a person said that the two are one."""
        return self.verdict is not None and self.verdict.verdict == TwinVerdict.Verdict.SAME

    @property
    def is_different(self) -> bool:
        """Whether a person said that the two are two."""
        return self.verdict is not None and self.verdict.verdict == TwinVerdict.Verdict.DIFFERENT


def twins_of(dossier_ids: Iterable[uuid.UUID]) -> dict[uuid.UUID, list[Twin]]:
    """The likely twins of these dossiers, likest first, those a person judged included; an entry for every id.

    What changed since it was last compared is compared now while there are few of them; see `not_compared`.
    """
    ids = list(dict.fromkeys(dossier_ids))
    found: dict[uuid.UUID, dict[uuid.UUID, tuple[float, list[dict[str, Any]]]]] = {one: {} for one in ids}
    wanted = Q(left__in=ids) | Q(right__in=ids)
    rows = TwinPair.objects.filter(wanted).values_list("left_id", "right_id", "score", "reasons")
    for left, right, score, reasons in rows:
        for one, other in ((left, right), (right, left)):
            if one in found:
                found[one][other] = (score, reasons)
    for one in sorted(keeping.not_compared(ids))[:_MOST_AT_ONCE]:
        if one in found:
            found[one] = {each.other: (each.score, each.reasons) for each in searching.twins_of(one)}
    verdicts: dict[tuple[uuid.UUID, uuid.UUID], TwinVerdict] = {}
    for verdict in TwinVerdict.objects.filter(wanted).select_related("by"):
        verdicts[verdict.left_id, verdict.right_id] = verdict
        for one, other in ((verdict.left_id, verdict.right_id), (verdict.right_id, verdict.left_id)):
            if one in found:
                found[one].setdefault(other, (0.0, []))
    return _told(found, verdicts)


def _told(
    found: dict[uuid.UUID, dict[uuid.UUID, tuple[float, list[dict[str, Any]]]]],
    verdicts: dict[tuple[uuid.UUID, uuid.UUID], TwinVerdict],
) -> dict[uuid.UUID, list[Twin]]:
    """Twins by dossier; whoever became a secret since is told nothing of, and nothing is told of it."""
    everyone = {other for near in found.values() for other in near} | set(found)
    rows = Dossier.objects.select_related("fonds__agency").filter(pk__in=comparable_ids(everyone))
    dossiers = {row.pk: row for row in rows}
    told: dict[uuid.UUID, list[Twin]] = defaultdict(list)
    for one, near in found.items():
        told[one] = [
            Twin(dossiers[other], score, read(reasons), verdicts.get((min(one, other), max(one, other))))
            for other, (score, reasons) in near.items()
            if other in dossiers and one in dossiers
        ]
        told[one].sort(key=lambda twin: (not twin.is_same, -twin.score, str(twin.dossier.pk)))
    return dict(told)


def not_compared(dossier_ids: Collection[uuid.UUID]) -> set[uuid.UUID]:
    """Those of these dossiers that changed and are still to be compared."""
    return keeping.not_compared(dossier_ids)
