"""Words of recognition that other rooms show."""

from __future__ import annotations

from khoso.stages.recognition.choosing import LABELS as FIELD_LABELS

__all__ = ["FIELD_LABELS"]
