"""How numbers and times are written on a screen: days as in Vietnam, numbers as the reader's language does."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from django.utils.translation import get_language

from khoso.kernel.clock import VIETNAM
from khoso.kernel.dates import ArchivalDate, parse


def number(value: object, decimals: int | None = None) -> str:
    """`12345.5` → `12.345,5`, in English `12,345.5`. Text that is no number stays as it is."""
    if value is None or value == "":
        return ""
    try:
        amount = Decimal(str(value))
    except ArithmeticError:
        return str(value)
    if not amount.is_finite():
        return str(value)
    text = f"{amount:,f}" if decimals is None else f"{amount:,.{decimals}f}"
    return text if get_language() == "en" else text.translate(str.maketrans(",.", ".,"))


def room(size: int) -> str:
    """`1,5 GiB`, in English `1.5 GiB`; small sizes in MiB."""
    amount, unit = (size / 2**30, "GiB") if size >= 2**30 else (size / 2**20, "MiB")
    return f"{number(amount, 1)} {unit}"


def day(value: object) -> str:
    """`22/11/2026` from a date, a moment (in Vietnam's zone), an archival date or its text; empty for nothing."""
    if isinstance(value, datetime):
        return _local(value).strftime("%d/%m/%Y")
    if isinstance(value, date):
        return value.strftime("%d/%m/%Y")
    known = value if isinstance(value, ArchivalDate) else parse(value)
    return known.shown if known else str(value or "")


def moment(value: object) -> str:
    """`22/11/2026 17:05` in Vietnam's zone, from a moment or its ISO text; a bare date is written as a date."""
    if isinstance(value, str):
        try:
            return moment(datetime.fromisoformat(value))
        except ValueError:
            return value
    return _local(value).strftime("%d/%m/%Y %H:%M") if isinstance(value, datetime) else day(value)


def _local(value: datetime) -> datetime:
    """A naive moment is taken as already local, as Django does."""
    return value.astimezone(VIETNAM) if value.tzinfo else value
