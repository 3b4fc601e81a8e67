"""What corrections teach, and what was taught."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from khoso.stages.recognition.models import ProposedField
from khoso.stages.recognition.terms import actions as terms
from khoso.stages.recognition.terms import queries as taught


def teach(item_id: Any, values: Mapping[str, str], rows: Mapping[str, ProposedField], by: Any) -> None:
    """Tell the register of terms what each reading turned out to mean."""
    if by is None:
        return
    for name, value in values.items():
        row = rows.get(name)
        if row is not None and row.value:
            terms.learn(item_id, name, row.value, value, by)


def meant(agency_id: Any, name: str, read: str) -> str:
    """What corrections taught that this reading means; "" when nothing."""
    return taught.means(agency_id, name, read) or "" if read else ""
