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
from khoso.stages.digitisation.models.gates import Gate, GateKind
from khoso.stages.digitisation.models.quarantine import QuarantineCase

__all__ = [
    "Batch",
    "Delivery",
    "DeliveryFile",
    "DeliveryFinding",
    "FileCheck",
    "FindingSpan",
    "Gate",
    "GateKind",
    "PageImage",
    "QuarantineCase",
]
