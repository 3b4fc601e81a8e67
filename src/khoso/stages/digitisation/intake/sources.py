"""Where a delivery's files come from: a folder on this machine, what browsers sent, and of one path the latest."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from khoso.engines import blobs
from khoso.kernel.findings import Finding
from khoso.stages.digitisation.compute.plan import list_files
from khoso.stages.digitisation.intake import queries
from khoso.stages.digitisation.models import Delivery

# A delivery without a folder of its own names the upload it came from.
SENT = "upload:"
# What this house itself writes into a folder it watches.
REPORT_NAME = "KET-QUA-TIEP-NHAN.txt"
DONE_NAME = ".done"


@dataclass
class Source:
    """The files of one delivery by relative path."""

    folder: Path | None
    sent: dict[str, Any] = field(default_factory=dict)
    # Parts of files that were cut, by the name they got: (SHA-256, size).
    parts: dict[str, tuple[str, int]] = field(default_factory=dict)
    # What was handed over as secret, by path: its bytes are not taken in again.
    gone: dict[str, str] = field(default_factory=dict)
    paths: list[str] = field(default_factory=list)
    unsafe: list[Finding] = field(default_factory=list)

    def kept(self, path: str) -> tuple[str, int]:
        """SHA-256 and size of a file whose bytes lie in the store when this returns. Raises OSError, DiskFull."""
        if path in self.parts:
            return self.parts[path]
        if path in self.sent:
            return self.sent[path].sha256, self.sent[path].size
        assert self.folder is not None
        if path in self.gone:
            with (self.folder / path).open("rb") as stream:
                digest = hashlib.file_digest(stream, "sha256").hexdigest()
                if digest == self.gone[path]:
                    return digest, stream.tell()
        kept = blobs.store().put_file(self.folder / path)
        return kept.sha256, kept.size

    def place(self, path: str) -> Path | None:
        """A file with these bytes, to be read in a limited process; None when they are not on this machine."""
        if path in self.parts:
            return blobs.store().path_of(self.parts[path][0])
        if path in self.sent:
            return blobs.store().path_of(self.sent[path].sha256)
        return self.folder / path if self.folder is not None else None


def of(delivery: Delivery) -> Source | None:
    """The files of a delivery as they are now, without its workbook; None when its folder is gone."""
    folder = None if delivery.folder.startswith(SENT) else Path(delivery.folder)
    sent = queries.files_sent(delivery.pk)
    source = Source(folder, sent, gone=queries.handed_over_in(delivery))
    if folder is not None:
        if not folder.is_dir():
            return None
        paths, source.unsafe = list_files(folder, leave_out=_not_of_the_delivery(folder, delivery.catalogue_name))
        source.paths = paths
    source.paths = sorted({*source.paths, *sent} - {delivery.catalogue_name})
    return source


def _not_of_the_delivery(folder: Path, workbook: str) -> Iterable[Path]:
    return [folder / name for name in (workbook, REPORT_NAME, DONE_NAME) if name]
