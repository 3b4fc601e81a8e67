"""What keeps a hand-over list from being made."""

from __future__ import annotations

from khoso.kernel.errors import KhosoError
from khoso.kernel.words import noop


class NothingToHandOver(KhosoError):
    """No arranged permanent dossier of the agency is due and on no list."""

    code = "selection.nothing_to_hand_over"

    def __init__(self) -> None:
        super().__init__(
            noop("Không có hồ sơ vĩnh viễn đã chỉnh lý nào đến hạn mà chưa vào mục lục; không lập mục lục trống.")
        )


class NotASource(KhosoError):
    """The agency does not transfer to the Centre, or is the Centre itself."""

    code = "selection.not_a_transfer_source"

    def __init__(self) -> None:
        super().__init__(
            noop("Cơ quan này không thuộc nguồn nộp lưu vào Trung tâm Lưu trữ lịch sử; chưa lập mục lục nào.")
        )


class NothingChanged(KhosoError):
    """The catalogue says of every dossier what the list says."""

    code = "selection.handover_unchanged"

    def __init__(self) -> None:
        super().__init__(noop("Danh mục hồ sơ không đổi so với mục lục này; không cần lập bản mới."))


class AlreadyReplaced(KhosoError):
    """Only the last version of a list gets another."""

    code = "selection.handover_replaced"

    def __init__(self) -> None:
        super().__init__(noop("Mục lục này đã có bản mới thay; hãy lập bản tiếp theo từ bản mới nhất."))


class MayNotHandOver(KhosoError):
    """The list is made by the agency's own staff or the Centre's."""

    code = "selection.may_not_hand_over"

    def __init__(self) -> None:
        super().__init__(noop("Chỉ văn thư, thủ trưởng cơ quan hoặc Trung tâm lập mục lục giao nộp; chưa ghi gì."))
