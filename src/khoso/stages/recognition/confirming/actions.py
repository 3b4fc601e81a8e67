"""Confirming the fields of an item: by one person, or by two of whom neither sees what the other entered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from khoso.foundation.audit.actions import present_actor, record
from khoso.foundation.identity.models import Person
from khoso.foundation.identity.permissions import can_confirm_fields, can_settle_disputes
from khoso.kernel import clock, dates, news
from khoso.stages.catalogue import actions as catalogue
from khoso.stages.recognition import states
from khoso.stages.recognition.choosing import FORM, LABELS, refusals
from khoso.stages.recognition.confirming import claims, rules, teaching
from khoso.stages.recognition.confirming.errors import ConfirmingNotAllowed, KeyedAlready, NobodyNamed
from khoso.stages.recognition.errors import FieldsRefused
from khoso.stages.recognition.events import ItemDecided
from khoso.stages.recognition.models import DeskTurn, ItemFields, Keying, ProposedField

Way = ProposedField.Way


@dataclass(frozen=True, slots=True)
class AtDesk:
    """What the screen tells of a turn: how long the form was in view, and how many keys were pressed in it."""

    seconds: int | None = None
    keys: int | None = None
    # What the form was opened with, see `claims.seen_of`; empty where no form was.
    seen: str = ""


@transaction.atomic
def confirm(item_id: object, values: Mapping[str, str], by: Person | None = None, desk: AtDesk | None = None) -> str:
    """A person says what the index fields of an item are. Says the state they are in then.

    Where the policy wants two people, the first one's values are only kept; the second's, when equal, confirm, and when
    not, wait for an arbiter. Raises FieldsRefused, HeldByAnother, DecidedMeanwhile, ScannedAnew, KeyedAlready,
    ConfirmingNotAllowed, WrongState.
    """
    by, desk = by or _present(), desk or AtDesk()
    _refuse(values)
    fields = _locked(item_id)
    if by is not None and not can_confirm_fields(by, fields.delivery):
        raise ConfirmingNotAllowed(_("Chưa ghi: anh/chị không có quyền xác nhận tài liệu của cơ quan này."))
    claims.refuse_if_held(fields, by)
    claims.refuse_if_moved(fields, desk.seen, by)
    if fields.state == states.WAITING and fields.keyings_wanted > 1:
        _key_first(fields, values, _named(by), desk)
    elif fields.state == states.KEYED:
        _key_second(fields, values, _named(by), desk)
    else:
        decide(fields, values, move="confirm", described_by="person", by=by)
        _note(fields, by, DeskTurn.Kind.CONFIRM, desk)
    claims.drop(fields.pk)
    return fields.state


@transaction.atomic
def arbitrate(item_id: object, values: Mapping[str, str], by: Person, desk: AtDesk | None = None) -> None:
    """Somebody who keyed neither decides between two keyings.

    Raises FieldsRefused, HeldByAnother, KeyedAlready, ConfirmingNotAllowed, WrongState.
    """
    _refuse(values)
    fields = _locked(item_id)
    if not can_settle_disputes(by, fields.delivery):
        raise ConfirmingNotAllowed(_("Chưa ghi: anh/chị không có quyền phân xử tài liệu của cơ quan này."))
    states.FIELD_STATES.next(fields.state, "arbitrate")
    keyings = list(fields.keyings.order_by("ordinal"))
    if by.pk in {one.by_id for one in keyings}:
        raise KeyedAlready
    claims.refuse_if_held(fields, by)
    claims.refuse_if_moved(fields, desk.seen if desk else "", by)
    Keying.objects.create(fields=fields, ordinal=3, by=by, at=clock.now(), values=dict(values))
    contested = set(rules.disputed(keyings[0].values, keyings[1].values))
    for one in keyings:
        wrong = sum(not rules.agree(name, one.values.get(name, ""), values.get(name, "")) for name in contested)
        _come_out(fields, one.by_id, has_agreed=False, overruled=wrong)
    decide(fields, values, move="arbitrate", described_by="person", by=by, arbitrated=contested)
    _note(fields, by, DeskTurn.Kind.ARBITRATE, desk or AtDesk())
    claims.drop(fields.pk)


def decide(
    fields: ItemFields,
    values: Mapping[str, str],
    *,
    move: str,
    described_by: str,
    by: Person | None = None,
    arbitrated: set[str] | None = None,
) -> None:
    """Write the values into the item, say how each came about, and tell the rooms downstream."""
    described = {FORM[name]: value for name, value in values.items() if FORM.get(name)}
    # A paper always has a language: left empty it stays what it was.
    if not described.get("language_code", "?"):
        del described["language_code"]
    if issued := dates.parse(values.get("issued_date", "")):
        described["issued_date"] = issued.iso
    elif "issued_date" in described:
        described["issued_date"] = ""
    item = catalogue.describe_item(
        fields.item_id,
        described,
        described_by=described_by,
        reason="Xác nhận trường thông tin bên trang ảnh" if described_by == "person" else "Máy chuyển tiếp",
    )
    fields.state = states.FIELD_STATES.next(fields.state, move)
    fields.decided_at, fields.decided_by = clock.now(), present_actor().username
    if described_by == "person" and fields.confirmed_at is None:
        fields.confirmed_at = fields.decided_at
    fields.save()
    if described_by == "person":
        read = {row.name: row for row in ProposedField.objects.filter(item_id=fields.item_id)}
        teaching.teach(fields.item_id, values, read, by)
        _say_ways(fields, values, read, move=move, arbitrated=arbitrated or set())
    record(f"recognition.fields.{move}", subject=("item", fields.item_id), details={"doubts": fields.doubts})
    news.publish(ItemDecided(item_id=str(fields.item_id), dossier_id=str(item.dossier_id)))


def _say_ways(
    fields: ItemFields, values: Mapping[str, str], read: dict[str, ProposedField], *, move: str, arbitrated: set[str]
) -> None:
    """How the value of each field came about; what has no column in the item is kept here alone."""
    for name, value in values.items():
        row = read.get(name)
        if row is None:
            if FORM.get(name) or not value:
                continue
            row = ProposedField(item_id=fields.item_id, delivery_id=fields.delivery_id, name=name, confidence=0.0)
        row.decided_way = _way(row, value, move=move, is_arbitrated=name in arbitrated)
        row.decided = value
        row.save()


def _way(row: ProposedField, value: str, *, move: str, is_arbitrated: bool) -> Any:
    if move == "arbitrate":
        return Way.ARBITRATED if is_arbitrated else Way.TWICE
    if move == "agree":
        return Way.TWICE
    # What was accepted beforehand and stands as it was is no person's own word, unless it was drawn for a look.
    is_kept = rules.agree(row.name, row.decided or "", value) and row.decided_way in (Way.POLICY, Way.ALIKE)
    return Way(row.decided_way) if is_kept and not row.is_sampled else Way.PERSON


def _key_first(fields: ItemFields, values: Mapping[str, str], by: Person, desk: AtDesk) -> None:
    # Left from a scan that was replaced since: what was keyed then told of another image.
    fields.keyings.all().delete()
    Keying.objects.create(fields=fields, ordinal=1, by=by, at=clock.now(), values=dict(values))
    _move(fields, "key")
    _note(fields, by, DeskTurn.Kind.KEY, desk)


def _key_second(fields: ItemFields, values: Mapping[str, str], by: Person, desk: AtDesk) -> None:
    first = fields.keyings.get(ordinal=1)
    if first.by_id == by.pk:
        raise KeyedAlready
    Keying.objects.create(fields=fields, ordinal=2, by=by, at=clock.now(), values=dict(values))
    _note(fields, by, DeskTurn.Kind.SECOND, desk)
    if rules.disputed(first.values, values):
        _move(fields, "differ")
        return
    for person_id in (first.by_id, by.pk):
        _come_out(fields, person_id, has_agreed=True)
    decide(fields, values, move="agree", described_by="person", by=by)


def _move(fields: ItemFields, move: str) -> None:
    fields.state = states.FIELD_STATES.next(fields.state, move)
    fields.save(update_fields=["state"])
    record(f"recognition.fields.{move}", subject=("item", fields.item_id), details={"doubts": fields.doubts})


def _refuse(values: Mapping[str, str]) -> None:
    reasons = refusals(values)
    for name, value in values.items():
        if len(value) > rules.MOST:
            reasons.setdefault(
                name,
                _("«{label}» dài {typed} ký tự; tối đa {most}. Hãy rút gọn.").format(
                    label=LABELS.get(name, name), typed=len(value), most=rules.MOST
                ),
            )
    if reasons:
        raise FieldsRefused(reasons)


def _locked(item_id: object) -> ItemFields:
    return ItemFields.objects.select_for_update(of=("self",)).select_related("delivery").get(item_id=item_id)


def _present() -> Person | None:
    """The account that acts; None for programs that have none."""
    actor = present_actor()
    return Person.objects.filter(pk=actor.person_id).first() if actor.person_id else None


def _named(by: Person | None) -> Person:
    if by is None:
        raise NobodyNamed
    return by


def _note(fields: ItemFields, by: Person | None, kind: Any, desk: AtDesk) -> None:
    if by is None:
        return
    DeskTurn.objects.create(
        delivery_id=fields.delivery_id,
        fields=fields,
        by=by,
        at=clock.now(),
        kind=kind,
        seconds=desk.seconds,
        keys=desk.keys,
    )


def _come_out(fields: ItemFields, person_id: Any, *, has_agreed: bool, overruled: int = 0) -> None:
    """Say of a person's last keying of this item what it came to."""
    last = fields.turns.filter(by_id=person_id, kind__in=(DeskTurn.Kind.KEY, DeskTurn.Kind.SECOND)).latest("at", "pk")
    last.has_agreed, last.overruled = has_agreed, overruled
    last.save(update_fields=["has_agreed", "overruled"])
