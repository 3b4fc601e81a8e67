"""Telling the tasks of agencies what the programme itself saw: a body founded, a notice or guidance published."""

from __future__ import annotations

from datetime import date
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from khoso.foundation.identity.models import Agency
from khoso.kernel import clock
from khoso.stages.programme.models import Task


def prove(key: str, agency: Agency | None, subject: tuple[str, Any], about: str, on: date | None, url: str) -> None:
    """Record a proof for the agency's tasks that ask for `key`; without an agency, for everyone's that do.

    Nothing happens where no task does.
    """
    tasks = Task.objects.filter(plan_task__proof=key, plan_task__programme__is_current=True)
    if agency is not None:
        tasks = tasks.filter(agency=agency)
    if find_spec("khoso.stages.programme.actions") is None:
        return
    record_proof = getattr(import_module("khoso.stages.programme.actions"), "record_proof", None)
    if record_proof is None:
        return
    for agency_id in set(tasks.values_list("agency_id", flat=True)):
        record_proof(
            key,
            agency_id=agency_id,
            subject=(subject[0], str(subject[1])),
            about=about,
            on=on or clock.today(),
            url=url,
        )
