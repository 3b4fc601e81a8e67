"""How a clock of retention runs. Pure; the database reckons `Dossier.retention_ends` by the same rule.

A term is counted in whole years from the year in which the work ended; it is over when its last year is over.
# Luật: TT 05/2025 Đ.48.3 (hằng năm, hồ sơ hết thời hạn lưu trữ), Phụ lục I bảng thời hạn lưu trữ
"""

from __future__ import annotations

from enum import StrEnum

from khoso.stages.catalogue.models.records import TERM_YEARS

PERMANENT, OTHER = "01", "07"


class Standing(StrEnum):
    """Where a dossier stands on its clock."""

    PERMANENT = "permanent"
    RUNNING = "running"
    # Its last year is this one.
    ENDS_NOW = "ends_now"
    EXPIRED = "expired"
    # «Khác» whose years nobody wrote, or no term at all.
    NO_TERM = "no_term"
    # Nobody knows when the work ended: told, never guessed.
    NO_YEAR = "no_year"


def years_of(retention_code: str, own_years: int | None) -> int | None:
    """How many years the term has; None for a permanent one and for one that does not say."""
    return own_years if retention_code == OTHER else TERM_YEARS.get(retention_code)


def ends_in(retention_code: str, own_years: int | None, counted_from: int | None, end_year: int | None) -> int | None:
    """The last year of the term; None: permanent, or not known. `counted_from` stands before the end of the papers."""
    began = counted_from if counted_from is not None else end_year
    years = years_of(retention_code, own_years)
    return None if began is None or years is None else began + years


def standing(
    retention_code: str, own_years: int | None, counted_from: int | None, end_year: int | None, *, year: int
) -> Standing:
    """Where the clock stands in `year`."""
    if retention_code == PERMANENT:
        return Standing.PERMANENT
    if years_of(retention_code, own_years) is None:
        return Standing.NO_TERM
    ends = ends_in(retention_code, own_years, counted_from, end_year)
    if ends is None:
        return Standing.NO_YEAR
    if ends < year:
        return Standing.EXPIRED
    return Standing.ENDS_NOW if ends == year else Standing.RUNNING
