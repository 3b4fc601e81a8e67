"""Papers of the work: DOCX that staff edit, PDF to sign, XLSX with live formulas, in the form the State gives."""

from khoso.engines.office.errors import DrawingFailed, Fault, TemplateRefused
from khoso.engines.office.plugged import InUse, check, docx, in_use, pdf, use, xlsx
from khoso.engines.office.port import (
    Annex,
    Bullets,
    Column,
    Formula,
    Heading,
    OfficialPaper,
    Paragraph,
    Sheet,
    Signer,
    Table,
)

__all__ = [
    "Annex",
    "Bullets",
    "Column",
    "DrawingFailed",
    "Fault",
    "Formula",
    "Heading",
    "InUse",
    "OfficialPaper",
    "Paragraph",
    "Sheet",
    "Signer",
    "Table",
    "TemplateRefused",
    "check",
    "docx",
    "in_use",
    "pdf",
    "use",
    "xlsx",
]
