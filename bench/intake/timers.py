"""A worker that keeps time: where its seconds go, each counted once. Run as `python -m bench.intake.timers FOLDER …`.

What a timed function spends in another timed function counts for the inner one only.
"""

from __future__ import annotations

import atexit
import functools
import json
import os
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

STARTED = time.perf_counter()
# What runs in a limited process, by the name of the function.
LIMITED = {
    "render_pages": "render pages",
    "write_pdfa": "write PDF/A",
    "inspect_file": "check files",
    "draw_pages": "draw pictures",
    "read_workbook": "read workbook",
}
seconds: Counter[str] = Counter()
_own = threading.local()
first_job: list[float] = []


def timed(name: str | Callable[..., str], function: Callable[..., Any]) -> Callable[..., Any]:
    """`function`, its own seconds counted under `name`."""

    @functools.wraps(function)
    def run(*args: Any, **kwargs: Any) -> Any:
        stack: list[float] = _own.__dict__.setdefault("stack", [])
        stack.append(0.0)
        began = time.perf_counter()
        try:
            return function(*args, **kwargs)
        finally:
            took = time.perf_counter() - began
            inner = stack.pop()
            seconds[name if isinstance(name, str) else name(*args)] += took - inner
            if stack:
                stack[-1] += took

    return run


def _patch(owner: Any, attribute: str, name: str | Callable[..., str]) -> None:
    setattr(owner, attribute, timed(name, getattr(owner, attribute)))


def patch_house() -> None:
    """Put the timers in. Called before Django loads the rooms."""
    from khoso.engines.jobs import procrastinate_queue as queue

    plain = queue._runner

    def runner(declared: Any) -> Callable[..., None]:
        run = plain(declared)

        @functools.wraps(run)
        def first(*args: Any, **kwargs: Any) -> None:
            first_job.append(time.perf_counter())
            run(*args, **kwargs)

        return timed("index" if declared.name == "access.index_dossier" else "rest of jobs", first)

    queue._runner = runner


def patch_rooms() -> None:
    """Put the timers in. Called after Django has loaded the rooms."""
    from django.db.backends import utils
    from django.db.backends.base.base import BaseDatabaseWrapper

    from khoso.engines.blobs.local import LocalBlobStore
    from khoso.engines.ocr.tesseract import TesseractOcr
    from khoso.engines.signatures import pyhanko
    from khoso.stages.access import jobs as access
    from khoso.stages.digitisation import jobs as digitisation
    from khoso.stages.digitisation.compute import check
    from khoso.stages.packages import jobs as packages
    from khoso.stages.recognition import jobs as recognition
    from khoso.stages.repository.compute.ocfl_root import StorageRoot

    for module in (access, digitisation, check, recognition):
        if hasattr(module, "run_limited"):
            _patch(module, "run_limited", lambda target, *_: LIMITED.get(target.__name__, target.__name__))
    _patch(TesseractOcr, "read", "OCR")
    _patch(LocalBlobStore, "_put", "keep files (hash, copy, sync)")
    _patch(pyhanko, "sign_pdf", "sign")
    for name in ("assemble", "build_aip", "validate"):
        _patch(packages, name, "build packages")
    _patch(StorageRoot, "put", "store (OCFL, sync, read back)")
    _patch(packages, "copy_object", "store (OCFL, sync, read back)")
    for name in ("execute", "executemany"):
        _patch(utils.CursorWrapper, name, "database")
    _patch(BaseDatabaseWrapper, "commit", "database")
    _patch(BaseDatabaseWrapper, "_commit", "database")


def write_down(folder: Path) -> None:
    now = time.perf_counter()
    told = {"life": now - STARTED, "start": (first_job[0] if first_job else now) - STARTED, "seconds": dict(seconds)}
    (folder / f"{os.getpid()}.json").write_text(json.dumps(told))


def main() -> None:
    folder, parent = Path(sys.argv[1]), int(sys.argv[2])
    atexit.register(write_down, folder)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "khoso.config.settings")
    from khoso.config.commands.worker import end_with

    end_with(parent)
    patch_house()
    from khoso.config import start

    start.django_ready()
    patch_rooms()
    from khoso.engines.jobs.procrastinate_queue import work

    work()


if __name__ == "__main__":
    main()
