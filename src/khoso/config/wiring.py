"""Who listens to which news, which engine is plugged in, which clock and ids are used."""

from __future__ import annotations

import os
import sys
from datetime import datetime
from functools import cache, partial
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

import structlog

from khoso.config import health, templates
from khoso.config.home import disk_threshold, places, watched_places
from khoso.config.scratch import own_scratch
from khoso.engines import blobs, disk, index, jobs, office, signatures
from khoso.engines.messages import plugged as messages
from khoso.foundation.audit import replicas as seal_replicas
from khoso.kernel import calendar, clock, figures, ids, news
from khoso.stages.digitisation.intake import staging
from khoso.stages.repository import storage

ROOMS = (
    "khoso.foundation.identity",
    "khoso.foundation.audit",
    "khoso.foundation.provenance",
    "khoso.foundation.web",
    "khoso.instruments.approvals",
    "khoso.instruments.quality",
    "khoso.stages.programme",
    "khoso.stages.catalogue",
    "khoso.stages.selection",
    "khoso.stages.digitisation",
    "khoso.stages.recognition",
    "khoso.stages.inspection",
    "khoso.stages.repository",
    "khoso.stages.packages",
    "khoso.stages.acceptance",
    "khoso.stages.access",
    "khoso.stages.reporting",
)


def connect() -> None:
    """Connect everything. Called once, when Django has loaded all rooms."""
    _log_plainly()
    _use_stated_time_and_ids()
    for room in ROOMS:
        if find_spec(f"{room}.jobs"):
            import_module(f"{room}.jobs")
    from khoso.engines.jobs import procrastinate_queue

    procrastinate_queue.register()
    jobs.use(procrastinate_queue.ProcrastinateQueue())
    news.use(deliver)
    _plug_engines()
    from khoso.config import subjects
    from khoso.foundation.identity import rights

    subjects.connect()
    rights.use(import_module(f"{room}.permissions") for room in ROOMS if find_spec(f"{room}.permissions"))
    told = [import_module(f"{room}.figures") for room in ROOMS if find_spec(f"{room}.figures")]
    calendar.use(module.calendar_entries for module in told if hasattr(module, "calendar_entries"))
    figures.use(
        [module.progress for module in told if hasattr(module, "progress")],
        [module.stages for module in told if hasattr(module, "stages")],
        [module.home_cards for module in told if hasattr(module, "home_cards")],
        [*(module.probes for module in told if hasattr(module, "probes")), health.probes],
        [module.navigation for module in told if hasattr(module, "navigation")],
        reached=[module.reached for module in told if hasattr(module, "reached")],
        marks=[module.marks for module in told if hasattr(module, "marks")],
        declared=[module.declared for module in told if hasattr(module, "declared")],
    )


def _plug_engines() -> None:
    here = places()
    own_scratch()
    # Work in progress lies beside what is kept, so that taking it over is a rename or a link, never a copy.
    blobs.use(here.blobs)
    index.use(here.index)
    roots = os.environ.get("KHOSO_TSA_ROOTS")
    signatures.use(
        here.keys,
        authority_url=os.environ.get("KHOSO_TSA_URL", ""),
        authority_roots=Path(roots) if roots else None,
    )
    # What an office wrote into its templates is run as a stranger's file is read.
    office.use(here.templates, run=templates.guarded)
    staging.use(here.root / "uploads")
    storage.use(here.replicas)
    seal_replicas.use({name: partial(storage.opened_root, path) for name, path in here.replicas.items()})
    disk.use(disk.LocalDisk(), watched_places(), warn=disk_threshold("WARN"), stop=disk_threshold("STOP"))
    jobs.hold_heavy_while(disk.is_short)
    messages.use_stated()


def _use_stated_time_and_ids() -> None:
    """KHOSO_FROZEN_CLOCK (ISO 8601) and KHOSO_SEED make a run repeatable to the byte."""
    if frozen := os.environ.get("KHOSO_FROZEN_CLOCK"):
        moment = datetime.fromisoformat(frozen)
        clock.use(lambda: moment)
    ids.use_seed(os.environ.get("KHOSO_SEED"))


@cache
def listeners() -> dict[type[news.News], list[news.Listener]]:
    """Each kind of news with those who listen, collected from the rooms' `handlers.py`."""
    heard: dict[type[news.News], list[news.Listener]] = {}
    for room in ROOMS:
        if find_spec(f"{room}.handlers"):
            for kind, listener in import_module(f"{room}.handlers").LISTENS:
                heard.setdefault(kind, []).append(listener)
    return heard


def deliver(item: news.News) -> None:
    """Give `item` to each listener in the present transaction; a listener only asks for jobs."""
    for listener in listeners().get(type(item), []):
        listener(item)


def _log_plainly() -> None:
    """One line an event, no local variables: a log must not carry what a document says."""
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )
