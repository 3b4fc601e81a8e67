"""What packages does on hearing news: build the package of a signed dossier."""

from __future__ import annotations

from khoso.kernel.news import Listener, News
from khoso.stages.inspection.events import DossierSigned
from khoso.stages.packages import actions


def on_dossier_signed(item: DossierSigned) -> None:
    actions.ask_to_build(item.dossier_id)


LISTENS: list[tuple[type[News], Listener]] = [(DossierSigned, on_dossier_signed)]
