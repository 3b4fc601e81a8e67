"""What can be wrong with a template, or with a paper that is to be drawn."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from khoso.kernel.errors import KhosoError
from khoso.kernel.words import Sentence


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that keeps a template from being used. `code`: field.missing, field.unknown, style.missing,
    construct.unsafe, file.missing, file.unreadable, drawing.failed. `where` and `what` are for people."""

    code: str
    file: str
    where: str
    what: str

    def __str__(self) -> str:
        return f"{self.file}, {self.where}: {self.what}" if self.where else f"{self.file}: {self.what}"


class TemplateRefused(KhosoError):
    """A folder of templates that may not be used; `faults` says all that is wrong with it."""

    code = "office.template_refused"

    def __init__(self, folder: str, faults: Sequence[Fault]) -> None:
        told = "; ".join(map(str, faults))
        super().__init__(
            Sentence(
                "Bộ mẫu trong {folder} không dùng được: {faults}. Hãy sửa rồi kiểm tra lại bằng "
                "`khoso office template check {folder}`.",
                folder=folder,
                faults=told,
            )
        )
        self.faults = tuple(faults)


class DrawingFailed(KhosoError):
    """The paper could not be drawn; nothing was written."""

    code = "office.drawing_failed"
