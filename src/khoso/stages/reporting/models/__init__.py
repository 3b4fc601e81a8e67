"""Tables of reporting, by noun. Writes go through `actions`."""

from khoso.stages.reporting.models.city import AgencyScore, CityReport, ScoreFormula
from khoso.stages.reporting.models.difficulties import Difficulty, DifficultyAnswer
from khoso.stages.reporting.models.notices import Notice
from khoso.stages.reporting.models.readings import FigureReading, VolumePlan
from khoso.stages.reporting.models.reports import (
    Period,
    Report,
    ReportAnswer,
    ReportFigure,
    ReportKind,
    ReportMove,
    ReportTerms,
)
from khoso.stages.reporting.models.requests import Request

__all__ = [
    "AgencyScore",
    "CityReport",
    "Difficulty",
    "DifficultyAnswer",
    "FigureReading",
    "Notice",
    "Period",
    "Report",
    "ReportAnswer",
    "ReportFigure",
    "ReportKind",
    "ReportMove",
    "ReportTerms",
    "Request",
    "ScoreFormula",
    "VolumePlan",
]
