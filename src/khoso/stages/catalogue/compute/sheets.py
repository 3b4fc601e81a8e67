"""Workbooks into the catalogue: what columns a file has, what its rows say, and the bad ones marked to be mended.

The door of `workbooks`; run it inside `engines/limits`, files come from outside.
"""

from __future__ import annotations

from khoso.stages.catalogue.compute.workbooks.check import Checked, Options, check
from khoso.stages.catalogue.compute.workbooks.faults import LABELS
from khoso.stages.catalogue.compute.workbooks.guess import ColumnGuess
from khoso.stages.catalogue.compute.workbooks.mark import mark
from khoso.stages.catalogue.compute.workbooks.survey import SheetSurvey, survey, survey_at
from khoso.stages.catalogue.compute.workbooks.targets import FIELDS, IGNORE

__all__ = [
    "FIELDS",
    "IGNORE",
    "LABELS",
    "Checked",
    "ColumnGuess",
    "Options",
    "SheetSurvey",
    "check",
    "mark",
    "proposed",
    "survey",
    "survey_at",
]

SURE = 0.5


def proposed(sheet: SheetSurvey) -> dict[str, str]:
    """The mapping to begin with: every column that is rather sure, the rest left to a person."""
    return {guess.letter: guess.field for guess in sheet.columns if guess.field and guess.confidence >= SURE}
