"""Minutes with sides: drawn once, signed as they are. Of a round, of the hand-over of one delivery, of liquidation."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from khoso.engines import blobs, office
from khoso.engines.office import OfficialPaper
from khoso.foundation.audit.actions import record
from khoso.foundation.identity.models import Agency, Person
from khoso.kernel import clock
from khoso.kernel.text_vi import one_space
from khoso.stages.acceptance.models import SignedMinutes, SigningSide
from khoso.stages.acceptance.rounds.errors import RoundRefused
from khoso.stages.acceptance.states import COMPLETE, MINUTES_STATES, OPEN

SUBJECT = "acceptance_minutes"
CLIENT, CONTRACTOR, INVITED = "client", "contractor", "invited"
ACCEPTANCE, HANDING, LIQUIDATION = "acceptance", "handing", "liquidation"


@dataclass(frozen=True, slots=True)
class Side:
    """Who signs for one side. Without a `person` the paper is signed by hand and its scan recorded."""

    part: str
    organisation: str
    name: str
    position: str = ""
    agency: Agency | None = None
    person: Person | None = None


@dataclass(frozen=True, slots=True)
class Draft:
    """What minutes are drawn from."""

    kind: str
    agency: Agency
    batch: Any
    number: str
    sides: Sequence[Side]
    facts: Mapping[str, Any]
    place: str = ""
    note: str = ""
    round: Any = None
    delivery: Any = None


def canonical(told: Any) -> str:
    """The one text of some facts that is hashed."""
    return json.dumps(told, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str)


def sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def checked_sides(sides: Sequence[Side]) -> list[Side]:
    """The sides in order. Raises RoundRefused unless both parties are there, each with a name, nobody twice."""
    told = [
        Side(
            side.part,
            one_space(side.organisation)[:300],
            one_space(side.name)[:120],
            one_space(side.position)[:200],
            side.agency,
            side.person,
        )
        for side in sides
    ]
    parts = {side.part for side in told}
    if CLIENT not in parts or CONTRACTOR not in parts:
        raise RoundRefused(_("Chưa lập: biên bản phải có đại diện bên giao việc và bên số hóa."), "sides")
    if not all(side.organisation and side.name for side in told):
        raise RoundRefused(_("Chưa lập: mỗi bên phải có tên cơ quan, đơn vị và tên người đại diện."), "sides")
    accounts = [side.person.pk for side in told if side.person]
    if len(accounts) != len(set(accounts)):
        raise RoundRefused(_("Chưa lập: một người không ký thay hai bên."), "sides")
    return told


def _rows_of(sides: Sequence[Side]) -> list[SigningSide]:
    """The sides in their order, as the minutes keep them; not saved."""
    return [
        SigningSide(
            order=order,
            part=side.part,
            organisation=side.organisation,
            agency=side.agency,
            person=side.person,
            name=side.name,
            position=side.position,
        )
        for order, side in enumerate(sides, start=1)
    ]


@transaction.atomic
def draw_up(draft: Draft, paper: OfficialPaper, *, by: Any) -> SignedMinutes:
    """Keep the paper in both forms, with its sides. Whoever asks has asked whether they may.

    Raises RoundRefused for a number that is taken or sides that are not whole.
    """
    sides = checked_sides(draft.sides)
    number = draft.number
    taken = SignedMinutes.objects.filter(
        agency=draft.agency, kind=draft.kind, number=number, state__in=[OPEN, COMPLETE]
    )
    if taken.exists():
        raise RoundRefused(_("Chưa lập: số biên bản này đã dùng."), "number")
    moment = clock.now()
    with translation.override("vi"):
        docx, pdf = office.docx(paper), office.pdf(paper, at=moment)
    store = blobs.store()
    made = SignedMinutes(
        kind=draft.kind,
        agency=draft.agency,
        batch=draft.batch,
        round=draft.round,
        delivery=draft.delivery,
        number=number,
        place=draft.place,
        note=draft.note,
        facts=dict(draft.facts),
        figures_digest=sha256(canonical(draft.facts)),
        docx=store.put_bytes(docx).sha256,
        drawn_pdf=store.put_bytes(pdf).sha256,
        made_by=by,
        made_at=moment,
    )
    rows = _rows_of(sides)
    made.digest = digest_of(made, rows)
    made.save()
    for row in rows:
        row.minutes = made
    SigningSide.objects.bulk_create(rows)
    details = {"kind": made.kind, "number": number, "digest": made.digest, "sides": [row.organisation for row in rows]}
    record("acceptance.minutes.draw", subject=(SUBJECT, made.pk), agency=made.agency.code, details=details)
    return made


def digest_of(minutes: SignedMinutes, sides: Sequence[SigningSide]) -> str:
    """What every side signs: the figures, the paper in both forms, and who the sides are."""
    return sha256(
        canonical(
            {
                "kind": minutes.kind,
                "number": minutes.number,
                "figures": minutes.figures_digest,
                "docx": minutes.docx,
                "pdf": minutes.drawn_pdf,
                "sides": [
                    [one.order, one.part, one.organisation, one.name, one.position, one.person_id] for one in sides
                ],
            }
        )
    )


def withdraw_open(one: Any, reason: str, *, state: str) -> None:
    """End the open minutes of a round; what was signed on them stays to be read."""
    move = "refuse" if state == "refused" else "withdraw"
    for minutes in SignedMinutes.objects.select_for_update().filter(round=one, state=OPEN):
        end(minutes, move, reason)


def end(minutes: SignedMinutes, move: str, reason: str = "") -> None:
    minutes.state = MINUTES_STATES.next(minutes.state, move)
    minutes.ended_at, minutes.reason = clock.now(), reason
    minutes.save(update_fields=["state", "ended_at", "reason"])
    details = {"kind": minutes.kind, "number": minutes.number, "state": minutes.state, "reason": reason}
    record("acceptance.minutes.end", subject=(SUBJECT, minutes.pk), agency=minutes.agency.code, details=details)


def next_number(agency: Agency, notation: str, kind: str) -> str:
    """The number the next minutes of this kind would have at the agency this year: «03/BB-NT»."""
    year = clock.today().year
    rows = SignedMinutes.objects.filter(agency=agency, kind=kind, made_at__year=year)
    heads = [number.partition("/")[0] for number in rows.values_list("number", flat=True)]
    return f"{max((int(head) for head in heads if head.isdecimal()), default=0) + 1:02d}/{notation}"
