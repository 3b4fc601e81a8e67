"""What may not go on in the city's room, each with what to do next."""

from __future__ import annotations

from khoso.kernel.errors import KhosoError


class FormulaWrong(KhosoError):
    """The weights make no formula, or would reach back to days that were scored."""

    code = "reporting.formula_wrong"


class PeriodNotOver(KhosoError):
    """What is counted at the end of a period was asked for before it."""

    code = "reporting.period_not_over"


class CityReportFixed(KhosoError):
    """A signed report of the city never changes."""

    code = "reporting.city_report_fixed"


class CityReportOutdated(KhosoError):
    """A newer version of this report of the city is there: it is the one to sign."""

    code = "reporting.city_report_outdated"
