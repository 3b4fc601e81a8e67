"""What keeps paper from being counted, confirmed or settled."""

from __future__ import annotations

from khoso.kernel.errors import KhosoError
from khoso.kernel.words import Sentence, noop


class NotYourSide(KhosoError):
    """Neither side counts or confirms for the other."""

    code = "paper.not_your_side"

    def __init__(self) -> None:
        super().__init__(
            noop("Anh/chị không thuộc bên giao hay bên nhận của lần giao nhận này; mỗi bên tự đếm, tự xác nhận.")
        )


class SamePerson(KhosoError):
    """One person cannot stand for both sides."""

    code = "paper.same_person"

    def __init__(self) -> None:
        super().__init__(noop("Một người không xác nhận thay cho cả hai bên; hãy để người của bên kia xác nhận."))


class NothingChosen(KhosoError):
    """A hand-over holds at least one dossier that may go this way."""

    code = "paper.nothing_chosen"

    def __init__(self) -> None:
        super().__init__(
            noop("Chưa chọn hộp nào còn giao được theo chiều này; chưa lập gì. Hãy chọn ít nhất một hộp rồi lập lại.")
        )


class BatchNotOpen(KhosoError):
    """The batch is not in a state in which paper moves this way."""

    code = "paper.batch_not_open"

    def __init__(self, state: str) -> None:
        super().__init__(
            Sentence(
                "Đợt số hóa đang «{state}» nên tài liệu chưa được giao, nhận theo chiều này; số đã đếm vẫn còn.",
                state=state,
            )
        )


class Frozen(KhosoError):
    """What a side confirmed is not changed any more."""

    code = "paper.frozen"

    def __init__(self) -> None:
        super().__init__(
            noop(
                "Số liệu bên anh/chị đã xác nhận nên không sửa được. Nếu bên kia chưa xác nhận, hãy rút xác nhận rồi "
                "đếm lại."
            )
        )


class NotCounted(KhosoError):
    """A side confirms what it has counted wholly."""

    code = "paper.not_counted"

    def __init__(self, count: int) -> None:
        super().__init__(
            Sentence(
                "Bên anh/chị còn {count} hồ sơ chưa đếm; chưa xác nhận. Hãy đếm nốt, hoặc ghi «để lại» hồ sơ không "
                "giao.",
                count=count,
            )
        )


class SidesDiffer(KhosoError):
    """Both sides must have counted the same before the second confirms."""

    code = "paper.sides_differ"

    def __init__(self, count: int, first: str) -> None:
        super().__init__(
            Sentence(
                "Hai bên đếm khác nhau ở {count} hồ sơ (đầu tiên: {first}); chưa xác nhận. Hãy cùng đếm lại; bên đã "
                "xác nhận thì rút xác nhận để sửa.",
                count=count,
                first=first,
            )
        )


class NumberWanting(KhosoError):
    """Minutes have a number and a day."""

    code = "paper.number_wanting"

    def __init__(self) -> None:
        super().__init__(noop("Chưa ghi số biên bản; chưa xác nhận. Hãy ghi số và ngày của biên bản trước."))


class MayNotMakeOut(KhosoError):
    """Paper leaves the store by the hand of who keeps it."""

    code = "paper.may_not_make_out"

    def __init__(self) -> None:
        super().__init__(noop("Chỉ cơ quan quản lý tài liệu lập lần giao tài liệu ra khỏi kho; chưa lập gì."))


class WordsWanting(KhosoError):
    """An explanation, an outcome or a reason says something."""

    code = "paper.words_wanting"

    def __init__(self) -> None:
        super().__init__(noop("Chưa ghi nội dung (giải trình, kết luận hoặc lý do); chưa ghi gì."))


class NotToConclude(KhosoError):
    """Who answers for a difference does not close it."""

    code = "paper.not_to_conclude"

    def __init__(self) -> None:
        super().__init__(
            noop(
                "Chỉ Tổ Quản lý, Giám sát hoặc thủ trưởng cơ quan kết luận chênh lệch; người giải trình không tự kết "
                "luận. Chưa ghi gì."
            )
        )


class SheetsWanting(KhosoError):
    """A dossier that was found is counted."""

    code = "paper.sheets_wanting"

    def __init__(self) -> None:
        super().__init__(noop("Hồ sơ đã tìm thấy phải được đếm tờ; hãy ghi số tờ đếm được. Chưa ghi gì."))


class PhotoRefused(KhosoError):
    """The file is no photo we can draw anew."""

    code = "paper.photo_refused"

    def __init__(self) -> None:
        super().__init__(
            noop("Tệp không phải ảnh JPEG, PNG đọc được (hoặc quá lớn); không giữ lại. Hãy chụp hoặc chọn ảnh khác.")
        )


class NoCodeSeen(KhosoError):
    """No label of the house was read from the photo."""

    code = "paper.no_code_seen"

    def __init__(self) -> None:
        super().__init__(
            noop("Không đọc được mã QR của Kho Số trong ảnh. Hãy chụp gần, đủ sáng, cả ô vuông; hoặc gõ mã in dưới ô.")
        )
