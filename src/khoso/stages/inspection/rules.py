"""When a dossier may be signed, as a pure decision."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class DossierFacts:
    """What the decision looks at."""

    files_open: int  # not yet checked or read
    items_undecided: int  # fields neither confirmed nor passed on
    items_with_file: int  # that went through check and reading
    is_legacy: bool
    errors: Mapping[str, int]  # error findings by code
    missing_gates: tuple[str, ...]
    # Of a dossier that came in a batch: which of its lots a person has not accepted, in words; and open defects of it.
    lots_awaited: tuple[str, ...] = ()
    open_defects: int = 0


@dataclass(frozen=True)
class Decision:
    """The move of PASSING to make and what the dossier waits for."""

    move: str
    waits_for: tuple[str, ...] = ()


def decide(facts: DossierFacts) -> Decision:
    """Whether the dossier may be signed now.

    # Luật: TT 05/2025 Đ.9.5-6: sign after checking and correcting. Material digitised before today's rules goes on
    # with its faults on record; new material is mended first.
    """
    if facts.files_open:
        return Decision("reopen", (f"{facts.files_open} tệp chưa kiểm tra hoặc chưa đọc xong",))
    # Told before anybody confirms a field: papers take longer to come than confirmations.
    if facts.missing_gates:
        return Decision("lack_gate", facts.missing_gates)
    if facts.items_undecided:
        return Decision("reopen", (f"{facts.items_undecided} tài liệu chờ xác nhận trường thông tin",))
    if not facts.items_with_file:
        return Decision("find_errors", ("hồ sơ không có tài liệu nào đọc được",))
    if facts.errors and not facts.is_legacy:
        return Decision("find_errors", tuple(f"{code}: {count}" for code, count in sorted(facts.errors.items())))
    # Luật: TT 05/2025 Đ.9.5 (sửa lỗi theo báo cáo kiểm tra), Đ.9.6 (ký số sau khi kiểm tra)
    if facts.open_defects:
        return Decision("find_errors", (f"{facts.open_defects} lỗi do người kiểm tra ghi chưa sửa xong",))
    if facts.lots_awaited:
        return Decision("await_lot", facts.lots_awaited)
    return Decision("complete")
