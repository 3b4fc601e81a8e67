"""What may be done in reporting, by noun."""

from __future__ import annotations

from khoso.stages.reporting.reports.files import fetch_file, file_name, report_file
from khoso.stages.reporting.reports.moving import (
    correct_report,
    lock_report,
    lock_reports,
    return_report,
    submit_report,
)
from khoso.stages.reporting.reports.opening import make_periods, open_due, recount_drafts
from khoso.stages.reporting.reports.signing import sign_report, unsign_report
from khoso.stages.reporting.reports.terms import set_terms
from khoso.stages.reporting.reports.writing import overtype_figure, recount, save_report, take_back_figure
from khoso.stages.reporting.requests.actions import ask_reports, close_request, extend_request

__all__ = [
    "ask_reports",
    "close_request",
    "correct_report",
    "extend_request",
    "fetch_file",
    "file_name",
    "lock_report",
    "lock_reports",
    "make_periods",
    "open_due",
    "overtype_figure",
    "recount",
    "recount_drafts",
    "report_file",
    "return_report",
    "save_report",
    "set_terms",
    "sign_report",
    "submit_report",
    "take_back_figure",
    "unsign_report",
]
