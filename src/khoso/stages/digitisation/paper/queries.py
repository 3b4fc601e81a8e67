"""Reading hand-overs of paper: what is out, what is back, what differs, who may count what."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F, Q, QuerySet, Sum

from khoso.foundation.identity.models import Person
from khoso.foundation.identity.permissions import agencies_of, holds
from khoso.foundation.identity.roles import CONTRACTORS, WORKERS
from khoso.kernel import codes
from khoso.stages.digitisation import states
from khoso.stages.digitisation.models import (
    Batch,
    PaperBox,
    PaperDifference,
    PaperHandOver,
    PaperLabel,
    PaperLine,
    PaperPhoto,
    Presence,
)
from khoso.stages.digitisation.paper import rules
from khoso.stages.digitisation.permissions import can_count_paper, can_see_batches

OUT, BACK = rules.OUT, rules.BACK
_AGREED = Q(hand_over__state=states.CONFIRMED)
_LOST = (PaperDifference.Kind.DOSSIER_MISSING, PaperDifference.Kind.BOX_MISSING)


@dataclass(frozen=True, slots=True)
class PaperBalance:
    """How a batch's paper stands: what went out, what came back, what is not explained yet."""

    dossiers_out: int
    dossiers_back: int
    sheets_out: int
    sheets_back: int
    open_differences: int
    # All that went out came back or was concluded on, no count is going on, no difference is open. A batch of which
    # no paper is on record as handed out has nothing to show for its return.
    is_back: bool
    # Dossiers that never came back and were concluded on.
    dossiers_settled: int = 0

    @property
    def dossiers_away(self) -> int:
        """Dossiers that are still out."""
        return self.dossiers_out - self.dossiers_back - self.dossiers_settled


def paper_balance(batch_id: int) -> PaperBalance:
    """What of a batch's paper is out and back, in four questions however many dossiers.

    # Luật: TT 05/2025 Đ.9.1.c, Đ.9.4.e
    """
    here = PaperLine.objects.filter(_AGREED, hand_over__batch_id=batch_id, giver_presence=Presence.HERE)
    told = {OUT: (0, 0), BACK: (0, 0)}
    rows = here.order_by().values_list("hand_over__way").annotate(Count("pk"), Sum("giver_sheets"))
    for way, dossiers, sheets in rows:
        told[way] = (dossiers, sheets or 0)
    found = {states.FOUND: [0, 0], states.SETTLED: [0, 0]}
    missing = Count("box__lines", filter=Q(box__lines__giver_presence=Presence.MISSING))
    lost = PaperDifference.objects.filter(batch_id=batch_id, kind__in=_LOST, state__in=found)
    for kind, state, came, dossiers in lost.annotate(dossiers=missing).values_list("kind", "state", "came", "dossiers"):
        found[state][0] += 1 if kind == PaperDifference.Kind.DOSSIER_MISSING else dossiers
        found[state][1] += int(came or 0)
    unsettled = PaperDifference.objects.filter(batch_id=batch_id, state__in=states.DIFFERENCE_OPEN).count()
    running = PaperHandOver.objects.filter(batch_id=batch_id, state__in=states.HAND_OVER_OPEN).exists()
    out, back, settled = told[OUT][0], told[BACK][0] + found[states.FOUND][0], found[states.SETTLED][0]
    return PaperBalance(
        dossiers_out=out,
        dossiers_back=back,
        sheets_out=told[OUT][1],
        sheets_back=told[BACK][1] + found[states.FOUND][1],
        open_differences=unsettled,
        is_back=bool(out) and out <= back + settled and not unsettled and not running,
        dossiers_settled=settled,
    )


def batch_for(person: Any, batch_id: int) -> Batch | None:
    """The batch, when the person may see it."""
    found = Batch.objects.select_related("agency", "contractor", "selection_list").filter(pk=batch_id).first()
    return found if found is not None and can_see_batches(person, found) else None


def hand_over_for(person: Any, hand_over_id: int) -> PaperHandOver | None:
    """The hand-over with its batch and both sides, when the person may see it."""
    found = _hand_overs().filter(pk=hand_over_id).first()
    return found if found is not None and can_see_batches(person, found.batch) else None


