"""What reporting tells the navigation."""

from __future__ import annotations

from typing import Any

from khoso.kernel.figures import NavItem
from khoso.stages.reporting.readings import cards as readings


def navigation(person: Any) -> list[NavItem]:
    return [*readings.navigation(person)]
