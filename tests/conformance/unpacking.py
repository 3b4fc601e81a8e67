"""Unpacking the corpora on every Python we run on: filters of tar members came with 3.11.4."""

from __future__ import annotations

import tarfile
from pathlib import Path


def unpack(archive: tarfile.TarFile, folder: Path) -> None:
    """Every member below `folder`; the corpora are known, the filter is for good measure."""
    if hasattr(tarfile, "data_filter"):
        archive.extractall(folder, filter="data")
    else:
        archive.extractall(folder)
