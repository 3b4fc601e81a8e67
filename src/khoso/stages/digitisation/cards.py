"""Deliveries and dossiers as the screens show them."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Count, Sum
from django.urls import reverse

from khoso.kernel import clock, figures
from khoso.stages.catalogue import queries as catalogue
from khoso.stages.digitisation import queries
from khoso.stages.digitisation.labels import finding_label
from khoso.stages.digitisation.models import Delivery, DeliveryFile, DeliveryFinding


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
    gate_missing: list[str] = field(default_factory=list)
    rate_text: str = ""


@dataclass
class DossierRow:
    """One dossier in the list of its delivery."""

    id: Any
    reference_code: str
    title: str
    state: str
    state_label: str
    items: int
    pages: int
    sheet_count_declared: int | None
    findings_error: int
    findings_warning: int
    url: str


def delivery_card(delivery: Delivery) -> DeliveryCard:
    """What the screens show of a delivery, counted now."""
    dossiers = queries.dossier_ids_of(delivery.pk)
    stages = figures.stages_of(dossiers)
    weights = Counter(
        dict(DeliveryFinding.objects.filter(delivery=delivery).values_list("severity").annotate(Count("id")).order_by())
    )
    items = DeliveryFile.objects.filter(delivery=delivery, role=DeliveryFile.Role.ITEM)
    state, label = _state(delivery, stages)
    waits = {stage.waits_for for stage in stages.values() if stage.name == "lacking_gate"}
    return DeliveryCard(
        id=delivery.pk,
        title=delivery.folder_name,
        agency_name=delivery.agency.name,
        registered_at=delivery.registered_at,
        state=state,
        state_label=label,
        is_legacy=bool(delivery.legacy_reason),
        dossiers=len(dossiers),
        items=items.count(),
        pages=items.aggregate(total=Sum("pages"))["total"] or 0,
        findings_error=weights["error"],
        findings_warning=weights["warning"],
        progress=figures.progress_of(delivery.pk),
        url=reverse("digitisation:delivery", args=[delivery.pk]),
        catalogue_name=delivery.catalogue_name,
        folder_name=delivery.folder_name,
        legacy_reason=delivery.legacy_reason,
        gate_missing=sorted({paper for text in waits for paper in text.split("; ") if paper}),
    )


def _state(delivery: Delivery, stages: dict[Any, figures.DossierStage]) -> tuple[str, str]:
    if delivery.failure:
        return "failed", delivery.failure
    if delivery.file_count is None:
        return "running", "Đang đọc thư mục"
    counts = Counter(stage.name for stage in stages.values())
    if stages and counts["searchable"] == len(stages):
        return "done", "Đã vào kho"
    if any(not stage.is_settled for stage in stages.values()):
        return "running", "Đang xử lý"
    for name, label in (
        ("lacking_gate", "Thiếu giấy tờ theo luật"),
        ("with_errors", "Có lỗi phải sửa"),
        ("collecting", "Chờ người xác nhận"),
    ):
        if counts[name]:
            return name, label
    return ("done", "Đã vào kho một phần") if counts["searchable"] else ("waiting", "Chờ xử lý")


def is_running(delivery: Delivery) -> bool:
    """Whether the machine still works on the delivery, so that the screen asks again."""
    return delivery_card(delivery).state == "running"


def dossier_rows(delivery: Delivery) -> list[DossierRow]:
    """The dossiers of a delivery with their counts, in order of their codes."""
    ids = queries.dossier_ids_of(delivery.pk)
    stages = figures.stages_of(ids)
    files = DeliveryFile.objects.filter(delivery=delivery, role=DeliveryFile.Role.ITEM)
    counted = {
        row[0]: (row[1], row[2] or 0)
        for row in files.values_list("dossier_id").annotate(Count("id"), Sum("pages")).order_by()
    }
    weights: dict[Any, Counter[str]] = defaultdict(Counter)
    rows = DeliveryFinding.objects.filter(delivery=delivery, dossier__isnull=False)
    for dossier, severity, count in rows.values_list("dossier_id", "severity").annotate(Count("id")).order_by():
        weights[dossier][severity] = count
    shown = []
    for dossier_id, dossier in catalogue.dossiers(ids).items():
        stage = stages.get(dossier_id)
        shown.append(
            DossierRow(
                id=dossier_id,
                reference_code=dossier.reference_code,
                title=dossier.title,
                state=stage.name if stage else "waiting",
                state_label=stage.label if stage else "Chưa có tệp",
                items=counted.get(dossier_id, (0, 0))[0],
                pages=counted.get(dossier_id, (0, 0))[1],
                sheet_count_declared=dossier.declared_sheet_count,
                findings_error=weights[dossier_id]["error"],
                findings_warning=weights[dossier_id]["warning"],
                url=reverse("access:dossier", args=[dossier_id]),
            )
        )
    return sorted(shown, key=lambda row: row.reference_code)


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


def finding_line(row: DeliveryFinding) -> FindingLine:
    """A finding with the page it leads to."""
    url = ""
    if row.file is not None and row.file.item_id and row.file.is_readable:
        url = reverse("access:viewer", args=[row.file.item_id]) + (f"?trang={row.page}" if row.page else "")
    elif row.dossier_id:
        url = reverse("access:dossier", args=[row.dossier_id])
    where = row.where or (row.file.path if row.file else "")
    return FindingLine(row.code, finding_label(row.code), row.severity, where, row.page, row.message, url, row.box)


def rate_text(delivery: Delivery, pages: int, finished_at: datetime | None) -> str:
    """`4,2 trang/giây`, from the registration until now or until everything was done."""
    seconds = ((finished_at or clock.now()) - delivery.registered_at).total_seconds()
    return f"{pages / seconds:.1f} trang/giây".replace(".", ",") if pages and seconds > 1 else ""
