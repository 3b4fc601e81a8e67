"""Decisions about delivered files and gates."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from khoso.kernel.findings import Finding, Severity

# What cannot be read safely or truly goes no further; everything else is a finding a person mends or lives with.
REFUSING = frozenset(
    {"file.damaged", "file.encrypted", "file.active_content", "file.wrong_format", "file.too_large", "file.unsafe_path"}
)


# Steps of the line with the Vietnamese for what could not be done.
STEPS = {
    "check": "kiểm tra",
    "across": "so các tệp của lô với nhau",
    "pictures": "làm ảnh xem",
    "read": "đọc chữ",
    "compare": "đối chiếu bìa, mục lục",
    "sign": "ký số",
    "store": "đóng gói, lưu kho",
    "index": "lập chỉ mục tìm kiếm",
}
# Findings that say nothing about the material: no person can mend them in the files.
NOT_OF_THE_MATERIAL = ("gate.missing", *(f"{step}.failed" for step in STEPS))


def hindrance(step: str, reason: str, *, where: str = "") -> Finding:
    """The finding that says the machine could not do a step yet."""
    of_what = f"{where}: c" if where else "C"
    return Finding(f"{step}.failed", Severity.ERROR, f"{of_what}hưa {STEPS[step]} được. {reason}", where=where)


def stops(code: str) -> bool:
    """Whether a finding with this code keeps a file from going on."""
    return code in REFUSING or code == "page.secrecy_mark"


def in_quarantine(path: str) -> Finding:
    """The finding about another file that came in the place of one in quarantine."""
    return Finding(
        "file.in_quarantine",
        Severity.ERROR,
        f"{path}: tệp trước ở chỗ này đang được xem xét nên bản mới chưa được nhận; chờ kết quả rồi giao lại.",
        where=path,
    )


def in_review(path: str) -> Finding:
    """All that anybody but the security officer is told of a file in quarantine.

    # Luật: KH 82 II
    """
    return Finding("file.in_review", Severity.ERROR, f"{path}: tệp đang được xem xét; chưa phải làm gì.", where=path)


def handed_over(path: str) -> Finding:
    """What remains of a file that left the house: the dossier goes on without it."""
    message = f"{path}: tệp không thuộc phạm vi số hóa, đã đưa ra khỏi hệ thống; không giao lại tệp này."
    return Finding("file.handed_over", Severity.INFO, message, where=path)


def verdict(findings: Iterable[Finding]) -> str:
    """The move of FILE_STATES that these findings ask for.

    # Luật: KH 82 II (tài liệu mật không thuộc phạm vi): a page that bears a secrecy mark is put in quarantine.
    """
    codes = {finding.code for finding in findings if finding.severity is Severity.ERROR}
    if "page.secrecy_mark" in codes:
        return "quarantine"
    return "refuse" if codes & REFUSING else "check"


def missing_gates(wanted: Mapping[str, str], papers: Iterable[tuple[str, date, date | None]], *, on: date) -> list[str]:
    """The kinds among `wanted` for which no paper (kind, from, to) holds `on` that day.

    # Luật: TT 05/2025 Đ.7; NĐ 31/2026 Đ.12
    """
    held = {kind for kind, start, end in papers if start <= on and (end is None or on <= end)}
    return [kind for kind in wanted if kind not in held]


def expiring_gates(
    wanted: Iterable[str], papers: Iterable[tuple[str, date, date | None]], *, on: date, by: date
) -> list[tuple[str, date]]:
    """(kind, last day) of each kind that is on record `on` that day and that no paper holds `by` the later one."""
    held: dict[str, date] = {}
    for kind, start, end in papers:
        if start <= on and (end is None or on <= end):
            held[kind] = max(held.get(kind, on), end or date.max)
    return [(kind, held[kind]) for kind in wanted if kind in held and held[kind] < by]


def gate_finding(labels: Iterable[str]) -> Finding:
    """The one finding that stops a dossier before it is signed."""
    papers = "; ".join(labels)
    return Finding(
        "gate.missing",
        Severity.ERROR,
        f"Chưa đủ điều kiện để ký và lưu: {papers}. Hồ sơ được giữ ở bước chờ; bổ sung giấy tờ thì tự chạy tiếp.",
    )
