"""The screens on which reports are read."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from khoso.foundation.identity.access import allow
from khoso.foundation.web.words import told
from khoso.stages.reporting import actions, labels, states
from khoso.stages.reporting.models import Report, ReportKind
from khoso.stages.reporting.permissions import can_consolidate, can_see_reports
from khoso.stages.reporting.reports import cards, desk, plan, queries
from khoso.stages.reporting.reports.content import content_of
from khoso.stages.reporting.reports.files import MEDIA_TYPES, file_name
from khoso.stages.reporting.reports.moving import versions_of

MOST_PAST = 60


def crumbs(*titles: str) -> list[dict[str, str]]:
    """The way to a page below the list of reports."""
    return [
        {"label": _("Báo cáo"), "url": reverse("reporting:reports")},
        *({"label": title, "url": ""} for title in titles),
    ]


def found(request: HttpRequest, report_id: int) -> Report:
    """The report, when it is of one of the person's agencies."""
    rows = queries.with_flags(queries.reports_seen_by(request.user))
    report = (
        rows.select_related("agency__parent", "programme__city", "saved_by", "signed_by")
        .prefetch_related("figures__typed_by", "answers")
        .filter(pk=report_id)
        .first()
    )
    if report is None:
        raise Http404(_("Không có báo cáo này trong phạm vi của anh/chị."))
    return report


@allow(can_see_reports)
@require_GET
def report_list(request: HttpRequest) -> HttpResponse:
    """For an agency what is due and what was; for Home Affairs how every period came in."""
    programme = plan.current()
    if programme is None:
        return render(request, "reporting/report_none.html", {"crumbs": []})
    if can_consolidate(request.user):
        return render(request, "reporting/report_desk.html", desk.overview(programme))
    rows = queries.with_flags(queries.reports_seen_by(request.user)).filter(programme=programme)
    waiting = [cards.row_of(one) for one in queries.waiting_stories(request.user)]
    past = rows.filter(agency_id__in=queries.writes_for(request.user)) if waiting else rows
    shown = {one.id for one in waiting}
    stories = sorted(queries.stories(past).values(), key=lambda one: one.last.due_at, reverse=True)
    history = [row for row in map(cards.row_of, stories) if row.id not in shown][:MOST_PAST]
    context = {
        "returned": [row for row in waiting if row.return_reason],
        "waiting": [row for row in waiting if not row.return_reason],
        "history": history,
        "many_agencies": len({row.agency for row in [*waiting, *history]}) > 1,
        "next_period": queries.next_period(programme.pk),
        "kept": _kept(stories),
        "crumbs": [],
    }
    return render(request, "reporting/report_list.html", context)


def _kept(stories: list[Any]) -> dict[str, int]:
    """How the agency kept its dates so far."""
    facts = [one.punctuality.came for one in stories if one.last.kind == ReportKind.TWO_WEEKLY]
    return {name: sum(came == name for came in facts) for name in ("in_time", "late", "missing")}


@allow(can_see_reports)
@require_GET
def report(request: HttpRequest, report_id: int) -> HttpResponse:
    return render(request, "reporting/report.html", page_context(request, found(request, report_id)))


def page_context(
    request: HttpRequest, one: Report, *, refused: dict[str, str] | None = None, typed: dict[str, str] | None = None
) -> dict[str, Any]:
    """The parts of a report's page. `typed`: texts that could not be kept, shown as they were typed."""
    content = content_of(one)
    story = next(iter(queries.stories(list(versions_of(one).select_related("agency", "period", "request"))).values()))
    fact = story.punctuality
    assert fact is not None
    following = next((other for other in story.versions if other.version > one.version), None)
    moves = one.moves.select_related("by")
    return {
        "report": one,
        "title": cards.title_of(one),
        "content": content,
        "groups": cards.figure_groups(one, content, queries.previous_values(one), refused),
        "procedures": cards.procedure_rows(content),
        "task_groups": cards.task_rows(content),
        "late_tasks": cards.late_count(content),
        "must_explain": cards.must_explain(content),
        **_written(one, content, typed or {}),
        "state_label": told(states.REPORT_LABELS[one.state]),
        "state_tone": cards.TONES[one.state],
        "clock": cards.clock_words(fact),
        "clock_tone": fact.tone,
        "again": cards.again_words(fact),
        "again_due": fact.again.due_at if fact.again else None,
        "again_tone": fact.again.tone if fact.again else "",
        "return_reason": story.return_reason if _is_asked_again(one, story) else "",
        "moves": [(told(labels.MOVE_LABELS.get(move.move, move.move)), move) for move in moves],
        "versions": story.versions,
        "following": following,
        "next_step": cards.row_of(story).next_step if one.pk == story.last.pk else "",
        "crumbs": crumbs(cards.title_of(one)),
        **cards.rights_of(request.user, one),
    } | ({"may_correct": False} if following else {})


