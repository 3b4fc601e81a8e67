"""A version of an object as a plain folder again, sharing bytes with the storage root where the disk allows it."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from khoso.stages.repository.compute.ocfl_root import StorageRoot


def check_out(root: StorageRoot, object_id: str, out: Path) -> Path:
    """Lay the logical files of the newest version of `object_id` out under `out`, and return it."""
    place = root.place(object_id)
    for file in root.files(object_id):
        target = out / file.logical_path
        target.parent.mkdir(parents=True, exist_ok=True)
        try:
            os.link(place / file.path, target)
        except OSError:
            shutil.copyfile(place / file.path, target)
    return out
