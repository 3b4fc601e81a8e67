"""Long registers are drawn behind the scenes."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from khoso.engines.jobs import job
from khoso.kernel.errors import KhosoError
from khoso.stages.catalogue.registers import actions


def _failed(*, error: KhosoError, export_id: str | int) -> None:
    actions.fail(int(export_id), error)


@job("catalogue.draw_register", attempts=2, on_failure=_failed, needs_room=True, label=_("Lập mục lục"))
def draw_register(export_id: str | int) -> None:
    """Draw one register that somebody asked for."""
    actions.draw_asked(int(export_id))
