"""What the gallery does with the instrument of quality: units to look at, marks, and the words for them.

A unit is one page of a delivered file, «<file id>:<page>», of the subject («delivery», its id).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import transaction
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from khoso.foundation.identity.models import Person
from khoso.instruments.quality import actions as quality
from khoso.instruments.quality import queries as found
from khoso.instruments.quality.labels import DEFECT_LABELS, DRAWN, FOUND, OPEN
from khoso.kernel import clock
from khoso.stages.inspection.gallery.errors import MarkRefused
from khoso.stages.inspection.gallery.keys import KEYS
from khoso.stages.inspection.guides import queries as guides
from khoso.stages.inspection.guides.rules import refuse_untaught
from khoso.stages.inspection.lots import actions as looking
from khoso.stages.inspection.lots import queries as lots
from khoso.stages.inspection.lots.kinds import kinds_of, label_of
from khoso.stages.inspection.permissions import can_inspect

SUBJECT, UNITS = "delivery", "page"
MISTAKEN = "Ghi nhầm"


def guide_to_read(person: Any, delivery: Any) -> Any:
    """The checking guide a checker has yet to acknowledge before they may mark; None when nothing is to be read.

    # Luật: TT 05/2025 Đ.9.5
    """
    return guides.must_acknowledge(person, delivery.agency_id) if can_inspect(person, delivery) else None


def unit_key(file_id: object, page: int) -> str:
    return f"{file_id}:{page}"


def kinds() -> list[dict[str, str]]:
    """Kinds of defects of pages as the legend shows them: code, name, key, severity they usually have."""
    return [
        {"code": kind.code, "name": str(kind.label), "key": KEYS.get(kind.code, ""), "severity": str(kind.severity)}
        for kind in kinds_of(UNITS)
    ]


def severities() -> list[tuple[str, str]]:
    """Severities with their names, gravest first."""
    return [(value, str(label)) for value, label in found.Severity.choices]


def lot(delivery: Any, number: int) -> Any:
    """The lot of pages with this number when the delivery is in it; None otherwise."""
    return next(
        (one for one in lots.lots_of_deliveries([delivery.pk]) if one.pk == number and one.units == UNITS), None
    )


def units_of(one: Any) -> Iterable[tuple[str, str, str]]:
    """(key, reason, verdict) of what is to be looked at in a lot, in order; nothing without a lot."""
    return found.sample_of(one.inspection).values_list("key", "reason", "verdict") if one is not None else ()


def unit_of(one: Any, file_id: object, page: int) -> list[str] | None:
    """Why a page is among those a lot asks to look at, and what was said of it; None when it is not."""
    if one is None:
        return None
    row = found.sample_of(one.inspection).filter(key=unit_key(file_id, page)).first()
    return [row.reason, row.verdict] if row is not None else None


def made_by(one: Any, person: Any) -> bool:
    """Whether a person made what the lot is about: they may not judge it."""
    return one is not None and person.username.casefold() in {name.casefold() for name in one.inspection.makers}


def defects_of(delivery_id: object) -> list[Any]:
    """The defects of a delivery's pages that stand or stood; what was marked by mistake is left out."""
    return list(found.defects_of(SUBJECT, [delivery_id], units=UNITS).exclude(reason=MISTAKEN))


def defects_of_page(delivery_id: object, file_id: object, page: int) -> list[Any]:
    """Those of one page."""
    rows = found.defects_of(SUBJECT, [delivery_id], units=UNITS).filter(unit_key=unit_key(file_id, page))
    return list(rows.exclude(reason=MISTAKEN))


def told_of(defect: Any) -> dict[str, Any]:
    """One defect as a screen shows it; its box by left, top, right, bottom."""
    return {
        "id": defect.pk,
        "kind": defect.kind,
        "name": str(label_of(defect.kind)),
        "severity": defect.severity,
        "state": defect.state,
        "said": str(DEFECT_LABELS[defect.state]),
        "box": corners(defect.box),
        "note": defect.note,
        "by": defect.found_by.full_name if defect.found_by else "",
    }


def corners(box: Sequence[float] | None) -> list[float] | None:
    """(left, top, width, height) as (left, top, right, bottom)."""
    return [box[0], box[1], min(1.0, box[0] + box[2]), min(1.0, box[1] + box[3])] if box else None


