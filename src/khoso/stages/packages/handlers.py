"""What packages does on hearing news: build the package of a signed dossier, and again when its description changes."""

from __future__ import annotations

from khoso.kernel.news import Listener, News
from khoso.stages.inspection import queries as inspection
from khoso.stages.inspection.events import DossierSigned
from khoso.stages.packages import actions
from khoso.stages.recognition.events import ItemDecided


def on_dossier_signed(item: DossierSigned) -> None:
    actions.ask_to_build(item.dossier_id)


def on_item_decided(item: ItemDecided) -> None:
    # What a person confirms after the dossier was stored must not stay outside the package that is kept for ever.
    if inspection.signed_dossiers([item.dossier_id]):
        actions.ask_to_build(item.dossier_id)


LISTENS: list[tuple[type[News], Listener]] = [(DossierSigned, on_dossier_signed), (ItemDecided, on_item_decided)]
