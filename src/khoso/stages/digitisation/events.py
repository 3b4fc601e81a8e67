"""What digitisation tells the rooms downstream."""

from __future__ import annotations

from dataclasses import dataclass

from khoso.kernel.news import News


@dataclass(frozen=True, slots=True)
class FileChecked(News):
    """A file passed the machine check: its pages can be read."""

    file_id: str


@dataclass(frozen=True, slots=True)
class FileStopped(News):
    """A file was refused or put in quarantine: it goes no further."""

    file_id: str


@dataclass(frozen=True, slots=True)
class DossierRegistered(News):
    """All files of a dossier are known."""

    dossier_id: str


@dataclass(frozen=True, slots=True)
class GateRecorded(News):
    """A paper that the law wants before scanning is on record."""

    agency_code: str


@dataclass(frozen=True, slots=True)
class BatchStarted(News):
    """A production batch has every paper of the law and may be scanned."""

    batch_id: int


@dataclass(frozen=True, slots=True)
class BatchClosed(News):
    """A production batch is over: paper back, devices wiped and gone."""

    batch_id: int


@dataclass(frozen=True, slots=True)
class PaperHandedOut(News):
    """Both sides confirmed that paper went out to be scanned."""

    hand_over_id: int
    batch_id: int


@dataclass(frozen=True, slots=True)
class PaperBack(News):
    """All paper of a batch is back in its store, and no difference is open."""

    batch_id: int


@dataclass(frozen=True, slots=True)
class UploadDelivered(News):
    """A sending became a delivery, or came to mend one."""

    upload_id: str
