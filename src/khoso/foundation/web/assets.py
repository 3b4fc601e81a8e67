"""What the front-end build left behind: which hashed file an entry became, and the icons it collected.

The build writes `static/built/`; it is made at set-up and shipped in the wheel, never committed. Without it pages still
work as plain HTML: every form posts and every link leads somewhere.
"""

from __future__ import annotations

import json
import logging
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

BUILT = Path(__file__).parent / "static" / "built"

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Entry:
    """The files one entry of the build needs, as paths below `static/built/`."""

    script: str
    styles: tuple[str, ...]
    preloads: tuple[str, ...]


def is_built() -> bool:
    """Whether the front end has been built."""
    return (BUILT / ".vite" / "manifest.json").is_file()


def entry(name: str) -> Entry | None:
    """The built files of entry `name` (its path in `frontend/`, as `src/app.ts`); None when nothing is built.

    Raises LookupError when the build exists and has no such entry.
    """
    if not is_built():
        log.warning("Giao diện chưa được dựng: chạy «npm ci && npm run build» trong thư mục frontend.")
        return None
    manifest = _json(BUILT / ".vite" / "manifest.json", _stamp(BUILT / ".vite" / "manifest.json"))
    if name not in manifest:
        raise LookupError(f"Bản dựng giao diện không có «{name}».")
    chunk = manifest[name]
    imports = [manifest[key] for key in chunk.get("imports", ())]
    styles = [style for part in (*imports, chunk) for style in part.get("css", ())]
    return Entry(chunk["file"], tuple(dict.fromkeys(styles)), tuple(part["file"] for part in imports))


def icons() -> dict[str, str]:
    """Name → the inside of a 24 × 24 outline SVG, for every icon the build collected; empty when nothing is built."""
    path = BUILT / "icons.json"
    return _json(path, _stamp(path)) if path.is_file() else {}


def _stamp(path: Path) -> int:
    return path.stat().st_mtime_ns


@lru_cache(maxsize=8)
def _json(path: Path, stamp: int) -> dict:
    """Parsed once per build: `stamp` changes when the file does."""
    return json.loads(path.read_text(encoding="utf-8"))
