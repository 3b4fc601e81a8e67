"""Tables of inspection, by noun. Writes go through `actions`."""

from khoso.stages.inspection.models.gallery import PageMending, PagePhoto, ThumbnailPack
from khoso.stages.inspection.models.passing import Passing, SignedFile

__all__ = ["PageMending", "PagePhoto", "Passing", "SignedFile", "ThumbnailPack"]
