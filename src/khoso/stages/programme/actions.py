"""Changing the programme: the door other rooms come in by."""

from __future__ import annotations

from khoso.stages.programme.plan.actions import give_current, give_to_agencies, load_programme
from khoso.stages.programme.plan.builtin import plan_82

__all__ = ["give_current", "give_to_agencies", "load_programme", "plan_82"]
