"""What the programme tells the navigation and the home page, by noun."""

from __future__ import annotations

from typing import Any

from khoso.kernel.figures import NavItem
from khoso.stages.programme.plan import cards as plan

_NAVIGATION = (plan.navigation,)


def navigation(person: Any) -> list[NavItem]:
    return [item for source in _NAVIGATION for item in source(person)]
