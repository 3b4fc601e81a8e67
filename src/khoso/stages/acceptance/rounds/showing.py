"""What the screens of a round show: its road, its figures with their addresses, its sides."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from khoso.foundation.identity.permissions import can_read_pages
from khoso.foundation.web.words import told
from khoso.kernel import codes
from khoso.stages.acceptance import states
from khoso.stages.acceptance.models import AcceptanceRound, SignedMinutes
from khoso.stages.acceptance.rounds import figures, sizes
from khoso.stages.acceptance.rounds.figures import ACCEPTED, NO_CONDITION, REJECTED, Asked, Line, Volume
from khoso.stages.acceptance.rules import REASONS, worded
from khoso.stages.recognition.queries import FIELD_LABELS

TONES = {
    states.DRAFT: "calm",
    states.COUNTED: "busy",
    states.MINUTED: "wait",
    states.ALL_SIGNED: "wait",
    states.CERTIFIED: "good",
    states.CANCELLED: "calm",
}
MINUTES_TONES = {states.OPEN: "wait", states.COMPLETE: "good", states.REFUSED: "bad", states.WITHDRAWN: "calm"}
SIDE_TONES = {states.WAITING: "wait", states.SIDE_SIGNED: "good", states.SIDE_REFUSED: "bad"}
_ROAD = (states.DRAFT, states.COUNTED, states.MINUTED, states.ALL_SIGNED, states.CERTIFIED)
UNIT_LABELS = {
    figures.DOSSIERS: gettext_lazy("Hồ sơ"),
    figures.ITEMS: gettext_lazy("Tài liệu"),
    figures.PAGES: gettext_lazy("Trang"),
    figures.FIELDS: gettext_lazy("Trường thông tin"),
}
RESULT_LABELS = {ACCEPTED: gettext_lazy("Đạt"), REJECTED: gettext_lazy("Không đạt")}


def condition_label(code: str) -> str:
    return told(codes.FORMAT[code]) if code in codes.FORMAT else _("Chưa ghi")


def road(one: AcceptanceRound) -> list[dict[str, Any]]:
    """The steps of a round with where it stands; a cancelled one stands nowhere."""
    here = _ROAD.index(one.state) if one.state in _ROAD else -1
    return [
        {
            "label": states.ROUND_LABELS[state],
            "is_done": place < here or one.state == states.CERTIFIED,
            "is_here": place == here,
        }
        for place, state in enumerate(_ROAD)
    ]


def _address(one: AcceptanceRound, asked: Asked) -> str:
    return f"{reverse('acceptance:round-evidence', args=[one.pk])}?{asked.address()}"


def tallies(one: AcceptanceRound, accepted: Volume, rejected: Volume) -> list[dict[str, Any]]:
    """The figures at the head of a round, each with the address of what is behind it."""
    rows = (
        (_("Hồ sơ đạt"), accepted.dossiers, Asked(figures.DOSSIERS, ACCEPTED), "good"),
        (
            _("Hồ sơ không đạt"),
            rejected.dossiers,
            Asked(figures.DOSSIERS, REJECTED),
            "bad" if rejected.dossiers else "",
        ),
        (_("Tài liệu đạt"), accepted.items, Asked(figures.ITEMS, ACCEPTED), ""),
        (_("Trang đạt"), accepted.pages, Asked(figures.PAGES, ACCEPTED), ""),
        (_("Trường đã xác nhận"), accepted.fields, Asked(figures.FIELDS, ACCEPTED), ""),
    )
    return [
        {"label": label, "count": count, "url": _address(one, asked), "tone": tone}
        for label, count, asked, tone in rows
    ]


def matrix(one: AcceptanceRound, volume: Volume, result: str) -> dict[str, Any]:
    """Pages by size and condition; every cell, row and column is an address."""
    conditions = [code for code in figures.CONDITIONS if code != NO_CONDITION or volume.of_condition(code)]
    shown = [size for size in sizes.LABELS if volume.of_size(size) or size in (sizes.A4, sizes.A3)]

    def cell(count: int, size: str = "", condition: str = "") -> dict[str, Any]:
        asked = Asked(figures.PAGES, result, size=size, condition=condition)
        return {"head": condition_label(condition), "count": count, "url": _address(one, asked) if count else ""}

    return {
        "heads": [condition_label(code) for code in conditions],
        "rows": [
            {
                "label": sizes.LABELS[size],
                "is_blank": size == sizes.BLANK,
                "cells": [cell(volume.classes.get((size, code), 0), size, code) for code in conditions],
                "total": cell(volume.of_size(size), size),
            }
            for size in shown
        ],
        "totals": [cell(volume.of_condition(code), condition=code) for code in conditions],
        "total": cell(volume.pages),
    }


def reason_label(code: str) -> str:
    """A reason as the name of a heap of dossiers: without how many items or files it is about in each."""
    if code not in REASONS:
        return code
    told = worded([(code, "")])[0].strip().removesuffix(".")
    return told[:1].upper() + told[1:]


def reason_rows(one: AcceptanceRound) -> list[dict[str, Any]]:
    """Why dossiers were rejected, each with how many and the address of them."""
    return [
        {
            "label": reason_label(code),
            "count": count,
            "url": _address(one, Asked(figures.DOSSIERS, REJECTED, reason=code)),
        }
        for code, count in figures.reasons(one)
    ]


def evidence_row(one: Line, asked: Asked, person: Any, agency_id: int) -> dict[str, Any]:
    """One line of evidence with the addresses a person may open: the dossier, the item, the page itself."""
    reads = can_read_pages(person, agency_id)
    row: dict[str, Any] = {
        "code": one.entry.dossier.reference_code,
        "title": one.entry.dossier.title,
        "dossier_url": reverse("access:dossier", args=[one.entry.dossier_id]) if reads else "",
        "is_accepted": one.entry.is_accepted,
        "reasons": worded(one.entry.reasons),
        "items": one.entry.items,
        "pages": one.entry.pages,
        "blanks": one.entry.blanks,
        "fields": one.entry.fields,
    }
    for name, unit in (("to_items", figures.ITEMS), ("to_pages", figures.PAGES), ("to_fields", figures.FIELDS)):
        row[name] = _deeper(one, asked, unit)
    if one.line is not None:
        row |= {
            "item_code": one.line.item.reference_code,
            "item_title": str(one.line.item),
            "condition": condition_label(one.line.condition),
            "item_pages": sum(getattr(one.line, size) for size in sizes.COUNTED),
            "item_fields": one.line.field_count,
            "page": one.page,
            "size": sizes.LABELS.get(one.size, ""),
            "field": _field_label(one.field) if one.field else "",
            "url": _page_url(one) if reads else "",
        }
    return row


def _deeper(one: Line, asked: Asked, unit: str) -> str:
    return f"?{asked.address(unit=unit, dossier=str(one.entry.dossier_id), delivery='')}"


def _page_url(one: Line) -> str:
    assert one.line is not None
    url = reverse("access:viewer", args=[one.line.item_id])
    return f"{url}?trang={one.page}" if one.page else url


def _field_label(name: str) -> str:
    return str(FIELD_LABELS.get(name, name))


def chips(one: AcceptanceRound, asked: Asked) -> list[dict[str, str]]:
    """What narrows the list now, each with the address without it."""
    found = []
    if asked.result:
        found.append((str(RESULT_LABELS[asked.result]), {"result": ""}))
    if asked.size:
        found.append((str(sizes.LABELS[asked.size]), {"size": ""}))
    if asked.condition:
        found.append((_("Tình trạng: {label}").format(label=condition_label(asked.condition)), {"condition": ""}))
    if asked.reason:
        found.append((reason_label(asked.reason), {"reason": ""}))
    if asked.dossier:
        entry = one.dossiers.select_related("dossier").filter(dossier_id__in=figures.as_ids(asked.dossier)).first()
        found.append((entry.dossier.reference_code if entry else asked.dossier, {"dossier": ""}))
    if asked.delivery:
        delivery = one.deliveries.filter(pk__in=figures.as_ids(asked.delivery)).first()
        found.append((delivery.folder_name if delivery else asked.delivery, {"delivery": ""}))
    return [{"label": label, "url": f"?{asked.address(**without)}"} for label, without in found]


def plain_matrix(volume: Volume) -> dict[str, Any] | None:
    """Pages by size and condition of many rounds together: figures without addresses."""
    if not volume.pages and not volume.blanks:
        return None
    conditions = [code for code in figures.CONDITIONS if code != NO_CONDITION or volume.of_condition(code)]
    shown = [size for size in sizes.LABELS if volume.of_size(size) or size in (sizes.A4, sizes.A3)]
    return {
        "heads": [condition_label(code) for code in conditions],
        "rows": [
            {
                "label": sizes.LABELS[size],
                "is_blank": size == sizes.BLANK,
                "cells": [
                    {"head": condition_label(code), "count": volume.classes.get((size, code), 0)} for code in conditions
                ],
                "total": {"count": volume.of_size(size)},
            }
            for size in shown
        ],
        "totals": [{"head": condition_label(code), "count": volume.of_condition(code)} for code in conditions],
        "total": {"count": volume.pages},
    }


def facts_rows(minutes: SignedMinutes) -> list[tuple[str, int]]:
    """What minutes say, in words: for whoever is about to sign."""
    facts = minutes.facts
    if minutes.kind == "acceptance":
        good, bad = facts.get("accepted", {}), facts.get("rejected", {})
        return [
            (_("Hồ sơ đạt"), good.get("dossiers", 0)),
            (_("Hồ sơ không đạt"), bad.get("dossiers", 0)),
            (_("Tài liệu đạt"), good.get("items", 0)),
            (_("Trang đạt"), good.get("pages", 0)),
            (_("Mặt trắng không tính"), good.get("blanks", 0)),
            (_("Trường đã xác nhận"), good.get("fields", 0)),
        ]
    if minutes.kind == "handing":
        return [
            (_("Hồ sơ"), facts.get("dossiers", 0)),
            (_("Tệp"), facts.get("files", 0)),
            (_("Tệp đạt kiểm tra máy"), facts.get("checked", 0)),
            (_("Trang ảnh"), facts.get("pages", 0)),
            (_("Tệp bị từ chối, cách ly"), facts.get("stopped", 0)),
        ]
    return [
        (_("Tờ đã giao"), facts.get("sheets_out", 0)),
        (_("Tờ đã nhận lại"), facts.get("sheets_back", 0)),
        (_("Thiết bị chưa xóa"), facts.get("unwiped_devices", 0)),
        (_("Lỗi chưa sửa xong"), facts.get("open_defects", 0)),
        (_("Đợt đã xác nhận"), facts.get("certified_rounds", 0)),
    ]
