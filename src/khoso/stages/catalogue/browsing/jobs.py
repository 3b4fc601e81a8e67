"""Background work of browsing."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from khoso.engines.jobs import job
from khoso.stages.catalogue.browsing import actions


@job("catalogue.fold_tally", every_minutes=30, label=_("Gộp bảng đếm của danh mục"))
def fold_tally() -> None:
    """Fold what came to the tally, so that counts stay quick."""
    actions.fold_tally()
