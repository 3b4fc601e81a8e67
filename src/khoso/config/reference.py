"""What every Kho Số of this city knows from the first start."""

from __future__ import annotations

from khoso.foundation.identity import actions


def register_reference_data() -> None:
    """The agencies of the city, those of today and those before; what people changed since stays theirs."""
    actions.load_reference()