def _written(one: Report, content: dict[str, Any], typed: dict[str, str]) -> dict[str, Any]:
    """The texts and answers; beside what was typed and could not be kept, what somebody else saved meanwhile."""

    def part(name: str, kept: str) -> dict[str, str]:
        text = typed.get(name, kept)
        return {"name": name, "text": text, "theirs": kept if text != kept else ""}

    return {
        "texts": [
            {**part(name, content["texts"].get(name, "")), "label": told(label)}
            for name, label in labels.TEXT_LABELS.items()
            if one.kind == ReportKind.FINAL or name not in ("done_text", "not_done_text")
        ],
        "answers": [
            {**part(f"answer-{place}", said["answer"]), "question": said["question"]}
            for place, said in enumerate(content["answers"])
        ],
    }


def _is_asked_again(one: Report, story: Any) -> bool:
    is_open = one.state in (states.DRAFT, states.SIGNED) and one.version > 1
    return one.state == states.RETURNED or (is_open and story.returned_at is not None)


@allow(can_see_reports)
@require_GET
def compare(request: HttpRequest, report_id: int) -> HttpResponse:
    """A version beside the one before it: figures and texts that differ."""
    new = found(request, report_id)
    rows = (
        versions_of(new).select_related("agency", "period", "request").prefetch_related("figures__typed_by", "answers")
    )
    old = rows.filter(version__lt=new.version).last()
    if old is None:
        raise Http404(_("Báo cáo này chỉ có một bản."))
    before, after = content_of(old), content_of(new)
    was = {line["name"]: line for line in before["figures"]}
    lines = []
    for line in after["figures"]:
        earlier = was.get(line["name"])
        lines.append(
            {
                "label": told(line["label"]),
                "unit": told(line["unit"]),
                "before": cards._shown(earlier, earlier["said"]) if earlier else "",
                "after": cards._shown(line, line["said"]),
                "is_other": earlier is None or earlier["said"] != line["said"],
            }
        )
    texts = [
        (told(label), before["texts"].get(name, ""), after["texts"].get(name, ""))
        for name, label in labels.TEXT_LABELS.items()
        if before["texts"].get(name) or after["texts"].get(name)
    ]
    context = {
        "old": old,
        "new": new,
        "lines": lines,
        "differing": len([line for line in lines if line["is_other"]]),
        "texts": texts,
        "crumbs": [
            *crumbs()[:1],
            {"label": cards.title_of(new), "url": reverse("reporting:report", args=[new.pk])},
            {"label": _("So sánh các bản"), "url": ""},
        ],
    }
    return render(request, "reporting/report_compare.html", context)


@allow(can_see_reports)
@require_GET
def report_file(request: HttpRequest, report_id: int, form: str) -> HttpResponse:
    """The report as DOCX, PDF or XLSX; the trail says who took it."""
    one = found(request, report_id)
    if form not in MEDIA_TYPES:
        raise Http404(_("Không có dạng tệp này."))
    answer = HttpResponse(actions.fetch_file(one, form), content_type=MEDIA_TYPES[form])
    answer["Content-Disposition"] = f'attachment; filename="{file_name(one, form)}"'
    return answer
