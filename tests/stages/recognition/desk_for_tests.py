"""Deliveries with items whose fields wait, made without reading a page."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from typing import Any

from tests.house import person

from khoso.foundation.identity.models import Agency
from khoso.foundation.identity.roles import Role
from khoso.kernel import clock
from khoso.stages.catalogue.models import Dossier, Fonds, Item
from khoso.stages.digitisation.models import Delivery
from khoso.stages.recognition.alike.rules import doubt_key
from khoso.stages.recognition.models import ItemFields, ProposedField

GOOD = {"kind": "15", "number": "139", "notation": "TTr-CC", "issued_date": "05/07/2010", "issuer": "Công ty Mẫu"}
GOOD |= {"subject": "Về việc xây cầu", "signer": "Lê Văn Hùng", "urgency": ""}


class Stock:
    """One agency with a delivery; `item` adds to it."""

    def __init__(self, code: str = "DESK.01") -> None:
        self.agency = Agency.objects.create(code=code, name=f"Xã {code}", kind="commune")
        self.fonds = Fonds.objects.create(id=uuid.uuid4(), code="P1", title="Phông", agency=self.agency)
        self.dossier = Dossier.objects.create(
            id=uuid.uuid4(), fonds=self.fonds, number="1", reference_code=f"{code}.1", title="Hồ sơ"
        )
        self.delivery = Delivery.objects.create(
            id=uuid.uuid4(),
            agency=self.agency,
            folder=f"/{code}/lo",
            folder_name=f"lo-{code}",
            registered_at=clock.now(),
            file_count=0,
        )

    def person(self, name: str, *roles: str) -> Any:
        return person(name, *((self.agency, role) for role in roles or (Role.CLERK,)))

    def item(self, *, state: str = "waiting", wanted: int = 1, doubts: Iterable[tuple[str, str]] = ()) -> ItemFields:
        ordinal = Item.objects.filter(dossier=self.dossier).count() + 1
        item = Item.objects.create(
            id=uuid.uuid4(),
            dossier=self.dossier,
            ordinal=ordinal,
            reference_code=f"{self.dossier.reference_code}.{ordinal}",
        )
        doubted = list(doubts)
        for name, value in doubted:
            ProposedField.objects.create(
                item=item,
                delivery=self.delivery,
                name=name,
                value=value,
                confidence=0.6,
                is_doubt=True,
                doubt_key=doubt_key(name, value),
            )
        return ItemFields.objects.create(
            item=item, delivery=self.delivery, state=state, keyings_wanted=wanted, doubts=len(doubted)
        )


def state_of(fields: ItemFields) -> str:
    return ItemFields.objects.get(pk=fields.pk).state


def stands(fields: ItemFields, name: str) -> tuple[str | None, str]:
    """What stands in a field, and how it came about."""
    row = ProposedField.objects.get(item_id=fields.item_id, name=name)
    return row.decided, row.decided_way
