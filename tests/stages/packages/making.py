"""Small dossiers made up for the tests."""

from __future__ import annotations

import dataclasses
import uuid
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from khoso.kernel.dates import ArchivalDate
from khoso.stages.packages.compute.spec import (
    AipSpec,
    AttachedFile,
    DossierDescription,
    ItemDescription,
    PremisAgent,
    PremisEvent,
    SupportingFile,
)

PACKAGE_ID = uuid.UUID("9c13e70e-08b2-4c54-8baf-979b35d01b4d")
CREATED = datetime(2026, 11, 20, 2, 30, 15, 123000, UTC)
DOSSIER_CODE = "H19.81.2024.01.VP"


def dossier(**changes: Any) -> DossierDescription:
    """A digitised dossier with two items; any field can be changed."""
    usual = DossierDescription(
        reference_code=DOSSIER_CODE,
        title="Tập công văn đi về chỉnh lý tài liệu năm 2024",
        retention_code="01",
        access_code="01",
        languages=("01", "02"),
        start=ArchivalDate(2024, 1, 5),
        end=ArchivalDate(2024, 12, 30),
        keywords=("chỉnh lý", "lưu trữ"),
        item_count=2,
        sheet_count=3,
        page_count=5,
        physical_condition_code="02",
        information_mark="",
        trust_code="02",
        paper_reference_code="H19.81.K4-G2-H07.0012",
        has_backup=True,
        backup_state="02",
        note="Người lập hồ sơ: bộ phận văn thư.",
    )
    return dataclasses.replace(usual, **changes)


def item(folder: Path, number: int, /, **changes: Any) -> ItemDescription:
    """The item of an ordinal, with a file of its own and its ALTO reading."""
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / f"nguon-{number}.pdf"
    file.write_bytes(b"%PDF-1.7\n" + f"noi dung {number}\n".encode() * 20)
    alto = folder / f"nguon-{number}.xml"
    alto.write_text(f"<alto><!-- {number} --></alto>", encoding="utf-8")
    usual = ItemDescription(
        doc_id=f"2024.01.VP.{number:03d}",
        reference_code=f"{DOSSIER_CODE}.{number:07d}",
        retention_code="01",
        kind_code="22",
        number=str(100 + number),
        notation="CV-VP",
        issued_date=ArchivalDate(2024, 3, number % 28 + 1),
        issuer="Văn phòng",
        subject="Về việc hướng dẫn chỉnh lý tài liệu <quý III> & bàn giao",
        languages=("01",),
        page_count=2,
        access_code="02",
        trust_code="02",
        has_backup=False,
        file=file,
        file_name=f"{DOSSIER_CODE}.{number:03d}.pdf",
        original_name=f"quét {number}.pdf",
        pronom="fmt/477",
        attachments=(
            AttachedFile(file=alto, file_name=f"{DOSSIER_CODE}.{number:03d}.alto.xml", mime="text/xml", role="reading"),
        ),
        confirmed_by_person=number % 2 == 0,
        reading_confidence=0.91,
        extras={"legacy_reason": "hạn chế từ năm 2015"},
    )
    return dataclasses.replace(usual, **changes)


def spec(folder: Path, count: int = 2, **changes: Any) -> AipSpec:
    """Everything for one small AIP; any part can be changed."""
    folder.mkdir(parents=True, exist_ok=True)
    cover = folder / "bia.pdf"
    cover.write_bytes(b"%PDF-1.7\nbia\n")
    items = [item(folder, n) for n in range(1, count + 1)]
    usual = AipSpec(
        package_id=PACKAGE_ID,
        fonds_code="P623",
        archive_agency_code="H19.LTLS",
        producer_name="Lưu trữ lịch sử thành phố",
        created=CREATED,
        software_version="0.1.0",
        dossier=dossier(item_count=count),
        items=items,
        supporting_files=(SupportingFile(file=cover, file_name="bia.pdf"),),
        events=(
            PremisEvent(
                "0d1a3f52-7d57-4f2e-9f3e-0f63f4d5c001", "transfer", CREATED, "00", "Số hóa", "may-quet", items[0].doc_id
            ),
            PremisEvent(
                "0d1a3f52-7d57-4f2e-9f3e-0f63f4d5c002", "information package creation", CREATED, "00", "", "khoso", ""
            ),
        ),
        agents=(
            PremisAgent("khoso", "Kho Số", "software", "0.1.0"),
            PremisAgent("may-quet", "Máy quét số 3", "hardware"),
        ),
        extras={"agency_code": "H19.81"},
        transfer_code="NL.VP.2026.01",
    )
    return dataclasses.replace(usual, **changes)
