"""The house in this process: its actions and jobs on the test database, its files in a folder of the test."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

from khoso.config.home import places
from khoso.config.intake import open_intake
from khoso.engines import blobs, index, jobs
from khoso.engines.jobs.memory import MemoryQueue
from khoso.engines.jobs.procrastinate_queue import ProcrastinateQueue
from khoso.foundation.identity.models import Agency
from khoso.kernel.errors import KhosoError
from khoso.stages.digitisation import actions as digitisation
from khoso.stages.digitisation import queries
from khoso.stages.digitisation.models import GateKind
from khoso.stages.repository import storage
from khoso.stages.selection import actions as selection

WORKBOOK = "danh-muc.xlsx"
AGENCY = "T.01"


class House:
    """What a test does to the house: deliver, work, look."""

    def __init__(self, queue: MemoryQueue) -> None:
        self.queue = queue

    def deliver(self, folder: Path, *, legacy: str = "Thử", confirm: str = "auto", agency: str = AGENCY) -> Any:
        """Open the delivery as `khoso intake` does."""
        delivery, _ = open_intake(folder, WORKBOOK, agency, legacy_reason=legacy, confirm=confirm)
        return delivery

    def register(self) -> None:
        """Do the reading of folder and workbook, and nothing after it."""
        self.queue.run_all(only="digitisation.register_delivery")

    def work(self) -> None:
        """Do all that can be done without people."""
        self.queue.run_all()

    def state(self, delivery: Any) -> dict[str, str]:
        """The state of each file, by path."""
        return dict(delivery.files.values_list("path", "state"))

    def findings(self, delivery: Any) -> dict[str, list[str]]:
        """Messages by finding code."""
        found: dict[str, list[str]] = {}
        for one in queries.findings(delivery.pk):
            found.setdefault(one.code, []).append(one.message)
        return found

    def searchable(self) -> int:
        """How many pages a searcher may find."""
        return index.opened().count()

    def searchable_or_none(self) -> int:
        """As `searchable`, 0 when the index could not even be made."""
        try:
            return index.opened().count()
        except (KhosoError, OSError):
            return 0

    def hand_in_gates(self) -> None:
        """Every paper the law wants before scanning."""
        agency = Agency.objects.get(code=AGENCY)
        for kind in GateKind:
            digitisation.record_gate(agency, kind=kind.value, document_number="01/T", valid_from=date(2020, 1, 1))

    def approve_rows(self, dossiers: list[tuple[str, str, str]]) -> None:
        """The decision that approves these dossiers: (fonds title, box, number)."""
        selection.approve_list(
            Agency.objects.get(code=AGENCY),
            title="Danh mục",
            decision_number="01/QĐ",
            decision_date=date(2020, 1, 1),
            approved_by="Lê Thị Mẫu",
            entries=dossiers,
        )


@contextmanager
def house_in(folder: Path) -> Iterator[House]:
    """A house whose files lie in `folder` and whose jobs run when the test says so."""
    queue = MemoryQueue()
    jobs.use(queue)
    blobs.use(folder / "blobs")
    index.use(folder / "index")
    storage.use({"chinh": folder / "chinh", "du-phong": folder / "du-phong"})
    try:
        yield House(queue)
    finally:
        here = places()
        jobs.use(ProcrastinateQueue())
        blobs.use(here.blobs)
        index.use(here.index)
        storage.use(here.replicas)
