"""Why a list was not made, changed, proposed or decided. Nothing was changed when one of these is raised."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from khoso.kernel.errors import KhosoError


class ListRefused(KhosoError):
    """What was asked cannot be true of this list. `field`: where it can be mended."""

    code = "selection.list.refused"

    def __init__(self, message: str, field: str = "") -> None:
        super().__init__(message)
        self.field = field


class ListNotAllowed(KhosoError):
    """Whoever asked does not make, or does not decide, lists of this agency."""

    code = "selection.list.not_allowed"


@dataclass(frozen=True, slots=True)
class Hindrance:
    """Why one dossier is not taken into a list, with the clause that says so."""

    code: str
    clause: str
    message: str


class DossiersBlocked(ListRefused):
    """Some dossiers may not go further; each with why and by which clause."""

    code = "selection.list.blocked"

    def __init__(self, message: str, hindered: Mapping[uuid.UUID, Sequence[Hindrance]]) -> None:
        super().__init__(message)
        self.hindered = hindered