def _allowed(delivery: Any, by: Person) -> None:
    if not can_inspect(by, delivery):
        raise MarkRefused(_("Chưa ghi: chỉ người kiểm tra của cơ quan ghi được kết quả xem trang."))


def _opened(one: Any, by: Person) -> Any:
    """The lot, opened when this is the first page somebody looks at."""
    return looking.open_lot(one, by) if one.inspection.state == DRAWN else one


@transaction.atomic
def good(delivery: Any, file: Any, page: int, *, lot: Any, by: Person) -> None:
    """A person looked at a page of the lot and found nothing. Raises MarkRefused, InspectionRefused."""
    _allowed(delivery, by)
    if lot is None:
        raise MarkRefused(_("Chưa ghi: «đạt» chỉ ghi được trong một lô kiểm tra. Hãy mở trang từ lô."))
    looking.look(_opened(lot, by), [unit_key(file.pk, page)], quality.GOOD, by)


@transaction.atomic
def mark(
    delivery: Any,
    file: Any,
    page: int,
    *,
    lot: Any,
    by: Person,
    kind: str,
    severity: str = "",
    note: str = "",
    box: Sequence[float] | None = None,
) -> Any:
    """Write down a defect of one page. Raises MarkRefused, LotRefused, DefectRefused, MakerMayNotJudge."""
    _allowed(delivery, by)
    key = unit_key(file.pk, page)
    if lot is not None and lot.inspection.state in (DRAWN, OPEN):
        return looking.mark(_opened(lot, by), key, kind, by, severity=severity, note=note, box=box)
    known = next((one for one in kinds_of(UNITS) if one.code == kind), None)
    if known is None:
        raise MarkRefused(_("Chưa ghi lỗi: hãy chọn loại lỗi có trong bảng."))
    refuse_untaught(by, delivery.agency_id)
    origin = lots.origin_for(file.path, lots.origins_of([delivery.pk])[delivery.pk])
    return quality.mark_defect(
        SUBJECT,
        delivery.pk,
        delivery.agency,
        UNITS,
        key,
        kind,
        severity or str(known.severity),
        by,
        box=box,
        note=note,
        seen_in=file.sha256,
        operator=(origin.operator if origin else "") or delivery.registered_by,
        device=origin.device if origin else "",
        made_on=(origin.scanned_on if origin else None) or delivery.registered_at.astimezone(clock.VIETNAM).date(),
        makers=lots.makers_of([delivery.pk], UNITS),
    )


def own_mark(delivery: Any, file: Any, page: int, kind: str, by: Person) -> Any:
    """The defect of this kind that a person marked on this page and nobody was told of yet; None without one."""
    rows = found.defects_of(SUBJECT, [delivery.pk], units=UNITS).filter(unit_key=unit_key(file.pk, page))
    return rows.filter(kind=kind, found_by=by, state=FOUND).order_by("-pk").first()


def find(delivery: Any, file: Any, page: int, defect_id: int) -> Any:
    """A defect of this page; None when it is another's."""
    rows = found.defects_of(SUBJECT, [delivery.pk], units=UNITS)
    return rows.filter(pk=defect_id, unit_key=unit_key(file.pk, page)).first()


@transaction.atomic
def change(delivery: Any, defect: Any, *, by: Person, **given: Any) -> Any:
    """Say better what is wrong: kind, severity, note, box. Raises MarkRefused, DefectRefused."""
    _allowed(delivery, by)
    return quality.change_defect(defect.pk, by, **given)


@transaction.atomic
def undo(delivery: Any, defect: Any, *, by: Person) -> None:
    """Take back what one marked by mistake, while nobody was told of it. Raises MarkRefused."""
    _allowed(delivery, by)
    if defect.found_by_id != by.pk or defect.state != FOUND:
        raise MarkRefused(
            _("Chưa bỏ: chỉ người ghi bỏ được lỗi của mình, khi lỗi chưa trả. Tổ giám sát kết luận «không phải lỗi».")
        )
    quality.waive_defect(defect.pk, MISTAKEN, by)


def has_lots() -> bool:
    """Whether there are pages of lots to lead back to."""
    try:
        return bool(reverse("inspection:lots"))
    except NoReverseMatch:
        return False


def lot_name(one: Any) -> str:
    return _("Lô kiểm tra số %(number)s") % {"number": one.pk}
