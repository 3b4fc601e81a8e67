"""How an agency stands on its own papers: its name, who is above it, its place, its initials, who signs.

# Luật: NĐ 30/2020/NĐ-CP Phụ lục I
"""

from __future__ import annotations

import re
import unicodedata
from typing import Any

from khoso.engines.office import Signer
from khoso.foundation.identity.kinds import AgencyKind
from khoso.foundation.identity.models import Agency

COMMUNES = (AgencyKind.WARD, AgencyKind.COMMUNE, AgencyKind.TOWNSHIP)
_COMMITTEE = "Ủy ban nhân dân"
_BEFORE_PLACE = re.compile(r"^(?:Ủy ban nhân dân\s+)?(?:thành phố|tỉnh|phường|xã|thị trấn)\s+", re.IGNORECASE)
_OF_A_PLACE = re.compile(r"\s+(thành phố|tỉnh)\s.*$")
# grave, acute, tilde, hook, dot below: a notation carries none
_TONES = frozenset("\u0300\u0301\u0303\u0309\u0323")
_IN_BRACKETS = re.compile(r"\s*\([^)]*\)\s*$")


def initials_of(agency: Agency) -> str:
    """What stands behind the dash of a notation: «UBND», «SNV»."""
    return "UBND" if agency.kind in COMMUNES else initials(agency.name)


def initials(name: str) -> str:
    """«SNV» of «Sở Nội vụ thành phố Đồng Nai»: first letters without the place, without tones."""
    own = _OF_A_PLACE.sub("", _IN_BRACKETS.sub("", name))
    letters = "".join(word[0] for word in re.findall(r"[^\W\d_]+", own) if word != "và").upper()
    plain = "".join(one for one in unicodedata.normalize("NFD", letters) if one not in _TONES)
    return unicodedata.normalize("NFC", plain)[:6] or "CQ"


def issuer_of(agency: Agency) -> str:
    """The name under which an agency issues papers."""
    name = _IN_BRACKETS.sub("", agency.name)
    if agency.kind in COMMUNES and not name.lower().startswith(_COMMITTEE.lower()):
        return f"{_COMMITTEE} {name[:1].lower()}{name[1:]}"
    return name


def superior_of(agency: Agency, city: Agency | None = None) -> str:
    """The line above the agency's name; a People's Committee names no one above it.

    # Luật: NĐ 30/2020/NĐ-CP Phụ lục I, II.3
    """
    above = agency.parent or city
    if above is None or above.pk == agency.pk or agency.kind in COMMUNES:
        return ""
    name = above.name
    if above.kind in (AgencyKind.CITY, AgencyKind.PROVINCE) and not name.lower().startswith(_COMMITTEE.lower()):
        name = f"{_COMMITTEE} {name}"
    return name.upper()


def bare_place(name: str) -> str:
    """`thành phố Đồng Nai` → `Đồng Nai`."""
    return _BEFORE_PLACE.sub("", _IN_BRACKETS.sub("", name))


def place_of(agency: Agency, city: Agency | None = None) -> str:
    """What stands before the date: the commune, or the city of an agency of the city."""
    return bare_place((agency if agency.kind in COMMUNES or city is None else city).name)


def signer_of(agency: Agency, signer: Any) -> Signer:
    """The head who signs; without a person the head the directory names."""
    authority = "TM. ỦY BAN NHÂN DÂN" if agency.kind in COMMUNES else ""
    post = (getattr(signer, "position", "") or agency.head_title or "").upper()
    return Signer(
        posts=[post or ("CHỦ TỊCH" if authority else "THỦ TRƯỞNG CƠ QUAN")],
        name=signer.full_name if signer is not None else agency.head_name,
        authority=authority,
    )
