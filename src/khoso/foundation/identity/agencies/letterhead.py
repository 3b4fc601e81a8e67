"""How an agency stands at the head and at the foot of a paper.

# Luật: NĐ 30/2020/NĐ-CP Phụ lục I
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from khoso.foundation.identity.kinds import AgencyKind
from khoso.foundation.identity.models import Agency

_COMMUNES = (AgencyKind.WARD, AgencyKind.COMMUNE, AgencyKind.TOWNSHIP)
_COMMITTEE = "Ủy ban nhân dân"
_BEFORE_PLACE = re.compile(r"^(?:Ủy ban nhân dân\s+)?(?:thành phố|tỉnh|phường|xã|thị trấn)\s+", re.IGNORECASE)
_OF_A_PLACE = re.compile(r"\s+(thành phố|tỉnh)\s.*$")
_IN_BRACKETS = re.compile(r"\s*\([^)]*\)\s*$")
# grave, acute, tilde, hook, dot below: a notation carries none
_TONES = frozenset("\u0300\u0301\u0303\u0309\u0323")


@dataclass(frozen=True, slots=True)
class Letterhead:
    """What a paper says of its agency: who is above, who issues, where, by what authority and post the head signs."""

    superior: str
    issuer: str
    place: str
    authority: str
    post: str
    head_name: str
    initials: str


def letterhead(agency: Agency) -> Letterhead:
    """The head and foot of a paper of `agency`."""
    is_committee = agency.kind in _COMMUNES
    name = _IN_BRACKETS.sub("", agency.name)
    if is_committee and not name.lower().startswith(_COMMITTEE.lower()):
        name = f"{_COMMITTEE} {name[:1].lower()}{name[1:]}"
    return Letterhead(
        # A People's Committee names no one above it. # Luật: NĐ 30/2020/NĐ-CP Phụ lục I, II.3
        superior="" if is_committee else _superior(agency),
        issuer=name,
        place=_place(agency, is_committee=is_committee),
        authority="TM. ỦY BAN NHÂN DÂN" if is_committee else "",
        post=(agency.head_title or ("CHỦ TỊCH" if is_committee else "THỦ TRƯỞNG CƠ QUAN")).upper(),
        head_name=agency.head_name,
        initials="UBND" if is_committee else _initials(agency.name),
    )


def _superior(agency: Agency) -> str:
    above = agency.parent
    if above is None:
        return ""
    if above.kind in (AgencyKind.CITY, AgencyKind.PROVINCE) and not above.name.lower().startswith(_COMMITTEE.lower()):
        return f"{_COMMITTEE} {above.name[:1].lower()}{above.name[1:]}"
    return above.name


def _place(agency: Agency, *, is_committee: bool) -> str:
    named: Agency | None = agency
    while named is not None and not is_committee and named.kind not in (AgencyKind.CITY, AgencyKind.PROVINCE):
        named = named.parent
    found = named if named is not None else agency
    return _BEFORE_PLACE.sub("", _IN_BRACKETS.sub("", found.name)) if named is not None else "…………"


def _initials(name: str) -> str:
    """«SNV» of «Sở Nội vụ thành phố Đồng Nai»: first letters without the place, without tones."""
    own = _OF_A_PLACE.sub("", _IN_BRACKETS.sub("", name))
    letters = "".join(word[0] for word in re.findall(r"[^\W\d_]+", own) if word != "và").upper()
    plain = "".join(one for one in unicodedata.normalize("NFD", letters) if one not in _TONES)
    return unicodedata.normalize("NFC", plain)[:6] or "CQ"
