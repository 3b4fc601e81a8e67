"""What a check of one file has found."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from khoso.engines.formats import Format
from khoso.engines.imaging.port import Layer
from khoso.kernel.findings import Finding, Severity
from khoso.stages.digitisation.rules import stops


@dataclass(slots=True)
class PageCheck:
    """One page: its facts and findings. `width`, `height` in pixels at `dpi`, as shown.

    `digest` is equal for equal pictures, `phash` (1024 bits, hex) near for the same page scanned twice.
    `printed_number` is the page number read from the page, None when none is sure.
    """

    number: int
    width: int
    height: int
    dpi: float
    layers: tuple[Layer, ...] = ()
    colour: bool = False
    blank: bool = False
    digest: str = ""
    phash: str = ""
    printed_number: int | None = None
    findings: list[Finding] = field(default_factory=list)


@dataclass(slots=True)
class FileCheck:
    """One file: its facts, its pages and findings about the file itself. `path` is as the caller named it."""

    path: Path
    sha256: str = ""
    size_bytes: int = 0
    format: Format | None = None
    pages: list[PageCheck] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)

    @property
    def all_findings(self) -> list[Finding]:
        """Findings of the file, then of its pages in order."""
        return self.findings + [finding for page in self.pages for finding in page.findings]

    @property
    def refused(self) -> bool:
        """Whether the file cannot be taken in and must be delivered anew."""
        return any(stops(f.code) and f.severity is Severity.ERROR for f in self.all_findings)

    def as_json(self) -> dict[str, object]:
        """One line of `khoso check --json`."""
        return {
            "path": str(self.path).encode("utf-8", "replace").decode(),
            "pages": len(self.pages),
            "findings": [finding.as_page_json() for finding in self.all_findings],
        }
