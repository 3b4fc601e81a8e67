"""Bytes named by their SHA-256: the same bytes are kept once, and the name proves them."""

from khoso.engines.blobs.plugged import store, use
from khoso.engines.blobs.port import BlobDamaged, BlobMissing, BlobRef, BlobStore

__all__ = ["BlobDamaged", "BlobMissing", "BlobRef", "BlobStore", "store", "use"]