def _hand_overs() -> QuerySet[PaperHandOver]:
    return PaperHandOver.objects.select_related("batch__agency", "batch__contractor", "giver", "receiver", "made_by")


@dataclass(frozen=True, slots=True)
class HandOverSum:
    """A hand-over in a list: how much stands on it and how much of it each side counted."""

    one: PaperHandOver
    boxes: int
    dossiers: int
    sheets: int
    giver_counted: int
    receiver_counted: int


def hand_overs_of(batch_id: int) -> list[HandOverSum]:
    """The hand-overs of a batch, the newest first; one question."""
    rows = (
        _hand_overs()
        .filter(batch_id=batch_id)
        .annotate(
            boxes_held=Count("lines__box", distinct=True),
            held=Count("lines", distinct=True),
            given=Count("lines", filter=~Q(lines__giver_presence=""), distinct=True),
            received=Count("lines", filter=~Q(lines__receiver_presence=""), distinct=True),
        )
        # A query that sums up forgets the order of its table.
        .order_by("-made_at", "-pk")
    )
    sheets = dict(
        PaperLine.objects.filter(hand_over__batch_id=batch_id)
        .exclude(giver_presence__in=(Presence.LEFT, Presence.MISSING))
        .order_by()
        .values_list("hand_over_id")
        .annotate(Sum("giver_sheets"))
    )
    return [
        HandOverSum(one, one.boxes_held, one.held, sheets.get(one.pk) or 0, one.given, one.received) for one in rows
    ]


def side_of(person: Any, one: PaperHandOver) -> str:
    """Which side of a hand-over a person stands on: «giver», «receiver», or «» for neither.

    Out: the agency gives, the contractor receives; back the other way round. An agency that scans its own paper has
    whoever made the hand-over give, and anybody else receive.
    """
    batch = one.batch
    if not can_count_paper(person, batch):
        return ""
    if batch.contractor_id is None:
        return rules.GIVER if person.pk == one.made_by_id else rules.RECEIVER
    is_contractor = holds(person, CONTRACTORS, batch)
    employer = getattr(person, "employer_id", None)
    if is_contractor and employer is not None and employer != batch.contractor_id:
        return ""
    return rules.GIVER if is_contractor != one.is_out else rules.RECEIVER


@dataclass(frozen=True, slots=True)
class BoxSum:
    """A box of a hand-over: how much it holds and how far each side is with it."""

    box: PaperBox
    dossiers: int
    sheets: int
    mine: int
    theirs: int
    differing: int
    untreated: int

    @property
    def is_mine_done(self) -> bool:
        return self.mine == self.dossiers


def boxes_of(one: PaperHandOver, side: str) -> list[BoxSum]:
    """The boxes of a hand-over as `side` sees them (the giver's view for onlookers); one question for 500 boxes."""
    own = side or rules.GIVER
    rows = _with_sums(PaperBox.objects.filter(hand_over=one).select_related("fonds"), own).order_by("place")
    return [
        BoxSum(row, row.held, row.expected or 0, row.mine, row.theirs, row.differing, row.untreated) for row in rows
    ]


def _with_sums(rows: QuerySet[PaperBox], own: str) -> QuerySet[Any]:
    there = rules.other(own)
    return rows.annotate(
        held=Count("lines"),
        expected=Sum("lines__expected_sheets"),
        mine=Count("lines", filter=~Q(**{f"lines__{own}_presence": ""})),
        theirs=Count("lines", filter=~Q(**{f"lines__{there}_presence": ""})),
        differing=Count("lines", filter=_differ("lines__")),
        untreated=Count(
            "lines",
            filter=Q(lines__giver_presence=Presence.HERE, lines__giver_condition=rules.UNTREATED)
            | Q(lines__giver_presence="", lines__expected_condition=rules.UNTREATED),
        ),
    )


