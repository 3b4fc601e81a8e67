"""Dossiers and items with every sort of date, term and place, for the tests of registers and retention."""

from __future__ import annotations

from typing import Any

from khoso.kernel import ids
from khoso.stages.catalogue.actions import register_dossier, register_fonds, register_item
from khoso.stages.catalogue.models import Dossier, Fonds, Item

# number, box, title, start, end, term, access, sheets, pages, note
DOSSIERS = (
    ("10.VP", "2", "Hồ sơ xây dựng cầu", "2011-03-05", "2012-12-31", "01", "02", 83, 120, ""),
    ("2.VP", "1", "Hồ sơ bầu cử", "1999", "2004-07", "04", "01", 12, None, "Thiếu biên bản"),
    ("1.VP", "1", "=HYPERLINK(1) Hồ sơ thanh tra", "1987", "1987", "05", "02", 5, 9, "+84"),
)  # fmt: skip
ITEMS = (
    (1, "02", "139", "QĐ-UBND", "2011-03-05", "Ủy ban nhân dân xã Mẫu", "Về việc giao đất", 3, "1-3", "Bản chính"),
    (2, "15", "7", "TTr-CC", "2011-07", "Chi cục Mẫu", "@Về việc xây cầu", 2, "4-5", ""),
)  # fmt: skip


def fonds_of(agency: Any, code: str = "P01") -> Fonds:
    return register_fonds(agency, code=code, title="Phông xã Mẫu")


def dossiers_of(agency: Any) -> list[Dossier]:
    """Three dossiers; the first has two items."""
    fonds = fonds_of(agency)
    made = [
        register_dossier(
            fonds,
            number=number,
            register_number="01",
            box=box,
            year=int(end[:4]),
            title=title,
            start=start,
            end=end,
            retention_code=term,
            access_code=access,
            declared_sheet_count=sheets,
            declared_page_count=pages,
            declared_item_count=2,
            note=note,
        )
        for number, box, title, start, end, term, access, sheets, pages, note in DOSSIERS
    ]
    for ordinal, kind, number, notation, issued, issuer, subject, pages, sheet, note in ITEMS:
        register_item(
            made[0],
            ordinal=ordinal,
            kind_code=kind,
            number=number,
            notation=notation,
            issued_date=issued,
            issuer=issuer,
            subject=subject,
            page_count=pages,
            sheet=sheet,
            note=note,
        )
    return made


def one(fonds: Fonds, number: str, **facts: Any) -> Dossier:
    """A dossier with these facts, made without ceremony."""
    said = {"retention_code": "04", "end": "1990", "title": f"Hồ sơ {number}", "trust_code": "02"}
    return Dossier.objects.create(
        id=ids.new("dossier", fonds.pk, number),
        fonds=fonds,
        number=number,
        reference_code=f"{fonds.agency.code}.{fonds.code}.{number}",
        **{**said, **facts},
    )


def item(dossier: Dossier, ordinal: int, **facts: Any) -> Item:
    return register_item(dossier, ordinal=ordinal, **facts)
