"""Tables of inspection, by noun. Writes go through `actions`."""

from khoso.stages.inspection.models.gallery import PageMending, PagePhoto, ThumbnailPack
from khoso.stages.inspection.models.guides import CheckingGuide, GuideAcknowledgement
from khoso.stages.inspection.models.lots import InspectionPlan, Lot, ScanOrigin, Units
from khoso.stages.inspection.models.passing import Passing, SignedFile

__all__ = [
    "CheckingGuide",
    "GuideAcknowledgement",
    "InspectionPlan",
    "Lot",
    "PageMending",
    "PagePhoto",
    "Passing",
    "ScanOrigin",
    "SignedFile",
    "ThumbnailPack",
    "Units",
]
