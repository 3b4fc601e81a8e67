"""Facts that stop a delivery."""

from __future__ import annotations

from khoso.kernel.errors import KhosoError, UsageError


class FolderMissing(UsageError):
    """The folder of the delivery is not there."""

    code = "delivery.folder_missing"


class CatalogueMissing(UsageError):
    """The workbook of the delivery is not there."""

    code = "delivery.catalogue_missing"


class LegacyChanged(KhosoError):
    """A delivery entered as new cannot become legacy, nor the other way round."""

    code = "delivery.legacy_changed"
