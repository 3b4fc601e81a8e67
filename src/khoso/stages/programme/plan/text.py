"""Read a plan from the text of its scan: the road map's table and the head, with every trap noted and none hidden.

Words stay as they were printed, slips of the scanner included; what looks like a slip is said in a note.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date, timedelta

from khoso.kernel.text_vi import fold, nfc, one_space
from khoso.kernel.words import Sentence
from khoso.stages.programme.plan import deadlines
from khoso.stages.programme.plan.cells import Row, road_map_rows
from khoso.stages.programme.plan.errors import PlanUnreadable
from khoso.stages.programme.plan.rows import PlanDocument, PlanRow

MAX_BYTES = 5 * 1024 * 1024
MAX_ROWS = 1000
TITLE, LEAD, SUPPORT, TIME, PRODUCT = range(1, 6)
_COLUMNS = {
    TITLE: "nhiệm vụ",
    LEAD: "cơ quan chủ trì",
    SUPPORT: "cơ quan phối hợp",
    TIME: "thời gian",
    PRODUCT: "sản phẩm",
}
_GROUP = re.compile(r"^(?P<roman>[IVX]{1,5})(?:\s+(?P<title>\S.*))?$")
_NUMBER = re.compile(r"^(\d{1,3})\.?$")
_ITEM = re.compile(r"^[-+•]\s*\S")
_ENDS = re.compile(r"[.;:…)]$")
_SAID_DATE = r"ngày\s+(\d{1,2})\s+tháng\s+(\d{1,2})\s+năm\s+(\d{4})"
# What the scan or the print has, and what it stands for most likely. Kept as it is, told in a note.
_SLIPS = (
    ("SỐ NỘI VỤ", "SỞ NỘI VỤ"),
    ("đã đã", "đã"),
    ("Phân mềm", "Phần mềm"),
    ("cân số hóa", "cần số hóa"),
    ("UBND phố", "UBND thành phố"),
    ("UBND tỉnh", "UBND thành phố"),
    ("Công an tỉnh", "Công an thành phố"),
    ("đơn vị chuyên liên quan", "đơn vị chuyên môn liên quan"),
)


@dataclass
class _Draft:
    group: str
    group_title: str
    number: int
    cells: dict[int, list[str]]
    notes: list[str] = field(default_factory=list)


def decode(content: bytes, name: str) -> str:
    """The text of a file. Raises PlanUnreadable when it is too long or no text."""
    if len(content) > MAX_BYTES:
        raise PlanUnreadable(
            Sentence(
                "Tệp «{name}» lớn hơn 5 MB nên không đọc; văn bản một kế hoạch nhỏ hơn nhiều. Không nạp gì.", name=name
            )
        )
    marked = content.startswith((b"\xff\xfe", b"\xfe\xff"))
    try:
        text = content.decode("utf-16" if marked else "utf-8-sig")
    except UnicodeDecodeError:
        raise PlanUnreadable(
            Sentence(
                "Tệp «{name}» không phải văn bản UTF-8. Hãy lưu lại dạng UTF-8 rồi nạp lại. Không nạp gì.", name=name
            )
        ) from None
    if "\0" in text:
        raise PlanUnreadable(Sentence("Tệp «{name}» không phải văn bản. Không nạp gì.", name=name))
    return nfc(text)


def read_text(text: str, name: str) -> PlanDocument:
    """The plan in a scanned text. Raises PlanUnreadable when no road map's table is in it."""
    drafts, said = _drafts(text, name)
    rows = tuple(_row(draft) for draft in drafts)
    return _document(text, rows, said, name)


