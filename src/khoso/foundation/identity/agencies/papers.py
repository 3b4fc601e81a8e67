"""Registers of an agency on paper, under its own head.

# Luật: NĐ 30/2020/NĐ-CP Phụ lục I, V
"""

from __future__ import annotations

from collections.abc import Sequence

from khoso.engines.office import Register, Signer, Table
from khoso.foundation.identity.agencies.letterhead import letterhead
from khoso.foundation.identity.models import Agency
from khoso.kernel import clock


def register_paper(
    agency: Agency,
    title: str,
    table: Table,
    *,
    lines: Sequence[str] = (),
    closing: Sequence[str] = (),
    number: str = "",
    is_wide: bool = False,
) -> Register:
    """A register of an agency under its head: dated today, with places for who made it and who answers for it."""
    told = letterhead(agency)
    return Register(
        superior=told.superior,
        agency=told.issuer,
        place=told.place,
        dated=clock.today(),
        title=title,
        table=table,
        maker=Signer(["NGƯỜI LẬP"], ""),
        lines=lines,
        closing=closing,
        signer=Signer([told.post], told.head_name, told.authority),
        number=number,
        is_wide=is_wide,
    )
