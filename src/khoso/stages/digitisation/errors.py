"""Facts that stop a delivery."""

from __future__ import annotations

from khoso.kernel.errors import KhosoError, UsageError
from khoso.kernel.words import Sentence
from khoso.stages.digitisation.batches.errors import BatchNotClosable as BatchNotClosable
from khoso.stages.digitisation.batches.errors import BatchNotRunning as BatchNotRunning
from khoso.stages.digitisation.batches.errors import BatchOfAnother as BatchOfAnother
from khoso.stages.digitisation.batches.errors import DeviceNotWiped as DeviceNotWiped
from khoso.stages.digitisation.batches.errors import GatesWanting as GatesWanting


class FolderMissing(UsageError):
    """The folder of the delivery is not there."""

    code = "delivery.folder_missing"


class CatalogueMissing(UsageError):
    """The workbook of the delivery is not there."""

    code = "delivery.catalogue_missing"


class LegacyChanged(KhosoError):
    """A delivery entered as new cannot become legacy, nor the other way round."""

    code = "delivery.legacy_changed"


class BatchChanged(KhosoError):
    """A folder that was taken in for one batch, or for none, is given for another."""

    code = "delivery.batch_changed"

    def __init__(self, name: str) -> None:
        super().__init__(
            Sentence(
                "Thư mục «{name}» đã được nhập trước đây, không thuộc đợt này; không đổi được nữa. Phần đã nhập vẫn "
                "còn; hãy chạy lại đúng như lần đầu.",
                name=name,
            )
        )