def _differ(at: str = "") -> Q:
    """Lines both sides counted, and counted otherwise."""
    both = ~Q(**{f"{at}giver_presence": ""}) & ~Q(**{f"{at}receiver_presence": ""})
    same = Q(**{f"{at}giver_presence": F(f"{at}receiver_presence")})
    here = Q(**{f"{at}giver_presence": Presence.HERE})
    alike = Q(**{f"{at}giver_sheets": F(f"{at}receiver_sheets")}) & Q(
        **{f"{at}giver_condition": F(f"{at}receiver_condition")}
    )
    return both & (~same | (here & ~alike))


def differing_lines(one: PaperHandOver) -> QuerySet[PaperLine]:
    """The dossiers the two sides counted differently."""
    return PaperLine.objects.filter(_differ(), hand_over=one).order_by("place")


def uncounted(one: PaperHandOver, side: str) -> int:
    return PaperLine.objects.filter(hand_over=one, **{f"{side}_presence": ""}).count()


def box_of(one: PaperHandOver, box_id: int) -> PaperBox | None:
    return PaperBox.objects.filter(hand_over=one, pk=box_id).select_related("fonds").first()


def lines_of(box: PaperBox) -> list[PaperLine]:
    """The dossiers of a box in their order, with who counted them and their photos."""
    rows = PaperLine.objects.filter(box=box).select_related("giver_by", "receiver_by").prefetch_related("photos")
    return list(rows.order_by("place"))


def box_photos(box: PaperBox) -> list[PaperPhoto]:
    """The photos of the box itself."""
    return list(PaperPhoto.objects.filter(box=box, line=None).select_related("taken_by"))


def next_box(one: PaperHandOver, box: PaperBox, side: str) -> PaperBox | None:
    """The next box this side has not wholly counted, after this one, else from the start."""
    own = side or rules.GIVER
    rows = PaperBox.objects.filter(hand_over=one, **{f"lines__{own}_presence": ""}).exclude(pk=box.pk).distinct()
    return rows.filter(place__gt=box.place).order_by("place").first() or rows.order_by("place").first()


def photo_for(person: Any, photo_id: int) -> PaperPhoto | None:
    found = PaperPhoto.objects.select_related("box__hand_over__batch__agency").filter(pk=photo_id).first()
    return found if found is not None and can_see_batches(person, found.box.hand_over.batch) else None


def photos_of_dossier(person: Any, dossier_id: object) -> list[PaperPhoto]:
    """The photos taken at hand-overs of a dossier, and of its boxes, that the person may see; newest first."""
    rows = PaperPhoto.objects.filter(
        Q(line__dossier_id=dossier_id) | Q(line__isnull=True, box__lines__dossier_id=dossier_id)
    ).distinct()
    found = rows.select_related("box__hand_over__batch__agency", "line", "taken_by").order_by("-taken_at", "-pk")
    return [one for one in found if can_see_batches(person, one.box.hand_over.batch)]


# differences ---------------------------------------------------------------------------------------------------------


def differences_of(batch_id: int) -> list[PaperDifference]:
    """The differences of a batch: those still open first, by the day they are due."""
    rows = _differences().filter(batch_id=batch_id)
    return sorted(rows, key=lambda one: (not one.is_open, one.due_on, one.pk))


def _differences() -> QuerySet[PaperDifference]:
    return PaperDifference.objects.select_related(
        "batch__agency", "batch__contractor", "hand_over", "box__fonds", "line", "owner", "explained_by", "closed_by"
    )


def difference_for(person: Any, difference_id: int) -> PaperDifference | None:
    found = _differences().filter(pk=difference_id).first()
    return found if found is not None and can_see_batches(person, found.batch) else None


def differences_owned(person: Any) -> list[PaperDifference]:
    """The open differences this person answers for and has not explained yet."""
    return list(_differences().filter(owner_id=person.pk, state=states.DIFF_OPEN).order_by("due_on", "pk"))


def differences_to_conclude(person: Any, roles: Collection[Any]) -> list[PaperDifference]:
    """The explained differences of agencies where this person has one of `roles`."""
    reach = agencies_of(person, roles)
    rows = _differences().filter(state=states.EXPLAINED)
    return list((rows if reach is None else rows.filter(batch__agency_id__in=reach)).order_by("due_on", "pk"))


