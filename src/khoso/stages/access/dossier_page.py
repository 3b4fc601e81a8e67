"""What the page of a dossier shows: its description, items, findings, and where it is kept."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from khoso.foundation.identity.permissions import can_accept_work
from khoso.foundation.web.words import told
from khoso.kernel import codes, dates, figures
from khoso.stages.acceptance import queries as acceptance
from khoso.stages.access import queries
from khoso.stages.access.permissions import SECRET
from khoso.stages.catalogue import queries as catalogue
from khoso.stages.digitisation import queries as digitisation
from khoso.stages.digitisation.cards import FindingLine, finding_line
from khoso.stages.digitisation.labels import finding_label
from khoso.stages.digitisation.states import FILE_STATE_LABELS
from khoso.stages.packages import queries as packages
from khoso.stages.recognition import queries as recognition
from khoso.stages.recognition.states import FIELD_STATE_LABELS
from khoso.stages.repository import queries as repository


@dataclass
class ItemRow:
    """One item in the list of its dossier."""

    ordinal: int
    reference_code: str
    kind_label: str
    number_notation: str
    date_text: str
    issuer: str
    subject: str
    pages: int
    state: str
    state_label: str
    confirmed_label: str
    findings_error: int
    findings_warning: int
    url: str
    thumb_url: str
    history_url: str


def dossier_context(dossier_id: Any, person: Any) -> dict[str, Any]:
    """The context of the page of one dossier, as `person` sees it."""
    dossier = catalogue.dossier(dossier_id)
    items = catalogue.items_of(dossier_id)
    rows = digitisation.findings_of_dossier(dossier_id)
    files = digitisation.files_of_dossier(dossier_id)
    stage = figures.stages_of([dossier.pk]).get(dossier.pk)
    shown = _item_rows(items, files, rows)
    return {
        "dossier": {
            "reference_code": dossier.reference_code,
            "title": dossier.title,
            "fonds_title": dossier.fonds.title,
            "agency_name": dossier.fonds.agency.name,
            "dates_text": _span(dossier),
            "retention_label": told(codes.MAINTENANCE.get(dossier.retention_code, "")),
            "access_label": told(codes.MODE.get(dossier.access_code, "")),
            "sheet_count": dossier.declared_sheet_count,
            "page_count": sum(row.pages for row in shown),
            "item_count": len(shown),
            "paper_reference_code": dossier.paper_reference_code,
            "is_legacy": bool(dossier.legacy_reason),
            "legacy_reason": dossier.legacy_reason,
            "state": stage.name if stage else "waiting",
            "state_label": stage.label if stage else _("Chưa có tệp"),
            "waits_for": stage.waits_for if stage else "",
            "findings_error": sum(row.severity == "error" for row in rows),
            "findings_warning": sum(row.severity == "warning" for row in rows),
            "package": _package(dossier_id),
            "downloads": [],
        },
        "items": shown,
        "accepted": acceptance.acceptance_of(dossier_id),
        "actions": _actions(dossier_id, person),
        "finding_groups": _groups(rows),
        "companions": [
            {
                "label": file.get_role_display(),
                "url": reverse("access:companion", args=[dossier_id, file.pk]),
                "history_url": reverse("access:file-history", args=[file.pk]),
            }
            for file in files
            if file.role in ("cover", "inventory") and file.is_readable and dossier.access_code != SECRET
        ],
        "crumbs": _crumbs(dossier_id, dossier.number),
    }


def _actions(dossier_id: Any, person: Any) -> list[dict[str, Any]]:
    """What the person may do to the dossier now."""
    if not can_accept_work(person) or not acceptance.is_acceptable(dossier_id):
        return []
    return [
        {
            "label": _("Nghiệm thu"),
            "url": reverse("acceptance:accept", args=[dossier_id]),
            "icon": "clipboard-check",
            "method": "post",
            "primary": True,
            "confirm": _("Nghiệm thu hồ sơ này? Việc này được ghi lại và không rút lại được."),
        }
    ]


def _groups(rows: list[Any]) -> list[dict[str, Any]]:
    """The findings of a dossier by code, the heaviest first."""
    weight = {"error": 0, "warning": 1, "info": 2}
    by_code: dict[tuple[str, str], list[FindingLine]] = defaultdict(list)
    for row in rows:
        by_code[row.code, row.severity].append(finding_line(row))
    ordered = sorted(by_code.items(), key=lambda each: (weight[each[0][1]], -len(each[1]), each[0]))
    return [
        {
            "code": code,
            "label": finding_label(code),
            "severity": severity,
            "count": len(lines),
            "examples": lines,
            "url": "",
        }
        for (code, severity), lines in ordered
    ]


def _span(dossier: Any) -> str:
    ends = [dates.parse(text) for text in (dossier.start, dossier.end)]
    return " – ".join(dict.fromkeys(end.shown for end in ends if end))


def _crumbs(dossier_id: Any, number: str) -> list[dict[str, str]]:
    delivery = digitisation.delivery_of_dossier(dossier_id)
    crumbs = [{"label": _("Lô giao nộp"), "url": reverse("digitisation:delivery-list")}]
    if delivery is not None:
        crumbs.append(
            {
                "label": delivery.folder_name,
                "url": reverse("digitisation:delivery", args=[delivery.pk]),
            }
        )
    return [*crumbs, {"label": _("Hồ sơ {number}").format(number=number), "url": ""}]


def _item_rows(items: list[Any], files: list[Any], findings: list[Any]) -> list[ItemRow]:
    by_item = {file.item_id: file for file in files if file.item_id}
    states = recognition.states_of([item.pk for item in items])
    weights: dict[Any, Counter[str]] = defaultdict(Counter)
    for row in findings:
        if row.file is not None and row.file.item_id:
            weights[row.file.item_id][row.severity] += 1
    # A file may have passed its check and wait for its pictures: then there is nothing to open yet.
    readable = queries.items_with_pictures([item.pk for item in items if item.access_code != SECRET])
    return [_item_row(item, by_item.get(item.pk), states, weights[item.pk], item.pk in readable) for item in items]


def _item_row(item: Any, file: Any, states: dict[Any, str], weight: Counter[str], is_readable: bool) -> ItemRow:
    issued = dates.parse(item.issued_date)
    field_state = states.get(item.pk, "")
    if file is None:
        # What was restored from the repository has no delivered file any more.
        state, label = ("stored", "Trong kho") if is_readable else ("missing", _("Không có tệp"))
    elif not file.is_readable:
        state, label = file.state, str(FILE_STATE_LABELS[file.state])
    else:
        state, label = field_state or "reading", str(FIELD_STATE_LABELS.get(field_state, _("Đang đọc")))
    return ItemRow(
        ordinal=item.ordinal,
        reference_code=item.reference_code,
        kind_label=told(codes.KIND.get(item.kind_code, "")),
        number_notation=item.number_notation,
        date_text=issued.shown if issued else "",
        issuer=item.issuer,
        subject=item.subject,
        pages=item.page_count,
        state=state,
        state_label=label,
        confirmed_label=item.get_described_by_display() if field_state else "",
        findings_error=weight["error"],
        findings_warning=weight["warning"],
        url=reverse("access:viewer", args=[item.pk]) if is_readable else "",
        thumb_url=reverse("access:iiif-image", args=[item.pk, 1, "full", "!120,160", "0", "default.jpg"])
        if is_readable
        else "",
        history_url=reverse("access:item-history", args=[item.pk]),
    )


def _package(dossier_id: Any) -> dict[str, Any] | None:
    package = packages.package_of(dossier_id)
    if package is None:
        return None
    stored = repository.stored_object(package.object_id)
    return {
        "object_id": package.object_id,
        "version": package.version,
        "stored_at": package.stored_at,
        "replicas": [
            {
                "name": replica.root,
                "state": "whole" if replica.is_whole else "damaged",
                "state_label": _("Nguyên vẹn") if replica.is_whole else _("Hỏng"),
                "verified_at": replica.verified_at,
            }
            for replica in (stored.replicas.all() if stored else [])
        ],
    }