def _drafts(text: str, name: str) -> tuple[list[_Draft], list[str]]:
    drafts: list[_Draft] = []
    said: list[str] = []
    group = group_title = ""
    # The task that a row right after a page break may go on with.
    open_draft: _Draft | None = None
    for row in road_map_rows(text):
        first = row.text(0)
        if found := _group(row):
            group, group_title, open_draft = *found, None
            group_title = _mended_heading(group, group_title, said)
        elif (number := _NUMBER.match(first)) and group:
            draft = _Draft(group, group_title, int(number[1]), {at: list(row.cells[at]) for at in _COLUMNS})
            if row.is_first_of_page and open_draft is not None:
                _give_back(open_draft, draft)
            drafts.append(draft)
            open_draft = draft
        elif not first and open_draft is not None and any(row.cells[at] for at in _COLUMNS):
            _go_on(open_draft, row)
        elif any(row.text(at) for at in _COLUMNS):
            said.append(f"Dòng {row.line} của văn bản không có số thứ tự và không thuộc nhiệm vụ nào: bỏ qua.")
    if not drafts:
        raise PlanUnreadable(
            Sentence(
                "Không thấy bảng lộ trình (STT, Nhiệm vụ, Cơ quan chủ trì, Cơ quan phối hợp, Thời gian, Sản phẩm) "
                "trong «{name}». Không nạp gì. Nạp văn bản có Phụ lục, hoặc bảng tính theo mẫu: "
                "khoso programme template.",
                name=name,
            )
        )
    if len(drafts) > MAX_ROWS:
        raise PlanUnreadable(Sentence("«{name}» có hơn 1000 nhiệm vụ; không nạp gì.", name=name))
    return drafts, said + _gaps(drafts, name)


def _group(row: Row) -> tuple[str, str] | None:
    """A heading row of a group: its Roman number alone before its title, or both in one cell."""
    match = _GROUP.match(row.text(0).replace("\n", " "))
    if match is None or any(row.text(at) for at in (LEAD, SUPPORT, TIME, PRODUCT)):
        return None
    title = match["title"] or row.text(TITLE)
    return (match["roman"], one_space(title)) if title else None


def _mended_heading(group: str, title: str, said: list[str]) -> str:
    for slip, meant in _SLIPS:
        if slip in title:
            said.append(f"Tên nhóm {group} trong bản quét là «{title}»; lấy «{title.replace(slip, meant)}».")
            title = title.replace(slip, meant)
    return title


def _give_back(before: _Draft, draft: _Draft) -> None:
    """What stands first in a row after a page break but belongs to the row before it."""
    for at, name in _COLUMNS.items():
        tail, rest = _split(before.cells[at], draft.cells[at])
        if not tail:
            continue
        before.cells[at] = _joined(before.cells[at], tail)
        draft.cells[at] = rest
        words = " ".join(tail)
        before.notes.append(f"Bị ngắt trang: phần «{words}» của cột {name} in ở dòng {draft.group}.{draft.number}.")
        draft.notes.append(
            f"Phần «{words}» in ở cột {name} của dòng này thuộc nhiệm vụ {before.group}.{before.number}."
        )


def _split(before: list[str], cell: list[str]) -> tuple[list[str], list[str]]:
    """(what belongs to the row before, what is the row's own)."""
    if not before or not cell:
        return [], cell
    if "" in cell and not _ENDS.search(before[-1]):
        # The sentence before was not finished, and the scan left a gap where it ends.
        gap = cell.index("")
        return cell[:gap], [line for line in cell[gap:] if line]
    items = 0
    while items < len(cell) and _ITEM.match(cell[items]):
        items += 1
    if 0 < items < len(cell) and _ITEM.match(before[-1]):
        # The list before goes on, then a text that is no item of it.
        return cell[:items], cell[items:]
    return [], cell


def _go_on(draft: _Draft, row: Row) -> None:
    """A row without a number: every cell of it goes on with the task above."""
    for at, name in _COLUMNS.items():
        if row.cells[at]:
            draft.notes.append(f"Bị ngắt trang: cột {name} nối tiếp ở trang sau, «{' '.join(row.cells[at])}».")
            draft.cells[at] = _joined(draft.cells[at], list(row.cells[at]))


def _joined(lines: list[str], tail: list[str]) -> list[str]:
    """A new item starts a new line, the rest of a sentence goes on in its line."""
    if not lines or _ITEM.match(tail[0]):
        return lines + tail
    return [*lines[:-1], f"{lines[-1]} {tail[0]}", *tail[1:]]


