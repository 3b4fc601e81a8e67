"""Tables of digitisation, by noun. Writes go through `actions`."""

from khoso.stages.digitisation.models.batches import Batch
from khoso.stages.digitisation.models.deliveries import (
    Delivery,
    DeliveryFile,
    DeliveryFinding,
    FileCheck,
    FindingSpan,
    PageImage,
)
from khoso.stages.digitisation.models.gates import BatchDocument, Gate, GateKind
from khoso.stages.digitisation.models.intake import (
    FileSplit,
    PairingChoice,
    PairingLine,
    SplitPart,
    Upload,
    UploadFile,
    WatchedArrival,
    WatchedFolder,
)
from khoso.stages.digitisation.models.paper import (
    PaperBox,
    PaperDifference,
    PaperHandOver,
    PaperLabel,
    PaperLine,
    PaperPhoto,
    Presence,
)
from khoso.stages.digitisation.models.quarantine import QuarantineCase
from khoso.stages.digitisation.models.site import SiteDevice, SitePerson, SiteSoftware, WipeRecord

__all__ = [
    "Batch",
    "BatchDocument",
    "Delivery",
    "DeliveryFile",
    "DeliveryFinding",
    "FileCheck",
    "FileSplit",
    "FindingSpan",
    "Gate",
    "GateKind",
    "PageImage",
    "PairingChoice",
    "PairingLine",
    "PaperBox",
    "PaperDifference",
    "PaperHandOver",
    "PaperLabel",
    "PaperLine",
    "PaperPhoto",
    "Presence",
    "QuarantineCase",
    "SiteDevice",
    "SitePerson",
    "SiteSoftware",
    "SplitPart",
    "Upload",
    "UploadFile",
    "WatchedArrival",
    "WatchedFolder",
    "WipeRecord",
]
