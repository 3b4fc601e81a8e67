"""How the answers of an assessment are called on lists and papers."""

from __future__ import annotations

from khoso.stages.selection.assessing.criteria import BY_CODE


def criterion(code: str) -> str:
    """A criterion by its code, in Vietnamese: papers are Vietnamese, screens translate."""
    found = BY_CODE.get(code)
    return found.text if found else code
