"""What differs between two versions of a city report, in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from khoso.foundation.web.formats import number
from khoso.foundation.web.words import told
from khoso.stages.reporting.city.content import REPORT_STANDINGS


def change_words(change: Mapping[str, Any]) -> dict[str, str]:
    """A change as the page shows it: where, what, before, after."""
    key = change["key"]
    labels = {
        "told": _("tổng theo báo cáo"),
        "only_evidence": _("chỉ có chứng cứ"),
        "told_by": _("số cơ quan báo cáo"),
        "steps": _("cơ quan theo từng bước"),
        "standing": _("tình hình gửi"),
        "version": _("bản của báo cáo"),
        "number": _("số văn bản"),
        "words": _("nguyên nhân, trách nhiệm, biện pháp"),
        "points": _("điểm"),
        "said": _("số báo"),
        "there": _("có trong tổng hợp"),
    }
    return {
        "where": change["agency"] or _("Toàn thành phố"),
        "what": " · ".join(part for part in (change["figure"], labels.get(key, key)) if part),
        "before": _value(key, change["before"]),
        "after": _value(key, change["after"]),
    }


def _value(key: str, value: Any) -> str:
    if value is None or value == "":
        return "–"
    match key:
        case "standing":
            return told(REPORT_STANDINGS[value])
        case "words":
            return "; ".join(str(text) for text in value.values()) or "–"
        case "points":
            return number(value / 10, 1)
        case "there":
            return _("có")
        case "steps":
            return " / ".join(str(count) for count in value)
    return number(value) if isinstance(value, int) else str(value)
