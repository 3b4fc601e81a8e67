"""Invented agencies and people. No unit of Vietnam bears these names and no register has issued these codes."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random
from textwrap import wrap

from khoso.kernel.text_vi import fold


@dataclass(frozen=True, slots=True)
class Place:
    """An invented commune with the district and province over it; `code` is a demo code outside the issued ones."""

    code: str
    commune: str
    district: str
    province: str

    @property
    def fonds(self) -> str:
        return f"Ủy ban nhân dân xã {self.commune}"

    @property
    def folder(self) -> str:
        """The fonds as contractors name its folder: no accents."""
        return "Uy ban nhan dan xa " + fold(self.commune).title()


PLACES = (
    Place("DEMO.01", "Mẫu An", "Mẫu Giang", "Mẫu Lâm"),
    Place("DEMO.02", "Mẫu Hòa", "Mẫu Giang", "Mẫu Lâm"),
    Place("DEMO.03", "Mẫu Thượng", "Mẫu Khê", "Mẫu Lâm"),
)


@dataclass(frozen=True, slots=True)
class Issuer:
    """Who issued an item. `above` and `name` are the two parts of the letterhead; `short` ends the notation."""

    name: str
    above: str
    letterhead: tuple[str, ...]
    short: str
    seat: str
    head: str
    deputy: str
    on_behalf: str
    seal: tuple[str, str]

    def post(self, dice: Random) -> tuple[str, ...]:
        """The lines over the signature: the head, or the deputy for the head."""
        if dice.random() < 0.6:
            return (self.on_behalf, self.head) if self.on_behalf else (self.head,)
        first = (self.on_behalf,) if self.on_behalf else ()
        return (*first, f"KT. {self.head}", self.deputy)


def people_committee(place: Place) -> Issuer:
    return Issuer(
        name=f"Ủy ban nhân dân xã {place.commune}",
        above=f"Ủy ban nhân dân huyện {place.district}",
        letterhead=("ỦY BAN NHÂN DÂN", f"XÃ {place.commune.upper()}"),
        short="UBND",
        seat=place.commune,
        head="CHỦ TỊCH",
        deputy="PHÓ CHỦ TỊCH",
        on_behalf="TM. ỦY BAN NHÂN DÂN",
        seal=(f"X. {place.commune} - H. {place.district}", "ỦY BAN|NHÂN DÂN"),
    )


def people_council(place: Place) -> Issuer:
    return Issuer(
        name=f"Hội đồng nhân dân xã {place.commune}",
        above="",
        letterhead=("HỘI ĐỒNG NHÂN DÂN", f"XÃ {place.commune.upper()}"),
        short="HĐND",
        seat=place.commune,
        head="CHỦ TỊCH",
        deputy="PHÓ CHỦ TỊCH",
        on_behalf="TM. HỘI ĐỒNG NHÂN DÂN",
        seal=(f"X. {place.commune} - H. {place.district}", "HỘI ĐỒNG|NHÂN DÂN"),
    )


def district_committee(place: Place) -> Issuer:
    return Issuer(
        name=f"Ủy ban nhân dân huyện {place.district}",
        above=f"Ủy ban nhân dân tỉnh {place.province}",
        letterhead=("ỦY BAN NHÂN DÂN", f"HUYỆN {place.district.upper()}"),
        short="UBND",
        seat=place.district,
        head="CHỦ TỊCH",
        deputy="PHÓ CHỦ TỊCH",
        on_behalf="TM. ỦY BAN NHÂN DÂN",
        seal=(f"H. {place.district} - T. {place.province}", "ỦY BAN|NHÂN DÂN"),
    )


def district_office(place: Place, office: str) -> Issuer:
    """A district's professional office; `office` such as `Văn hóa - Thông tin`."""
    initials = "".join(word[0] for word in office.replace("-", " ").replace(" và ", " ").split()).upper()
    return Issuer(
        name=f"Phòng {office} huyện {place.district}",
        above=f"Ủy ban nhân dân huyện {place.district}",
        letterhead=(f"PHÒNG {office.upper()}",),
        short=f"P{initials}",
        seat=place.district,
        head="TRƯỞNG PHÒNG",
        deputy="PHÓ TRƯỞNG PHÒNG",
        on_behalf="",
        seal=(f"H. {place.district} - T. {place.province}", "|".join(("PHÒNG", *wrap(office.upper(), 13)))),
    )


_FAMILY = ("Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Phan", "Vũ", "Đặng", "Bùi", "Đỗ", "Hồ", "Ngô", "Dương", "Lý")
_MIDDLE_M = ("Văn", "Đức", "Hữu", "Quang", "Công", "Minh")
_GIVEN_M = ("An", "Bình", "Cường", "Dũng", "Hòa", "Khánh", "Long", "Nam", "Phúc", "Sơn", "Thành", "Tuấn", "Vinh")
_MIDDLE_F = ("Thị", "Ngọc", "Thu", "Kim")
_GIVEN_F = ("Bích", "Cúc", "Dung", "Hạnh", "Hương", "Lan", "Mai", "Nga", "Oanh", "Phượng", "Thảo", "Yến")


def person(dice: Random) -> str:
    """A name put together by chance from common parts."""
    family = dice.choice(_FAMILY)
    if dice.random() < 0.65:
        return f"{family} {dice.choice(_MIDDLE_M)} {dice.choice(_GIVEN_M)}"
    return f"{family} {dice.choice(_MIDDLE_F)} {dice.choice(_GIVEN_F)}"
