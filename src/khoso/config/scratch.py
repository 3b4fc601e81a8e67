"""Each process works in a scratch folder of its own; what a killed process left behind is swept by the next one."""

from __future__ import annotations

import os
import re
import shutil
import tempfile
from pathlib import Path

from khoso.config.home import places

_OWNED = re.compile(r"^p(\d+)$")


def own_scratch() -> Path:
    """The folder of this process; temporary files and folders are made in it from now on."""
    folder = places().scratch / f"p{os.getpid()}"
    folder.mkdir(parents=True, exist_ok=True)
    tempfile.tempdir = str(folder)
    return folder


def sweep_scratch() -> list[str]:
    """Remove the folders of processes that are no more, and start with an empty one. Returns what was removed."""
    swept = []
    for folder in places().scratch.glob("p*"):
        match = _OWNED.match(folder.name)
        if match and not _is_alive(int(match.group(1))):
            shutil.rmtree(folder, ignore_errors=True)
            swept.append(folder.name)
    own_scratch()
    return swept


def _is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
