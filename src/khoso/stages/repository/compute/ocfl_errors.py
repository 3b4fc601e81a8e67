"""What may stop the storage: one class per fact."""

from __future__ import annotations

from khoso.kernel.errors import KhosoError


class ObjectMissing(KhosoError):
    """No object has that identifier, or the object has no such version or file."""

    code = "repository.object_missing"


class ObjectDamaged(KhosoError):
    """Stored bytes are not what was recorded; nothing is built on them until they are repaired."""

    code = "repository.object_damaged"


class VersionConflict(KhosoError):
    """Someone else stored a version since the caller looked."""

    code = "repository.version_conflict"


class ReplicaDiffers(KhosoError):
    """Two copies of one object tell different histories; a person must decide which one is right."""

    code = "repository.replica_differs"


class CopyDamaged(KhosoError):
    """What was read back from the disk is not what was written to it; the disk or memory is failing."""

    code = "repository.copy_damaged"
