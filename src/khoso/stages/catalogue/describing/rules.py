"""Decisions on descriptions, without a database."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from khoso.foundation.identity.kinds import AgencyKind
from khoso.kernel.text_vi import fold
from khoso.kernel.words import Sentence
from khoso.stages.catalogue.compute import secrecy
from khoso.stages.catalogue.models import Origin


def origin_of(agency_kind: str, fonds_title: str, closed_districts: Iterable[str]) -> str:
    """Where the material of a fonds comes from, by who keeps it and whose it is.

    `closed_districts`: names of district-level agencies that ended. # Luật: KH 82 II.1–4
    """
    if agency_kind != AgencyKind.HISTORICAL_ARCHIVE:
        return str(Origin.CREATED)
    title = fold(fonds_title)
    of_district = any(fold(name) in title for name in closed_districts)
    return str(Origin.FORMER_DISTRICT if of_district else Origin.HISTORICAL)


def why_secret(values: dict[str, Any]) -> tuple[str, str]:
    """Why these values may not be written, and the field that says so; ("", "") when nothing is secret.

    # Luật: KH 82 II (không bao gồm tài liệu bí mật nhà nước)
    """
    marks = {
        "access_code": {"access_code": str(values.get("access_code") or "")},
        "secrecy_mark": {"marking": str(values.get("secrecy_mark") or "")},
        "urgency": {"marking": _only_levels(str(values.get("urgency") or ""))},
        "notation": {"notation": "/".join(str(values.get(name) or "") for name in ("number", "notation"))},
    }
    for field, said in marks.items():
        found = secrecy.signs(**said)
        if found.is_secret:
            return (
                Sentence(
                    "Không ghi: {because}. Tài liệu bí mật nhà nước không đưa vào hệ thống này (KH 82 II). Để nguyên "
                    "hồ sơ giấy ở kho mật, báo người giữ tài liệu mật của cơ quan; chỉ nhập khi đã có quyết định giải "
                    "mật.",
                    because=found.because,
                ),
                field,
            )
    return "", ""


def _only_levels(text: str) -> str:
    """The urgency field also says Khẩn, Hỏa tốc: only words of secrecy count there."""
    return text if "mat" in fold(text).split() else ""


def held_after(held: str, is_cleared: bool, title: str) -> tuple[str, bool]:
    """What holds a dossier after its title changed, and whether the release it had still stands.

    Rewording a title releases nothing: another person does. Only words nobody judged yet ask again.
    """
    words = secrecy.secret_words(title)
    known = [word for word in held.split("; ") if word]
    new = [word for word in words if word not in known]
    if not new:
        return held, is_cleared
    return "; ".join([*known, *new])[:200], False