def hand_overs_waiting_for(person: Any) -> list[PaperHandOver]:
    """Hand-overs of which the other side has confirmed and this person's side has not."""
    reach = agencies_of(person, WORKERS)
    rows = _hand_overs().filter(state__in=(states.GIVEN, states.RECEIVED))
    rows = rows if reach is None else rows.filter(batch__agency_id__in=reach)
    wanted = {states.GIVEN: rules.RECEIVER, states.RECEIVED: rules.GIVER}
    return [one for one in rows if side_of(person, one) == wanted[one.state]]


# what may go which way -----------------------------------------------------------------------------------------------


def away(dossier_ids: Collection[Any] | None = None, *, batch_id: int | None = None) -> Counter[Any]:
    """Dossiers that are out of the store, or stand on an open hand-over out: counted until they came back, were found
    or stand on a hand-over back (whose missing ones are differences, not to be returned once more)."""
    rows = PaperLine.objects.exclude(hand_over__state=states.CANCELLED)
    if batch_id is not None:
        rows = rows.filter(hand_over__batch_id=batch_id)
    if dossier_ids is not None:
        rows = rows.filter(dossier_id__in=dossier_ids)
    told: Counter[Any] = Counter()
    for dossier, way, presence in rows.values_list("dossier_id", "hand_over__way", "giver_presence"):
        if presence == Presence.LEFT or (way == OUT and presence == Presence.MISSING):
            continue
        told[dossier] += 1 if way == OUT else -1
    return +told


def returnable(batch_id: int) -> dict[Any, PaperLine]:
    """The dossiers of a batch that went out and stand on no hand-over back: the line they went out on, by dossier."""
    out = away(batch_id=batch_id)
    rows = PaperLine.objects.filter(
        _AGREED,
        hand_over__batch_id=batch_id,
        hand_over__way=OUT,
        giver_presence=Presence.HERE,
        dossier_id__in=list(out),
    )
    return {line.dossier_id: line for line in rows.select_related("box__fonds").order_by("pk")}


# labels --------------------------------------------------------------------------------------------------------------


def label_of(code: str) -> PaperLabel | None:
    """What a printed code stands for."""
    known = rules.typed_code(code)
    return PaperLabel.objects.select_related("fonds__agency", "dossier").filter(pk=known).first() if known else None


def codes_of(lines: Iterable[PaperLine]) -> dict[Any, str]:
    """The code of each dossier."""
    return {line.dossier_id: rules.label_code("dossier", line.dossier_id) for line in lines}


def box_code(box: PaperBox) -> str:
    return rules.label_code("box", box.fonds_id, box.register_number, box.box)


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a labelled thing stood at one hand-over."""

    hand_over: PaperHandOver
    box_id: int
    line_id: int | None


def standings_of(label: PaperLabel) -> list[Standing]:
    """The hand-overs a labelled box or dossier stands on, open ones first, then the newest."""
    if label.dossier_id:
        rows = PaperLine.objects.filter(dossier_id=label.dossier_id).select_related(
            "hand_over__batch__agency", "hand_over__batch__contractor", "hand_over__giver", "hand_over__receiver"
        )
        found = [Standing(row.hand_over, row.box_id, row.pk) for row in rows]
    else:
        boxes = PaperBox.objects.filter(
            fonds_id=label.fonds_id, register_number=label.register_number, box=label.box
        ).select_related(
            "hand_over__batch__agency", "hand_over__batch__contractor", "hand_over__giver", "hand_over__receiver"
        )
        found = [Standing(row.hand_over, row.pk, None) for row in boxes]
    return sorted(found, key=lambda one: (not one.hand_over.is_open, -one.hand_over.pk))


def shown_value(kind: str, value: str) -> str:
    """A value of a difference as a person reads it; «» for what did not come."""
    if kind == PaperDifference.Kind.CONDITION_WORSE:
        return str(codes.FORMAT.get(value, value))
    return value


def people_of_giver(one: PaperHandOver) -> list[Any]:
    """Everybody who counted or confirmed for the side that gives."""
    counted = PaperLine.objects.filter(hand_over=one).exclude(giver_by=None).order_by().values("giver_by")
    return list(Person.objects.filter(Q(pk__in=counted) | Q(pk=one.giver_id)).order_by("full_name"))
