"""Facts that stop a confirmation."""

from __future__ import annotations

from khoso.kernel.errors import KhosoError


class FieldsRefused(KhosoError):
    """A field cannot be what was entered. `by_field` says why, in Vietnamese."""

    code = "recognition.fields_refused"

    def __init__(self, by_field: dict[str, str]) -> None:
        super().__init__("; ".join(by_field.values()))
        self.by_field = by_field
