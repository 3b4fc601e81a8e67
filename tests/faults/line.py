"""The whole line in a home of its own: run it, kill in it, tell everything it left behind.

Run as a program it tells, from inside a home, what its database and index hold: `python -m tests.faults.line`.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg

PROJECT = Path(__file__).resolve().parents[2]
CATALOGUE = "danh-muc.xlsx"
REPEATABLE = {"KHOSO_FROZEN_CLOCK": "2026-11-22T10:00:00+07:00", "KHOSO_SEED": "82", "KHOSO_SIGNER": "test"}
# Kinds of jobs in the order the paper travels.
KINDS = (
    "digitisation.register_delivery",
    "digitisation.check_file",
    "access.make_pictures",
    "recognition.read_file",
    "inspection.sign_dossier",
    "packages.build",
    "access.index_dossier",
)
THE_INTAKE = "intake"


@dataclass
class Line:
    """One home of Kho Số. `extra` are further environment variables."""

    home: Path
    extra: Mapping[str, str] = field(default_factory=dict)

    @property
    def environment(self) -> dict[str, str]:
        # Without compiled modules a worker starts several times slower, and every kill starts one.
        ours = ("DATABASE_URL", "TMPDIR", "PYTHONDONTWRITEBYTECODE")
        known = {name: value for name, value in os.environ.items() if name not in ours}
        paths = {"PYTHONPATH": os.pathsep.join([str(PROJECT / "src"), str(PROJECT)])}
        return {**known, **REPEATABLE, **paths, "KHOSO_HOME": str(self.home), **self.extra}

    def command(self, *words: str) -> list[str]:
        return [sys.executable, "-m", "khoso.config.cli", *words]

    def intake(self, folder: Path, *words: str, workers: int = 2) -> list[str]:
        """The command that takes `folder` in as legacy material without waiting for people."""
        said = words or ("--legacy", "Thử", "--confirm", "auto")
        return self.command(
            "intake", str(folder), "--catalogue", CATALOGUE, "--agency", "T.01", "-j", str(workers), "--json", *said
        )

    def run(self, command: list[str], *, timeout: float = 240) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            command, env=self.environment, cwd=PROJECT, text=True, capture_output=True, timeout=timeout
        )

    def told(self) -> dict[str, Any]:
        """What database and index hold."""
        done = self.run([sys.executable, "-m", "tests.faults.line"])
        assert done.returncode == 0, done.stderr
        told: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
        return told

    def files(self, *places: str) -> dict[str, str]:
        """SHA-256 of every file below these folders of the home."""
        return {
            path.relative_to(self.home).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
            for place in places
            for path in sorted((self.home / place).rglob("*"))
            if path.is_file()
        }

    def empty_folders(self, *places: str) -> list[str]:
        """Folders without anything in them."""
        return [
            path.relative_to(self.home).as_posix()
            for place in places
            for path in sorted((self.home / place).rglob("*"))
            if path.is_dir() and not any(path.iterdir())
        ]


def summary(output: str) -> dict[str, Any]:
    """The summary line of an intake."""
    found: dict[str, Any] = json.loads(output.splitlines()[-1])["summary"]
    return found


@dataclass
class Killing:
    """What was killed: how often each kind of job, and what is still owed when the line ended first."""

    killed: Counter[str]
    owed: list[str]
    runs: int
    seconds: float
    last: subprocess.CompletedProcess[str]


def intake_under_kills(line: Line, folder: Path, owed: list[str], seed: int, *, patience: float = 400) -> Killing:
    """Take the delivery in; kill −9 the worker that does a job of a kind in `owed`, a moment nobody chose after it
    began, once for each mention; for `intake`, kill the command itself and give it again. Ends when the line ends."""
    chance, killed, runs = random.Random(seed), Counter[str](), 0
    owed, started = list(owed), time.monotonic()
    chance.shuffle(owed)
    while True:
        runs += 1
        log = line.home / f"intake-{runs}.log"
        line.home.mkdir(parents=True, exist_ok=True)
        with log.open("w") as said:
            process = subprocess.Popen(
                line.intake(folder), env=line.environment, cwd=PROJECT, text=True, stdout=said, stderr=said
            )
            try:
                was_killed = _kill_in(process, owed, killed, chance, started + patience)
            finally:
                if process.poll() is None:
                    process.kill()
                process.wait()
        if not was_killed:
            done = subprocess.CompletedProcess(process.args, process.returncode, log.read_text(), "")
            return Killing(killed, owed, runs, time.monotonic() - started, done)


def _kill_in(
    process: subprocess.Popen[str], owed: list[str], killed: Counter[str], chance: random.Random, until: float
) -> bool:
    """Kill in one run of the command until it ends; True when the command itself was killed."""
    watcher: psycopg.Connection[Any] | None = None
    with contextlib.ExitStack() as stack:
        while process.poll() is None:
            assert time.monotonic() < until, f"không xong; còn nợ {owed}"
            time.sleep(0.01)
            if watcher is None:
                if (address := _database_of(process.pid)) is None:
                    continue
                watcher = stack.enter_context(psycopg.connect(address, autocommit=True))
            doing = dict(_doing(watcher))
            if THE_INTAKE in owed and doing and chance.random() < 0.02:
                time.sleep(chance.uniform(0, 0.5))
                owed.remove(THE_INTAKE)
                killed[THE_INTAKE] += 1
                process.kill()
                return True
            for pid, kind in doing.items():
                if kind in owed:
                    time.sleep(chance.choice((0.0, 0.02, 0.1, 0.3, 0.8)) * chance.random())
                    if (pid, kind) in set(_doing(watcher)) and _end(pid):
                        owed.remove(kind)
                        killed[kind] += 1
                        # Between two kills the line gets on a little, or it would never arrive.
                        time.sleep(chance.uniform(0, 1.0))
                    break
    return False


def _end(pid: int) -> bool:
    try:
        os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:
        return False
    return True


def _database_of(parent: int) -> str | None:
    """The database's address, as the command handed it to a worker."""
    for child in _children(parent):
        with contextlib.suppress(OSError):
            for entry in Path(f"/proc/{child}/environ").read_bytes().split(b"\0"):
                if entry.startswith(b"DATABASE_URL="):
                    return entry.removeprefix(b"DATABASE_URL=").decode()
    return None


