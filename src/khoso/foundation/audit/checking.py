"""Verification as an act: done, recorded, and said in plain words."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from khoso.foundation.audit.actions import record
from khoso.foundation.audit.proving import Proof, prove
from khoso.kernel.clock import VIETNAM


def verify(*, chain: str = "", seal_folders: Sequence[Path] = (), columns: bool = False) -> Proof:
    """Prove the trail and record that it was done and what came of it."""
    proof = prove(chain=chain, seal_folders=seal_folders, columns=columns)
    details: dict[str, Any] = {
        "ok": proof.ok,
        "checked": proof.checked,
        "last_seal": proof.last_seal,
        "unsealed": proof.unsealed,
    }
    if proof.faults:
        details["first_bad"] = proof.faults[0].where
    record("audit.trail.verify", subject=("trail", chain or "*"), details=details)
    return proof


def as_json(proof: Proof) -> dict[str, Any]:
    """The proof for programs."""
    first = proof.faults[0] if proof.faults else None
    return {
        "ok": proof.ok,
        "checked": proof.checked,
        "chains": proof.chains,
        "first_bad": first.where if first else None,
        "reason": first.message if first else "",
        "faults": [{"where": fault.where, "message": fault.message} for fault in proof.faults],
        "notes": proof.notes,
        "seals": proof.seals,
        "last_seal": proof.last_seal,
        "stamped": proof.stamped,
        "sealed_until": proof.sealed_until.isoformat() if proof.sealed_until else None,
        "unsealed": proof.unsealed,
        "replicas": proof.replicas,
    }


def in_words(proof: Proof) -> list[str]:
    """The proof for people: what is proven, until when, and what is not."""
    if proof.ok:
        lines = [f"Nhật ký nguyên vẹn: {proof.checked} dòng trong {proof.chains} chuỗi, {proof.seals} niêm phong."]
    else:
        lines = [f"Nhật ký hỏng ({proof.checked} dòng còn tốt):"]
        lines += [f"  {fault.where}: {fault.message}" for fault in proof.faults]
    if proof.sealed_until is None:
        lines.append(
            "Chưa chứng minh được: không có niêm phong nào khớp, nên ai sửa được cơ sở dữ liệu có thể đã viết lại "
            "tất cả."
        )
    else:
        until = proof.sealed_until.astimezone(VIETNAM).strftime("%d/%m/%Y %H:%M:%S")
        lines.append(
            f"Đã chứng minh đến {until} bằng {proof.sealed_by}: không ai chỉ có quyền trên cơ sở dữ liệu sửa được "
            "những dòng ấy mà không bị thấy ở đây."
        )
        lines.append(
            f"Chưa được niêm phong: {proof.unsealed} dòng ghi sau đó. Không chứng minh được với người có cả khóa niêm "
            "phong, cơ sở dữ liệu và mọi bản sao."
        )
    places = ", ".join(f"«{name}» {count}" for name, count in proof.replicas.items())
    return [*lines, f"Niêm phong ở các bản sao: {places or 'không có bản sao nào'}.", *proof.notes]
