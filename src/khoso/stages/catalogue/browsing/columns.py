"""The columns a table of dossiers may have: every field of the Circular, and what we keep beside."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from khoso.foundation.web.formats import day, number
from khoso.foundation.web.words import told
from khoso.kernel import dates
from khoso.stages.catalogue.compute.fields import DOSSIER, Field, Shape
from khoso.stages.catalogue.models import Dossier


@dataclass(frozen=True)
class Column:
    """One column: its name in addresses, what stands above it, how a dossier fills it."""

    name: str
    label: Any
    shown: Callable[[Dossier], str]
    is_number: bool = False
    # The order of the table this column turns it to.
    order: str = ""
    # What the archive says stays Vietnamese in every language.
    is_archival: bool = False


def date_shown(text: str) -> str:
    """`1987-05?` as people write it."""
    known = dates.parse(text) if text else None
    return known.shown if known else text


def _of_field(field: Field) -> Callable[[Dossier], str]:
    def shown(dossier: Dossier) -> str:
        value = getattr(dossier, field.name)
        if value in (None, ""):
            return ""
        if field.shape is Shape.FLAG:
            return _("Có") if value else _("Không")
        if field.shape is Shape.DATE:
            return date_shown(value)
        if field.shape is Shape.NUMBER:
            return number(value)
        return told(field.table[value]) if field.table and value in field.table else str(value)

    return shown


_ORDERS = {
    "reference_code": "ma",
    "title": "ten",
    "start": "tu",
    "end": "den",
    "declared_page_count": "trang",
    "retention_code": "han",
}
_OURS = (
    Column("number", gettext_lazy("Số hồ sơ"), lambda one: one.number, order="gia"),
    Column("agency", gettext_lazy("Cơ quan"), lambda one: one.fonds.agency.name, is_archival=True),
    Column("fonds", gettext_lazy("Phông"), lambda one: one.fonds.title, is_archival=True),
    Column("series", gettext_lazy("Mục lục"), lambda one: str(one.series or ""), is_archival=True),
    Column("register_number", gettext_lazy("Số mục lục"), lambda one: one.register_number),
    Column("store", gettext_lazy("Kho"), lambda one: one.store),
    Column("shelf", gettext_lazy("Giá"), lambda one: one.shelf),
    Column("box", gettext_lazy("Hộp"), lambda one: one.box),
    Column("origin", gettext_lazy("Nguồn tài liệu"), lambda one: str(one.get_origin_display())),
    Column("arrangement", gettext_lazy("Chỉnh lý"), lambda one: str(one.get_arrangement_display())),
    Column("year", gettext_lazy("Năm"), lambda one: str(one.end_year or one.start_year or ""), is_number=True),
    Column("retention_ends", gettext_lazy("Hết hạn năm"), lambda one: str(one.retention_ends or ""), is_number=True),
    Column("secrecy_held_for", gettext_lazy("Giữ vì từ"), lambda one: one.secrecy_held_for, is_archival=True),
    Column("digitised_at", gettext_lazy("Số hóa ngày"), lambda one: day(one.digitised_at) if one.digitised_at else ""),
    Column("registered_at", gettext_lazy("Đăng ký ngày"), lambda one: day(one.registered_at)),
)
_FIELDS = tuple(
    Column(
        field.name,
        gettext_lazy(field.label),
        _of_field(field),
        is_number=field.shape is Shape.NUMBER,
        order=_ORDERS.get(field.name, ""),
        is_archival=field.table is None and field.shape is Shape.TEXT,
    )
    for field in DOSSIER
)
COLUMNS = {column.name: column for column in (*_OURS[:1], *_FIELDS, *_OURS[1:])}
# The title is always there; it is the link to the dossier.
TITLE = "title"
USUAL = ("number", TITLE, "start", "end", "retention_code", "declared_page_count", "box")


def chosen(names: Iterable[str]) -> list[Column]:
    """The columns of these names in the order given, the title among them; the usual ones when none is known."""
    known = [name for name in names if name in COLUMNS] or list(USUAL)
    if TITLE not in known:
        known.insert(min(1, len(known)), TITLE)
    return [COLUMNS[name] for name in known]
