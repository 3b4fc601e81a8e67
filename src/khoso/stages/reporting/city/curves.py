"""The curve of the city and of an agency, as the city's pages show it."""

from __future__ import annotations

from typing import Any


def of_agency(plan: Any, agency_id: int, name: str) -> Any:
    """The curve of one agency; None where no figure has a plan."""
    return None
