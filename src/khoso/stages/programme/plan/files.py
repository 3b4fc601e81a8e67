"""A plan from a file, whatever kind: told by its name, read within limits."""

from __future__ import annotations

import hashlib
from pathlib import Path

from khoso.engines.limits import Limits, LimitsError, run_limited
from khoso.kernel.words import Sentence
from khoso.stages.programme.plan import sheets, text
from khoso.stages.programme.plan.builtin import completed
from khoso.stages.programme.plan.errors import PlanRefused, PlanUnreadable
from khoso.stages.programme.plan.rows import PlanDocument

SHEETS = (".xlsx", ".csv")
TEXTS = (".txt", ".md")
MAX_BYTES = text.MAX_BYTES
LIMITS = Limits(seconds=30, memory_bytes=768 * 1024**2)


def read_path(path: Path) -> PlanDocument:
    """The plan in a file. Raises PlanUnreadable, PlanRefused."""
    try:
        with path.open("rb") as file:
            content = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise PlanUnreadable(
            Sentence("Không đọc được tệp «{name}»: {why}. Không nạp gì.", name=path.name, why=error.strerror or error)
        ) from None
    return read_content(content, path.name)


def read_content(content: bytes, name: str) -> PlanDocument:
    """The plan in the bytes of a file of this name. Raises PlanUnreadable, PlanRefused with a line for each bad row."""
    suffix = Path(name).suffix.lower()
    if suffix in SHEETS:
        read = _sheet(content, name)
    elif suffix in TEXTS:
        try:
            read = completed(run_limited(_text, content, name, limits=LIMITS))
        except LimitsError:
            raise _too_much(name) from None
    else:
        raise PlanUnreadable(
            Sentence(
                "Không nạp được «{name}»: cần bảng tính .xlsx, .csv hoặc văn bản .txt, .md có bảng lộ trình. "
                "Không nạp gì.",
                name=name,
            )
        )
    return read.from_file(name[:300], hashlib.sha256(content).hexdigest())


def _sheet(content: bytes, name: str) -> PlanDocument:
    try:
        reading = run_limited(sheets.read_sheet, content, name, limits=LIMITS)
    except LimitsError:
        raise _too_much(name) from None
    if reading.document is None:
        raise PlanRefused(
            Sentence("«{name}» có {count} chỗ phải sửa; chưa nạp gì:", name=name, count=len(reading.lines)),
            reading.lines,
        )
    return reading.document


def _text(content: bytes, name: str) -> PlanDocument:
    return text.read_text(text.decode(content, name), name)


def _too_much(name: str) -> PlanUnreadable:
    return PlanUnreadable(
        Sentence("Đọc «{name}» mất quá nhiều thời gian hoặc bộ nhớ nên đã dừng. Không nạp gì.", name=name)
    )
