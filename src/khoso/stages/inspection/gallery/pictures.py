"""Pages drawn on demand, at a size a screen shows, kept for a while in the scratch folder of this process."""

from __future__ import annotations

import tempfile
import threading
from pathlib import Path

from khoso.engines import blobs
from khoso.engines.limits import Limits, run_limited
from khoso.stages.inspection.compute.drawing import MOST, MOST_SHARP, draw_page

LIMITS = Limits(seconds=60)
# So many pages stay drawn: what one person looks at in an hour.
MOST_KEPT = 400
_lock = threading.Lock()
_drawing: dict[str, threading.Lock] = {}


def picture(sha256: str, page: int, *, sharp: bool = False) -> Path | None:
    """A page of the kept bytes `sha256` as a JPEG; None when the bytes or the page are not there.

    Raises FileRefused, LimitsError for what cannot be drawn. Who may see it, the caller has asked.
    """
    source = blobs.store().path_of(sha256)
    if source is None:
        return None
    folder = Path(tempfile.gettempdir()) / "drawn-pages"
    folder.mkdir(exist_ok=True)
    name = f"{sha256}-{page}-{'s' if sharp else 'n'}.jpg"
    out = folder / name
    with _lock:
        one = _drawing.setdefault(name, threading.Lock())
    # Two who ask for the same page at once wait for one drawing of it.
    with one:
        if not out.exists():
            try:
                run_limited(draw_page, source, page, MOST_SHARP if sharp else MOST, out, limits=LIMITS)
            except LookupError:
                return None
            _sweep(folder)
        else:
            out.touch()
    with _lock:
        _drawing.pop(name, None)
    return out


def _sweep(folder: Path) -> None:
    kept = sorted(folder.glob("*-?.jpg"), key=lambda path: path.stat().st_mtime)
    for path in kept[:-MOST_KEPT]:
        path.unlink(missing_ok=True)
