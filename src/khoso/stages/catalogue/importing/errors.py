"""What may not go on while a workbook comes in."""

from __future__ import annotations

from khoso.kernel.errors import KhosoError


class ImportNotAllowed(KhosoError):
    """This person may not bring a catalogue in for this agency."""

    code = "catalogue.import_not_allowed"


class ImportRefused(KhosoError):
    """What was asked of an import cannot be done; `field` names what to mend on the form."""

    code = "catalogue.import_refused"

    def __init__(self, message: str, field: str = "") -> None:
        super().__init__(message)
        self.field = field
