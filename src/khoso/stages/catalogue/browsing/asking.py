"""What an address asks of the catalogue: a branch, facets, words, an order, columns; and the address of an asking."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import urlencode

from django.utils.translation import gettext_lazy as _

from khoso.kernel import codes
from khoso.stages.catalogue.models import Arrangement, Origin

NO_SERIES = "khong"
YES, NO = "1", "0"
MOST_WORDS = 12


@dataclass(frozen=True)
class Facet:
    """One thing dossiers are told apart by. `tally` and `dossier` say it in SQL, as text."""

    name: str
    label: Any
    choices: Mapping[str, Any]
    tally: str
    dossier: str


def _same(name: str, label: Any, choices: Mapping[str, Any], column: str) -> Facet:
    return Facet(name, label, choices, f"t.{column}", f"d.{column}")


def _flag(name: str, label: Any, yes: Any, no: Any, tally: str, dossier: str) -> Facet:
    return Facet(
        name,
        label,
        {YES: yes, NO: no},
        f"CASE WHEN {tally} THEN '1' ELSE '0' END",
        f"CASE WHEN {dossier} THEN '1' ELSE '0' END",
    )


# `%(this_year)s` is the year now: a term is over once its last year is. # Luật: TT 05/2025 Đ.48
FACETS = (
    _same("nguon", _("Nguồn tài liệu"), dict(Origin.choices), "origin"),
    _same("chinh-ly", _("Chỉnh lý"), dict(Arrangement.choices), "arrangement"),
    _same("thoi-han", _("Thời hạn lưu trữ"), codes.MAINTENANCE, "retention_code"),
    _same("che-do", _("Chế độ sử dụng"), codes.MODE, "access_code"),
    _same("vat-ly", _("Tình trạng vật lý"), {**codes.FORMAT, "": _("Chưa ghi")}, "physical_condition_code"),
    _same("tin-cay", _("Mức độ tin cậy"), codes.CONFIDENCE_LEVEL, "trust_code"),
    _flag("so-hoa", _("Số hóa"), _("Đã số hóa"), _("Chưa số hóa"), "t.is_digitised", "d.digitised_at IS NOT NULL"),
    _flag(
        "giu",
        _("Giữ vì độ mật"),
        _("Đang giữ chờ kết luận"),
        _("Không giữ"),
        "t.is_held",
        "d.secrecy_held_for <> '' AND d.secrecy_cleared_at IS NULL",
    ),
    _flag(
        "het-han",
        _("Hết thời hạn"),
        _("Đã hết thời hạn"),
        _("Còn thời hạn"),
        "t.retention_ends > 0 AND t.retention_ends < %(this_year)s",
        "d.retention_ends > 0 AND d.retention_ends < %(this_year)s",
    ),
)
BY_NAME = {facet.name: facet for facet in FACETS}
EMPTY = "-"

# How a table may be ordered: what people call it, and the indexed expression.
ORDERS: dict[str, tuple[Any, str]] = {
    "gia": (_("Thứ tự trên giá"), "d.shelf_key"),
    "ma": (_("Mã hồ sơ"), "d.reference_code"),
    "ten": (_("Tiêu đề"), "d.title_key"),
    "tu": (_("Bắt đầu"), "d.start"),
    "den": (_("Kết thúc"), 'd."end"'),
    "trang": (_("Số trang"), "coalesce(d.declared_page_count, 0)"),
    "han": (_("Thời hạn"), "d.retention_code"),
}
SHELF = "gia"


@dataclass(frozen=True)
class Asked:
    """What is asked. Facets hold chosen values; `words` and `box` are looked for in the dossiers themselves."""

    agency: int | None = None
    fonds: uuid.UUID | None = None
    # A series, or NO_SERIES: dossiers of the fonds that stand in none.
    series: uuid.UUID | str | None = None
    chosen: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    first_year: int | None = None
    last_year: int | None = None
    words: str = ""
    box: str = ""
    order: str = SHELF
    falling: bool = False
    columns: tuple[str, ...] = ()

    @property
    def is_narrowed(self) -> bool:
        """Whether anything but a branch was chosen."""
        return bool(self.chosen or self.words or self.box or self.first_year is not None or self.last_year is not None)

    def parameters(self) -> list[tuple[str, str]]:
        """The asking as the parameters of an address, in one fixed order."""
        pairs: list[tuple[str, Any]] = [("co-quan", self.agency), ("phong", self.fonds), ("muc", self.series)]
        pairs += [(name, value or EMPTY) for name in BY_NAME for value in self.chosen.get(name, ())]
        pairs += [("tu-nam", self.first_year), ("den-nam", self.last_year), ("tim", self.words), ("hop", self.box)]
        if self.order != SHELF or self.falling:
            pairs.append(("xep", ("-" if self.falling else "") + self.order))
        pairs += [("cot", name) for name in self.columns]
        return [(name, str(value)) for name, value in pairs if value not in (None, "")]

    def address(self, **more: object) -> str:
        """`?…` of this asking, with `more` parameters behind."""
        pairs = self.parameters() + [(name, str(value)) for name, value in more.items()]
        return f"?{urlencode(pairs)}" if pairs else "?tat-ca=1"

    def without(self, name: str) -> Asked:
        """The same, with nothing chosen of one facet."""
        return replace(self, chosen={key: kept for key, kept in self.chosen.items() if key != name})

    def toggled(self, name: str, value: str) -> Asked:
        """The same, with one value of a facet chosen, or no longer."""
        have = self.chosen.get(name, ())
        kept = tuple(one for one in have if one != value) if value in have else (*have, value)
        chosen = {key: values for key, values in {**self.chosen, name: kept}.items() if values}
        return replace(self, chosen=chosen)

    def ordered(self, order: str) -> Asked:
        """The same in another order; the order it has already turns round."""
        return replace(self, order=order, falling=order == self.order and not self.falling)


def read(said: Any) -> Asked:
    """The asking of an address (a QueryDict). What makes no sense there is left out."""
    chosen: dict[str, tuple[str, ...]] = {}
    for facet in FACETS:
        values = ["" if value == EMPTY else value for value in said.getlist(facet.name)]
        known = tuple(dict.fromkeys(value for value in values if value in facet.choices))
        if known:
            chosen[facet.name] = known
    order = said.get("xep", "")
    falling, order = order.startswith("-"), order.removeprefix("-")
    series: uuid.UUID | str | None = NO_SERIES if said.get("muc") == NO_SERIES else _id(said.get("muc"))
    fonds = _id(said.get("phong"))
    return Asked(
        agency=_number(said.get("co-quan"), 2**31 - 1),
        fonds=fonds,
        series=series if fonds else None,
        chosen=chosen,
        first_year=_number(said.get("tu-nam"), 9999),
        last_year=_number(said.get("den-nam"), 9999),
        words=" ".join(said.get("tim", "").replace("\x00", "").split())[:200],
        box=said.get("hop", "").replace("\x00", "").strip()[:40],
        order=order if order in ORDERS else SHELF,
        falling=falling and order in ORDERS,
        columns=tuple(dict.fromkeys(said.getlist("cot")))[:40],
    )


def _id(text: str | None) -> uuid.UUID | None:
    try:
        return uuid.UUID(text or "")
    except ValueError:
        return None


def _number(text: str | None, most: int) -> int | None:
    text = text or ""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 11 and int(text) <= most else None
