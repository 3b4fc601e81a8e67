"""The queue of likely twins of one's agencies: filtered, counted, strongest first."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery
from django.utils.translation import gettext as _

from khoso.foundation.identity.permissions import agencies_of
from khoso.foundation.identity.roles import STAFF
from khoso.stages.catalogue.likeness.reasons import Reason, read
from khoso.stages.catalogue.likeness.secrets import comparable_ids
from khoso.stages.catalogue.models import Dossier, Fingerprint, TwinPair, TwinVerdict

OPEN, SAME, DIFFERENT = "", "la-mot", "la-hai"
OTHER_AGENCY, SAME_AGENCY = "khac-co-quan", "cung-co-quan"
_SAID = {SAME: TwinVerdict.Verdict.SAME, DIFFERENT: TwinVerdict.Verdict.DIFFERENT}


@dataclass(frozen=True)
class Chosen:
    """What is asked of the queue: the verdict, where the other one is, the sign, whether it is digitised, words."""

    verdict: str = OPEN
    where: str = ""
    kind: str = ""
    digitised: bool = False
    words: str = ""

    @classmethod
    def of(cls, asked: Mapping[str, str]) -> Chosen:
        """What an address asks; what it cannot ask is left out."""
        return cls(
            verdict=asked.get("xem", "") if asked.get("xem") in _SAID else OPEN,
            where=asked.get("noi", "") if asked.get("noi") in (OTHER_AGENCY, SAME_AGENCY) else "",
            kind=asked.get("dau", "") if asked.get("dau") in Fingerprint.Kind.values else "",
            digitised=asked.get("so-hoa") == "1",
            words=asked.get("q", "").strip()[:200],
        )


@dataclass(frozen=True)
class PairRow:
    """One pair as a person sees it: the side of their agency first."""

    mine: Dossier
    theirs: Dossier
    score: float
    reasons: tuple[Reason, ...]
    verdict: TwinVerdict | None

    @property
    def percent(self) -> int:
        # Only a person is sure.
        return min(99, round(100 * self.score))

    @property
    def is_inside(self) -> bool:
        return self.mine.fonds.agency_id == self.theirs.fonds.agency_id

    @property
    def is_digitised(self) -> bool:
        """Whether scans of one of the two are known: what would be paid for twice."""
        return bool(self.mine.digitised_at or self.theirs.digitised_at)


def _open(side: str) -> Q:
    """Neither secret nor held, as far as a question to the table can tell; see `secrets`."""
    cleared = Q(**{f"{side}__secrecy_held_for": ""}) | Q(**{f"{side}__secrecy_cleared_at__isnull": False})
    return cleared & Q(**{f"{side}__secrecy_mark": ""}) & ~Q(**{f"{side}__access_code": "03"})


class Queue:
    """The pairs one person may see, of what was asked."""

    def __init__(self, person: Any, chosen: Chosen) -> None:
        self.scope = agencies_of(person, STAFF)
        self.chosen = chosen

    @cached_property
    def _seen(self) -> QuerySet[TwinPair]:
        said = TwinVerdict.objects.filter(left=OuterRef("left"), right=OuterRef("right"))
        rows = TwinPair.objects.filter(_open("left"), _open("right")).annotate(
            said=Subquery(said.values("verdict")[:1])
        )
        if self.scope is None:
            return rows
        mine = Q(left__fonds__agency__in=self.scope) | Q(right__fonds__agency__in=self.scope)
        return rows.filter(mine)

    def _narrowed(self) -> QuerySet[TwinPair]:
        rows = self._seen
        if self.chosen.where:
            inside = Q(left__fonds__agency=F("right__fonds__agency"))
            rows = rows.filter(inside if self.chosen.where == SAME_AGENCY else ~inside)
        if self.chosen.kind:
            rows = rows.filter(reasons__contains=[{"kind": self.chosen.kind}])
        if self.chosen.digitised:
            rows = rows.filter(Q(left__digitised_at__isnull=False) | Q(right__digitised_at__isnull=False))
        for word in self.chosen.words.split():
            sides = Q()
            for side in ("left", "right"):
                for column in ("title", "reference_code", "fonds__agency__name"):
                    sides |= Q(**{f"{side}__{column}__icontains": word})
            rows = rows.filter(sides)
        return rows

    def rows(self) -> QuerySet[TwinPair]:
        """The pairs asked for, strongest first."""
        said = _SAID.get(self.chosen.verdict)
        rows = self._narrowed().filter(said=said) if said else self._narrowed().filter(said__isnull=True)
        return rows.order_by("-score", "pk")

    @cached_property
    def counts(self) -> dict[str, int]:
        """How many pairs there are under each verdict, of what else was asked."""
        return self._narrowed().aggregate(
            open=Count("pk", filter=Q(said__isnull=True)),
            same=Count("pk", filter=Q(said=TwinVerdict.Verdict.SAME)),
            different=Count("pk", filter=Q(said=TwinVerdict.Verdict.DIFFERENT)),
        )

    def states(self) -> list[tuple[str, str, int]]:
        return [
            (OPEN, _("Chờ kết luận"), self.counts["open"]),
            (SAME, _("Là một hồ sơ"), self.counts["same"]),
            (DIFFERENT, _("Là hai hồ sơ khác nhau"), self.counts["different"]),
        ]

    def shown(self, pairs: list[TwinPair]) -> list[PairRow]:
        """These pairs as rows; a pair that became a secret meanwhile is left out."""
        ids = {pk for pair in pairs for pk in (pair.left_id, pair.right_id)}
        rows = Dossier.objects.select_related("fonds__agency").filter(pk__in=comparable_ids(ids))
        dossiers = {row.pk: row for row in rows}
        verdicts = {
            (row.left_id, row.right_id): row
            for row in TwinVerdict.objects.filter(left__in=ids, right__in=ids).select_related("by")
        }
        found = []
        for pair in pairs:
            left, right = dossiers.get(pair.left_id), dossiers.get(pair.right_id)
            if left is None or right is None:
                continue
            if self.scope is not None and left.fonds.agency_id not in self.scope:
                left, right = right, left
            verdict = verdicts.get((pair.left_id, pair.right_id))
            found.append(PairRow(left, right, pair.score, read(pair.reasons), verdict))
        return found


def waiting_for(person: Any, most: int) -> int:
    """How many pairs wait for a verdict of this person's agencies, counted up to `most`."""
    return Queue(person, Chosen()).rows().order_by()[:most].count()