def _children(parent: int) -> Iterator[int]:
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError, IndexError):
            if int(stat.read_text().rpartition(")")[2].split()[1]) == parent:
                yield int(stat.parent.name)


_DOING = """
SELECT split_part(session.application_name, '-', 3)::int, job.task_name
FROM procrastinate_jobs job
JOIN pg_locks held ON held.locktype = 'advisory' AND held.granted AND held.objid = job.worker_id::oid
JOIN pg_stat_activity session ON session.pid = held.pid
WHERE job.status = 'doing' AND session.application_name LIKE 'khoso-worker-%'
"""


def _doing(watcher: psycopg.Connection[Any]) -> list[tuple[int, str]]:
    """(process, kind of job) of each worker at work."""
    try:
        return watcher.execute(_DOING).fetchall()
    except (psycopg.errors.UndefinedTable, psycopg.OperationalError):
        return []  # not yet made, or stopped already: the command that owns the database has ended


def _tell() -> None:
    """Print what this home's database and index hold, without anything that may differ between two equal runs."""
    from khoso.config import start

    start.database_ready()
    from khoso.engines import index
    from khoso.engines.index import SearchRequest
    from khoso.engines.jobs.procrastinate_queue import waiting_jobs
    from khoso.foundation.audit import queries as audit
    from khoso.foundation.provenance.models import PremisEvent
    from khoso.stages.access.models import IndexedDossier, PagePicture, ReadablePage
    from khoso.stages.catalogue import queries as catalogue
    from khoso.stages.catalogue.models import Dossier
    from khoso.stages.digitisation.models import DeliveryFile, DeliveryFinding
    from khoso.stages.inspection.models import Passing, SignedFile
    from khoso.stages.packages.models import Package, PackageFailure
    from khoso.stages.recognition.models import ItemFields, PageText, ProposedField, Reading
    from khoso.stages.repository import storage
    from khoso.stages.repository.compute.ocfl_replica import compare

    def rows(model: Any, *names: str) -> list[list[str]]:
        return sorted([str(value) for value in row] for row in model.objects.values_list(*names))

    def hits(query: str) -> list[Any]:
        request = SearchRequest(query, access_codes=frozenset({"01", "02"}), limit=50)
        return sorted((hit.item_id, hit.page) for hit in index.opened().search(request).hits)

    roots = storage.roots()
    names = list(roots)
    told = {
        "dossiers": [
            catalogue.as_restorable(key) for key in Dossier.objects.order_by("pk").values_list("pk", flat=True)
        ],
        "files": rows(DeliveryFile, "path", "state", "sha256", "pages", "format", "item_id", "dossier_id"),
        "findings": rows(DeliveryFinding, "source", "dossier_id", "file__path", "code", "where", "page", "message"),
        "readings": rows(Reading, "file__path", "pdfa_sha256", "reading_sha256", "pages", "failure"),
        "texts": rows(PageText, "reading__file__path", "number", "text"),
        "fields": rows(ItemFields, "item_id", "state", "doubts"),
        "proposals": rows(ProposedField, "item_id", "name", "value", "page"),
        "passings": rows(Passing, "dossier_id", "state", "waits_for"),
        "signed": rows(SignedFile, "file__path", "sha256"),
        "packages": rows(Package, "dossier_id", "object_id", "version", "files", "bytes", "item_paths"),
        "package_failures": rows(PackageFailure, "dossier_id", "message"),
        "pictures": rows(PagePicture, "file__path", "number", "sha256"),
        "readable": rows(ReadablePage, "readable__item_id", "number", "text", "picture_sha256"),
        "searchable": rows(IndexedDossier, "dossier_id", "package_version", "pages"),
        "events": rows(PremisEvent, "key", "id", "type", "outcome", "detail"),
        "index_pages": index.opened().count(),
        "hits": {query: hits(query) for query in ("ủy ban nhân dân", "quyết định", "cong hoa xa hoi", "mẫu an")},
        "audit": [chain for chain in audit.chains() if not audit.verify(chain).ok],
        "objects": {name: sorted(root.objects()) for name, root in roots.items()},
        "object_faults": [
            str(finding) for root in roots.values() for finding in root.verify() if finding.severity == "error"
        ],
        "replica_differences": [str(finding) for finding in compare(roots[names[0]], roots[names[1]])],
        "jobs": waiting_jobs(),
    }
    sys.stdout.write(json.dumps(told, ensure_ascii=False, default=str) + "\n")


if __name__ == "__main__":
    _tell()
