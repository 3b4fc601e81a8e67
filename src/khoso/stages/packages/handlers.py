"""What packages does on hearing news: build the package of a signed dossier."""

from __future__ import annotations

from khoso.engines import jobs
from khoso.kernel.news import Listener, News
from khoso.stages.inspection.events import DossierSigned


def on_dossier_signed(item: DossierSigned) -> None:
    lock = f"dossier:{item.dossier_id}"
    jobs.enqueue("packages.build", dossier_id=item.dossier_id, lock=lock, once=f"build:{item.dossier_id}")


LISTENS: list[tuple[type[News], Listener]] = [(DossierSigned, on_dossier_signed)]
