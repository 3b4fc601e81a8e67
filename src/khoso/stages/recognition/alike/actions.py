"""One answer for all doubts that are the same doubt, and taking it back."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.db import transaction
from django.db.models import F, QuerySet
from django.db.models.functions import Greatest
from django.utils.translation import gettext as _

from khoso.foundation.audit.actions import record
from khoso.foundation.identity.models import Person
from khoso.foundation.identity.permissions import can_confirm_fields
from khoso.kernel import clock
from khoso.kernel.text_vi import one_space
from khoso.stages.digitisation import queries as digitisation
from khoso.stages.recognition import states
from khoso.stages.recognition.alike import queries, rules
from khoso.stages.recognition.choosing import LABELS, refusals
from khoso.stages.recognition.confirming.errors import ConfirmingNotAllowed
from khoso.stages.recognition.confirming.rules import MOST
from khoso.stages.recognition.errors import FieldsRefused
from khoso.stages.recognition.models import DeskTurn, ItemFields, ProposedField


@transaction.atomic
def answer(delivery_id: Any, name: str, key: str, value: str, by: Person, but: Collection[Any] = ()) -> int:
    """Settle every open doubt of a group with one value, except those of the items in `but`; says how many.

    The items themselves still wait: each is confirmed by a person, who finds the answer in its place.
    Raises FieldsRefused when the value cannot be, ConfirmingNotAllowed.
    """
    delivery = _delivery(delivery_id, by)
    value = one_space(value)
    group = queries.of_group(queries.open_doubts(by), delivery_id, name, key).exclude(item_id__in=list(but))
    held = _hold(list(group))
    # Asked again once the items are held: what somebody else answered or read anew meanwhile is theirs.
    rows = [row for row in group.all() if row.item_id in held]
    for row in rows:
        row.decided = rules.answered(name, row.value, value)
        row.decided_way = ProposedField.Way.ALIKE
    _refuse(name, value, {row.decided or "" for row in rows})
    if not rows:
        return 0
    ProposedField.objects.bulk_update(rows, ["decided", "decided_way"], batch_size=1000)
    _items(rows).update(doubts=Greatest(F("doubts") - 1, 0))
    DeskTurn.objects.create(delivery=delivery, by=by, at=clock.now(), kind=DeskTurn.Kind.ALIKE)
    record(
        "recognition.doubts.answer",
        subject=("delivery", delivery_id),
        agency=delivery.agency.code,
        details={**_told(name, key=key, value=value), "items": len(rows), "left_out": len(set(but))},
    )
    return len(rows)


@transaction.atomic
def take_back(delivery_id: Any, name: str, key: str, by: Person) -> int:
    """The doubts of a group are open again, as far as nobody confirmed their items meanwhile; says how many.

    Raises ConfirmingNotAllowed.
    """
    delivery = _delivery(delivery_id, by)
    rows = list(queries.of_group(queries.answered_doubts(by), delivery_id, name, key))
    _hold(rows)
    rows = list(queries.of_group(queries.answered_doubts(by), delivery_id, name, key))
    if not rows:
        return 0
    ProposedField.objects.filter(pk__in=[row.pk for row in rows]).update(
        decided=None, decided_way=ProposedField.Way.NONE
    )
    _items(rows).update(doubts=F("doubts") + 1)
    record(
        "recognition.doubts.take_back",
        subject=("delivery", delivery_id),
        agency=delivery.agency.code,
        details={**_told(name, key=key), "items": len(rows)},
    )
    return len(rows)


def _delivery(delivery_id: Any, by: Person) -> Any:
    delivery = digitisation.delivery(delivery_id)
    if not can_confirm_fields(by, delivery):
        raise ConfirmingNotAllowed(_("Chưa ghi: anh/chị không có quyền xác nhận tài liệu của cơ quan này."))
    return delivery


def _told(name: str, **words: str) -> dict[str, str]:
    """What the trail keeps of an answer. It is never erased, so it names no person; the item's own rows do.

    # Luật: NĐ 13/2023/NĐ-CP Đ.2.3–2.4
    """
    return {"field": name} if name in rules.NAMES_OF_PEOPLE else {"field": name, **words}


def _refuse(name: str, value: str, decided: set[str]) -> None:
    if not value:
        label = LABELS.get(name, name)
        raise FieldsRefused({name: _("Chưa ghi: hãy gõ câu trả lời cho «{label}».").format(label=label)})
    for one in sorted(decided):
        if len(one) > MOST:
            why = _("«{label}» dài {typed} ký tự; tối đa {most}. Hãy rút gọn.")
            raise FieldsRefused({name: why.format(label=LABELS.get(name, name), typed=len(one), most=MOST)})
        if why := refusals({name: one}).get(name):
            raise FieldsRefused({name: why})


def _items(rows: list[ProposedField]) -> QuerySet[ItemFields]:
    return ItemFields.objects.filter(item_id__in=[row.item_id for row in rows])


def _hold(rows: list[ProposedField]) -> set[Any]:
    """Lock the items in one order, as who confirms them does; says which of them still wait."""
    locked = _items(rows).order_by("pk").select_for_update().values_list("item_id", "state")
    return {item for item, state in locked if state == states.WAITING}
