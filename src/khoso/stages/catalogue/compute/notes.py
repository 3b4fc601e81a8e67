"""Findings of one reading, kept from growing with the sheet: a fault in 50,000 cells is told with its count."""

from __future__ import annotations

from collections import Counter

from khoso.kernel.findings import Finding, Severity

EACH = 500


class Notes:
    """Collects findings. Of one code in one column the first `EACH` are kept apart; `close` adds how many more."""

    def __init__(self) -> None:
        self._kept: list[Finding] = []
        self._seen: Counter[tuple[str, str]] = Counter()
        self._severity: dict[str, Severity] = {}

    def add(self, code: str, severity: Severity, message: str, *, column: str = "", row: int | None = None) -> None:
        """Note one finding at `column``row` (a cell such as AD5), at a row, at a column, or about the whole sheet."""
        self._seen[code, column] += 1
        if self._seen[code, column] > EACH:
            self._severity[code] = severity
            return
        where = f"{column}{row}" if column and row else column or (f"dòng {row}" if row else "")
        self._kept.append(Finding(code, severity, message, where))

    def error(self, code: str, message: str, *, column: str = "", row: int | None = None) -> None:
        """Note an error."""
        self.add(code, Severity.ERROR, message, column=column, row=row)

    def warning(self, code: str, message: str, *, column: str = "", row: int | None = None) -> None:
        """Note a warning."""
        self.add(code, Severity.WARNING, message, column=column, row=row)

    def info(self, code: str, message: str, *, column: str = "", row: int | None = None) -> None:
        """Note something worth knowing."""
        self.add(code, Severity.INFO, message, column=column, row=row)

    def close(self) -> list[Finding]:
        """Everything noted, with one closing finding for each code and column that had too many."""
        more = [
            Finding(
                code,
                self._severity[code],
                f"Còn {count - EACH} chỗ nữa cùng lỗi này ở cột {column or '(nhiều)'}.",
                column,
            )
            for (code, column), count in self._seen.items()
            if count > EACH
        ]
        return self._kept + more


def ranges(numbers: list[int], limit: int = 30) -> str:
    """`[3, 4, 5, 9]` as `3–5, 9`; after `limit` ranges an ellipsis."""
    runs: list[list[int]] = []
    for number in sorted(set(numbers)):
        if runs and number == runs[-1][1] + 1:
            runs[-1][1] = number
        else:
            runs.append([number, number])
    shown = [f"{first}" if first == last else f"{first}–{last}" for first, last in runs[:limit]]
    return ", ".join(shown) + (", …" if len(runs) > limit else "")
