"""The long work of an import: checking every row, loading the good ones, marking the bad ones."""

from __future__ import annotations

import json
import shutil
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from khoso.engines import blobs
from khoso.engines.jobs import job
from khoso.engines.limits import Limits, LimitsError, run_limited
from khoso.foundation.audit.actions import Actor, acting_as, present_actor
from khoso.kernel import clock
from khoso.kernel.errors import FileRefused, KhosoError
from khoso.stages.catalogue import states
from khoso.stages.catalogue.compute import sheets, surveying
from khoso.stages.catalogue.compute.sheets import Options
from khoso.stages.catalogue.compute.stoppable import STOP, check_until_stopped
from khoso.stages.catalogue.importing import actions, comparing, keeping, loading
from khoso.stages.catalogue.models import CatalogueImport

CHECK_LIMITS = Limits(seconds=1800, memory_bytes=1024**3, file_bytes=4 * 1024**3)
MARK_LIMITS = Limits(seconds=1800, memory_bytes=1024**3, file_bytes=1024**3)
_LOOK_SECONDS = 0.5


def _tell_failure(*, error: KhosoError, import_id: str) -> None:
    """The machine could not go on: the work waits where it is until somebody asks again."""
    run = CatalogueImport.objects.get(pk=import_id)
    if states.IMPORT_STATES.allows(run.state, "stop"):
        actions.stop(import_id, by=None, reason=error.message)


def _find(import_id: str) -> CatalogueImport:
    return CatalogueImport.objects.select_related("agency", "by").get(pk=import_id)


@contextmanager
def _for_whoever_asked(run: CatalogueImport) -> Iterator[None]:
    """What the machine writes for somebody is recorded as theirs."""
    if run.by is None:
        yield
        return
    actor = Actor(run.by.username, run.by.full_name, run.agency.code, person_id=run.by.pk)
    with acting_as(actor if present_actor().person_id is None else present_actor()):
        yield


@job(actions.CHECK, on_failure=_tell_failure, needs_room=True, label=_("Kiểm tra bảng danh mục"))
def check_import(import_id: str) -> None:
    """Read every row and hold it against the catalogue; load nothing."""
    run = _find(import_id)
    if run.state != states.CHECKING:
        return
    with tempfile.TemporaryDirectory(prefix="khoso-kiem-") as folder, _for_whoever_asked(run):
        out = Path(folder)
        try:
            with keeping.on_disk(run.file_digest, run.file_name) as path:
                checked = _read(run, path, out)
        except LimitsError as error:
            actions.refuse(import_id, surveying.too_much(error, run.file_name).message)
            return
        except FileRefused as refused:
            actions.refuse(import_id, refused.message)
            return
        if checked is None:
            return
        compared = comparing.Comparing(run.agency_id, out, run.options, run.mapping)
        compared.run()
        digests = {
            "findings": blobs.store().put_file(out / comparing.FINDINGS).sha256,
            "rows": blobs.store().put_file(out / comparing.GOOD).sha256,
        }
        actions.finish_check(import_id, checked, compared, digests)


def options_of(agency_code: str, said: dict[str, Any]) -> Options:
    """What the engine is told of the whole sheet."""
    return Options(
        agency_code=agency_code,
        fonds_code=said.get("fonds_code", ""),
        fonds_title=said.get("fonds_title", ""),
        encoding=said.get("encoding") or "auto",
        origin=said.get("origin") or "created",
        today=clock.today(),
    )


def _read(run: CatalogueImport, path: Path, out: Path) -> Any:
    """What the engine says of the sheet, read in a process that may be lost; None when somebody stopped it."""
    how = {
        "sheet": run.sheet,
        "header_row": run.header_row,
        "mapping": run.mapping,
        "options": options_of(run.agency.code, run.options),
    }
    ended: list[Any] = []

    def read() -> None:
        try:
            ended.append(run_limited(check_until_stopped, path, out, limits=CHECK_LIMITS, **how))
        except BaseException as error:  # noqa: BLE001 - handed on to the one who waits
            ended.append(error)

    reader = threading.Thread(target=read, daemon=True)
    reader.start()
    is_stopped = False
    while reader.is_alive():
        reader.join(_LOOK_SECONDS)
        mine = CatalogueImport.objects.filter(pk=run.pk, state=states.CHECKING)
        if not is_stopped and not mine.update(rows_read=_progress(out)):
            is_stopped = True
            (out / STOP).touch()
    if is_stopped:
        return None
    [outcome] = ended
    if isinstance(outcome, BaseException):
        raise outcome
    return outcome


def _progress(out: Path) -> int:
    try:
        return int((out / "progress").read_text() or 0)
    except (OSError, ValueError):
        return 0


@job(actions.LOAD, on_failure=_tell_failure, needs_room=True, label=_("Nạp danh mục"))
def load_import(import_id: str) -> None:
    """Good rows in, chunk by chunk, until all are in or somebody says stop. Asked again, it goes on at its count."""
    run = _find(import_id)
    if run.state != states.LOADING:
        return
    with _for_whoever_asked(run), keeping.lines_of(run.rows_digest) as rows:
        at = 0
        while (at := _load_chunk(import_id, rows, at)) >= 0:
            pass


@transaction.atomic
def _load_chunk(import_id: str, rows: Iterator[bytes], at: int) -> int:
    """Load the next rows, `at` being how many were taken from the file; the new place, or -1 at the end."""
    run = actions.hold(import_id)
    if run.state != states.LOADING:
        return -1
    if at < run.rows_loaded:
        loading.take(rows, run.rows_loaded - at)
    batch = [json.loads(line) for line in loading.take(rows)]
    actions.count_chunk(run, len(batch), loading.Chunk(run).load(batch) if batch else loading.Loaded())
    return run.rows_loaded if run.state == states.LOADING and batch else -1


@job(actions.MARK, label=_("Đánh dấu dòng lỗi trong bảng trả lại"), needs_room=True)
def mark_import(import_id: str) -> None:
    """The workbook of the bad rows, faults in their cells, to be mended and sent again."""
    run = _find(import_id)
    if not run.findings_digest or not run.rows_bad or run.marked_digest:
        return
    with tempfile.TemporaryDirectory(prefix="khoso-tra-") as folder:
        out, findings = Path(folder) / "tra-lai.xlsx", Path(folder) / comparing.FINDINGS
        with blobs.store().open(run.findings_digest) as kept, findings.open("wb") as copy:
            shutil.copyfileobj(kept, copy)
        with keeping.on_disk(run.file_digest, run.file_name) as path:
            where = {"sheet": run.sheet, "header_row": run.header_row}
            run_limited(sheets.mark, path, findings, out, limits=MARK_LIMITS, **where)
        digest = blobs.store().put_file(out).sha256
        actions.keep_marked(import_id, digest, run.findings_digest)
