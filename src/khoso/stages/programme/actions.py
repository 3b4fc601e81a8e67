"""What may be done in the programme, by noun: the door other rooms come in by."""

from __future__ import annotations

from khoso.stages.programme.bodies.actions import Given, found_body
from khoso.stages.programme.bodies.holding import call_meeting, call_off_meeting, minute_meeting
from khoso.stages.programme.plan.actions import give_current, give_to_agencies, load_programme
from khoso.stages.programme.plan.builtin import plan_82
from khoso.stages.programme.work.actions import (
    Shown,
    add_subtask,
    ask,
    assign,
    mark_subtask,
    report_progress,
    set_day,
    withdraw_product,
)
from khoso.stages.programme.work.deciding import agree_day, refuse_request, resume_task, waive_task
from khoso.stages.programme.work.proving import record_proof, withdraw_proof

__all__ = [
    "Given",
    "Shown",
    "add_subtask",
    "agree_day",
    "ask",
    "assign",
    "call_meeting",
    "call_off_meeting",
    "found_body",
    "give_current",
    "give_to_agencies",
    "load_programme",
    "mark_subtask",
    "minute_meeting",
    "plan_82",
    "record_proof",
    "refuse_request",
    "report_progress",
    "resume_task",
    "set_day",
    "waive_task",
    "withdraw_product",
    "withdraw_proof",
]
