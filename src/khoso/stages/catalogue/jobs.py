"""The catalogue's work behind the scenes, by noun."""

from __future__ import annotations

from khoso.stages.catalogue.browsing import jobs as browsing
from khoso.stages.catalogue.importing import jobs as importing
from khoso.stages.catalogue.likeness import jobs as likeness
from khoso.stages.catalogue.registers.jobs import draw_register
from khoso.stages.catalogue.retention.jobs import list_expired

__all__ = ["browsing", "draw_register", "importing", "likeness", "list_expired"]
