"""Why scans were not taken in. What had been received before stays received."""

from __future__ import annotations

from khoso.kernel.errors import KhosoError


class UploadRefused(KhosoError):
    """The upload, or what was asked of it, cannot be. `field`: where it can be mended."""

    code = "digitisation.upload.refused"

    def __init__(self, message: str, field: str = "") -> None:
        super().__init__(message)
        self.field = field


class UploadNotAllowed(KhosoError):
    """Whoever asked does not bring scans of this agency."""

    code = "digitisation.upload.not_allowed"


class UploadClosed(UploadRefused):
    """The upload has become a delivery or was given up: nothing more is received for it."""

    code = "digitisation.upload.closed"


class WrongPath(UploadRefused):
    """A path that leads out of the delivery, or that no other machine could read."""

    code = "digitisation.upload.path"


class WrongOffset(KhosoError):
    """A piece that does not begin where the last one ended. `received`: where the next piece begins."""

    code = "digitisation.upload.offset"

    def __init__(self, message: str, received: int) -> None:
        super().__init__(message)
        self.received = received


class BytesDiffer(KhosoError):
    """The bytes that came are not the bytes that were announced; none of them is kept."""

    code = "digitisation.upload.checksum"


class NoRoom(KhosoError):
    """What was announced does not fit on the disk; nothing was begun."""

    code = "digitisation.upload.no_room"


class PairingRefused(KhosoError):
    """A row and a file that cannot be paired so. Nothing was changed."""

    code = "digitisation.pairing.refused"


class SplitRefused(KhosoError):
    """Cuts that do not make parts of the file. Nothing was changed."""

    code = "digitisation.split.refused"


class WatchRefused(KhosoError):
    """A watched folder that cannot be. Nothing was changed."""

    code = "digitisation.watch.refused"
