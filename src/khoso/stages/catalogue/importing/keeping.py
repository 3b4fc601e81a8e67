"""The files of an import in the store of bytes: the workbook as it came, what was read of it, what goes back."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from khoso.engines import blobs


@contextmanager
def on_disk(digest: str, name: str) -> Iterator[Path]:
    """Kept bytes as a file with the ending of its name, to be read and not written."""
    with tempfile.TemporaryDirectory(prefix="khoso-nhap-") as folder:
        path = Path(folder) / f"bang{Path(name).suffix.lower()}"
        lying = blobs.store().path_of(digest)
        if lying is not None:
            path.symlink_to(lying)
        else:
            with blobs.store().open(digest) as kept, path.open("wb") as copy:
                shutil.copyfileobj(kept, copy)
        yield path


@contextmanager
def lines_of(digest: str) -> Iterator[Iterator[bytes]]:
    """The lines of a kept file, one after the other."""
    with blobs.store().open(digest) as kept:
        yield iter(kept)
