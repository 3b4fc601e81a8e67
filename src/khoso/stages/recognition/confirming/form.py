"""The fields of an item as the workbench shows them: where each was read, why, what else it could be."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from khoso.foundation.web.words import told
from khoso.kernel import codes, dates
from khoso.kernel.text_vi import one_space
from khoso.stages.recognition.choosing import FORM, LABELS, PAGE, PROPOSED_BY, choose, same
from khoso.stages.recognition.confirming import teaching
from khoso.stages.recognition.models import ProposedField

INPUT_TYPES = {"kind": "select", "language": "select", "issued_date": "date", "subject": "textarea"}
INPUT_TYPES |= {"recipients": "textarea", "autograph": "textarea"}
# Counted by the machine on the pages; shown apart from what is read.
COUNTED = ("page_count", "seals", "signatures", "tables", "maps")
# What fills a picture of this many pixels is legible beside its input.
CROP = "!900,300"
CROP_LEAST = 24
TITLES = {
    **LABELS,
    "secrecy": LABELS.get("secrecy", _("Dấu mật")),
    "page_count": LABELS.get("page_count", _("Số trang")),
    "seals": LABELS.get("seals", _("Con dấu")),
    "signatures": LABELS.get("signatures", _("Chữ ký")),
    "tables": LABELS.get("tables", _("Bảng")),
    "maps": LABELS.get("maps", _("Bản đồ")),
}


@dataclass
class Alternative:
    """A value one key takes: what the page says, what the register says, what corrections taught."""

    key: int
    source: Any
    value: str
    shown: str
    # Whether it is what stands in the field already.
    is_present: bool = False


@dataclass
class ConfirmField:
    """One field on the workbench; see the template for what each part shows."""

    name: str
    label: str
    value: str
    confidence: float | None
    page: int | None
    box: list[float] | None
    handwritten: bool
    is_doubt: bool
    input_type: str
    choices: list[tuple[str, str]] = field(default_factory=list)
    error: str = ""
    register_value: str = ""
    accepted: bool = False
    is_sampled: bool = False
    is_alike: bool = False
    reason: str = ""
    crop_url: str = ""
    alternatives: list[Alternative] = field(default_factory=list)

    @property
    def is_extra(self) -> bool:
        """Whether it is no reading of the page: what the dossier brings, or somebody adds."""
        return PROPOSED_BY.get(self.name, PAGE) != PAGE


def names_of_form() -> list[str]:
    """The fields a person may change, in the order a clerk reads a document."""
    return [name for name in FORM if name not in COUNTED]


def fields_of(
    item: Any,
    agency_id: Any,
    proposals: Mapping[str, ProposedField],
    texts: Mapping[int, Any],
    entered: Mapping[str, str],
    errors: Mapping[str, str],
) -> list[ConfirmField]:
    return [
        _field(name, item, agency_id, proposals.get(name), texts, entered, errors.get(name, ""))
        for name in names_of_form()
    ]


def _field(
    name: str,
    item: Any,
    agency_id: Any,
    row: ProposedField | None,
    texts: Mapping[int, Any],
    entered: Mapping[str, str],
    error: str,
) -> ConfirmField:
    kept = _kept(item, name)
    chosen = choose(
        name,
        proposed=row.value if row else None,
        confidence=row.confidence if row else 0.0,
        catalogued=kept,
    )
    decided = row.decided if row is not None else None
    # What somebody already confirmed stands in the item; what policy or an answer to many decided, only here.
    standing = decided if decided is not None and (item.described_by != "person" or not FORM[name]) else None
    value = entered.get(name, standing if standing is not None else _value(item, name, kept, chosen.value))
    is_settled = decided is not None or bool(item.described_by == "person" and kept)
    is_doubt = not is_settled and (chosen.is_doubt or bool(row and row.is_doubt))
    catalogued = kept if kept and not same(kept, value) and item.described_by == "catalogue" else ""
    box = _fractions(row, texts)
    shown = ConfirmField(
        name=name,
        label=str(TITLES.get(name, name)),
        value=for_eyes(name, value),
        confidence=row.confidence if row else None,
        page=row.page if row else None,
        box=box,
        handwritten=bool(row and row.is_handwritten),
        is_doubt=is_doubt or bool(error),
        input_type=INPUT_TYPES.get(name, "text"),
        choices=choices_of(name),
        error=error,
        register_value=for_eyes(name, catalogued) if INPUT_TYPES.get(name) != "select" else catalogued,
        accepted=not is_doubt,
        is_sampled=bool(row and row.is_sampled and row.decided_way in ("", ProposedField.Way.POLICY)),
        is_alike=bool(row and row.decided_way == ProposedField.Way.ALIKE),
        reason=row.reason if row else "",
        crop_url=_crop(item.pk, row, texts),
    )
    listed = kept if item.described_by == "catalogue" else ""
    shown.alternatives = _alternatives(shown, row, agency_id, listed)
    return shown


def _kept(item: Any, name: str) -> str:
    column = FORM[name]
    return str(getattr(item, column, "") or "") if column else ""


def _value(item: Any, name: str, kept: str, chosen: str) -> str:
    """A person's own word stands over whatever the machine still says."""
    return kept if item.described_by == "person" and FORM[name] else chosen