def _row(draft: _Draft) -> PlanRow:
    cells = {at: "\n".join(line for line in lines if line) for at, lines in draft.cells.items()}
    notes = list(draft.notes)
    if _is_swapped(cells):
        cells[TIME], cells[PRODUCT] = cells[PRODUCT], cells[TIME]
        notes.append(
            f"Bản in đổi chỗ cột thời gian («{cells[PRODUCT]}») và cột sản phẩm («{cells[TIME]}»); đã nạp đúng cột."
        )
    deadline = deadlines.read(cells[TIME])
    if not cells[TIME]:
        notes.append("Bản in không ghi thời hạn.")
    elif deadline.kind == deadlines.NONE:
        notes.append(f"Không đọc ra thời hạn từ «{cells[TIME]}».")
    if not cells[SUPPORT]:
        notes.append("Bản in không ghi cơ quan phối hợp.")
    if not cells[LEAD]:
        notes.append("Bản in không ghi cơ quan chủ trì.")
    elif re.search(r"[^\W\d]\s*/\s*[^\W\d]", cells[LEAD]):
        notes.append("Bản in ghi hai bên chủ trì cách nhau bằng dấu «/».")
    if deadline.kind == deadlines.AFTER and deadline.to_day is None:
        notes.append("Thời hạn theo một việc khác, bản in không ghi ngày.")
    if deadline.kind == deadlines.BEFORE and deadline.to_day is None:
        notes.append("Thời hạn là trước một việc khác, bản in không ghi ngày.")
    notes += _parts(cells[TIME], deadline)
    if "Theo yêu cầu" in cells[PRODUCT]:
        notes.append("«Theo yêu cầu» in ở cột sản phẩm nhưng nói về thời gian; giữ nguyên như bản in.")
    notes += _slips(cells)
    return PlanRow(
        group=draft.group,
        group_title=draft.group_title,
        number=draft.number,
        title=cells[TITLE],
        lead=cells[LEAD],
        support=cells[SUPPORT],
        deadline=deadline,
        product=cells[PRODUCT],
        notes=tuple(notes),
    )


def _is_swapped(cells: dict[int, str]) -> bool:
    if not cells[TIME] or not cells[PRODUCT]:
        return False
    here, there = deadlines.read(cells[TIME]), deadlines.read(cells[PRODUCT])
    return here.kind == deadlines.NONE and there.kind != deadlines.NONE


def _parts(time: str, deadline: deadlines.Deadline) -> list[str]:
    """What a deadline in two parts says besides the days that were taken."""
    words = fold(time)
    notes = []
    if deadline.kind in (deadlines.BEFORE, deadlines.MONTH) and "\n" in time:
        notes.append("Thời hạn hai phần: ngày lấy theo phần đầu; phần sau, tính từ một việc khác, giữ nguyên chữ.")
    elif deadline.kind == deadlines.MONTH and "thuong xuyen" in words:
        notes.append("Lần đầu trong tháng đã ghi, sau đó thường xuyên theo đợt.")
    elif deadline.kind == deadlines.MONTH and "(neu" in words:
        notes.append("Thời hạn có điều kèm theo, giữ nguyên chữ trong ngoặc.")
    elif deadline.kind == deadlines.BEFORE and deadline.from_day is not None:
        notes.append("Bản in ghi cả tháng làm và ngày phải xong.")
    return notes


def _slips(cells: dict[int, str]) -> list[str]:
    words = "\n".join(cells.values())
    return [
        f"«{slip}» có lẽ là «{meant}»; giữ nguyên như bản in."
        for slip, meant in _SLIPS
        if re.search(rf"(?<!\w){re.escape(slip)}(?!\w)", words)
    ]


