"""Other bytes in the place of a delivered file: what was there is kept, and the machine looks again."""

from __future__ import annotations

from django.db import transaction

from khoso.foundation.identity.models import Person
from khoso.foundation.provenance import agents
from khoso.foundation.provenance.actions import record_event
from khoso.foundation.provenance.events import EventType
from khoso.kernel.errors import KhosoError
from khoso.kernel.words import Sentence
from khoso.stages.digitisation import actions, checking, states
from khoso.stages.digitisation.models import DeliveryFile


class FileNotReplaceable(KhosoError):
    """The file is in quarantine, or another came in its place meanwhile."""

    code = "delivery.file_not_replaceable"


@transaction.atomic
def deliver_again(
    file_id: object, *, sha256: str, size: int, instead_of: str, detail: str, by: Person | None
) -> DeliveryFile:
    """Put the kept bytes `sha256` in the place of a file that has the bytes `instead_of` now; ask for their check.

    The bytes before stay in the store. `detail` says in Vietnamese what was changed. Raises FileNotReplaceable.
    """
    file = DeliveryFile.objects.select_for_update(of=("self",)).select_related("delivery__agency").get(pk=file_id)
    if file.state == states.QUARANTINED:
        # Luật: KH 82 II: nothing under this name is looked at again before whoever guards the secret has decided.
        raise FileNotReplaceable(
            Sentence("«{path}» đang bị cách ly vì có dấu mật nên không thay được; tệp giữ nguyên.", path=file.path)
        )
    if file.sha256 != instead_of:
        raise FileNotReplaceable(
            Sentence(
                "«{path}» vừa được thay bằng bản khác. Chưa thay gì; mở lại trang này rồi làm lại.", path=file.path
            )
        )
    entry = actions.FileEntry(file.path, file.role, sha256, size)
    checking.ask_for_checks(
        actions._register_file(file.delivery, entry, dossier_id=file.dossier_id, item_id=file.item_id)
    )
    record_event(
        EventType.MODIFICATION,
        subject=("file", file.pk),
        agents=[agents.acting(), agents.engine("imaging", "pikepdf")],
        once=f"{instead_of}>{sha256}",
        detail=f"{detail}; SHA-256 trước {instead_of}, sau {sha256}"[:1000],
    )
    return DeliveryFile.objects.select_related("delivery__agency").get(pk=file.pk)