def choices_of(name: str) -> list[tuple[str, str]]:
    """Code and words of a field that is chosen from a table."""
    table = {"kind": codes.KIND, "language": codes.LANGUAGE}.get(name, {})
    return [(code, told(label)) for code, label in table.items()]


def _alternatives(shown: ConfirmField, row: ProposedField | None, agency_id: Any, listed: str) -> list[Alternative]:
    """What one key takes for the field, each value once; nothing when there is no choice."""
    read = one_space(row.value or "") if row else ""
    offers = (
        (1, _("Trên trang"), read),
        (2, _("Bảng kê"), listed),
        (3, _("Đã học"), teaching.meant(agency_id, shown.name, read) if shown.is_doubt else ""),
    )
    names = dict(shown.choices)
    found: dict[str, Alternative] = {}
    for key, source, offered in offers:
        value = for_eyes(shown.name, offered)
        if value and value not in found:
            found[value] = Alternative(key, source, value, names.get(value, value), value == shown.value)
    told_apart = list(found.values())
    return [] if all(one.is_present for one in told_apart) else told_apart


def for_eyes(name: str, value: str) -> str:
    if name == "issued_date" and (read := dates.parse(value)):
        return read.vietnamese
    return value


def _fractions(row: ProposedField | None, texts: Mapping[int, Any]) -> list[float] | None:
    if row is None or not row.box or row.page not in texts:
        return None
    page = texts[row.page]
    if not page.width or not page.height:
        return None
    x0, y0, x1, y1 = row.box
    return [x0 / page.width, y0 / page.height, x1 / page.width, y1 / page.height]


def _crop(item_id: Any, row: ProposedField | None, texts: Mapping[int, Any]) -> str:
    """The address of the piece of the page where the field stands, with a little of what is around it."""
    box = _fractions(row, texts)
    if box is None or row is None or row.page is None:
        return ""
    return crop_url(item_id, row.page, box, texts[row.page].width, texts[row.page].height)


def crop_url(item_id: Any, number: int, box: list[float], width: int, height: int) -> str:
    """A piece of a page image: the box, given as parts of the page, and some of its surroundings."""
    high = max(box[3] - box[1], 0.004)
    left, right = max(0.0, box[0] - high), min(1.0, box[2] + high)
    top, bottom = max(0.0, box[1] - high * 0.5), min(1.0, box[3] + high * 0.5)
    if (right - left) * width < CROP_LEAST or (bottom - top) * height < 8:
        return ""
    part = ",".join(f"{100 * one:.2f}" for one in (left, top, right - left, bottom - top))
    # No larger than it was scanned: the image service enlarges nothing.
    most = f"!{min(900, int((right - left) * width))},{min(300, int((bottom - top) * height))}"
    return reverse("access:iiif-image", args=[item_id, number, f"pct:{part}", most, "0", "default.jpg"])


def from_dossier(item: Any) -> list[tuple[Any, str]]:
    """What the item has from its dossier and its keeping, to be seen here and changed elsewhere.

    # Luật: TT 05/2025 Phụ lục I.II.2.b (mã lưu trữ, thời hạn, chế độ sử dụng, mức độ tin cậy, tình trạng vật lý)
    """
    rows = [
        (_("Mã lưu trữ"), item.reference_code),
        (_("Mã định danh"), item.identifier),
        (_("Thời hạn lưu trữ"), told(codes.MAINTENANCE.get(item.retention_code, ""))),
        (_("Mức độ tiếp cận"), told(codes.MODE.get(item.access_code, ""))),
        (_("Mức độ tin cậy"), told(codes.CONFIDENCE_LEVEL.get(item.trust_code, ""))),
        (_("Tình trạng vật lý"), told(codes.FORMAT.get(item.physical_condition_code, ""))),
        (_("Chế độ dự phòng"), item.get_reserve_status_display() if item.has_reserve else _("Không")),
    ]
    return [(label, str(value)) for label, value in rows if value]


def counted(item: Any, proposals: Mapping[str, ProposedField]) -> list[tuple[Any, str]]:
    """What the machine counted on the pages."""
    told_so_far = []
    for name in COUNTED:
        row = proposals.get(name)
        value = (row.value or "") if row else ""
        if name == "page_count" and not value:
            value = str(item.page_count or "")
        if value:
            told_so_far.append((TITLES[name], value))
    return told_so_far
