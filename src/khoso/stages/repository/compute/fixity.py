"""Fixity of stored objects: every byte read again and held against what was recorded when it came in."""

from __future__ import annotations

from dataclasses import dataclass

from khoso.kernel.errors import KhosoError
from khoso.kernel.findings import Finding, Severity, worst
from khoso.stages.repository.compute.digests import BOTH, Hashed, hash_file, hash_stream
from khoso.stages.repository.compute.ocfl_replica import repair
from khoso.stages.repository.compute.ocfl_root import StorageRoot

__all__ = ["BOTH", "FixityCheck", "Hashed", "check_object", "hash_file", "hash_stream", "repair"]


@dataclass(frozen=True, slots=True)
class FixityCheck:
    """The outcome for one object. `version`, `files` and `bytes` are of its newest version, empty when unreadable."""

    object_id: str
    version: str
    files: int
    bytes: int
    findings: list[Finding]

    @property
    def passed(self) -> bool:
        """Whether every byte of every version is as recorded."""
        return worst(self.findings) is not Severity.ERROR


def check_object(root: StorageRoot, object_id: str) -> FixityCheck:
    """Read all versions of the object again. Raises `ObjectMissing` when there is none."""
    findings = root.verify_object(object_id)
    try:
        version = root.inventory(object_id).head
        files = root.files(object_id)
    except KhosoError:
        return FixityCheck(object_id, "", 0, 0, findings)
    return FixityCheck(object_id, version, len(files), sum(file.size for file in files), findings)
