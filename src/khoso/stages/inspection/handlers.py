"""What inspection does on hearing news: look at the dossier again."""

from __future__ import annotations

import uuid

from khoso.instruments.quality.events import DefectsChanged, LotDecided
from khoso.kernel.news import Listener, News
from khoso.stages.digitisation import queries as digitisation
from khoso.stages.digitisation.events import DossierRegistered, FileChecked, FileStopped, GateRecorded, UploadDelivered
from khoso.stages.inspection import actions
from khoso.stages.inspection.gallery import actions as gallery
from khoso.stages.inspection.lots import queries as lots
from khoso.stages.inspection.rework import actions as rework
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
    rework.note_delivered_again(item.file_id)


def on_file_stopped(item: FileStopped) -> None:
    _consider(str(digitisation.file(item.file_id).dossier_id or ""))


def on_gate(item: GateRecorded) -> None:
    for dossier_id in digitisation.waiting_dossiers(item.agency_code):
        _consider(str(dossier_id))


def on_list_approved(item: ListApproved) -> None:
    for dossier_id in digitisation.waiting_dossiers(agency_code_of(item.list_id)):
        _consider(str(dossier_id))


def on_lot_decided(item: LotDecided) -> None:
    """Every dossier of the lot's deliveries may go on, or has something to wait for."""
    lot = lots.lot_of_inspection(item.inspection_id)
    if lot is None:
        return
    for dossiers in digitisation.dossiers_by_delivery([one.pk for one in lot.deliveries.all()]).values():
        for dossier_id in dossiers:
            _consider(str(dossier_id))


def on_upload(item: UploadDelivered) -> None:
    sent = digitisation.sending(item.upload_id)
    if sent is not None:
        actions.note_sender(sent)


def on_defects(item: DefectsChanged) -> None:
    """The dossier of the page or field, which may have had its last defect mended."""
    if item.subject_kind != lots.SCANS:
        return
    owner = item.unit_key.rpartition(":")[0]
    try:
        uuid.UUID(owner)
    except ValueError:
        return
    file = digitisation.files_by_id([owner]).get(owner) or digitisation.file_of_item(owner)
    if file is not None:
        _consider(str(file.dossier_id or ""))


LISTENS: list[tuple[type[News], Listener]] = [
    (DossierRegistered, on_dossier_news),
    (FileRead, on_dossier_news),
    (ItemDecided, on_dossier_news),
    (FileChecked, on_file_checked),
    (FileStopped, on_file_stopped),
    (GateRecorded, on_gate),
    (ListApproved, on_list_approved),
    (LotDecided, on_lot_decided),
    (DefectsChanged, on_defects),
    (UploadDelivered, on_upload),
]
