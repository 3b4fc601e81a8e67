"""How the answers of an assessment are called on lists and papers."""

from __future__ import annotations

import importlib
from functools import lru_cache


@lru_cache(maxsize=1)
def _labels() -> dict[str, str]:
    """Criteria by code, as the form that asks them calls them."""
    try:
        rules = importlib.import_module("khoso.stages.selection.assessing.criteria")
    except ModuleNotFoundError:
        return {}
    return {one.code: one.text for one in rules.CRITERIA}


def criterion(code: str) -> str:
    """A criterion by its code, in Vietnamese: papers are Vietnamese, screens translate."""
    return _labels().get(code, code)
