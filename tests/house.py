"""A house of its own for a test: blobs, index, keys and two storage roots in a folder, jobs in memory, in order."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path
from typing import Any

from khoso.engines import blobs, index, jobs, signatures
from khoso.engines.jobs.memory import MemoryQueue
from khoso.kernel import clock

# Every paper of the house is written at this moment, so that doing a thing again can be compared with doing it once.
MOMENT = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)
ROOTS = ("chinh", "du-phong")
# Rows that tell of each act, not of what it came to; and the tables Django and the queue keep for themselves.
_NOT_OF_THE_LINE = {
    *("audit", "sessions", "contenttypes", "auth", "axes", "procrastinate"),
    *("account", "mfa", "socialaccount", "usersessions", "password_history"),
}
# What waits to be compared with other dossiers, as jobs wait in the queue.
_STILL_TO_DO = "catalogue.fingerprintdue"
Ran = tuple[str, dict[str, Any]]


class LineQueue(MemoryQueue):
    """The jobs of the line. What a report hears of its news has tests of its own, which say that they want it."""

    hears_reports = False

    def put(self, job: Any, ids: Any, *, lock: str | None, once: str | None) -> None:
        if self.hears_reports or not job.name.startswith("reporting."):
            super().put(job, ids, lock=lock, once=once)


@dataclass
class House:
    """The engines of one test and the jobs that wait in them."""

    root: Path
    queue: MemoryQueue = field(default_factory=LineQueue)

    def step(self) -> Ran | None:
        """Run the next waiting job; None when none waits."""
        if not self.queue.waiting:
            return None
        job, ids = self.queue.waiting[0]
        waiting, self.queue.waiting = self.queue.waiting[1:], []
        self.queue._once.clear()
        job.run(**ids)
        self.queue.waiting = waiting + self.queue.waiting
        return job.name, ids

    def run(self) -> list[Ran]:
        """Run waiting jobs and those they ask for until none is left; says which, in order."""
        ran = []
        while one := self.step():
            ran.append(one)
        return ran

    def lose_jobs(self) -> None:
        """What waits is gone, as after the loss of the queue."""
        self.queue = LineQueue()
        jobs.use(self.queue)

    def repository(self) -> dict[str, bytes]:
        """Every byte of every storage root, by path."""
        found = sorted(path for path in (self.root / "repository").rglob("*") if path.is_file())
        return {path.relative_to(self.root).as_posix(): path.read_bytes() for path in found}


@contextmanager
def furnished(root: Path) -> Iterator[House]:
    """Plug a house below `root` in, and the usual one again at the end."""
    from khoso.config import wiring
    from khoso.engines.jobs.procrastinate_queue import ProcrastinateQueue
    from khoso.foundation.audit import replicas as seal_replicas
    from khoso.stages.digitisation.intake import staging
    from khoso.stages.repository import storage

    house = House(root)
    blobs.use(root / "blobs")
    staging.use(root / "uploads")
    index.use(root / "index")
    signatures.use(root / "keys")
    (root / "repository").mkdir(parents=True, exist_ok=True)
    storage.use({name: root / "repository" / name for name in ROOTS})
    seal_replicas.use({name: partial(storage.opened_root, root / "repository" / name) for name in ROOTS})
    jobs.use(house.queue)
    try:
        with clock.frozen_at(MOMENT):
            yield house
    finally:
        jobs.use(ProcrastinateQueue())
        wiring._plug_engines()


def dump(*, without: tuple[str, ...] = ()) -> dict[str, list[str]]:
    """Every row of every table of the line as text, without serial numbers, so that two moments can be compared."""
    from django.apps import apps

    tables = {}
    for model in apps.get_models():
        if model._meta.app_label in _NOT_OF_THE_LINE or model._meta.label_lower in {*without, _STILL_TO_DO}:
            continue
        names = [f.attname for f in model._meta.concrete_fields if f.get_internal_type() != "BigAutoField"]
        # A row that points to a serial number is known by what else it says.
        names = [name for name in names if name != "reading_id" and name != "readable_id"]
        rows = model.objects.values_list(*names)  # type: ignore[attr-defined]
        tables[model._meta.label_lower] = sorted(json.dumps(row, default=str, ensure_ascii=False) for row in rows)
    return tables


def register_gates(agency: Any, *, on: date = date(2026, 1, 1)) -> None:
    """Every paper the law wants before scanning, in force on the day of the test."""
    from khoso.stages.digitisation import actions
    from khoso.stages.digitisation.models import GateKind

    for number, kind in enumerate(GateKind, start=1):
        actions.record_gate(agency, kind=kind.value, document_number=f"{number:02d}/TEST", valid_from=on)


def person(username: str, *roles: tuple[Any, str]) -> Any:
    """An account with these roles, without the slow making of a password."""
    from khoso.foundation.identity.models import Membership, Person

    one, _ = Person.objects.get_or_create(username=username, defaults={"full_name": f"Người {username}"})
    for agency, role in roles:
        Membership.objects.get_or_create(person=one, agency=agency, role=role)
    return Person.objects.get(pk=one.pk)


def signed_in(client: Any, person: Any, *, strong: bool = True, proved: bool = False) -> Any:
    """The client, signed in as `person`; `strong`: with a second factor shown, as administrators must; `proved`: shown
    again just now, as before what destroys."""
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    if strong:
        session = client.session
        session["account_authentication_methods"] = [
            {"method": "mfa", "type": "totp", "at": time.time(), **({"reauthenticated": True} if proved else {})}
        ]
        session["account_authentication_methods_user"] = str(person.pk)
        session.save()
    return client
