"""A long reading that ends when somebody says stop: it runs in a process of its own, so ending it loses nothing."""

from __future__ import annotations

import os
import threading
import time
from pathlib import Path
from typing import Any

STOP = "stop"
_LOOK_SECONDS = 0.3
_ENDED_BY_REQUEST = 75


def check_until_stopped(path: Path, out: Path, **how: Any) -> Any:
    """`sheets.check`, ended at once when the file `stop` appears in `out`. Only for a process that may be lost."""
    # Loaded here: this module is read where the engine is not wanted.
    from khoso.stages.catalogue.compute import sheets

    threading.Thread(target=_end_when_told, args=(out / STOP,), daemon=True).start()
    return sheets.check(path, out, **how)


def _end_when_told(sign: Path) -> None:
    while not sign.exists():
        time.sleep(_LOOK_SECONDS)
    os._exit(_ENDED_BY_REQUEST)
