"""The papers of the city's reports: from frozen content to what the office engine draws. Pure: no table is asked.

All words are Vietnamese whatever the reader's language is: the paper is for the People's Committee.

# Luật: KH 82 VI.6.c-d, NĐ 30/2020 Phụ lục I
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from khoso.engines.office import Annex, Bullets, Column, Heading, OfficialPaper, Paragraph, Signer, Table
from khoso.engines.office.port import Block
from khoso.stages.reporting.city import content as rules
from khoso.stages.reporting.city.content import LACKING, MISSING, REPORT_STANDINGS, RETURNED, THERE

STEPS = ("chưa bắt đầu", "đang làm", "đã xong")
NOTHING = "Không có."


def number(value: int | None) -> str:
    """`12345` → `12.345`, as Vietnamese papers write it."""
    return "–" if value is None else f"{value:,}".replace(",", ".")


def day(text: str) -> str:
    """`2026-07-05` → `05/07/2026`; what comes with an hour loses it."""
    return f"{date.fromisoformat(text[:10]):%d/%m/%Y}" if text else ""


def moment(text: str) -> str:
    return f"{datetime.fromisoformat(text):%H:%M ngày %d/%m/%Y}" if text else ""


def points(value: int | None) -> str:
    return "chưa đủ dữ liệu" if value is None else f"{value // 10},{value % 10}"


def subject(content: Mapping[str, Any]) -> str:
    """What the report is about, as its title says it."""
    plan = content["programme"]
    by = f" theo Kế hoạch số {plan['number']}" if plan["number"] else ""
    if content["kind"] == "final":
        return f"Tổng kết kết quả số hóa hồ sơ, tài liệu lưu trữ{by}"
    period = content["period"]
    span = f"từ {day(period['starts_on'])} đến {day(period['ends_on'])}"
    return f"Tiến độ số hóa hồ sơ, tài liệu lưu trữ kỳ {period['number']:02d} ({span}){by}"


def paper(
    content: Mapping[str, Any],
    *,
    foreword: str,
    proposals: str,
    numbered: str = "",
    signer: Signer | None = None,
    agency: str = "SỞ NỘI VỤ",
    dated: date | None = None,
    place: str = "Đồng Nai",
) -> OfficialPaper:
    """The report as an official paper. What differs between versions is only what the content and the officer say."""
    final = content["kind"] == "final"
    city = content["programme"]["city"] or "Ủy ban nhân dân thành phố"
    return OfficialPaper(
        superior=city.upper(),
        agency=agency,
        number=numbered,
        notation="BC-SNV",
        place=place,
        dated=dated,
        kind="BÁO CÁO",
        subject=subject(content),
        blocks=[
            *_opening(content, foreword),
            *(_final(content) if final else _two_weekly(content)),
            *_end(proposals, final),
        ],
        signer=signer or Signer(posts=("GIÁM ĐỐC",), name=""),
        addressees=(city,),
        recipients=("Như trên", "Chủ tịch, các Phó Chủ tịch UBND thành phố"),
        kept_at="VT, QLVTLT",
        annexes=_annexes(content),
    )


def _opening(content: Mapping[str, Any], foreword: str) -> list[Block]:
    told = content["standings"]
    all_of = sum(told.values())
    there = sum(told[name] for name in THERE)
    blocks: list[Block] = [Paragraph(line) for line in foreword.splitlines() if line.strip()]
    if not blocks:
        blocks = [Paragraph(f"Thực hiện {content['programme']['title']}, Sở Nội vụ báo cáo như sau:")]
    as_of = (
        f"Số liệu tính đến hết ngày {day(content['as_of'])}, "
        f"tổng hợp từ báo cáo đã gửi của {number(there)}/{number(all_of)} cơ quan"
    )
    rest = all_of - there
    if rest:
        as_of += f"; {number(rest)} cơ quan chưa có báo cáo, số của các cơ quan này do hệ thống đếm và ghi riêng, "
        as_of += "không cộng vào số báo cáo"
    return [*blocks, Paragraph(as_of + ".")]


def _two_weekly(content: Mapping[str, Any]) -> list[Block]:
    return [
        Heading("I. TÌNH HÌNH GỬI BÁO CÁO"),
        *_standings(content),
        Heading("II. KHỐI LƯỢNG THỰC HIỆN"),
        _volumes(content),
        Heading("III. TIẾN ĐỘ THỦ TỤC, NHIỆM VỤ"),
        *_procedures(content),
        _groups(content),
        Heading("IV. SỐ LIỆU KHÁC CHỨNG CỨ"),
        *_overtyped(content),
        Heading("V. KHÓ KHĂN, VƯỚNG MẮC"),
        *_difficulties(content),
        Heading("VI. NGUYÊN NHÂN CHẬM, TRÁCH NHIỆM, BIỆN PHÁP"),
        *_causes(content),
    ]


def _final(content: Mapping[str, Any]) -> list[Block]:
    return [
        Heading("I. KẾT QUẢ THỰC HIỆN"),
        Heading("1. Theo nhóm nhiệm vụ", 2),
        _groups(content),
        Heading("2. Khối lượng", 2),
        _volumes(content),
        *_procedures(content),
        Heading("II. VIỆC ĐÃ LÀM, CHƯA LÀM CỦA TỪNG CƠ QUAN"),
        *_done(content),
        Heading("III. NGUYÊN NHÂN, TRÁCH NHIỆM, BIỆN PHÁP"),
        *_causes(content),
        Heading("IV. GỬI BÁO CÁO, SỐ LIỆU KHÁC CHỨNG CỨ"),
        *_standings(content),
        *_overtyped(content),
        Heading("V. XẾP LOẠI CƠ QUAN VÀ NGƯỜI ĐỨNG ĐẦU"),
        _scores(content),
    ]


def _end(proposals: str, final: bool) -> list[Block]:
    lines = [line.strip(" -–•") for line in proposals.splitlines() if line.strip()]
    said: Block = Bullets(lines) if lines else Paragraph(NOTHING)
    return [Heading(f"{'VI' if final else 'VII'}. ĐỀ XUẤT, KIẾN NGHỊ"), said]


def _standings(content: Mapping[str, Any]) -> list[Block]:
    counts = content["standings"]
    rows = [[label, number(counts[name])] for name, label in REPORT_STANDINGS.items()]
    blocks: list[Block] = [
        Table(
            (Column("Tình hình", 3), Column("Số cơ quan", 1, "right")),
            rows,
            totals=("Cộng", number(sum(counts.values()))),
        )
    ]
    for name, lead in ((MISSING, "Chưa gửi"), (RETURNED, "Bị trả lại, chưa gửi lại")):
        if names := [_behind_line(one) for one in content["agencies"] if one["standing"] == name]:
            blocks += [Paragraph(f"{lead} ({number(len(names))}):", is_bold=True), Paragraph("; ".join(names) + ".")]
    late = [f"{one['name']} ({one['days_late']} ngày)" for one in content["agencies"] if one["standing"] == "late"]
    if late:
        blocks += [Paragraph(f"Gửi muộn ({number(len(late))}):", is_bold=True), Paragraph("; ".join(late) + ".")]
    lacking = [
        f"{one['name']}: {', '.join(LACKING[name] for name in one['lacking'])}"
        for one in content["agencies"]
        if one["lacking"]
    ]
    if lacking:
        blocks += [Paragraph(f"Báo cáo thiếu nội dung ({number(len(lacking))}):", is_bold=True), Bullets(lacking)]
    return blocks


def _behind_line(one: Mapping[str, Any]) -> str:
    return f"{one['name']} (quá hạn {one['days_late']} ngày)" if one["days_late"] else str(one["name"])


def _volumes(content: Mapping[str, Any]) -> Table:
    rows = []
    for figure in _of_kind(content, procedure=False):
        total = content["totals"][figure["name"]]
        rows.append(
            [
                figure["label"],
                figure["unit"],
                number(total["told_in_period"]),
                number(total["told"]),
                number(total["only_evidence"]),
                f"{number(total['told_by'])}/{number(total['told_by'] + total['only_evidence_of'])}",
            ]
        )
    return Table(
        (
            Column("Chỉ tiêu", 4),
            Column("Đơn vị", 1.2),
            Column("Trong kỳ", 1.4, "right"),
            Column("Lũy kế theo báo cáo", 1.6, "right"),
            Column("Chỉ có chứng cứ, chưa báo cáo", 1.7, "right"),
            Column("Cơ quan báo cáo", 1.3, "right"),
        ),
        rows,
    )


def _of_kind(content: Mapping[str, Any], *, procedure: bool) -> list[Mapping[str, Any]]:
    return [one for one in content["figures"] if (one["kind"] == "procedure") is procedure]


def _procedures(content: Mapping[str, Any]) -> list[Block]:
    figures = _of_kind(content, procedure=True)
    if not figures:
        return []
    rows = [
        [
            one["label"],
            *(number(count) for count in content["totals"][one["name"]]["steps"]),
            number(content["totals"][one["name"]]["only_evidence_of"]),
        ]
        for one in figures
    ]
    heads = [
        Column("Thủ tục", 4),
        *(Column(step.capitalize(), 1.2, "right") for step in STEPS),
        Column("Chưa báo cáo", 1.2, "right"),
    ]
    return [Table(heads, rows, caption="Số cơ quan theo từng bước")]


def _groups(content: Mapping[str, Any]) -> Table:
    rows = []
    titles = dict(content["groups"])
    for group, done, of in content["tasks"]:
        share = f"{100 * done // of} %" if of else "–"
        rows.append([f"{group}. {titles.get(group, '')}".strip(), number(done), number(of - done), share])
    return Table(
        (
            Column("Nhóm nhiệm vụ", 4),
            Column("Đã xong", 1, "right"),
            Column("Chưa xong", 1, "right"),
            Column("Tỷ lệ", 1, "right"),
        ),
        rows,
    )


def _overtyped(content: Mapping[str, Any]) -> list[Block]:
    found = rules.overtyped(content)
    if not found:
        return [Paragraph("Không có số liệu nào được gõ khác số hệ thống đếm từ chứng cứ.")]
    rows = [
        [one["agency"], one["figure"], number(one["counted"]), number(one["typed"]), one["reason"]] for one in found
    ]
    heads = (
        Column("Cơ quan", 2.2),
        Column("Chỉ tiêu", 2.2),
        Column("Hệ thống đếm", 1.1, "right"),
        Column("Cơ quan báo", 1.1, "right"),
        Column("Lý do cơ quan nêu", 2.6),
    )
    return [Table(heads, rows)]


def _difficulties(content: Mapping[str, Any]) -> list[Block]:
    rows = [
        [one["name"], row["text"], row["proposal"], day(row["due_on"])]
        for one in content["agencies"]
        for row in one["difficulties"]
    ]
    if not rows:
        return [Paragraph("Không có vướng mắc nào đang chờ giải quyết.")]
    heads = (Column("Cơ quan", 2), Column("Vướng mắc", 4), Column("Đề nghị", 3), Column("Hạn trả lời", 1.2))
    return [Table(heads, rows)]


def _causes(content: Mapping[str, Any]) -> list[Block]:
    rows = [
        [one["name"], *(one["words"].get(name, "") for name in ("causes", "responsible", "remedy"))]
        for one in content["agencies"]
        if any(one["words"].get(name) for name in ("causes", "responsible", "remedy"))
    ]
    if not rows:
        return [Paragraph("Các cơ quan không nêu nội dung này.")]
    heads = (Column("Cơ quan", 2), Column("Nguyên nhân", 3), Column("Trách nhiệm", 2), Column("Biện pháp", 3))
    return [Table(heads, rows)]


def _done(content: Mapping[str, Any]) -> list[Block]:
    """Agencies by group, with what each says it did and did not do; whoever said nothing is named as such."""
    blocks: list[Block] = []
    for place, (group, agencies) in enumerate(_by_group(content).items(), start=1):
        rows = []
        for one in agencies:
            done, of = (sum(counts[place] for counts in one["tasks"].values()) for place in (0, 1))
            words = one["words"]
            told = words.get("done_text", "") if one["standing"] in THERE else "(không có báo cáo tổng kết)"
            rows.append([one["name"], f"{done}/{of}", told, words.get("not_done_text", "")])
        heads = (Column("Cơ quan", 2), Column("Nhiệm vụ xong", 1, "center"), Column("Đã làm", 3), Column("Chưa làm", 3))
        blocks += [Heading(f"{place}. {group}", 2), Table(heads, rows)]
    return blocks


def _by_group(content: Mapping[str, Any]) -> dict[str, list[Mapping[str, Any]]]:
    found: dict[str, list[Mapping[str, Any]]] = {}
    for one in content["agencies"]:
        found.setdefault(one["group"], []).append(one)
    return found


def _scores(content: Mapping[str, Any]) -> Table:
    known = sorted(content["agencies"], key=lambda one: (one["points"] is None, -(one["points"] or 0), one["name"]))
    rows = [[one["name"], one["head"], points(one["points"])] for one in known]
    return Table((Column("Cơ quan", 4), Column("Người đứng đầu", 2.5), Column("Điểm", 1.2, "right")), rows)


def _annexes(content: Mapping[str, Any]) -> Sequence[Annex]:
    """Agency by agency: how its report came and what it told, wide."""
    figures = _of_kind(content, procedure=False)[:8]
    heads = [Column("Cơ quan", 3), Column("Báo cáo", 1.6), *(Column(one["label"], 1, "right") for one in figures)]
    rows = [
        [one["name"], _report(one), *(_said(one, figure["name"]) for figure in figures)] for one in content["agencies"]
    ]
    note = Paragraph(
        "Số trong ngoặc: chỉ có chứng cứ của hệ thống, cơ quan chưa báo cáo. Dấu *: khác số hệ thống đếm.",
        is_italic=True,
    )
    return (Annex("SỐ LIỆU CỦA TỪNG CƠ QUAN", [note, Table(heads, rows)], is_wide=True),)


def _report(one: Mapping[str, Any]) -> str:
    label = REPORT_STANDINGS[one["standing"]]
    return f"{label}, {one['days_late']} ngày" if one["standing"] == "late" else label


def _said(one: Mapping[str, Any], name: str) -> str:
    if one["standing"] not in THERE:
        return f"({number(one['evidence'].get(name, 0))})"
    told = one["figures"].get(name)
    if told is None:
        return "–"
    if told["typed"] is None or told["typed"] == told["counted"]:
        return number(told["counted"])
    return f"{number(told['typed'])}*"
