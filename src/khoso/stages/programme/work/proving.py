"""Tasks that the system itself can prove: what other rooms saw finishes them, wholly or in part."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from khoso.kernel import clock
from khoso.kernel.words import Sentence
from khoso.stages.programme import states
from khoso.stages.programme.models import Proof, Task
from khoso.stages.programme.work import rules
from khoso.stages.programme.work.errors import UnknownProof
from khoso.stages.programme.work.moving import begin, hold, say, settle, told


@transaction.atomic
def record_proof(
    key: str,
    *,
    agency_id: int | None,
    subject: tuple[str, Any],
    about: str,
    url: str = "",
    happened_on: date,
    percent: int | None = None,
    is_complete: bool = True,
) -> int:
    """Something happened that proves the tasks of an agency whose plan asks for `key`; returns how many it touched.

    A complete proof finishes them, a partial one moves their percent. `agency_id` None means the tasks that are done
    once for the city. Saying the same again changes and records nothing. Raises UnknownProof.
    """
    subject = (str(subject[0]), str(subject[1]))
    touched = 0
    for task_id in _asked(key, agency_id):
        task = hold(task_id)
        if _keep(task, key, subject, about, url, happened_on, percent, is_complete):
            touched += 1
    return touched


@transaction.atomic
def withdraw_proof(key: str, *, agency_id: int | None, subject: tuple[str, Any], why: str = "") -> int:
    """What was proven holds no more: the list was revoked, the report returned. Returns how many tasks it touched."""
    kind, identifier = str(subject[0]), str(subject[1])
    touched = 0
    for task_id in _asked(key, agency_id):
        task = hold(task_id)
        proof = task.proofs.filter(key=key, subject_kind=kind, subject_id=identifier, withdrawn_at__isnull=True).first()
        if proof is None:
            continue
        proof.withdrawn_at = clock.now()
        proof.save(update_fields=["withdrawn_at"])
        task.percent = min(task.percent, _percent_of(task)) if task.state != states.DONE else task.percent
        say(task, None, Sentence("Bằng chứng không còn: {about}. {why}", about=proof.about, why=why))
        told("programme.proof.withdraw", task, kind=key, name=proof.about, reason=why)
        settle(task, None)
        touched += 1
    return touched


def _asked(key: str, agency_id: int | None) -> list[int]:
    """Ids of the tasks of the present plan that this proof is about, in one order for everybody who holds them."""
    if key not in rules.PROOFS:
        raise UnknownProof(_("Không có loại bằng chứng «%(key)s».") % {"key": key})
    rows = Task.objects.filter(plan_task__programme__is_current=True, plan_task__proof=key)
    once = rows.filter(plan_task__agency_kinds=[])
    if agency_id is None:
        return list(once.order_by("pk").values_list("pk", flat=True))
    own = list(rows.filter(agency_id=agency_id).order_by("pk").values_list("pk", flat=True))
    if not own and key in rules.OF_THE_CITY:
        return list(once.order_by("pk").values_list("pk", flat=True))
    return own


def _keep(
    task: Task,
    key: str,
    subject: tuple[str, str],
    about: str,
    url: str,
    happened_on: date,
    percent: int | None,
    is_complete: bool,
) -> bool:
    told_now = {
        "about": about[:500],
        "url": url[:300],
        "happened_on": happened_on,
        "percent": None if percent is None else max(0, min(100, percent)),
        "is_complete": is_complete,
        "withdrawn_at": None,
    }
    proof = task.proofs.filter(key=key, subject_kind=subject[0], subject_id=subject[1]).first()
    if proof is not None and all(getattr(proof, name) == value for name, value in told_now.items()):
        return False
    if proof is None:
        proof = Proof(task=task, key=key, subject_kind=subject[0], subject_id=subject[1])
    for name, value in told_now.items():
        setattr(proof, name, value)
    proof.recorded_at = clock.now()
    proof.save()
    if task.state not in (states.DONE, states.WAIVED) and proof.percent is not None:
        task.percent = proof.percent
    say(task, None, Sentence("Hệ thống ghi nhận: {about}", about=about), percent=proof.percent, state=begin(task))
    told("programme.proof.record", task, kind=key, name=about, percent=proof.percent)
    settle(task, None)
    return True


def _percent_of(task: Task) -> int:
    """How far the proofs that still hold say the task is."""
    held = task.proofs.filter(withdrawn_at__isnull=True, percent__isnull=False).order_by("-recorded_at").first()
    return held.percent or 0 if held else 0
