"""The first look at a workbook that came from outside: in a limited process, refused in words that say what to do."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from khoso.engines.limits import Limits, LimitsError, OutOfMemory, TimedOut, run_limited
from khoso.kernel.errors import FileRefused
from khoso.kernel.words import Sentence
from khoso.stages.catalogue.compute import sheets
from khoso.stages.catalogue.compute.opening import MAX_FILE_BYTES
from khoso.stages.catalogue.compute.sheets import SheetSurvey

LIMITS = Limits(seconds=60, memory_bytes=1024**3, file_bytes=2**20)
MOST_MEGABYTES = MAX_FILE_BYTES >> 20


def survey(path: Path, shown_as: str) -> list[SheetSurvey]:
    """The sheets of a workbook that have a table. Raises FileRefused, which says what to do; nothing was kept."""
    size = path.stat().st_size
    if not size:
        raise FileRefused("file.empty", Sentence("Tệp «{name}» rỗng (0 byte). Hãy chọn lại tệp.", name=shown_as))
    if size > MAX_FILE_BYTES:
        raise FileRefused(
            "file.too_big",
            Sentence(
                "Tệp «{name}» lớn quá {most} MB. Hãy chia theo hộp hoặc theo mục lục rồi nhập từng tệp.",
                name=shown_as,
                most=MOST_MEGABYTES,
            ),
        )
    try:
        found = run_limited(sheets.survey, path.resolve(), shown_as, limits=LIMITS)
    except LimitsError as error:
        raise too_much(error, shown_as) from None
    tables = [one for one in found if one.header_row and one.columns]
    if not tables:
        raise FileRefused(
            "import.no_headings",
            Sentence(
                "Không thấy hàng tiêu đề cột trong «{name}». Cần một hàng ghi tên cột như «Số và ký hiệu hồ sơ», "
                "«Tiêu đề hồ sơ», «Thời hạn bảo quản». Chưa nhập gì.",
                name=shown_as,
            ),
        )
    if not any(one.row_count for one in tables):
        raise FileRefused(
            "import.no_rows",
            Sentence("«{name}» chỉ có hàng tiêu đề, không có dòng nào bên dưới. Chưa nhập gì.", name=shown_as),
        )
    return tables


def chosen(found: Sequence[SheetSurvey], name: str = "") -> SheetSurvey:
    """The sheet of this name, else the visible one that says most. Raises FileRefused for a name that is not there."""
    if not name:
        return max(found, key=lambda one: (not one.is_hidden, one.row_count > 0, _known(one), one.row_count))
    for one in found:
        if one.name == name:
            return one
    names = ", ".join(f"«{one.name}»" for one in found)
    raise FileRefused(
        "import.no_sheet",
        Sentence("Tệp không có trang tính «{name}» có bảng. Các trang có bảng: {names}.", name=name, names=names),
    )


def _known(sheet: SheetSurvey) -> int:
    return sum(1 for one in sheet.columns if one.field and one.field not in (sheets.IGNORE, "row_number"))


def too_much(error: LimitsError, shown_as: str) -> FileRefused:
    """The refusal of a file whose reading came to no end."""
    if isinstance(error, TimedOut | OutOfMemory):
        return FileRefused(
            "file.bomb",
            Sentence("Đọc «{name}» tốn quá nhiều thời gian hoặc bộ nhớ nên đã dừng. Hãy chia nhỏ tệp.", name=shown_as),
        )
    return FileRefused(
        "file.damaged",
        Sentence("«{name}» bị hỏng, không đọc được. Hãy mở bằng Excel, lưu lại rồi nhập lại.", name=shown_as),
    )
