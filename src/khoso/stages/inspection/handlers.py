"""What inspection does on hearing news: look at the dossier again."""

from __future__ import annotations

from khoso.kernel.news import Listener, News
from khoso.stages.digitisation import queries as digitisation
from khoso.stages.digitisation.events import DossierRegistered, FileChecked, FileStopped, GateRecorded
from khoso.stages.inspection import actions
from khoso.stages.inspection.gallery import actions as gallery
from khoso.stages.recognition.events import FileRead, ItemDecided
from khoso.stages.selection.events import ListApproved
from khoso.stages.selection.queries import agency_code_of


def _consider(dossier_id: str) -> None:
    if dossier_id:
        actions.ask_to_consider(dossier_id)


def on_dossier_news(item: DossierRegistered | FileRead | ItemDecided) -> None:
    _consider(item.dossier_id)


def on_file_checked(item: FileChecked) -> None:
    gallery.ask_for_thumbnails(item.file_id)


def on_file_stopped(item: FileStopped) -> None:
    _consider(str(digitisation.file(item.file_id).dossier_id or ""))


def on_gate(item: GateRecorded) -> None:
    for dossier_id in digitisation.waiting_dossiers(item.agency_code):
        _consider(str(dossier_id))


def on_list_approved(item: ListApproved) -> None:
    for dossier_id in digitisation.waiting_dossiers(agency_code_of(item.list_id)):
        _consider(str(dossier_id))


LISTENS: list[tuple[type[News], Listener]] = [
    (DossierRegistered, on_dossier_news),
    (FileRead, on_dossier_news),
    (ItemDecided, on_dossier_news),
    (FileChecked, on_file_checked),
    (FileStopped, on_file_stopped),
    (GateRecorded, on_gate),
    (ListApproved, on_list_approved),
]
