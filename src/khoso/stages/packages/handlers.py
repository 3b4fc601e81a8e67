"""What packages does on hearing news: build the package of a signed dossier, again when it could not be stored."""

from __future__ import annotations

from khoso.engines import jobs
from khoso.kernel.news import Listener, News
from khoso.stages.digitisation.events import DossierRegistered
from khoso.stages.inspection.events import DossierSigned
from khoso.stages.packages import queries


def _build(dossier_id: str) -> None:
    lock = f"dossier:{dossier_id}"
    jobs.enqueue("packages.build", dossier_id=dossier_id, lock=lock, once=f"build:{dossier_id}")


def on_dossier_signed(item: DossierSigned) -> None:
    _build(item.dossier_id)


def on_dossier_registered(item: DossierRegistered) -> None:
    # Taking a delivery in again tries what could not be stored before: a full disk has room now, a root is back.
    if queries.failures_of([item.dossier_id]):
        _build(item.dossier_id)


LISTENS: list[tuple[type[News], Listener]] = [
    (DossierSigned, on_dossier_signed),
    (DossierRegistered, on_dossier_registered),
]
