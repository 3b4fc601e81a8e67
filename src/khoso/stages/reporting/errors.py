"""What may not go on in reporting, one class per fact."""

from __future__ import annotations

from khoso.kernel.errors import KhosoError

__all__ = [
    "NoProgramme",
    "NotExplained",
    "NotYours",
    "NothingToSend",
    "PeriodRunning",
    "ReasonMissing",
    "SomebodyElseWrote",
    "WrongNumber",
]


class NoProgramme(KhosoError):
    """There is no plan to report on."""

    code = "reporting.no_programme"


class NotYours(KhosoError):
    """Somebody does what their role does not give them for this agency."""

    code = "reporting.not_yours"


class SomebodyElseWrote(KhosoError):
    """The report is another than the one the person looked at; nothing was written over."""

    code = "reporting.somebody_else_wrote"


class ReasonMissing(KhosoError):
    """A step wants a reason and has none."""

    code = "reporting.reason_missing"


class WrongNumber(KhosoError):
    """What was typed for a figure is no whole number."""

    code = "reporting.wrong_number"


class NotExplained(KhosoError):
    """Something is late and the report does not say why, who answers for it, what will be done."""

    code = "reporting.not_explained"


class PeriodRunning(KhosoError):
    """The period is not over yet."""

    code = "reporting.period_running"


class NothingToSend(KhosoError):
    """What was asked for is not there: a request without agencies, figures or questions; a file nobody signed."""

    code = "reporting.nothing_to_send"
