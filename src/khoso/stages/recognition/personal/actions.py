"""What a person says of the places with personal data. The trail tells how many and of what kind, never what is there.

# Luật: NĐ 13/2023/NĐ-CP Đ.2.3–2.4
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from khoso.foundation.audit.actions import record
from khoso.kernel import clock
from khoso.stages.digitisation import queries as digitisation
from khoso.stages.recognition.models import PageText, PersonalMark, Reading
from khoso.stages.recognition.personal.errors import MarkRefused
from khoso.stages.recognition.personal.permissions import can_mark_personal
from khoso.stages.recognition.personal.rules import box_on_page, is_same_place

RIGHT, WRONG = "right", "wrong"


def _reading_of(item_id: object, by: Any) -> tuple[Reading, Any]:
    """The reading of an item's present file, its rows held until the end. Raises MarkRefused."""
    file = digitisation.file_of_item(item_id)
    reading = Reading.objects.select_for_update().filter(file_id=file.pk).first() if file else None
    if file is None or file.is_put_away or reading is None or reading.source_sha256 != file.sha256:
        raise MarkRefused(_("Tài liệu này chưa có bản đọc; không có gì thay đổi."))
    if not can_mark_personal(by, file.delivery):
        raise MarkRefused(_("Tài liệu không thuộc phạm vi của anh/chị; không có gì thay đổi."))
    return reading, file


@transaction.atomic
def judge(item_id: object, marks: Iterable[int], *, is_right: bool, by: Any) -> int:
    """Marks of one item are right or are none; how many changed. Raises MarkRefused."""
    reading, file = _reading_of(item_id, by)
    chosen = list(reading.personal_marks.filter(pk__in=list(marks)).exclude(is_right=is_right).order_by("pk"))
    if not chosen:
        return 0
    now = clock.now()
    for mark in chosen:
        mark.is_right, mark.looked_by, mark.looked_at = is_right, by, now
    PersonalMark.objects.bulk_update(chosen, ["is_right", "looked_by", "looked_at"])
    kinds = sorted({mark.kind for mark in chosen})
    record(
        "recognition.personal.judge",
        subject=("item", item_id),
        agency=file.delivery.agency.code,
        details={
            "verdict": RIGHT if is_right else WRONG,
            "marks": len(chosen),
            "kinds": kinds,
            "pages": sorted({mark.page for mark in chosen}),
        },
    )
    return len(chosen)


@transaction.atomic
def judge_page(item_id: object, page: int, *, by: Any) -> int:
    """Every mark of a page nobody spoke of yet is right. Raises MarkRefused."""
    reading, _file = _reading_of(item_id, by)
    waiting = reading.personal_marks.filter(page=page, is_right=None).values_list("pk", flat=True)
    return judge(item_id, list(waiting), is_right=True, by=by)


@transaction.atomic
def draw(item_id: object, page: int, kind: str, fractions: Sequence[float], *, by: Any) -> PersonalMark:
    """A place the machine missed, told in fractions of the page. Raises MarkRefused."""
    reading, file = _reading_of(item_id, by)
    text = PageText.objects.filter(reading=reading, number=page).first()
    if text is None or kind not in PersonalMark.Kind.values:
        raise MarkRefused(_("Không có trang hoặc loại dữ liệu này; không có gì thay đổi."))
    box = box_on_page(fractions, text.width, text.height)
    if box is None:
        raise MarkRefused(_("Khung vẽ quá nhỏ hoặc ra ngoài trang; hãy kéo một khung trùm lên chỗ cần che."))
    same = [mark for mark in reading.personal_marks.filter(page=page, kind=kind) if is_same_place(mark.box, box)]
    if any(mark.is_right is not False for mark in same):
        raise MarkRefused(_("Chỗ này đã được đánh dấu; không thêm lần nữa."))
    made = PersonalMark.objects.create(
        reading=reading,
        page=page,
        kind=kind,
        box=box,
        confidence=1.0,
        is_right=True,
        looked_by=by,
        looked_at=clock.now(),
    )
    record(
        "recognition.personal.draw",
        subject=("item", item_id),
        agency=file.delivery.agency.code,
        details={"kind": kind, "page": page},
    )
    return made
