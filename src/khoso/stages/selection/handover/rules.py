"""When permanent records go to the historical archive. Pure.

Into the current archive at most one year after the year the work ended, into the historical archive at most five years
after that; the agency registers at least twelve months before.
# Luật: Luật Lưu trữ 33/2024/QH15 (thời hạn nộp lưu); TT 05/2025 Đ.20.2; KH 82 III.2.a
"""

from __future__ import annotations

from enum import StrEnum

TO_CURRENT_ARCHIVE = 1
TO_HISTORICAL_ARCHIVE = 5


class Due(StrEnum):
    """Where a permanent dossier stands on its way to the historical archive."""

    OVERDUE = "overdue"
    # Its last year is near: it must be registered now.
    TO_REGISTER = "to_register"
    NOT_YET = "not_yet"
    # Nobody knows when the work ended: told, never guessed.
    NO_YEAR = "no_year"


# What a list takes in unless somebody asks for more.
IS_DUE = frozenset({Due.OVERDUE, Due.TO_REGISTER})


def last_year(work_ended: int) -> int:
    """The last year in which the dossier may come to the historical archive."""
    return work_ended + TO_CURRENT_ARCHIVE + TO_HISTORICAL_ARCHIVE


def due_of(work_ended: int | None, *, year: int) -> Due:
    """Where a dossier whose work ended in `work_ended` stands in `year`."""
    if work_ended is None:
        return Due.NO_YEAR
    last = last_year(work_ended)
    if last < year:
        return Due.OVERDUE
    # Twelve months before the end of its last year lie in the year before.
    return Due.TO_REGISTER if last - year <= 1 else Due.NOT_YET


def latest_due_work(year: int) -> int:
    """Work that ended in this year or before is due in `year`."""
    return year + 1 - TO_CURRENT_ARCHIVE - TO_HISTORICAL_ARCHIVE


def number_of(ordinal: int, initials: str, time: int, year: int) -> str:
    """`01/MLNL-SNV-L03-2026`: ordinal in the year, whose, which hand-over of theirs, year.

    # Luật: TT 05/2025 Đ.20.3.a
    """
    return f"{ordinal:02d}/MLNL-{initials}-L{time:02d}-{year}"
