"""Facts that stop a turn at the workbench."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from khoso.kernel.errors import KhosoError


class HeldByAnother(KhosoError):
    """Somebody else has this item before them."""

    code = "recognition.held_by_another"

    def __init__(self, name: str, until: datetime) -> None:
        super().__init__(
            _(
                "Chưa ghi: {name} đang làm tài liệu này, giữ tới {time}. Chữ anh/chị gõ vẫn còn trên màn hình; "
                "hãy sang tài liệu khác, hoặc chờ rồi xác nhận lại."
            ).format(name=name, time=timezone.localtime(until).strftime("%H:%M"))
        )
        self.name, self.until = name, until


class DecidedMeanwhile(KhosoError):
    """Somebody else confirmed the item since the form was opened."""

    code = "recognition.decided_meanwhile"

    def __init__(self, name: str) -> None:
        super().__init__(
            _(
                "Chưa ghi: trong lúc anh/chị mở tài liệu này, {name} đã xác nhận nó. Chữ anh/chị gõ vẫn còn trên màn "
                "hình; xem lại, nếu vẫn đúng thì xác nhận lần nữa."
            ).format(name=name)
        )


class ScannedAnew(KhosoError):
    """The scan the form was opened with is not the one that is there."""

    code = "recognition.scanned_anew"

    def __init__(self) -> None:
        super().__init__(
            _(
                "Chưa ghi: bản quét của tài liệu này vừa được thay. Chữ anh/chị gõ vẫn còn trên màn hình; so với trang "
                "mới, nếu vẫn đúng thì xác nhận lần nữa."
            )
        )


class KeyedAlready(KhosoError):
    """Who keyed first cannot key second, nor decide between the two."""

    code = "recognition.keyed_already"

    def __init__(self) -> None:
        super().__init__(
            _("Chưa ghi: anh/chị đã nhập tài liệu này một lần. Lượt của anh/chị vẫn còn; lượt sau phải do người khác.")
        )


class ConfirmingNotAllowed(KhosoError):
    """The person has no right to this at this agency."""

    code = "recognition.not_allowed"


class NobodyNamed(KhosoError):
    """Two people must key this item, and the one who sends names no account."""

    code = "recognition.nobody_named"

    def __init__(self) -> None:
        super().__init__(
            _("Chưa ghi: tài liệu này phải do hai người nhập; hãy đăng nhập bằng tài khoản của người nhập rồi gửi lại.")
        )
