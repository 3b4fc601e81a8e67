"""Every table that stands for bytes we keep is a digital object: it has events, or a reason why it has none."""

from __future__ import annotations

import ast
import re

import pytest
from tests.architecture.house import SOURCE

from khoso.foundation.provenance.labels import OBJECT_KINDS

# Table that names bytes (by digest, path or object id) → the kind of object its events are about.
WITH_EVENTS = {
    "digitisation.DeliveryFile": "file",
    "recognition.Reading": "reading",
    "inspection.SignedFile": "signed",
    "packages.Package": "package",
    "repository.StoredObject": "object",
    "repository.Replica": "replica",
    "access.PagePicture": "pictures",
    "access.ReadablePage": "pictures",
}
# The same marks, and no object of their own.
WITHOUT = {
    "acceptance.AcceptanceRound": "its digest proves the counted rows; its certificate is a paper of the work itself",
    "acceptance.RoundItem": "names the bytes it counted: the file is the object",
    "acceptance.SignedMinutes": "a paper of the work itself: the trail says who drew, signed or refused it",
    "acceptance.SigningSide": "says who signed the minutes, over which digest",
    "digitisation.Delivery": "a folder that was delivered: its files are the objects",
    "digitisation.UploadFile": "bytes on their way in: they become a file of a delivery, and its events begin there",
    "digitisation.PairingLine": "says of a row and a file that they belong together",
    "digitisation.PairingChoice": "says of a row and a file that they belong together",
    "digitisation.FileSplit": "says where a file is cut; the parts' events name it as what they were made from",
    "digitisation.SplitPart": "says what pages a part is made of; the part is a file of the delivery",
    "digitisation.WatchedArrival": "says how a folder looked; what it brought is a delivery",
    "digitisation.QuarantineCase": "says of a delivered file who decided what: its quarantine is an event of the file",
    "digitisation.PageImage": "a part of a file, measured where it lies: PREMIS calls it a bitstream",
    "access.ReadableItem": "words taken out of the stored package, made again whenever they are wanted",
    "signing.SignatureRecord": "says of a file what its event says; the bytes are the signed file's",
    "digitisation.BatchDocument": "a paper of the work itself, not of the archive: the trail says who brought it",
    "programme.Attachment": "a paper of the work itself, not of the archive: the trail says who attached it",
    "programme.Programme": "names the text a plan was loaded from",
    "programme.Proof": "says of another room's thing that it proves a task",
    "programme.CalendarFeed": "the digest of a secret address",
    "reporting.Report": "a paper of the work itself: the trail and its moves say what happened to it",
    "reporting.CityReport": "a paper of the work itself: the trail says who made it",
    "reporting.Notice": "says of another thing who was told",
    "approvals.Ballot": "says of another room's thing who voted on it",
    "inspection.ThumbnailPack": "small pictures to choose by, made again whenever they are wanted",
    "inspection.PagePhoto": "a photo taken while inspecting: the trail says who added it",
    "inspection.PageMending": "names the bytes of a file before and after: the file's own events tell of them",
    "digitisation.PaperHandOver": "the digest proves counts both sides confirmed, which are no file",
    "digitisation.PaperPhoto": "how paper looked when it changed hands: proof of the work, not of the archive",
    "quality.Inspection": "says of another room's things how many were looked at; its digest proves the draw",
    "inspection.CheckingGuide": "a paper of the work itself, not of the archive: the trail says who issued it",
    "inspection.ScanOrigin": "says of a delivery, or a part of it, who scanned it",
    "quality.Defect": "says of another room's thing what is wrong with it",
    "approvals.Decision": "a paper of the work itself, not of the archive: the trail says who decided",
    "catalogue.ArrangementReport": "a paper of the work itself, not of the archive",
    "catalogue.RegisterExport": "a register drawn from the catalogue: the trail has its count and digest",
    "catalogue.CatalogueImport": "a workbook on its way in: what it made is in the trail and in the revisions",
    "selection.SelectionList": "the digest proves the list, which is no file",
    "catalogue.Revision": "the change of a description, told as an event of the item",
}
_BYTES = re.compile(r"sha256|sha512|digest|object_id|^path$|^root$|subject_id")


def _tables() -> set[str]:
    from django.apps import apps

    from khoso.config import start

    start.django_ready()
    return {
        f"{model._meta.app_label}.{model.__name__}"
        for model in apps.get_models()
        if model.__module__.startswith(("khoso.stages", "khoso.instruments"))
        if any(_BYTES.search(field.name) for field in model._meta.concrete_fields)
    }


def test_every_table_that_names_bytes_is_decided() -> None:
    assert sorted(_tables()) == sorted({*WITH_EVENTS, *WITHOUT})


def _kinds_written() -> set[str]:
    """Kinds of objects the rooms hand to `record_event`, read from the source."""
    found: set[str] = set()
    for file in (SOURCE / "stages").glob("*/actions.py"):
        tree = ast.parse(file.read_text(encoding="utf-8"))
        for call in ast.walk(tree):
            if isinstance(call, ast.Tuple) and call.elts and isinstance(call.elts[0], ast.Constant):
                found.add(str(call.elts[0].value))
    return found


@pytest.mark.mission("A6")
def test_every_kind_of_object_is_written_about_and_has_a_name_for_people() -> None:
    kinds = {*WITH_EVENTS.values(), "pdfa", "item"}
    assert sorted(kinds - _kinds_written()) == []
    assert sorted(kinds - set(OBJECT_KINDS)) == []
