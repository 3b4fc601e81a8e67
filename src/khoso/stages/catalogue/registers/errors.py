"""What keeps a register from being drawn."""

from __future__ import annotations

from khoso.kernel.errors import KhosoError, UsageError
from khoso.kernel.words import Sentence, noop


class NothingToList(KhosoError):
    """The choice holds no dossier the person sees."""

    code = "catalogue.nothing_to_list"

    def __init__(self) -> None:
        super().__init__(noop("Không có hồ sơ nào trong phạm vi đã chọn. Hãy chọn phông, mục lục hoặc bộ lọc khác."))


class TooLongToPrint(KhosoError):
    """A printed register has a bound: a paper of a thousand pages helps nobody."""

    code = "catalogue.too_long_to_print"

    def __init__(self, rows: int, most: int) -> None:
        super().__init__(
            Sentence(
                noop(
                    "Bản in tối đa {most} dòng, phạm vi đã chọn có {rows}. "
                    "Hãy chọn từng phông, từng mục lục, hoặc xuất XLSX (không giới hạn)."
                ),
                most=most,
                rows=rows,
            )
        )


class NoSuchForm(UsageError):
    """No register goes by that name, or it has no such kind of file."""

    code = "catalogue.no_such_register"

    def __init__(self) -> None:
        super().__init__(noop("Không có mẫu mục lục hoặc dạng tệp này."))
