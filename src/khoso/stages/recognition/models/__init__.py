"""Readings of files, proposed index fields, who confirmed them, and what that taught."""

from __future__ import annotations

from khoso.stages.recognition.models.confirming import ConfirmPolicy, Keying, KnownTerm
from khoso.stages.recognition.models.desk import Claim, DeskTurn
from khoso.stages.recognition.models.fields import ItemFields, ProposedField
from khoso.stages.recognition.models.personal import PersonalMark
from khoso.stages.recognition.models.readings import PageText, Reading
from khoso.stages.recognition.models.terms import TermLesson

__all__ = [
    "Claim",
    "ConfirmPolicy",
    "DeskTurn",
    "ItemFields",
    "Keying",
    "KnownTerm",
    "PageText",
    "PersonalMark",
    "ProposedField",
    "Reading",
    "TermLesson",
]
