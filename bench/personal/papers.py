"""Invented papers with personal data of nobody, each value marked in the text so that its place is known when drawn.

A value is written as tokens that begin with a letter of the private area: which kind it is, and where one begins.
"""

from __future__ import annotations

from collections.abc import Callable
from random import Random

from khoso.demo.agencies import PLACES, Place, person
from khoso.demo.documents import Para, Table
from khoso.demo.setter import LEFT, RIGHT, TOP, Mark, PageLayout, Setter

KINDS = ("identity", "birth", "address", "bank", "health", "phone")
_KIND_LETTER = {kind: chr(0xE010 + order) for order, kind in enumerate(KINDS)}
LETTER_KIND = {letter: kind for kind, letter in _KIND_LETTER.items()}
BEGINS = "\ue001"


def told(kind: str, value: str) -> str:
    """A value as the setter gets it: every token bears its kind, the first that it begins."""
    tokens = value.split()
    return " ".join(f"{BEGINS if order == 0 else ''}{_KIND_LETTER[kind]}{token}" for order, token in enumerate(tokens))


def bare(text: str) -> str:
    """Text without the marks."""
    return "".join(letter for letter in text if letter != BEGINS and letter not in LETTER_KIND)


def citizen(dice: Random) -> str:
    """Twelve digits as a citizen's number is made, of nobody."""
    century, year = dice.choice(((0, dice.randint(30, 99)), (1, dice.randint(30, 99)), (2, dice.randint(0, 20))))
    digits = f"{dice.randint(1, 96):03d}{century}{year:02d}{dice.randint(0, 999999):06d}"
    return digits if dice.random() < 0.8 else " ".join(digits[at : at + 3] for at in range(0, 12, 3))


def identity(dice: Random) -> tuple[str, str]:
    """(label, marked number)."""
    chance = dice.random()
    if chance < 0.45:
        label = dice.choice(("số CCCD", "CCCD số:", "căn cước công dân số", "số định danh cá nhân:", "CCCD"))
        return label, told("identity", citizen(dice))
    if chance < 0.85:
        number = f"{dice.randint(20, 38)}{dice.randint(0, 9999999):07d}"
        shown = number if dice.random() < 0.75 else f"{number[:3]} {number[3:6]} {number[6:]}"
        return dice.choice(("CMND số:", "số CMND", "Chứng minh nhân dân số", "CMND")), told("identity", shown)
    return "hộ chiếu số", told("identity", f"{dice.choice('BCNP')}{dice.randint(0, 9999999):07d}")


def day(dice: Random, first: int = 1935, last: int = 2010) -> str:
    d, m, y = dice.randint(1, 28), dice.randint(1, 12), dice.randint(first, last)
    return dice.choice((f"{d:02d}/{m:02d}/{y}", f"{d}/{m}/{y}", f"{d:02d}-{m:02d}-{y}", f"{d:02d}.{m:02d}.{y}"))


def birth(dice: Random) -> str:
    """A label with a marked date of birth."""
    written = f"{dice.randint(1, 28):02d} tháng {dice.randint(1, 12):02d} năm {dice.randint(1935, 2010)}"
    return dice.choice(
        (
            f"sinh ngày {told('birth', day(dice))}",
            f"sinh ngày {told('birth', written)}",
            f"sinh năm {told('birth', str(dice.randint(1935, 2010)))}",
            f"ngày sinh: {told('birth', day(dice))}",
            f"sinh năm: {told('birth', str(dice.randint(1935, 2010)))}",
        )
    )


def home(dice: Random, place: Place) -> str:
    """An address in a commune that does not exist."""
    start = dice.choice(
        (
            f"số {dice.randint(1, 400)}/{dice.randint(1, 30)}, tổ {dice.randint(1, 20)}, khu phố {dice.randint(1, 9)}",
            f"thôn {dice.randint(1, 9)}",
            f"ấp {dice.choice(('Đông', 'Tây', 'Trung'))}",
            f"{dice.randint(1, 300)} đường Trần Mẫu",
            f"tổ {dice.randint(1, 12)}, ấp {dice.randint(1, 9)}",
        )
    )
    return f"{start}, xã {place.commune}, huyện {place.district}, tỉnh {place.province}"


def mobile(dice: Random) -> str:
    number = f"0{dice.choice('35789')}{dice.randint(0, 99999999):08d}"
    return dice.choice((number, f"{number[:4]} {number[4:7]} {number[7:]}", f"{number[:4]}.{number[4:7]}.{number[7:]}"))


def account(dice: Random) -> str:
    return str(dice.randint(10**9, 10 ** dice.choice((10, 12, 13)) - 1))


ILLNESSES = ("viêm gan B mạn tính", "đái tháo đường típ 2", "ung thư phổi", "lao phổi", "suy thận mạn", "động kinh")


