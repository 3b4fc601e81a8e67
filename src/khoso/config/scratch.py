"""Each process works in a scratch folder of its own; what a killed process left behind is swept by the next one."""

from __future__ import annotations

import atexit
import os
import re
import shutil
import tempfile
from pathlib import Path

from khoso.config.home import places

_OWNED = re.compile(r"^p(\d+)$")


def own_scratch() -> Path:
    """The folder of this process and its children, gone when it ends; temporary files are made in it from now on."""
    folder = places().scratch / f"p{os.getpid()}"
    if tempfile.tempdir != str(folder):
        # A process killed long ago may have had this number.
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True, exist_ok=True)
        tempfile.tempdir = os.environ["TMPDIR"] = str(folder)
        atexit.register(_leave, folder, os.getpid())
    return folder


def _leave(folder: Path, owner: int) -> None:
    if os.getpid() != owner:
        return
    shutil.rmtree(folder, ignore_errors=True)
    # What ends after this, the embedded database among it, still makes temporary files.
    tempfile.tempdir = None
    os.environ.pop("TMPDIR", None)


def sweep_scratch() -> list[str]:
    """Remove the folders of processes that are no more. Returns what was removed."""
    swept = []
    for folder in places().scratch.glob("p*"):
        match = _OWNED.match(folder.name)
        if match and not _is_alive(int(match.group(1))):
            shutil.rmtree(folder, ignore_errors=True)
            swept.append(folder.name)
    return swept


def _is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
