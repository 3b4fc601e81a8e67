"""Assessing one dossier, or many by one answer that can be undone."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from khoso.foundation.audit.actions import record
from khoso.foundation.identity.models import Agency
from khoso.foundation.web.words import told
from khoso.kernel import clock
from khoso.stages.catalogue import queries as catalogue
from khoso.stages.selection.assessing import blocks, queries, rules
from khoso.stages.selection.assessing.errors import AssessmentNotAllowed, AssessmentRefused, BatchRefused
from khoso.stages.selection.assessing.queries import Tally
from khoso.stages.selection.assessing.queue import Question, narrowed
from khoso.stages.selection.assessing.rules import Answer
from khoso.stages.selection.models import Assessment, AssessmentBatch
from khoso.stages.selection.permissions import can_assess

# Dossiers written in one transaction of a long answer.
AT_ONCE = 2_000
# Up to here an answer for many is written while the person waits.
WHILE_WAITING = 500
State = AssessmentBatch.State


@transaction.atomic
def assess(dossier_id: uuid.UUID, answer: Answer, *, by: Any) -> Assessment:
    """Keep what a person says of one dossier; what was said before stays as history.

    Raises AssessmentNotAllowed, AssessmentRefused (what is not arranged or secret is not assessed at all).
    # Luật: KH 82 III.1.a, III.2.b; CV 7197 2.1, 2.2
    """
    dossier = catalogue.dossier(dossier_id)
    must_assess(by, dossier.fonds.agency_id)
    said = checked(answer)
    catalogue.hold_dossier(dossier_id)
    never = [one for one in queries.blocks_of([dossier_id])[dossier_id] if one.code in blocks.NEVER_ASSESSED]
    if never:
        raise AssessmentRefused(told(never[0].message))
    before = Assessment.objects.filter(dossier_id=dossier_id, is_current=True).first()
    made = _write([(dossier_id, before)], said, by=by)[0]
    details = {**said.as_json(), "replaces": before.pk if before else None}
    record(
        "selection.dossier.assess",
        subject=("dossier", dossier_id),
        agency=dossier.fonds.agency.code,
        details=details,
    )
    return made


def must_assess(by: Any, agency: Any) -> None:
    """Raises AssessmentNotAllowed for who does not assess what this agency holds."""
    if not can_assess(by, agency):
        raise AssessmentNotAllowed(_("Chưa ghi gì: anh/chị không đánh giá hồ sơ của cơ quan này."))


def checked(answer: Answer) -> Answer:
    """The answer in order. Raises AssessmentRefused for the first thing that is missing or contradicts itself."""
    said = answer.cleaned()
    for field, why in rules.wrong(answer):
        raise AssessmentRefused(told(why), field)
    return said


def _write(
    pairs: Sequence[tuple[uuid.UUID, Assessment | None]],
    answer: Answer,
    *,
    by: Any,
    batch: uuid.UUID | None = None,
    added: str = "",
) -> list[Assessment]:
    """New assessments of these dossiers, each after what was in force. `added`: keep the old words, add this code."""
    before = [one.pk for _, one in pairs if one is not None]
    Assessment.objects.filter(pk__in=before).update(is_current=False)
    now = clock.now()
    rows = []
    for dossier, old in pairs:
        said = answer if old is None or not added else _with(old, added)
        row = Assessment(
            dossier_id=dossier, assessed_by=by, assessed_at=now, batch=batch, replaces=old, **said.as_json()
        )
        rows.append(row)
    return Assessment.objects.bulk_create(rows)


def _with(old: Assessment, code: str) -> Answer:
    return Answer(
        group=old.group,
        criteria=(*old.criteria, code),
        risk_class=old.risk_class,
        risk_factors=tuple(old.risk_factors),
        benefit_note=old.benefit_note,
        cost_note=old.cost_note,
        conditions=old.conditions,
    ).cleaned()


@transaction.atomic
def begin_batch(question: Question, answer: Answer, *, words: str, keeps_different: bool, by: Any) -> AssessmentBatch:
    """Keep one answer for all dossiers of a question; `run_batch` writes it.

    Raises AssessmentNotAllowed, AssessmentRefused, BatchRefused when it concerns nothing.
    """
    agency = Agency.objects.get(pk=question.agency)
    must_assess(by, agency)
    said = checked(answer)
    total = assessable(question).count()
    if not total:
        raise BatchRefused(_("Chưa ghi gì: không có hồ sơ nào đánh giá được trong phạm vi này."))
    batch = AssessmentBatch.objects.create(
        id=uuid.uuid4(),
        agency=agency,
        by=by,
        at=clock.now(),
        scope=question.as_json(),
        scope_words=words[:500],
        answer=said.as_json(),
        keeps_different=keeps_different,
        total=total,
    )
    details = {"scope": batch.scope, "answer": batch.answer, "total": total, "keeps_different": keeps_different}
    record(
        "selection.assessment_batch.begin",
        subject=("assessment_batch", batch.pk),
        agency=agency.code,
        details=details,
    )
    return batch


def assessable(question: Question) -> Any:
    """The dossiers of a question that an answer for many may concern: nothing but an answer can block them."""
    return narrowed(question).exclude(queries.fact_block())


def preview(question: Question, answer: Answer) -> dict[str, Any]:
    """What one answer for a question would meet: dossiers without an answer, with the same, with another, blocked."""
    rows = narrowed(question)
    whole = Tally()
    for part in queries.tally(rows):
        whole.add(part)
    present = Assessment.objects.filter(is_current=True, dossier__in=assessable(question).values("pk"))
    same = present.filter(**answer.as_json()).count()
    different = present.count() - same
    free = assessable(question).count()
    return {
        "total": whole.total,
        "new": free - same - different,
        "same": same,
        "different": different,
        "blocked": whole.total - free,
        "reasons": {code: n for code, n in whole.reasons.items() if code in blocks.OF_FACTS},
        "sheets": whole.open_sheets,
        "pages": whole.open_pages,
    }


def run_batch(batch_id: uuid.UUID) -> AssessmentBatch:
    """Write what is left of an answer for many, in parts; asked again after a stop, it goes on where it was."""
    batch = AssessmentBatch.objects.select_related("by", "agency").get(pk=batch_id)
    if batch.state in (State.WAITING, State.RUNNING):
        write_all(batch, assessable(Question(**batch.scope)).values_list("pk", flat=True))
        finish(batch)
    return batch


def write_all(batch: AssessmentBatch, dossier_ids: Iterable[uuid.UUID], *, added: str = "") -> None:
    """Write the batch's answer for these dossiers, those that have it already left out.

    `added`: dossiers that somebody assessed keep that and get this criterion beside, where their group allows it.
    """
    written = set(Assessment.objects.filter(batch=batch.pk).values_list("dossier_id", flat=True))
    answer = answer_of(batch)
    left = [pk for pk in dossier_ids if pk not in written]
    batch.done, batch.kept = len(written), 0
    for start in range(0, len(left), AT_ONCE):
        with transaction.atomic():
            part = left[start : start + AT_ONCE]
            pairs = _to_write(batch, answer, part, added)
            _write(pairs, answer, by=batch.by, batch=batch.pk, added=added)
            batch.done, batch.kept = batch.done + len(pairs), batch.kept + len(part) - len(pairs)
            batch.state = State.RUNNING
            batch.save(update_fields=["state", "done", "kept"])


def _to_write(
    batch: AssessmentBatch, answer: Answer, part: Sequence[uuid.UUID], added: str
) -> list[tuple[uuid.UUID, Assessment | None]]:
    """Those of the dossiers the answer is written for, each with what was in force; the others keep it."""
    rows = Assessment.objects.select_for_update().filter(dossier__in=part, is_current=True)
    present = {one.dossier_id: one for one in rows}

    def is_meant(old: Assessment | None) -> bool:
        if old is None:
            return True
        if added:
            return old.group == answer.group and added not in old.criteria
        return not batch.keeps_different and not is_same(old, answer)

    return [(dossier, present.get(dossier)) for dossier in part if is_meant(present.get(dossier))]


def is_same(one: Assessment, answer: Answer) -> bool:
    """Whether an assessment says what the answer says."""
    return all(getattr(one, name) == value for name, value in answer.as_json().items())


@transaction.atomic
def finish(batch: AssessmentBatch) -> None:
    """Say that all of it is written."""
    batch.state = State.DONE
    batch.save(update_fields=["state", "list"])
    record(
        "selection.assessment_batch.finish",
        subject=("assessment_batch", batch.pk),
        agency=batch.agency.code,
        details={"done": batch.done, "kept": batch.kept, "list": batch.list_id},
    )


def answer_of(batch: AssessmentBatch) -> Answer:
    """What was answered for all of them."""
    said = batch.answer
    return Answer(
        group=said["group"],
        criteria=tuple(said["criteria"]),
        risk_class=said["risk_class"],
        risk_factors=tuple(said["risk_factors"]),
        benefit_note=said["benefit_note"],
        cost_note=said["cost_note"],
        conditions=said["conditions"],
    )


@transaction.atomic
def undo_batch(batch_id: uuid.UUID, *, by: Any) -> int:
    """Take an answer for many back: what was in force before is in force again. Says of how many dossiers.

    What somebody assessed anew meanwhile stays as that person said. Raises AssessmentNotAllowed, BatchRefused.
    """
    batch = AssessmentBatch.objects.select_for_update().get(pk=batch_id)
    must_assess(by, batch.agency_id)
    if batch.state != State.DONE:
        raise BatchRefused(_("Chưa hoàn tác: lần đánh giá này chưa ghi xong hoặc đã hoàn tác rồi."))
    taken = list(Assessment.objects.filter(batch=batch.pk, is_current=True).values_list("pk", "replaces_id"))
    for start in range(0, len(taken), AT_ONCE):
        part = taken[start : start + AT_ONCE]
        Assessment.objects.filter(pk__in=[row for row, _ in part]).update(is_current=False)
        Assessment.objects.filter(pk__in=[old for _, old in part if old]).update(is_current=True)
    batch.state, batch.undone_at, batch.undone_by = State.UNDONE, clock.now(), by
    batch.save(update_fields=["state", "undone_at", "undone_by"])
    record(
        "selection.assessment_batch.undo",
        subject=("assessment_batch", batch.pk),
        agency=batch.agency.code,
        details={"taken_back": len(taken)},
    )
    return len(taken)
