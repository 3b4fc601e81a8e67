"""Deliveries and dossiers as the screens show them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from khoso.foundation.web.words import told
from khoso.kernel import figures
from khoso.stages.catalogue import queries as catalogue
from khoso.stages.digitisation import queries
from khoso.stages.digitisation.labels import finding_label
from khoso.stages.digitisation.models import Delivery, DeliveryFinding
from khoso.stages.digitisation.tallies import Tally, tallies_of


@dataclass
class DeliveryCard:
    """One delivery in a list or at the head of its page."""

    id: Any
    title: str
    agency_name: str
    registered_at: datetime
    state: str
    state_label: str
    is_legacy: bool
    dossiers: int
    items: int
    pages: int
    findings_error: int
    findings_warning: int
    progress: list[figures.StageProgress]
    url: str
    catalogue_name: str = ""
    folder_name: str = ""
    legacy_reason: str = ""
    failure: str = ""
    gate_missing: list[str] = field(default_factory=list)


@dataclass
class DossierRow:
    """One dossier in the list of its delivery."""

    id: Any
    reference_code: str
    title: str
    state: str
    state_label: str
    waits_for: str
    items: int
    pages: int
    sheet_count_declared: int | None
    findings_error: int
    findings_warning: int
    url: str


def delivery_cards(deliveries: list[Delivery]) -> list[DeliveryCard]:
    """What the screens show of deliveries; as many queries for twenty as for one."""
    tallies = tallies_of([delivery.pk for delivery in deliveries])
    return [_card(delivery, tallies[delivery.pk]) for delivery in deliveries]


def _card(delivery: Delivery, tally: Tally) -> DeliveryCard:
    state, label = _state(delivery, tally)
    return DeliveryCard(
        id=delivery.pk,
        title=delivery.folder_name,
        agency_name=delivery.agency.name,
        registered_at=delivery.registered_at,
        state=state,
        state_label=label,
        is_legacy=bool(delivery.legacy_reason),
        dossiers=tally.dossiers,
        items=tally.items,
        pages=tally.pages,
        findings_error=tally.errors,
        findings_warning=tally.warnings,
        progress=tally.progress,
        url=reverse("digitisation:delivery", args=[delivery.pk]),
        catalogue_name=delivery.catalogue_name,
        folder_name=delivery.folder_name,
        legacy_reason=delivery.legacy_reason,
        failure=delivery.failure,
        gate_missing=sorted(told(paper) for paper in tally.gates_missing if paper),
    )


def _state(delivery: Delivery, tally: Tally) -> tuple[str, str]:
    if delivery.failure:
        return "failed", _("Không nhập được")
    if delivery.file_count is None:
        return "running", _("Đang đọc thư mục")
    if tally.dossiers and tally.stages["searchable"] == tally.dossiers:
        return "done", _("Đã vào kho")
    if tally.is_busy:
        return "running", _("Đang xử lý")
    for name, label in (
        ("lacking_gate", _("Thiếu giấy tờ theo luật")),
        ("with_errors", _("Có lỗi phải sửa")),
        ("in_lot", _("Chờ kết luận lô kiểm tra")),
        ("collecting", _("Chờ người xác nhận")),
    ):
        if tally.stages[name]:
            return name, label
    return ("done", _("Đã vào kho một phần")) if tally.stages["searchable"] else ("waiting", _("Chờ xử lý"))


def dossier_rows(delivery: Delivery, dossier_ids: Iterable[Any], *, with_links: bool) -> list[DossierRow]:
    """These dossiers of a delivery with their counts, in the given order. `with_links`: the reader may open them."""
    ids = list(dossier_ids)
    stages, found = figures.stages_of(ids), catalogue.dossiers(ids)
    contents, weights = queries.item_counts_by_dossier(ids), queries.finding_weights_by_dossier(ids)
    return [
        DossierRow(
            id=key,
            reference_code=found[key].reference_code,
            title=found[key].title,
            state=stages[key].name if key in stages else "waiting",
            state_label=stages[key].label if key in stages else _("Chưa có tệp"),
            waits_for=stages[key].waits_for if key in stages else "",
            items=contents[key][0],
            pages=contents[key][1],
            sheet_count_declared=found[key].declared_sheet_count,
            findings_error=weights[key]["error"],
            findings_warning=weights[key]["warning"],
            url=reverse("access:dossier", args=[key]) if with_links else "",
        )
        for key in ids
    ]


@dataclass(frozen=True)
class FindingLine:
    """One finding in a list."""

    code: str
    label: str
    severity: str
    where: str
    page: int | None
    message: str
    url: str
    box: list[int] | None = None


def finding_line(row: DeliveryFinding, *, with_links: bool = True) -> FindingLine:
    """A finding with the page it leads to, when the reader may open it."""
    url = ""
    if not with_links:
        pass
    elif row.file is not None and row.file.item_id and row.file.is_readable:
        url = reverse("access:viewer", args=[row.file.item_id]) + (f"?trang={row.page}" if row.page else "")
    elif row.dossier_id:
        url = reverse("access:dossier", args=[row.dossier_id])
    where = row.where or (row.file.path if row.file else "")
    return FindingLine(row.code, finding_label(row.code), row.severity, where, row.page, row.message, url, row.box)
