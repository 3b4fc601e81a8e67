"""How an agency stands at the head and at the foot of a paper.

# Luật: NĐ 30/2020/NĐ-CP Phụ lục I
"""

from __future__ import annotations

from dataclasses import dataclass

from khoso.foundation.identity.agencies import issuing
from khoso.foundation.identity.kinds import AgencyKind
from khoso.foundation.identity.models import Agency

_WHOLE_CITY = (AgencyKind.CITY, AgencyKind.PROVINCE)


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
    signer = issuing.signer_of(agency, None)
    return Letterhead(
        superior=issuing.superior_of(agency),
        issuer=issuing.issuer_of(agency),
        place=_place(agency),
        authority=signer.authority,
        post=signer.posts[0],
        head_name=signer.name,
        initials=issuing.initials_of(agency),
    )


def _place(agency: Agency) -> str:
    """The commune's own name, or that of the city above; dots to be filled by hand where the directory names none."""
    if agency.kind in issuing.COMMUNES:
        return issuing.place_of(agency)
    named: Agency | None = agency
    while named is not None and named.kind not in _WHOLE_CITY:
        named = named.parent
    return issuing.bare_place(named.name) if named is not None else "…………"
