"""The files of an import in the store of bytes: the workbook as it came, what was read of it, what goes back."""

from __future__ import annotations

import hashlib
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from khoso.engines import blobs
from khoso.engines.limits import Limits, LimitsError, OutOfMemory, TimedOut, run_limited
from khoso.kernel.errors import FileRefused
from khoso.kernel.words import Sentence
from khoso.stages.catalogue.compute import sheets
from khoso.stages.catalogue.compute.opening import MAX_FILE_BYTES
from khoso.stages.catalogue.compute.sheets import SheetSurvey

SURVEY_LIMITS = Limits(seconds=60, memory_bytes=1024**3, file_bytes=2**20)
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
        found = run_limited(sheets.survey, path, shown_as, limits=SURVEY_LIMITS)
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


@contextmanager
def on_disk(digest: str, name: str) -> Iterator[Path]:
    """Kept bytes as a file with the ending of its name, to be read and not written."""
    with tempfile.TemporaryDirectory(prefix="khoso-nhap-") as folder:
        path = Path(folder) / f"bang{Path(name).suffix.lower()}"
        lying = blobs.store().path_of(digest)
        if lying is not None:
            path.symlink_to(lying)
        else:
            with blobs.store().open(digest) as kept, path.open("wb") as copy:
                shutil.copyfileobj(kept, copy)
        yield path


@contextmanager
def lines_of(digest: str) -> Iterator[Iterator[bytes]]:
    """The lines of a kept file, one after the other."""
    with blobs.store().open(digest) as kept:
        yield iter(kept)


def digest_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
