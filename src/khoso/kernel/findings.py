"""What a check has to say: a list of findings, never a bare yes or no."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """How much a finding weighs. An ERROR stops what it is about; the rest of the delivery goes on."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


@dataclass(frozen=True, slots=True)
class Finding:
    """One fact a check found.

    `code` is stable and dotted (`page.skewed`, `file.encrypted`, `pairing.file_without_row`).
    `message` is Vietnamese: what is wrong and what to do.
    `where` says the place in the terms of the check: a relative path, a cell, an XPath.
    `page` counts from 1; `box` is (x0, y0, x1, y1) in pixels of the page image, origin top left.
    """

    code: str
    severity: Severity
    message: str
    where: str = ""
    page: int | None = None
    box: tuple[int, int, int, int] | None = None

    def as_page_json(self) -> dict[str, object]:
        """The shape of a finding about files and pages, as `khoso check` prints it."""
        return {
            "code": self.code,
            "severity": str(self.severity),
            "page": self.page,
            "box": list(self.box) if self.box else None,
            "message": self.message,
        }

    def as_place_json(self) -> dict[str, object]:
        """The shape of a finding about a place in a structure, as `khoso package validate` prints it."""
        return {"code": self.code, "severity": str(self.severity), "where": self.where, "message": self.message}


def worst(findings: Iterable[Finding]) -> Severity | None:
    """The heaviest severity among findings, or None when there are none."""
    present = {finding.severity for finding in findings}
    return next((level for level in Severity if level in present), None)


def count_by_code(findings: Iterable[Finding]) -> dict[str, int]:
    """How often each code occurs, most frequent first, ties by code."""
    counts = Counter(finding.code for finding in findings)
    return dict(sorted(counts.items(), key=lambda pair: (-pair[1], pair[0])))
