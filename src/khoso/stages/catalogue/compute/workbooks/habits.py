"""What is usual in a sheet, and what stands out against it: notations, names, dates that Excel turned about."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from typing import Any

from khoso.kernel.text_vi import fold, is_vietnamese, tone_placement
from khoso.stages.catalogue.compute.workbooks.faults import Ledger
from khoso.stages.catalogue.compute.workbooks.kinds import ABBREVIATIONS
from khoso.stages.catalogue.compute.workbooks.reading import Plan

_MOST_ROWS = 200
_USUAL = 3


@dataclass(slots=True)
class _Seen:
    """How often something was written, in which rows (the first few), beside which kind of document."""

    count: int = 0
    rows: list[int] = field(default_factory=list)
    kind: str = ""

    def add(self, row: int) -> None:
        self.count += 1
        if len(self.rows) < _MOST_ROWS:
            self.rows.append(row)


class Habits:
    """Collects while rows pass; `tell` says at the end what stands out."""

    def __init__(self, plan: Plan, ledger: Ledger) -> None:
        self._plan, self._ledger = plan, ledger
        self._notations: dict[str, _Seen] = defaultdict(_Seen)
        self._issuers: dict[str, dict[str, _Seen]] = defaultdict(lambda: defaultdict(_Seen))
        self._dates: dict[str, list[int]] = {}

    def note_item(self, row: int, notation: str, kind: str, issuer: str) -> None:
        """An item passes."""
        if notation:
            seen = self._notations[notation]
            seen.add(row)
            seen.kind = seen.kind or kind
        if issuer:
            key, spelling = _spelt(issuer)
            self._issuers[key][spelling].add(row)

    def note_date(self, name: str, value: Any, day: int | None) -> None:
        """A whole date passes: known to Excel as one, or typed as text."""
        if day is not None:
            counts = self._dates.setdefault(name, [0, 0, 0])
            if isinstance(value, datetime):
                counts[0 if day <= 12 else 1] += 1
            elif day > 12:
                counts[2] += 1

    def tell(self, header_row: int) -> None:
        """What stands out."""
        self._tell_dates(header_row)
        self._tell_notations()
        self._tell_issuers()

    def _tell_dates(self, header_row: int) -> None:
        for name, (real_low, real_high, typed_high) in self._dates.items():
            if real_low >= _USUAL and typed_high >= _USUAL and not real_high:
                self._ledger.tell(
                    "day_month_swapped", header_row,
                    f"Cột có {real_low} ô là ngày của Excel, đều có ngày từ 12 trở xuống, "
                    f"và {typed_high} ô là chữ có ngày trên 12: có thể Excel đã đảo ngày và tháng của các ô đầu. "
                    "Hãy đối chiếu vài dòng với bản giấy.",
                    column=self._plan.letters.get(name, ""),
                )  # fmt: skip

    def _tell_notations(self) -> None:
        column = self._plan.letters.get("item.notation") or self._plan.letters.get("item.number_notation", "")
        for notation, seen in self._notations.items():
            first, _, rest = notation.partition("-")
            short = first.replace(".", "").upper()
            if not rest or short in ABBREVIATIONS or not short.isalpha() or not 2 <= len(short) <= 4:
                continue
            usual = self._usual(short, rest, seen)
            if usual:
                for row in seen.rows:
                    self._ledger.tell(
                        "unknown_notation", row,
                        f"Ký hiệu «{notation[:30]}» lạ: không bắt đầu bằng chữ viết tắt tên loại nào và chỉ "
                        f"khác một chữ với {usual}. Hãy xem bản giấy.",
                        column=column, was=notation,
                    )  # fmt: skip

    def _usual(self, short: str, rest: str, seen: _Seen) -> str:
        """What the notation is one letter from: written in other rows, or the abbreviation of its own kind."""
        for other, others in self._notations.items():
            first, _, other_rest = other.partition("-")
            if other_rest == rest and others.count >= _USUAL * seen.count and _one_letter_apart(short, first.upper()):
                return f"«{other[:30]}» (dùng ở {others.count} dòng khác)"
        own = next((name for name, code in ABBREVIATIONS.items() if code == seen.kind), "")
        return f"«{own}» (tên loại của dòng)" if own and _one_letter_apart(short, own) else ""

    def _tell_issuers(self) -> None:
        column = self._plan.letters.get("item.issuer", "")
        for spellings in self._issuers.values():
            if len(spellings) < 2:
                continue
            usual, most = max(spellings.items(), key=lambda pair: pair[1].count)
            for spelling, seen in spellings.items():
                if spelling != usual and most.count >= _USUAL * seen.count and is_vietnamese(spelling):
                    for row in seen.rows:
                        self._ledger.tell(
                            "name_misspelt", row,
                            f"«{spelling[:80]}» chỉ khác dấu với «{usual[:80]}» (dùng ở {most.count} dòng khác). "
                            "Hãy xem có gõ sai dấu không.",
                            column=column, was=spelling, now=usual,
                        )  # fmt: skip


def _one_letter_apart(one: str, other: str) -> bool:
    return len(one) == len(other) and sum(a != b for a, b in zip(one, other, strict=True)) == 1


@lru_cache(maxsize=20_000)
def _spelt(name: str) -> tuple[str, str]:
    """What a name is without accents and case, and as it is spelt whatever the case of its letters."""
    same_case = tone_placement(name)
    return fold(name), same_case if not same_case.isupper() else same_case.lower().capitalize()


@lru_cache(maxsize=20_000)
def misspelt_in(name: str, text: str) -> str:
    """The part of `text` that is `name` with other accents; "" when there is none or it is written without any."""
    if not name or not is_vietnamese(name):
        return ""
    plain, plain_name = fold(text), fold(name)
    at = plain.find(plain_name)
    if at < 0 or len(plain) != len(text):
        return ""
    part = text[at : at + len(plain_name)]
    if not is_vietnamese(part) or tone_placement(part).lower() == tone_placement(name).lower():
        return ""
    return "" if re.search(r"\w", text[at + len(part) : at + len(part) + 1]) else part
