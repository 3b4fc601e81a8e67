"""Why something asked of many dossiers, or of a saved view, was not done. Nothing was changed when one is raised."""

from __future__ import annotations

from khoso.kernel.errors import KhosoError


class BulkEditRefused(KhosoError):
    """What was asked of many dossiers at once cannot be. `field`: where it can be mended."""

    code = "catalogue.bulk.refused"

    def __init__(self, message: str, field: str = "") -> None:
        super().__init__(message)
        self.field = field


class BulkEditNotAllowed(KhosoError):
    """Whoever asked may not describe these holdings."""

    code = "catalogue.bulk.not_allowed"


class ViewRefused(KhosoError):
    """A view cannot be kept under this name."""

    code = "catalogue.view.refused"
