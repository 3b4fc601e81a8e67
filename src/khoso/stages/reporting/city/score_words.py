"""The parts of a score in words: the numbers each came from, so that anybody can count it again."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from khoso.foundation.web.formats import number
from khoso.foundation.web.words import told
from khoso.stages.reporting.city.scoring import LABELS


def part_words(part: Mapping[str, Any]) -> dict[str, Any]:
    """One part as the page shows it."""
    numbers = {name: number(value) for name, value in part["numbers"].items()}
    value = part["value"]
    return {
        "name": part["name"],
        "label": told(LABELS[part["name"]]),
        "weight": part["weight"],
        "value": None if value is None else value / 10,
        "from": [line % numbers for line in _lines(part["name"], part["numbers"])],
    }


def _lines(name: str, numbers: Mapping[str, int]) -> list[str]:
    match name:
        case "timeliness":
            return [
                _("báo cáo: %(reports_in_time)s/%(reports_owed)s đúng hạn, %(reports_missing)s chưa gửi"),
                _("nhiệm vụ đến hạn: %(tasks_in_time)s/%(tasks_due)s xong đúng hạn, %(tasks_open_late)s còn trễ"),
                _("cộng %(days_late)s ngày trễ"),
            ]
        case "truthfulness":
            lines = [_("%(figures_told)s số liệu đã báo, %(figures_overtyped)s gõ khác chứng cứ")]
            if numbers["figures_mistold"]:
                lines.append(_("%(figures_mistold)s số đếm lại ra khác"))
            return [*lines, _("%(tasks_said_done)s nhiệm vụ báo xong, %(claims)s chưa có sản phẩm")]
        case "volume":
            return [
                _("%(figures_planned)s chỉ tiêu có kế hoạch, %(figures_reached)s đạt mức đến kỳ này"),
                _("thực hiện %(reached)s / kế hoạch đến kỳ %(planned)s"),
            ]
        case "quality":
            return [
                _("nghiệm thu %(work_accepted)s / đã số hóa %(work_done)s"),
                _("báo cáo: %(reports_returned)s/%(reports_received)s lần bị trả lại"),
            ]
    return []
