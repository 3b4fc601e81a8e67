"""Why a batch, a paper or a row of the site's register was not written. Nothing was changed when one is raised."""

from __future__ import annotations

from collections.abc import Sequence

from khoso.kernel.errors import KhosoError
from khoso.kernel.words import Sentence, noop


class BatchRefused(KhosoError):
    """What was asked cannot be true of this batch. `field`: where it can be mended."""

    code = "digitisation.batch.refused"

    def __init__(self, message: str, field: str = "") -> None:
        super().__init__(message)
        self.field = field


class BatchNotAllowed(KhosoError):
    """Whoever asked may not do this with this batch."""

    code = "digitisation.batch.not_allowed"

    def __init__(self) -> None:
        super().__init__(
            noop("Chưa làm gì: việc này của thủ trưởng hoặc Tổ Quản lý, Giám sát của cơ quan, không của đơn vị số hóa.")
        )


class GatesWanting(KhosoError):
    """Papers of the law are missing or ran out: the batch does not start. `papers`: each of them, in words."""

    code = "digitisation.batch.gates_wanting"

    def __init__(self, papers: Sequence[str]) -> None:
        self.papers = list(papers)
        super().__init__(
            Sentence(
                "Đợt chưa được bắt đầu, còn thiếu: {papers}. Đợt giữ nguyên như trước; bổ sung rồi bấm lại.",
                papers="; ".join(self.papers),
            )
        )


class BatchNotRunning(KhosoError):
    """A delivery came for a batch that does not run."""

    code = "digitisation.batch.not_running"

    def __init__(self, title: str, state: str, papers: Sequence[str]) -> None:
        self.papers = list(papers)
        if self.papers:
            told = Sentence(
                "Chưa nhận lô: đợt «{title}» đang ở trạng thái «{state}», còn thiếu: {papers}. Bổ sung giấy tờ, cho "
                "đợt chạy rồi giao lại.",
                title=title,
                state=state,
                papers="; ".join(self.papers),
            )
        else:
            told = Sentence(
                "Chưa nhận lô: đợt «{title}» đang ở trạng thái «{state}». Thủ trưởng hoặc Tổ Quản lý, Giám sát cho đợt "
                "chạy rồi giao lại.",
                title=title,
                state=state,
            )
        super().__init__(told)


class BatchOfAnother(KhosoError):
    """A delivery of one agency names the batch of another."""

    code = "digitisation.batch.of_another"

    def __init__(self) -> None:
        super().__init__(noop("Chưa nhận lô: đợt số hóa này là của cơ quan khác. Xem lại số đợt."))


class BatchNotClosable(KhosoError):
    """Something of the batch is still open. `reasons`: each of them."""

    code = "digitisation.batch.not_closable"

    def __init__(self, reasons: Sequence[str]) -> None:
        self.reasons = list(reasons)
        super().__init__(Sentence("Chưa kết thúc được đợt. {reasons}", reasons=" ".join(self.reasons)))


class PaperRefused(KhosoError):
    """A paper cannot be put on record so."""

    code = "digitisation.paper.refused"

    def __init__(self, message: str, field: str = "") -> None:
        super().__init__(message)
        self.field = field


class SiteRefused(KhosoError):
    """A row of the site's register cannot be written so."""

    code = "digitisation.site.refused"

    def __init__(self, message: str, field: str = "") -> None:
        super().__init__(message)
        self.field = field


class DeviceNotWiped(KhosoError):
    """A device does not leave before its data is destroyed on record. # Luật: NĐ 31/2026 Đ.12"""

    code = "digitisation.device.not_wiped"

    def __init__(self, name: str) -> None:
        super().__init__(
            Sentence(
                "Chưa cho rời đi: «{name}» chưa có biên bản xóa dữ liệu. Xóa dữ liệu trước mặt hai bên, ghi biên bản "
                "rồi mới ghi rời đi (mức phạt 20–25 triệu đồng).",
                name=name,
            )
        )
