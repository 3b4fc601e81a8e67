"""What corrections teach, and what was taught."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from khoso.stages.recognition.models import ProposedField

_TERMS = "khoso.stages.recognition.terms"


def teach(item_id: Any, values: Mapping[str, str], rows: Mapping[str, ProposedField], by: Any) -> None:
    """Tell the register of terms what each reading turned out to mean."""
    if by is None or not find_spec(f"{_TERMS}.actions"):
        return
    learn = import_module(f"{_TERMS}.actions").learn
    for name, value in values.items():
        row = rows.get(name)
        if row is not None and row.value:
            learn(item_id, name, row.value, value, by)


def meant(agency_id: Any, name: str, read: str) -> str:
    """What corrections taught that this reading means; "" when nothing."""
    if not read or not find_spec(f"{_TERMS}.queries"):
        return ""
    return import_module(f"{_TERMS}.queries").means(agency_id, name, read) or ""
