"""One dossier on the screen where it is assessed: facts, blocks, hints, choices, history."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from khoso.foundation.web.formats import number
from khoso.foundation.web.words import told
from khoso.kernel import codes
from khoso.kernel.dates import parse
from khoso.stages.catalogue import queries as catalogue
from khoso.stages.selection.assessing import criteria as table
from khoso.stages.selection.assessing import queries, rules
from khoso.stages.selection.assessing.blocks import KINDS, OF_FACTS, Block
from khoso.stages.selection.assessing.forms import AnswerForm, chosen
from khoso.stages.selection.assessing.queue import Question
from khoso.stages.selection.assessing.rules import Hint
from khoso.stages.selection.models import Assessment, AssessmentBatch

GROUP_TONES = {1: "good", 2: "calm", 3: "warn"}
CLASS_TONES = {"A": "good", "B": "wait", "C": "warn", "D": "bad"}


@dataclass(frozen=True, slots=True)
class BlockLine:
    """A block as a person reads it."""

    code: str
    label: str
    clause: str
    message: str
    is_hold: bool
    url: str
    link_label: str


def block_lines(found: list[Block], dossier_id: Any) -> list[BlockLine]:
    """Blocks with the page where something can be done about each."""
    return [
        BlockLine(
            one.code,
            told(one.label),
            one.clause,
            told(one.message),
            one.is_hold,
            *_where(one, dossier_id),
        )
        for one in found
    ]


def _where(one: Block, dossier_id: Any) -> tuple[str, str]:
    words = {
        "catalogue:dossier": _("Mở hồ sơ trong danh mục"),
        "catalogue:dossier-twins": _("Xem hồ sơ trùng"),
        "catalogue:expired": _("Danh mục hết thời hạn"),
        "selection:handovers": _("Danh mục giao nộp"),
    }
    if one.link not in words:
        return "", ""
    for arguments in ([dossier_id], []):
        try:
            return reverse(one.link, args=arguments), words[one.link]
        except NoReverseMatch:
            continue
    return "", ""


@dataclass(frozen=True, slots=True)
class Choice:
    """One criterion or risk on the form."""

    code: str
    text: str
    is_chosen: bool
    why: str


@dataclass(frozen=True, slots=True)
class GroupChoice:
    """One of the three groups with its criteria."""

    number: int
    label: str
    clause: str
    is_chosen: bool
    is_hinted: bool
    criteria: list[Choice]


@dataclass(frozen=True, slots=True)
class ClassChoice:
    """One of the four classes of risk."""

    code: str
    label: str
    decision: str
    is_chosen: bool
    why: str


def choices(form: AnswerForm, hinted: list[Hint]) -> dict[str, Any]:
    """All that can be ticked, with what the facts speak for. Nothing is ticked by the facts."""
    now, why = chosen(form), {hint.code: told(hint.why) for hint in hinted}
    suggested = rules.suggested_group(hinted)

    def one(each: table.Criterion, ticked: set[str]) -> Choice:
        return Choice(each.code, told(each.text), each.code in ticked, why.get(each.code, ""))

    groups = [
        GroupChoice(
            number_,
            told(label),
            table.of_group(number_)[0].clause,
            now["group"] == str(number_),
            number_ == suggested,
            [one(each, now["criteria"]) for each in table.of_group(number_)],
        )
        for number_, label in table.GROUP_LABELS.items()
    ]
    classes = [
        ClassChoice(code, told(label), told(decision), now["risk_class"] == code, why.get(code, ""))
        for code, (label, decision) in table.CLASSES.items()
    ]
    return {
        "groups": groups,
        "classes": classes,
        "risks": [one(each, now["risk_factors"]) for each in table.RISKS],
        "costs": [told(each) for each in table.COSTS],
        "hint_count": len(hinted),
    }


def known_of(dossier: Any, has_twin: bool) -> rules.Known:
    items = catalogue.items_of(dossier.pk)
    return rules.Known(
        title=dossier.title,
        retention_code=dossier.retention_code,
        retention_ends=dossier.retention_ends,
        condition=dossier.physical_condition_code,
        origin=dossier.origin,
        has_twin=has_twin,
        materials=frozenset(item.material for item in items),
        kinds=frozenset(item.kind_code for item in items),
    )


def facts_of(dossier: Any) -> list[tuple[str, str, bool]]:
    """What the catalogue says, as (name, value, whether the archive says it)."""
    unknown = _("chưa ghi")

    def count(value: int | None) -> str:
        return unknown if value is None else number(value)

    place = " · ".join(part for part in (dossier.store, dossier.shelf, dossier.box) if part)
    return [
        (_("Phông"), dossier.fonds.title, True),
        (_("Thời gian"), period_of(dossier) or unknown, bool(period_of(dossier))),
        (_("Thời hạn lưu trữ"), told(codes.MAINTENANCE.get(dossier.retention_code, "")), False),
        (_("Nguồn"), str(dossier.get_origin_display()), False),
        (_("Chỉnh lý"), str(dossier.get_arrangement_display()), False),
        (_("Tình trạng vật lý"), told(codes.FORMAT.get(dossier.physical_condition_code, "")) or unknown, False),
        (_("Số tờ"), count(dossier.declared_sheet_count), False),
        (_("Số trang"), count(dossier.declared_page_count), False),
        (_("Nơi để"), place or unknown, bool(place)),
    ]


def period_of(dossier: Any) -> str:
    """`2011 – 2013`, as sure as the dates are."""
    read = [parse(text) for text in (dossier.start, dossier.end)]
    said = [one.shown for one in read if one]
    return " – ".join(dict.fromkeys(said))


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """One assessment of the past or the present."""

    row: Assessment
    group_label: str
    criteria: list[str]
    by: str
    is_many: bool
    batch_url: str
    is_undone: bool


def history_of(dossier_id: Any) -> list[HistoryLine]:
    """Every assessment of a dossier, newest first."""
    rows = list(Assessment.objects.filter(dossier_id=dossier_id).select_related("assessed_by"))
    batches = {one.pk: one for one in AssessmentBatch.objects.filter(pk__in={row.batch for row in rows if row.batch})}
    return [
        HistoryLine(
            row,
            told(table.GROUP_LABELS.get(row.group, "")),
            [told(table.BY_CODE[code].text) for code in row.criteria if code in table.BY_CODE],
            row.assessed_by.full_name if row.assessed_by else "",
            row.batch is not None,
            reverse("selection:assess-batch", args=[row.batch]) if row.batch in batches else "",
            bool(row.batch in batches and batches[row.batch].state == AssessmentBatch.State.UNDONE),
        )
        for row in rows
    ]


def reasons(counted: dict[str, int], question: Question) -> list[dict[str, Any]]:
    """Why what is blocked, by reason, each with its clause and its list."""
    return [
        {
            "label": told(KINDS[code].label),
            "clause": KINDS[code].clause,
            "count": counted[code],
            "is_hold": KINDS[code].is_hold,
            "is_of_facts": code in OF_FACTS,
            "query": question.as_query(reason=code, standing="bi-chan"),
            "is_chosen": question.reason == code,
        }
        for code in KINDS
        if counted.get(code)
    ]


@dataclass(frozen=True, slots=True)
class Row:
    """One dossier in the list of the queue."""

    dossier: Any
    period: str
    retention: str
    group: int | None
    group_tone: str
    risk_class: str
    class_tone: str
    blocks: list[BlockLine]


def rows_of(dossiers: list[Any]) -> list[Row]:
    """Dossiers of one page of the list, with what blocks each: two questions."""
    ids = [one.pk for one in dossiers]
    found, said = queries.blocks_of(ids), queries.current_assessments(ids)
    told_rows = []
    for one in dossiers:
        now = said.get(one.pk)
        told_rows.append(
            Row(
                one,
                period_of(one),
                told(codes.MAINTENANCE.get(one.retention_code, "")),
                now.group if now else None,
                GROUP_TONES.get(now.group, "calm") if now else "",
                now.risk_class if now else "",
                CLASS_TONES.get(now.risk_class, "calm") if now else "",
                block_lines(found.get(one.pk, []), one.pk),
            )
        )
    return told_rows