def _gaps(drafts: list[_Draft], name: str) -> list[str]:
    """Numbers that a group skips; the same number twice cannot be kept and is refused."""
    said: list[str] = []
    for group in dict.fromkeys(draft.group for draft in drafts):
        numbers = [draft.number for draft in drafts if draft.group == group]
        if twice := sorted({number for number in numbers if numbers.count(number) > 1}):
            raise PlanUnreadable(
                Sentence(
                    "Trong «{name}», nhóm {group} có hai nhiệm vụ cùng số {numbers}. Không nạp gì. "
                    "Hãy sửa số rồi nạp lại.",
                    name=name,
                    group=group,
                    numbers=", ".join(map(str, twice)),
                )
            )
        missing = [number for number in range(1, max(numbers) + 1) if number not in numbers]
        said += [f"Bản in không có nhiệm vụ {group}.{number}; không ai thêm vào." for number in missing]
    return said


def _document(text: str, rows: tuple[PlanRow, ...], said: list[str], name: str) -> PlanDocument:
    number = _first(r"^\s*Số:\s*(\d+\s*/\s*[\w-]+)", text).replace(" ", "")
    dates = [date(int(y), int(m), int(d)) for d, m, y in re.findall(_SAID_DATE, text) if _is_day(d, m, y)]
    issued = dates[0] if dates else None
    notes = list(said)
    appendix = re.search(rf"Kèm theo Kế hoạch[^)\n]*?{_SAID_DATE}", text)
    if appendix and issued:
        other = date(int(appendix[3]), int(appendix[2]), int(appendix[1]))
        if other != issued:
            notes.insert(
                0,
                f"Ngày ban hành ghi khác nhau: đầu văn bản ngày {issued:%d/%m/%Y}, Phụ lục II ngày {other:%d/%m/%Y}; "
                f"lấy ngày ở đầu văn bản.",
            )
    year = issued.year if issued else _year_of(rows, name)
    starts = issued or date(year, 1, 1)
    return PlanDocument(
        code=_code(number, year),
        title=_title(text) or f"Kế hoạch năm {year}",
        number=number,
        issued_on=issued,
        starts_on=starts,
        ends_on=date(year, 12, 31),
        first_period_starts_on=next_monday(starts),
        rows=rows,
        agency_final_due=_due(text, r"các cơ quan, đơn vị, địa phương gửi báo cáo kết quả"),
        city_final_due=_due(text, r"Sở Nội vụ tổng hợp"),
        notes=tuple(notes),
        source_name=name,
    )


def next_monday(day: date) -> date:
    """The first Monday after a day: two-weekly periods begin with a week."""
    return day + timedelta(days=7 - day.weekday())


def _is_day(day: str, month: str, year: str) -> bool:
    try:
        date(int(year), int(month), int(day))
    except ValueError:
        return False
    return True


def _code(number: str, year: int) -> str:
    match = re.match(r"(\d+)/([^\W\d_]+)", number)
    return f"{match[2]}{match[1]}-{year}"[:40] if match else f"KH-{year}"


def _title(text: str) -> str:
    plain = [one_space(re.sub(r"[#*]+", "", line)) for line in text.splitlines()]
    titles = [line for line in plain if fold(line).startswith("ke hoach trien khai") and len(line) > 30]
    return titles[0][:500] if titles else ""


def _due(text: str, follows: str) -> date | None:
    """The last good day of «Trước ngày …, who»: the day before the one named."""
    match = re.search(rf"Trước ngày\s+(\d{{1,2}})/(\d{{1,2}})/(\d{{4}}),\s*{follows}", text)
    if match is None or not _is_day(match[1], match[2], match[3]):
        return None
    return date(int(match[3]), int(match[2]), int(match[1])) - timedelta(days=1)


def _year_of(rows: tuple[PlanRow, ...], name: str) -> int:
    years = sorted({row.deadline.to_day.year for row in rows if row.deadline.to_day})
    if years:
        return years[-1]
    raise PlanUnreadable(
        Sentence(
            "Không đọc được «{name}» thuộc năm nào: không có ngày ban hành và không có thời hạn nào. Không nạp gì.",
            name=name,
        )
    )


def _first(pattern: str, text: str) -> str:
    match = re.search(pattern, text, re.MULTILINE)
    return match[1] if match else ""
