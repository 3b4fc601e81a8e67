"""Offices of many kinds and places for the invented papers: what stands in their letterheads and what is true of it."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

# Province, district, commune as they were before 2025; kinds of unit in small letters.
PLACES = (
    ("tỉnh Đồng Nai", "huyện Thống Nhất", "xã Gia Tân"),
    ("tỉnh Đồng Nai", "thành phố Biên Hòa", "phường Tân Mai"),
    ("tỉnh Hà Giang", "huyện Quản Bạ", "xã Quyết Tiến"),
    ("tỉnh Nghệ An", "huyện Đô Lương", "xã Thịnh Sơn"),
    ("tỉnh Thái Bình", "huyện Tiền Hải", "thị trấn Tiền Hải"),
    ("thành phố Hà Nội", "quận Đống Đa", "phường Láng Hạ"),
    ("thành phố Cần Thơ", "huyện Phong Điền", "xã Nhơn Ái"),
    ("tỉnh Bình Định", "huyện Hoài Ân", "xã Ân Tường Đông"),
    ("tỉnh Đắk Lắk", "huyện Krông Pắc", "xã Ea Yông"),
    ("tỉnh Quảng Ninh", "thị xã Đông Triều", "phường Mạo Khê"),
    ("tỉnh Cà Mau", "huyện Năm Căn", "xã Hàm Rồng"),
    ("thành phố Đà Nẵng", "quận Liên Chiểu", "phường Hòa Minh"),
)
DEPARTMENTS = (
    ("Sở Y tế", "SYT"),
    ("Sở Nội vụ", "SNV"),
    ("Sở Tài chính", "STC"),
    ("Sở Xây dựng", "SXD"),
    ("Sở Tài nguyên và Môi trường", "STNMT"),
    ("Sở Giáo dục và Đào tạo", "SGDĐT"),
    ("Sở Nông nghiệp và Phát triển nông thôn", "SNN"),
    ("Sở Lao động - Thương binh và Xã hội", "SLĐTBXH"),
    ("Sở Văn hóa, Thể thao và Du lịch", "SVHTTDL"),
)
OFFICES = (
    ("Phòng Tài chính - Kế hoạch", "PTCKH"),
    ("Phòng Nội vụ", "PNV"),
    ("Phòng Giáo dục và Đào tạo", "PGDĐT"),
    ("Phòng Kinh tế", "PKT"),
    ("Phòng Lao động - Thương binh và Xã hội", "LĐTBXH"),
)
BRANCHES = (
    ("Chi cục Kiểm lâm", "CCKL", "Sở Nông nghiệp và Phát triển nông thôn"),
    ("Chi cục Dân số - Kế hoạch hóa gia đình", "CCDS", "Sở Y tế"),
    ("Chi cục Văn thư - Lưu trữ", "CCVTLT", "Sở Nội vụ"),
    ("Trung tâm Y tế dự phòng", "TTYTDP", "Sở Y tế"),
    ("Trung tâm Khuyến nông", "TTKN", "Sở Nông nghiệp và Phát triển nông thôn"),
    ("Thanh tra", "TTr", "Sở Xây dựng"),
    ("Bệnh viện Đa khoa", "BVĐK", "Sở Y tế"),
)
CENTRAL = (
    ("Bộ Nội vụ", "BNV", ""),
    ("Cục Văn thư và Lưu trữ nhà nước", "VTLTNN", "Bộ Nội vụ"),
    ("Bộ Tài chính", "BTC", ""),
    ("Tổng cục Thuế", "TCT", "Bộ Tài chính"),
    ("Bộ Y tế", "BYT", ""),
)


@dataclass(frozen=True, slots=True)
class Office:
    """`name` and `superior` are the truth; `above` and `lines` what the letterhead prints; `party` heads otherwise."""

    name: str
    superior: str
    above: str
    lines: tuple[str, ...]
    short: str
    seat: str
    head: str
    deputy: str
    behalf: str
    seal: tuple[str, str]
    party: bool = False


def bare(unit: str) -> str:
    """The name of a place without the kind of unit."""
    kinds = ("thành phố ", "thị trấn ", "thị xã ", "tỉnh ", "huyện ", "quận ", "phường ", "xã ")
    return next(unit.removeprefix(kind) for kind in kinds if unit.startswith(kind))


def office(dice: Random, *, party: bool) -> Office:
    """An office by chance; of the Party when asked."""
    province, district, commune = dice.choice(PLACES)
    if party:
        return _party(dice, province, district, commune)
    makers = (_commune, _district, _province, _council, _department, _district_office, _branch, _central, _school)
    made = dice.choices(makers, weights=(16, 12, 9, 7, 20, 12, 14, 6, 5))[0]
    return made(dice, province, district, commune)


def _committee(dice: Random, unit: str, above: str, seat: str) -> Office:
    short = dice.random() < 0.7
    upper = f"Ủy ban nhân dân {above}" if above else ""
    printed = f"UBND {above}" if short and above else upper
    head = ("ỦY BAN NHÂN DÂN", unit.upper()) if dice.random() < 0.75 else (f"UBND {unit}".upper(),)
    return Office(
        f"Ủy ban nhân dân {unit}", upper, printed.upper(), head, dice.choice(("UBND", "UBND", "UB")), seat,
        "CHỦ TỊCH", "PHÓ CHỦ TỊCH", dice.choice(("TM. ỦY BAN NHÂN DÂN", "TM. UBND " + unit.upper(), "")),
        (unit, "ỦY BAN|NHÂN DÂN"),
    )  # fmt: skip


def _commune(dice: Random, province: str, district: str, commune: str) -> Office:
    return _committee(dice, commune, district if dice.random() < 0.75 else "", bare(commune))


def _district(dice: Random, province: str, district: str, commune: str) -> Office:
    return _committee(dice, district, province if dice.random() < 0.4 else "", bare(district))


def _province(dice: Random, province: str, district: str, commune: str) -> Office:
    return _committee(dice, province, "", bare(province))


def _council(dice: Random, province: str, district: str, commune: str) -> Office:
    unit = dice.choice((province, district, commune))
    return Office(
        f"Hội đồng nhân dân {unit}", "", "", ("HỘI ĐỒNG NHÂN DÂN", unit.upper()), "HĐND", bare(unit),
        "CHỦ TỊCH", "PHÓ CHỦ TỊCH", "TM. HỘI ĐỒNG NHÂN DÂN", (unit, "HỘI ĐỒNG|NHÂN DÂN"),
    )  # fmt: skip


def _department(dice: Random, province: str, district: str, commune: str) -> Office:
    name, short = dice.choice(DEPARTMENTS)
    printed = dice.choice(("UBND", "UBND", "ỦY BAN NHÂN DÂN"))
    return Office(
        f"{name} {province}", f"Ủy ban nhân dân {province}", f"{printed} {province.upper()}", (name.upper(),), short,
        bare(province), "GIÁM ĐỐC", "PHÓ GIÁM ĐỐC", "", (province, name.replace(" ", "|", 1)),
    )  # fmt: skip


def _district_office(dice: Random, province: str, district: str, commune: str) -> Office:
    name, short = dice.choice(OFFICES)
    printed = dice.choice(("UBND", "UBND", "ỦY BAN NHÂN DÂN"))
    return Office(
        f"{name} {district}", f"Ủy ban nhân dân {district}", f"{printed} {district.upper()}", (name.upper(),), short,
        bare(district), "TRƯỞNG PHÒNG", "PHÓ TRƯỞNG PHÒNG", "", (district, name.replace(" ", "|", 1)),
    )  # fmt: skip


def _branch(dice: Random, province: str, district: str, commune: str) -> Office:
    name, short, upper = dice.choice(BRANCHES)
    upper = f"{upper} {province}" if dice.random() < 0.5 else f"{upper} {bare(province)}"
    head = "CHI CỤC TRƯỞNG" if name.startswith("Chi cục") else "CHÁNH THANH TRA" if name == "Thanh tra" else "GIÁM ĐỐC"
    whole = f"Thanh tra {upper}" if name == "Thanh tra" else name
    lines: tuple[str, ...] = (name.upper(),)
    if name == "Bệnh viện Đa khoa":
        whole, lines = f"{name} {district}", (name.upper(), district.upper())
    return Office(
        whole, upper, upper.upper(), lines, short, bare(province), head, f"PHÓ {head}", "",
        (province, name.replace(" ", "|", 2)),
    )  # fmt: skip


def _central(dice: Random, province: str, district: str, commune: str) -> Office:
    name, short, upper = dice.choice(CENTRAL)
    head = "BỘ TRƯỞNG" if name.startswith("Bộ") else "CỤC TRƯỞNG" if name.startswith("Cục") else "TỔNG CỤC TRƯỞNG"
    deputy = "THỨ TRƯỞNG" if name.startswith("Bộ") else f"PHÓ {head}"
    return Office(name, upper, upper.upper(), (name.upper(),), short, "Hà Nội", head, deputy, "",
                  ("", name.replace(" ", "|", 1)))  # fmt: skip


def _school(dice: Random, province: str, district: str, commune: str) -> Office:
    name = f"Trường {dice.choice(('Tiểu học', 'Trung học cơ sở', 'Mầm non'))} {bare(commune)}"
    upper = f"Phòng Giáo dục và Đào tạo {bare(district)}"
    return Office(name, upper, upper.upper(), (name.upper(),), "TH", bare(commune), "HIỆU TRƯỞNG", "PHÓ HIỆU TRƯỞNG",
                  "", (district, "TRƯỜNG|HỌC"))  # fmt: skip


def _party(dice: Random, province: str, district: str, commune: str) -> Office:
    rank = dice.randrange(3)
    word = "Thành ủy" if province.startswith("thành phố") else "Tỉnh ủy"
    upper = f"{word} {bare(province)}"
    if rank == 0:
        return Office(upper, "", "", (upper.upper(),), "TU", bare(province), "BÍ THƯ", "PHÓ BÍ THƯ",
                      f"T/M {word}".upper(), (province, word.replace(" ", "|")), True)  # fmt: skip
    if rank == 1:
        name, short = dice.choice((("Ban Tổ chức", "BTCTU"), ("Ban Tuyên giáo", "BTGTU"), ("Văn phòng", "VPTU")))
        return Office(f"{name} {upper}", upper, upper.upper(), (name.upper(),), short, bare(province),
                      "TRƯỞNG BAN", "PHÓ TRƯỞNG BAN", "", (province, name.replace(" ", "|", 1)), True)  # fmt: skip
    name = f"Đảng ủy {commune}"
    upper = f"Huyện ủy {bare(district)}" if district.startswith("huyện") else f"Đảng bộ {district}"
    return Office(name, upper, upper.upper(), (name.upper(),), "ĐU", bare(commune), "BÍ THƯ", "PHÓ BÍ THƯ",
                  "T/M ĐẢNG ỦY", (commune, "ĐẢNG ỦY"), True)  # fmt: skip
