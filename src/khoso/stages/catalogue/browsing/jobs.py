"""Background work of browsing."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from khoso.engines.jobs import job
from khoso.stages.catalogue.browsing import actions, bulk


@job("catalogue.fold_tally", every_minutes=30, label=_("Gộp bảng đếm của danh mục"))
def fold_tally() -> None:
    """Fold what came to the tally, so that counts stay quick."""
    actions.fold_tally()


def _tell_failure(error: Any, edit_id: str) -> None:
    bulk.give_up(edit_id)


@job("catalogue.edit_many", on_failure=_tell_failure, label=_("Sửa hàng loạt hồ sơ"))
def edit_many(edit_id: str) -> None:
    """Change many dossiers as somebody confirmed, or give them back what they said."""
    bulk.run(edit_id)
