"""Builds an AIP of N generated items and prints its peak memory in KiB; run in a process of its own."""

from __future__ import annotations

import re
import resource
import sys
from collections.abc import Iterator
from pathlib import Path

from tests.stages.packages.making import CREATED, DOSSIER_CODE, dossier, item, spec

from khoso.stages.packages.compute.build import build_aip
from khoso.stages.packages.compute.spec import ItemDescription, PremisEvent


def main(folder: Path, count: int) -> None:
    usual = item(folder, 1)
    shared = usual.file

    def items() -> Iterator[ItemDescription]:
        for n in range(1, count + 1):
            yield ItemDescription(
                **{
                    name: getattr(usual, name) for name in ("retention_code", "access_code", "kind_code", "issued_date")
                },
                doc_id=f"T{n:07d}",
                reference_code=f"{DOSSIER_CODE}.{n:07d}",
                issuer="Văn phòng",
                subject=f"Tài liệu sinh ra số {n}",
                languages=("01",),
                page_count=1,
                has_backup=False,
                file=shared,
                file_name=f"{DOSSIER_CODE}.{n:05d}.pdf",
            )

    def events() -> Iterator[PremisEvent]:
        for n in range(1, count + 1):
            yield PremisEvent(f"su-kien-{n}", "transfer", CREATED, "00", agent="khoso", object=f"T{n:07d}")

    described = spec(folder, 1, dossier=dossier(item_count=count), items=items(), events=events())
    built = build_aip(described, folder / "out", link=True)
    metadata = sum(
        (built.path / name).stat().st_size
        for name in (
            "METS.xml",
            "representations/rep1/METS.xml",
            "metadata/preservation/PREMIS.xml",
            "representations/rep1/metadata/preservation/PREMIS_rep1.xml",
        )
    )
    sys.stdout.write(f"{peak_memory()} {metadata / count:.0f}\n")


def peak_memory() -> int:
    """In KiB. getrusage would answer with the memory of the process that started this one, when that was more."""
    status = Path("/proc/self/status")
    if status.exists():
        return int(re.search(r"VmHWM:\s+(\d+)", status.read_text(encoding="utf-8")).group(1))
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


main(Path(sys.argv[1]), int(sys.argv[2]))
