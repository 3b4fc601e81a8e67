"""The door by which reading hands over a file whose words bear a mark of secrecy."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction

from khoso.kernel.findings import Finding
from khoso.stages.digitisation import states
from khoso.stages.digitisation.models import DeliveryFile
from khoso.stages.digitisation.quarantine import keeping


@transaction.atomic
def put_away_read(file_id: object, *, sha256: str, findings: Iterable[Finding]) -> bool:
    """Put a checked file away for what its words say; whether nobody may keep what was read of it.

    Bytes the security officer has let go stay where they are (False). Other bytes than the delivered ones, or a file
    put away meanwhile, change nothing and are kept by nobody either (True).

    # Luật: KH 82 II
    """
    file = DeliveryFile.objects.select_for_update(of=("self",)).get(pk=file_id)
    if file.sha256 != sha256 or file.state in states.PUT_AWAY:
        return True
    if keeping.was_released(sha256):
        return False
    if file.state != states.CHECKED:
        return True
    keeping.put_away(file, findings, pages=file.pages)
    return True
