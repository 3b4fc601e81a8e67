"""What keeps a list of expired dossiers from being made."""

from __future__ import annotations

from khoso.kernel.errors import KhosoError
from khoso.kernel.words import noop


class NothingExpired(KhosoError):
    """No dossier of the agency has passed its term and stands on no list."""

    code = "catalogue.nothing_expired"

    def __init__(self) -> None:
        super().__init__(noop("Cơ quan không có hồ sơ hết thời hạn nào chưa vào danh mục; không lập danh mục trống."))


class MayNotList(KhosoError):
    """The list of an agency is made by those who keep its records."""

    code = "catalogue.may_not_list_expired"

    def __init__(self) -> None:
        super().__init__(noop("Chỉ văn thư, lưu trữ của cơ quan hoặc Trung tâm lập danh mục này; chưa ghi gì."))
