"""Judge an object this house wrote: the specification's rules, and that the sidecars are the very bytes we wrote."""

from __future__ import annotations

from pathlib import Path

from khoso.kernel.findings import Finding, Severity
from khoso.stages.repository.compute.ocfl_stage import INVENTORY, SIDECAR, sidecar_bytes
from khoso.stages.repository.compute.ocfl_validate import validate_object


def judge_object(place: Path) -> list[Finding]:
    """Findings about the object in the folder `place`, whose every byte is read.

    A sidecar is the one file nothing else vouches for: a bit that turns `a` into `A` there keeps its meaning, and so
    passes the specification. It is still the disk losing a bit, which `storage.sidecar_changed` says.
    """
    found = validate_object(place)
    said = {one.where for one in found if one.code in ("E058", "E060", "E061")}
    for folder in [place, *sorted(place.glob("v*/"))]:
        inventory, sidecar = folder / INVENTORY, folder / SIDECAR
        where = sidecar.relative_to(place).as_posix()
        if not inventory.is_file() or not sidecar.is_file() or said & {where, where.removesuffix(".sha512")}:
            continue
        if sidecar.read_bytes() != sidecar_bytes(inventory.read_bytes()):
            message = f"Tệp mã băm {where} đã bị đổi so với lúc ghi; khôi phục từ bản sao và kiểm tra đĩa."
            found.append(Finding("storage.sidecar_changed", Severity.ERROR, message, where))
    return found
