"""Putting right what was just marked, before anybody was told of it."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from khoso.foundation.identity.models import Person
from khoso.instruments.quality import defects
from khoso.instruments.quality.errors import DefectRefused
from khoso.instruments.quality.models import Defect, Severity
from khoso.instruments.quality.states import FOUND


@transaction.atomic
def change_defect(
    defect_id: int,
    by: Person,
    *,
    kind: str | None = None,
    severity: str | None = None,
    note: str | None = None,
    box: Sequence[float] | None = None,
    without_box: bool = False,
) -> Defect:
    """Say better what is wrong; what is not named stays. Raises DefectRefused once it was returned to its maker."""
    (one,) = defects._held([defect_id])
    if one.state != FOUND:
        raise DefectRefused(_("Chưa sửa: lỗi này đã trả để sửa hoặc đã xong. Hãy ghi lỗi mới nếu cần."))
    if severity is not None and severity not in Severity.values:
        raise DefectRefused(_("Chưa sửa: hãy chọn mức nghiêm trọng, nặng hoặc nhẹ."), "severity")
    before = {"kind": one.kind, "severity": one.severity, "note": one.note, "box": one.box}
    one.kind = one.kind if kind is None else kind
    one.severity = one.severity if severity is None else severity
    one.note = one.note if note is None else note.strip()[:1000]
    one.box = None if without_box else defects._box(box) if box is not None else one.box
    after = {"kind": one.kind, "severity": one.severity, "note": one.note, "box": one.box}
    changes = {name: [before[name], after[name]] for name in before if before[name] != after[name]}
    if changes:
        one.save(update_fields=list(changes))
        defects.record(
            "quality.defect.change",
            subject=("defect", one.pk),
            agency=one.agency.code,
            details={"changes": changes, "by": by.username},
        )
    return one
