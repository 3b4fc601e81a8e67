"""Papers of the work: DOCX that staff edit, PDF to sign, XLSX with live formulas, in the form the State gives."""

from khoso.engines.office.port import (
    Annex,
    Bullets,
    Column,
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
    "Heading",
    "OfficialPaper",
    "Paragraph",
    "Sheet",
    "Signer",
    "Table",
]