def _issued(dice: Random) -> str:
    return f"cấp ngày {day(dice, 1990, 2022)} tại Công an tỉnh Mẫu Lâm"


def _letterhead(setter: Setter, dice: Random, place: Place) -> None:
    middle = LEFT + 300
    setter.put("ỦY BAN NHÂN DÂN", middle, TOP, "bold", 12, "centre")
    setter.put(f"XÃ {place.commune.upper()}", middle, TOP + 42, "bold", 12, "centre")
    setter.put("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", RIGHT - 420, TOP, "bold", 12, "centre")
    setter.put("Độc lập - Tự do - Hạnh phúc", RIGHT - 420, TOP + 42, "bold", 12.5, "centre")
    setter.put(f"Số: {dice.randint(1, 900)}/QĐ-UBND", middle, TOP + 110, "regular", 12.5, "centre")
    dated = f"{place.commune}, ngày {dice.randint(10, 28)} tháng {dice.randint(3, 12)} năm {dice.randint(1998, 2024)}"
    setter.put(dated, RIGHT - 420, TOP + 110, "italic", 12.5, "centre")
    setter.y = TOP + 170


def _motto(setter: Setter) -> None:
    setter.block(Para("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "centre", "bold", 13, indent=False))
    setter.block(Para("Độc lập - Tự do - Hạnh phúc", "centre", "bold", 13, indent=False, before=2))


def _title(setter: Setter, *lines: str) -> None:
    for order, line in enumerate(lines):
        setter.block(
            Para(line, "centre", "bold", 14 if order == 0 else 13, indent=False, before=14 if order == 0 else 2)
        )


def beneficiaries(setter: Setter, dice: Random) -> None:
    """A list of people in a table; which columns it has differs."""
    place = dice.choice(PLACES)
    _letterhead(setter, dice, place)
    _title(setter, "DANH SÁCH", "Người được hưởng trợ cấp xã hội đợt 2")
    shapes: tuple[tuple[tuple[str, float, str, Callable[[], str]], ...], ...] = (
        (
            ("Năm sinh", 0.11, "c", lambda: told("birth", str(dice.randint(1935, 2010)))),
            ("Số CCCD", 0.2, "c", lambda: told("identity", citizen(dice))),
            ("Nơi thường trú", 0.26, "l", lambda: told("address", f"thôn {dice.randint(1, 9)}, xã {place.commune}")),
            ("Số tiền (đồng)", 0.14, "r", lambda: f"{dice.randint(300, 900)}.000"),
        ),
        (
            ("Ngày, tháng, năm sinh", 0.16, "c", lambda: told("birth", day(dice))),
            ("CMND", 0.15, "c", lambda: told("identity", str(dice.randint(200000000, 389999999)))),
            ("Địa chỉ", 0.25, "l", lambda: told("address", f"ấp {dice.randint(1, 9)}, xã {place.commune}")),
            ("Tỷ lệ thương tật", 0.15, "c", lambda: told("health", f"{dice.randint(21, 95)}%")),
        ),
        (
            ("Số tài khoản", 0.2, "c", lambda: told("bank", account(dice))),
            ("Số điện thoại", 0.18, "c", lambda: told("phone", mobile(dice))),
            ("Số tiền (đồng)", 0.16, "r", lambda: f"{dice.randint(1, 9)}.{dice.randint(100, 999)}.000"),
            ("Ký nhận", 0.17, "c", lambda: ""),
        ),
        (
            ("Ngày sinh", 0.14, "c", lambda: told("birth", day(dice))),
            ("Số định danh cá nhân", 0.19, "c", lambda: told("identity", citizen(dice).replace(" ", ""))),
            ("Ngày cấp", 0.14, "c", lambda: day(dice, 2016, 2022)),
            ("Dạng khuyết tật", 0.22, "l", lambda: told("health", dice.choice(("vận động", "thần kinh", "nghe, nói")))),
        ),
    )
    shape = dice.choice(shapes)
    left = 1 - 0.07 - sum(width for _, width, _, _ in shape)
    rows = tuple(
        (str(order), person(dice), *(value() for _, _, _, value in shape)) for order in range(1, dice.randint(7, 18))
    )
    headers = ("TT", "Họ và tên", *(head for head, _, _, _ in shape))
    widths = (0.07, left, *(width for _, width, _, _ in shape))
    setter.block(Table(headers, rows, widths, "cl" + "".join(align for _, _, align, _ in shape), 11.5))
    setter.block(Para(f"Danh sách có {len(rows)} người, tổng số tiền là {dice.randint(10, 90)}.500.000 đồng./."))


def application(setter: Setter, dice: Random) -> None:
    """A person's own request, as a form of lines."""
    place = dice.choice(PLACES)
    label, number = identity(dice)
    _motto(setter)
    _title(setter, "ĐƠN ĐỀ NGHỊ", "Về việc hưởng trợ cấp xã hội hằng tháng")
    setter.block(Para(f"Kính gửi: Ủy ban nhân dân xã {place.commune}", "centre", indent=False, before=12))
    lines = (
        f"Họ và tên: {person(dice)}",
        f"{dice.choice(('Ngày sinh', 'Sinh ngày', 'Ngày, tháng, năm sinh'))}: {told('birth', day(dice))}",
        f"{label[0].upper()}{label[1:]} {number}, {_issued(dice)}",
        f"{dice.choice(('Hộ khẩu thường trú', 'Nơi đăng ký thường trú', 'Nơi thường trú'))}: "
        f"{told('address', home(dice, place))}",
        f"{dice.choice(('Chỗ ở hiện nay', 'Nơi ở hiện tại', 'Địa chỉ liên hệ'))}: {told('address', home(dice, place))}",
        f"{dice.choice(('Điện thoại', 'Số điện thoại', 'ĐT'))}: {told('phone', mobile(dice))}",
        f"Số tài khoản: {told('bank', account(dice))} tại Ngân hàng Nông nghiệp chi nhánh {place.district}",
        f"Tình trạng sức khỏe: {told('health', dice.choice(ILLNESSES))}",
    )
    keep = sorted(dice.sample(range(1, len(lines)), k=dice.randint(4, 7)))
    for order in (0, *keep):
        setter.block(Para(lines[order], "left", indent=False))
    setter.block(
        Para(
            "Tôi làm đơn này đề nghị Ủy ban nhân dân xã xem xét, giải quyết cho tôi được hưởng trợ cấp xã hội hằng "
            f"tháng theo Nghị định ngày 15/3/2021, mức {dice.randint(300, 900)}.000 đồng. Tôi xin cam đoan những lời "
            "khai trên là đúng sự thật và chịu trách nhiệm trước pháp luật."
        )
    )


def decision(setter: Setter, dice: Random) -> None:
    """A decision that names a person within its sentences."""
    place = dice.choice(PLACES)
    label, number = identity(dice)
    _letterhead(setter, dice, place)
    _title(setter, "QUYẾT ĐỊNH", "Về việc trợ cấp thương tật hằng tháng")
    setter.block(Para(f"Căn cứ Nghị định ngày 30/12/2021 và đề nghị của Trưởng phòng huyện {place.district};"))
    extra = dice.choice(
        (
            f", tỷ lệ {told('health', f'thương tật {dice.randint(21, 90)}%')}",
            f", bị suy giảm khả năng lao động do {told('health', 'nhiễm chất độc hóa học')}",
            "",
        )
    )
    title = dice.choice(("ông", "bà"))
    setter.block(
        Para(
            f"Điều 1. Trợ cấp hằng tháng đối với {title} {person(dice)}, {birth(dice)}, {label} {number}, "
            f"{_issued(dice)}; {dice.choice(('nơi thường trú', 'thường trú tại', 'hiện ở', 'trú tại'))} "
            f"{told('address', home(dice, place))}{extra}."
        )
    )
    if dice.random() < 0.6:
        where = dice.choice(("số tài khoản", "vào tài khoản số"))
        setter.block(
            Para(
                f"Điều 2. Mức trợ cấp là {dice.randint(1, 4)}.{dice.randint(100, 900)}.000 đồng một tháng kể từ ngày "
                f"01/{dice.randint(1, 12)}/{dice.randint(2015, 2024)}, chuyển {where} {told('bank', account(dice))} "
                "mở tại Ngân hàng Chính sách."
            )
        )
    setter.block(
        Para(
            f"Điều 3. Văn phòng, Trưởng phòng và {title} có tên tại Điều 1 chịu trách nhiệm thi hành. Kinh phí chi từ "
            "tài khoản 3713.0.1012345 tại Kho bạc Nhà nước huyện./."
        )
    )


def referral(setter: Setter, dice: Random) -> None:
    """A hospital's referral: where health stands behind labels."""
    place = dice.choice(PLACES)
    setter.put("BỆNH VIỆN ĐA KHOA MẪU LÂM", LEFT + 300, TOP, "bold", 12, "centre")
    setter.put("Điện thoại: 0251 3822 999 - Fax: 0251 3822 998", LEFT + 300, TOP + 42, "regular", 10.5, "centre")
    setter.y = TOP + 90
    _title(setter, "GIẤY CHUYỂN TUYẾN")
    lines = [
        f"Họ và tên người bệnh: {person(dice)}, {birth(dice)}",
        f"Địa chỉ: {told('address', home(dice, place))}",
        f"Số thẻ BHYT: {told('identity', f'DN4{dice.randint(10**11, 10**12 - 1)}')}",
        f"Chẩn đoán: {told('health', dice.choice(ILLNESSES))}",
        f"Tiền sử bệnh: {told('health', dice.choice(ILLNESSES))}",
        f"Lý do chuyển tuyến: {told('health', 'vượt quá khả năng điều trị ' + dice.choice(ILLNESSES))}",
        f"Điện thoại người nhà: {told('phone', mobile(dice))}",
    ]
    for order in (0, *sorted(dice.sample(range(1, len(lines)), k=5))):
        setter.block(Para(lines[order], "left", indent=False))
    setter.block(
        Para("Bệnh viện thực hiện công tác phòng, chống HIV/AIDS và khám chữa bệnh theo quy định của Bộ Y tế.")
    )


def harmless(setter: Setter, dice: Random) -> None:
    """What has no personal data and much that looks like it."""
    place = dice.choice(PLACES)
    _letterhead(setter, dice, place)
    _title(setter, "BÁO CÁO", "Kết quả công tác sáu tháng đầu năm")
    lines = [
        f"Địa chỉ: Ủy ban nhân dân xã {place.commune}, huyện {place.district}; điện thoại 0251 3822 111.",
        f"Tổng kinh phí thực hiện là {dice.randint(100, 900)}.{dice.randint(100, 900)}.000 đồng, cấp ngày 12/3/2019.",
        "Chương trình phòng, chống HIV/AIDS và lao phổi được triển khai tại trạm y tế xã, kết quả đạt yêu cầu.",
        f"Trường tiểu học tuyển sinh năm {dice.randint(2010, 2022)} được {dice.randint(80, 200)} học sinh.",
        "Tài khoản số 3713.0.1098765 tại Kho bạc Nhà nước huyện; mã số thuế 3600123456.",
        "Thủ tục đăng ký thường trú, tạm trú được giải quyết đúng hạn, công dân không phải đi lại nhiều lần.",
        f"Tỷ lệ hộ dân dùng nước sạch đạt {dice.randint(80, 99)}%, tăng {dice.randint(2, 9)}% so với cùng kỳ.",
        "Số hồ sơ 000123456 đã được lưu; hóa đơn số 0012345 ngày 20/6/2020 do công ty cấp.",
        "Phát sinh ngày 05/6/2021 một vụ việc về vệ sinh năm 2021, đã khắc phục xong trong tháng.",
    ]
    for line in dice.sample(lines, k=7):
        setter.block(Para(line))


PAPERS: dict[str, Callable[[Setter, Random], None]] = {
    "danh sách": beneficiaries,
    "đơn": application,
    "quyết định": decision,
    "giấy chuyển tuyến": referral,
    "không có dữ liệu cá nhân": harmless,
}


def secrecy_page(setter: Setter, dice: Random, mark: str) -> None:
    """A report with a mark among its words; an empty mark gives words that only look like one."""
    place = dice.choice(PLACES)
    _letterhead(setter, dice, place)
    if mark.startswith("Độ mật"):
        setter.put(mark, LEFT + 300, TOP + 160, "bold", 13, "centre")
    elif mark:
        x = dice.choice((LEFT + 300, LEFT + 700, RIGHT - 420))
        setter.put(mark, x, TOP + 165, "bold", dice.choice((13, 14, 15)), "centre")
    else:
        like = ("MẶT TRẬN TỔ QUỐC", "BẢO MẬT THÔNG TIN", "BỀ MẶT", "HỌP MẶT", "CHẾ ĐỘ BẢO MẬT", "CÓ MẶT")
        setter.put(dice.choice(like), LEFT + 700, TOP + 165, "bold", 14, "centre")
    setter.y = TOP + 230
    _title(setter, "BÁO CÁO", "Tình hình công tác quý một")
    said = (
        "Công tác bảo vệ bí mật nhà nước được quán triệt; mật khẩu máy tính đổi ba tháng một lần.",
        "Bề mặt đường liên thôn hư hỏng nhiều đoạn, đề nghị huyện bố trí kinh phí sửa chữa.",
        "Cán bộ vắng mặt phải báo trước một ngày; số người có mặt là hai mươi bảy.",
        "Danh mục tài liệu mật do cấp trên quy định, xã không có tài liệu thuộc độ mật nào phát sinh.",
    )
    for line in dice.sample(said, k=3):
        setter.block(Para(line))


SECRETS = (
    "MẬT", "TỐI MẬT", "TUYỆT MẬT", "Độ mật: MẬT", "Độ mật: Tối mật", "Độ mật: TUYỆT MẬT", "TÀI LIỆU MẬT", "GIẢI MẬT",
)  # fmt: skip


def pages_of(name: str, dice: Random, family: str) -> list[PageLayout]:
    """The pages of one paper."""
    setter = Setter(family)
    PAPERS[name](setter, dice)
    if dice.random() < 0.5:
        setter.page.marks.append(Mark("signature", RIGHT - 300, setter.y + 160, "", 120))
    return setter.pages
