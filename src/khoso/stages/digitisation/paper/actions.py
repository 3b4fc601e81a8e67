"""Writing hand-overs of paper: made, counted by each side for itself, confirmed by both, then frozen.

# Luật: TT 05/2025 Đ.9.1.c, Đ.9.4.e
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Case, F, Max, Q, Value, When
from django.db.models.functions import Coalesce, NullIf

from khoso.engines import blobs
from khoso.foundation.audit.actions import record
from khoso.foundation.identity.permissions import holds
from khoso.foundation.identity.roles import CONTRACTORS
from khoso.kernel import clock, codes, news
from khoso.kernel.text_vi import nfc
from khoso.stages.digitisation import states
from khoso.stages.digitisation.events import PaperBack, PaperHandedOut
from khoso.stages.digitisation.models import Batch, PaperBox, PaperHandOver, PaperLabel, PaperLine, PaperPhoto, Presence
from khoso.stages.digitisation.paper import differences, queries, rules
from khoso.stages.digitisation.paper.errors import (
    BatchNotOpen,
    Frozen,
    MayNotMakeOut,
    NotCounted,
    NothingChosen,
    NotYourSide,
    NumberWanting,
    SamePerson,
    SheetsWanting,
    SidesDiffer,
    WordsWanting,
)
from khoso.stages.digitisation.paper.offers import Offer, offers
from khoso.stages.digitisation.permissions import can_count_paper

# In which states of its batch a hand-over may be prepared, and confirmed: paper leaves when the batch has started, that
# is when every paper of the law is there, and may come back until the batch is closed.
# Luật: NĐ 31/2026 Đ.12 (đưa tài liệu ra khỏi kho khi quy trình chưa được phê duyệt)
PREPARED_IN = {
    "out": (states.PLANNED, states.RUNNING),
    "back": (states.RUNNING, states.SUSPENDED, states.FINISHED),
}
CONFIRMED_IN = {
    "out": (states.RUNNING,),
    "back": (states.RUNNING, states.SUSPENDED, states.FINISHED),
}


@dataclass(frozen=True, slots=True)
class Counted:
    """What one side says of one dossier."""

    presence: str
    sheets: int | None = None
    condition: str = ""
    note: str | None = None


@transaction.atomic
def make_hand_over(
    batch: Batch,
    way: str,
    chosen: Collection[str] | None,
    *,
    by: Any,
    held_on: date | None = None,
    number: str = "",
    place: str = "",
    note: str = "",
) -> PaperHandOver:
    """A hand-over of these boxes (all that may go when None), nothing of it counted yet.

    Raises NotYourSide, MayNotMakeOut, BatchNotOpen, NothingChosen.
    """
    if not can_count_paper(by, batch):
        raise NotYourSide
    if way == queries.OUT and batch.contractor_id and holds(by, CONTRACTORS, batch):
        raise MayNotMakeOut
    # Two people who press at once do not hand one box out twice.
    held = Batch.objects.select_for_update(of=("self",)).get(pk=batch.pk)
    if held.state not in PREPARED_IN[way]:
        raise BatchNotOpen(str(held.get_state_display()))
    boxes = [one for one in offers(held, way) if chosen is None or one.key in chosen]
    if not boxes:
        raise NothingChosen
    last = PaperHandOver.objects.filter(batch=held, way=way).aggregate(last=Max("ordinal"))["last"] or 0
    made = PaperHandOver.objects.create(
        batch=held,
        way=way,
        ordinal=last + 1,
        number=nfc(number).strip()[:60],
        held_on=held_on or clock.today(),
        place=nfc(place).strip()[:200],
        note=nfc(note).strip()[:1000],
        made_by=by,
        made_at=clock.now(),
    )
    lines = _fill(made, boxes)
    record("digitisation.paper.make", **_about(made, boxes=len(boxes), dossiers=lines))
    return made


def _fill(made: PaperHandOver, boxes: list[Offer]) -> int:
    rows = PaperBox.objects.bulk_create(
        PaperBox(
            hand_over=made,
            place=place,
            fonds=one.fonds,
            register_number=one.register_number,
            box=one.box,
            store=one.store,
            shelf=one.shelf,
        )
        for place, one in enumerate(boxes, start=1)
    )
    lines: list[PaperLine] = []
    labels: list[PaperLabel] = []
    for row, offer in zip(rows, boxes, strict=True):
        there = {"fonds_id": row.fonds_id, "register_number": row.register_number, "box": row.box}
        labels.append(PaperLabel(code=queries.box_code(row), **there))
        for one in offer.dossiers:
            code = rules.label_code("dossier", one.dossier.pk)
            labels.append(PaperLabel(code=code, dossier_id=one.dossier.pk, **there))
            lines.append(
                PaperLine(
                    hand_over=made,
                    box=row,
                    place=len(lines) + 1,
                    dossier_id=one.dossier.pk,
                    reference_code=one.dossier.reference_code,
                    title=one.dossier.title,
                    number=one.dossier.number,
                    expected_sheets=one.sheets,
                    expected_condition=one.condition,
                )
            )
    PaperLine.objects.bulk_create(lines, batch_size=1000)
    PaperLabel.objects.bulk_create(labels, batch_size=2000, ignore_conflicts=True)
    return len(lines)


@transaction.atomic
def change_head(one: PaperHandOver, *, number: str, held_on: date, place: str, note: str, by: Any) -> None:
    """Number and day of the minutes, place and note, while nobody confirmed. Raises NotYourSide, Frozen."""
    held, _side = _held(one, by)
    if held.state != states.COUNTING:
        raise Frozen
    held.number, held.held_on = nfc(number).strip()[:60], held_on
    held.place, held.note = nfc(place).strip()[:200], nfc(note).strip()[:1000]
    held.save(update_fields=["number", "held_on", "place", "note"])
    record("digitisation.paper.change", **_about(held, number=held.number))


@transaction.atomic
def count_boxes(one: PaperHandOver, box_ids: Collection[int], *, condition: str = "", by: Any) -> int:
    """Every dossier of these boxes that this side has not counted: as the other side counted it, else as expected.

    `condition`: what this side saw of those of which nobody has said it.

    What is not digitisable before treatment stays in the store on the way out; a dossier of which nobody knows the
    sheets waits for a hand to count them. Says how many. Raises NotYourSide, Frozen.
    """
    held, side = _counting(one, by)
    there = rules.other(side)
    rows = PaperLine.objects.filter(hand_over=held, box_id__in=box_ids, **{f"{side}_presence": ""})
    known = ~Q(expected_sheets=None) | ~Q(**{f"{there}_sheets": None}) | ~Q(**{f"{there}_presence": ""})
    usual = [When(**{f"{there}_presence": "", "expected_condition": rules.UNTREATED}, then=Value(rules.LEFT))]
    presence = Case(
        *(usual if held.is_out else []),
        default=Coalesce(NullIf(F(f"{there}_presence"), Value("")), Value(rules.HERE)),
    )
    done = rows.filter(known).update(
        **{
            f"{side}_presence": presence,
            f"{side}_sheets": Coalesce(f"{there}_sheets", "expected_sheets"),
            f"{side}_condition": Case(
                When(**{f"{there}_presence": ""}, then=_or_seen("expected_condition", condition)),
                default=F(f"{there}_condition"),
            ),
            f"{side}_by": by,
            f"{side}_at": clock.now(),
        }
    )
    # What does not come along has no sheets.
    PaperLine.objects.filter(hand_over=held, box_id__in=box_ids).exclude(
        **{f"{side}_presence__in": ("", Presence.HERE)}
    ).update(**{f"{side}_sheets": None, f"{side}_condition": ""})
    record("digitisation.paper.count", **_about(held, side=side, boxes=len(box_ids), dossiers=done))
    return done


@transaction.atomic
def count_lines(one: PaperHandOver, counted: Mapping[int, Counted], *, by: Any) -> int:
    """What this side counted, dossier by dossier; says how many changed. Raises NotYourSide, Frozen, SheetsWanting."""
    held, side = _counting(one, by)
    if any(said.presence == Presence.HERE and said.sheets is None for said in counted.values()):
        raise SheetsWanting
    now, changed = clock.now(), []
    for line in PaperLine.objects.select_for_update().filter(hand_over=held, pk__in=list(counted)).order_by("pk"):
        said = counted[line.pk]
        is_here = said.presence == Presence.HERE
        wanted = (said.presence, said.sheets if is_here else None, said.condition if is_here else "")
        note = line.note if said.note is None else nfc(said.note).strip()[:500]
        there = tuple(getattr(line, f"{side}_{name}") for name in ("presence", "sheets", "condition"))
        if there == wanted and note == line.note:
            continue
        for name, value in zip(("presence", "sheets", "condition"), wanted, strict=True):
            setattr(line, f"{side}_{name}", value)
        setattr(line, f"{side}_by", by)
        setattr(line, f"{side}_at", now)
        line.note = note
        changed.append(line)
    names = [f"{side}_{name}" for name in ("presence", "sheets", "condition", "by", "at")]
    PaperLine.objects.bulk_update(changed, [*names, "note"], batch_size=500)
    if changed:
        record("digitisation.paper.count", **_about(held, side=side, dossiers=len(changed)))
    return len(changed)


@transaction.atomic
def confirm(one: PaperHandOver, *, by: Any) -> PaperHandOver:
    """This side confirms what it counted; once both have, the counts are frozen and differences become findings.

    Raises NotYourSide, SamePerson, BatchNotOpen, NumberWanting, NotCounted, SidesDiffer, WrongState.
    """
    held, side = _held(one, by)
    nxt = states.HAND_OVER_STATES.next(held.state, f"confirm_{side}")
    if getattr(held, f"{rules.other(side)}_id") == by.pk:
        raise SamePerson
    if held.batch.state not in CONFIRMED_IN[held.way]:
        raise BatchNotOpen(str(held.batch.get_state_display()))
    if not held.number:
        raise NumberWanting
    if open_lines := queries.uncounted(held, side):
        raise NotCounted(open_lines)
    now = clock.now()
    setattr(held, side, by)
    setattr(held, f"{side}_at", now)
    held.state = nxt
    if nxt == states.CONFIRMED:
        _freeze(held, now)
    held.save()
    record("digitisation.paper.confirm", **_about(held, side=side, digest=held.frozen_digest))
    if nxt == states.CONFIRMED:
        _tell(held, by)
    return held


def _freeze(held: PaperHandOver, now: Any) -> None:
    unlike = queries.differing_lines(held)
    if count := unlike.count():
        raise SidesDiffer(count, unlike[0].reference_code)
    rows = PaperLine.objects.filter(hand_over=held).order_by("place")
    held.confirmed_at = now
    held.frozen_digest = rules.digest(
        rows.values_list("reference_code", "giver_presence", "giver_sheets", "giver_condition", "note")
    )


def _tell(held: PaperHandOver, by: Any) -> None:
    if held.is_out:
        news.publish(PaperHandedOut(hand_over_id=held.pk, batch_id=held.batch_id))
        return
    differences.find_in(held)
    if queries.paper_balance(held.batch_id).is_back:
        news.publish(PaperBack(batch_id=held.batch_id))


@transaction.atomic
def withdraw(one: PaperHandOver, *, by: Any) -> None:
    """This side takes its confirmation back to count again, while the other has not confirmed.

    Raises NotYourSide, WrongState.
    """
    held, side = _held(one, by)
    held.state = states.HAND_OVER_STATES.next(held.state, f"withdraw_{side}")
    setattr(held, side, None)
    setattr(held, f"{side}_at", None)
    held.save()
    record("digitisation.paper.withdraw", **_about(held, side=side))


@transaction.atomic
def cancel(one: PaperHandOver, reason: str, *, by: Any) -> None:
    """A hand-over that does not take place; its boxes are free again. Raises NotYourSide, WordsWanting, WrongState."""
    held, _side = _held(one, by)
    nxt = states.HAND_OVER_STATES.next(held.state, "cancel")
    if not reason.strip():
        raise WordsWanting
    held.state, held.cancelled_reason = nxt, nfc(reason).strip()[:500]
    held.save(update_fields=["state", "cancelled_reason"])
    record("digitisation.paper.cancel", **_about(held, reason=held.cancelled_reason))


@transaction.atomic
def keep_photo(box: PaperBox, line: PaperLine | None, picture: tuple[bytes, int, int], *, by: Any) -> PaperPhoto:
    """Keep a photo that was drawn anew. Raises NotYourSide, Frozen, DiskFull."""
    held, _side = _held(box.hand_over, by)
    if not held.is_open:
        raise Frozen
    data, width, height = picture
    kept = blobs.store().put_bytes(data)
    made = PaperPhoto.objects.create(
        box=box, line=line, sha256=kept.sha256, width=width, height=height, taken_by=by, taken_at=clock.now()
    )
    record("digitisation.paper.photo", **_about(held, box=box.box, sha256=kept.sha256))
    return made


def record_fetched(one: PaperHandOver, what: str, digest: str) -> None:
    """Minutes or labels were drawn and taken away."""
    record("digitisation.paper.fetch", **_about(one, what=what, sha256=digest))


def _or_seen(name: str, condition: str) -> Any:
    """What is known of the condition, else what this side saw."""
    return Coalesce(NullIf(F(name), Value("")), Value(condition if condition in codes.FORMAT else ""))


def _held(one: PaperHandOver, by: Any) -> tuple[PaperHandOver, str]:
    """The hand-over, locked, and the side of whoever acts. Raises NotYourSide."""
    held = (
        PaperHandOver.objects.select_for_update(of=("self",))
        .select_related("batch__agency", "batch__contractor")
        .get(pk=one.pk)
    )
    side = queries.side_of(by, held)
    if not side:
        raise NotYourSide
    return held, side


def _counting(one: PaperHandOver, by: Any) -> tuple[PaperHandOver, str]:
    """As `_held`, while this side still counts. Raises NotYourSide, Frozen."""
    held, side = _held(one, by)
    if not held.is_open or getattr(held, f"{side}_id") is not None:
        raise Frozen
    return held, side


def _about(one: PaperHandOver, **details: Any) -> dict[str, Any]:
    """What the trail keeps of an act on a hand-over."""
    return {
        "subject": ("paper_hand_over", one.pk),
        "agency": one.batch.agency.code,
        "details": {"batch": one.batch_id, "way": one.way, "ordinal": one.ordinal, **details},
    }
