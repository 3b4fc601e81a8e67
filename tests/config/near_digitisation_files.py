"""Files in quarantine, for the table of who opens what from near and far."""

from __future__ import annotations

from typing import Any

from khoso.stages.digitisation.models import DeliveryFile

WORKING = {"clerk", "council_member", "supervisor", "head", "contractor_operator", "contractor_lead"}


def _file(line: Any, held: Any, lent: Any) -> list[Any]:
    return [DeliveryFile.objects.filter(delivery=line.delivery, role="item").order_by("path")[0].pk]


ROWS: dict[str, Any] = {
    # Whoever may see a page may say that it bears a secrecy mark.
    "digitisation:report-secret": (_file, {"get", "post"}, WORKING, {"home_affairs", "archivist"}),
}

OF_NO_AGENCY = {
    "digitisation:quarantine-case": "the security officer, everywhere",
    "digitisation:quarantine-page": "the security officer, everywhere",
    "digitisation:quarantine-decide": "the security officer, everywhere",
}
