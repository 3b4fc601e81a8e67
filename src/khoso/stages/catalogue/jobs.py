"""The catalogue's work behind the scenes, by noun."""

from __future__ import annotations

from khoso.stages.catalogue.browsing import jobs as browsing
from khoso.stages.catalogue.importing import jobs as importing

__all__ = ["browsing", "importing"]
