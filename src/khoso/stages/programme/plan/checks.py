"""Whether a plan can be kept, whatever it was read from: said row by row before anything is."""

from __future__ import annotations

from khoso.foundation.identity.kinds import AgencyKind
from khoso.kernel.words import Sentence
from khoso.stages.programme.models import PlanTask
from khoso.stages.programme.models.plan import Stage
from khoso.stages.programme.models.work import ProductKind
from khoso.stages.programme.plan.errors import PlanHasCycle, PlanRefused
from khoso.stages.programme.plan.kinds import MUST_TRANSFER
from khoso.stages.programme.plan.rings import find_ring
from khoso.stages.programme.plan.rows import PlanDocument, PlanRow

_TEXTS = ("title", "lead", "support", "product")
MOST_DAYS = 1000


def check_document(plan: PlanDocument) -> None:
    """Raises PlanRefused with a line for each row that cannot be kept, PlanHasCycle when tasks wait in a ring."""
    keys = {row.key for row in plan.rows}
    lines = [line for row in plan.rows for line in _faults(row, keys)]
    if len(keys) < len(plan.rows):
        lines.append(Sentence("Có nhiệm vụ trùng nhóm và số."))
    if plan.ends_on < plan.starts_on:
        lines.append(Sentence("Ngày kết thúc kế hoạch trước ngày bắt đầu."))
    if not plan.rows:
        lines.append(Sentence("Kế hoạch không có nhiệm vụ nào."))
    if lines:
        raise PlanRefused(Sentence("Kế hoạch có chỗ không nạp được; chưa nạp gì."), lines)
    if ring := find_ring({row.key: [link.before for link in row.waits_for] for row in plan.rows}):
        raise PlanHasCycle(ring)


def _faults(row: PlanRow, keys: set[str]) -> list[str]:
    found: list[str] = []
    if not row.title:
        found.append(Sentence("{key}: thiếu tên nhiệm vụ.", key=row.key))
    for name in _TEXTS:
        longest = PlanTask._meta.get_field(name).max_length or 0
        if len(getattr(row, name)) > longest:
            found.append(Sentence("{key}: có ô dài quá {most} ký tự.", key=row.key, most=longest))
    if len(row.group) > 6 or len(row.group_title) > 200:
        found.append(Sentence("{key}: tên nhóm quá dài.", key=row.key))
    if row.stage not in Stage.values:
        found.append(Sentence("{key}: không có giai đoạn «{stage}».", key=row.key, stage=row.stage))
    if row.duration_days > MOST_DAYS:
        found.append(Sentence("{key}: số ngày làm quá {most}.", key=row.key, most=MOST_DAYS))
    known_kinds = {*AgencyKind.values, MUST_TRANSFER}
    found += [
        Sentence("{key}: không có loại cơ quan «{kind}».", key=row.key, kind=kind)
        for kind in row.agency_kinds
        if kind not in known_kinds
    ]
    found += [
        Sentence("{key}: không có loại sản phẩm «{kind}».", key=row.key, kind=kind)
        for kind in row.products_wanted
        if kind not in ProductKind.values
    ]
    found += [
        Sentence("{key}: chờ nhiệm vụ {before}, mà kế hoạch không có nhiệm vụ đó.", key=row.key, before=link.before)
        for link in row.waits_for
        if link.before not in keys
    ]
    befores = [link.before for link in row.waits_for]
    if len(set(befores)) < len(befores):
        found.append(Sentence("{key}: chờ một nhiệm vụ hai lần.", key=row.key))
    return found
