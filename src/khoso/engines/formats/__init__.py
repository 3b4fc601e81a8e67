"""What a file is, by its content: PRONOM identifier, name, MIME type, PDF/A claim."""

from khoso.engines.formats.identify import Format, identify
from khoso.engines.formats.pdfa import pdfa_claim
from khoso.engines.formats.probe import probe

__all__ = ["Format", "identify", "pdfa_claim", "probe"]
