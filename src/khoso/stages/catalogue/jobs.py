"""The catalogue's work behind the scenes, by noun."""

from __future__ import annotations

from khoso.stages.catalogue.likeness import jobs as likeness

__all__ = ["likeness"]
from khoso.stages.catalogue.browsing import jobs as browsing

__all__ = ["browsing"]
