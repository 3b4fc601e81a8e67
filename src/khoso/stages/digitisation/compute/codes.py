"""Every finding of the machine check in one table: how heavy, from what on, by which law, what to do, what it may cost.

Screens, the manual and `khoso check` read it; a check that finds something takes its weight from here.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from khoso.kernel.findings import Finding, Severity
from khoso.kernel.words import noop

if TYPE_CHECKING:
    from khoso.stages.digitisation.compute.profile import Profile

_ERROR, _WARNING, _INFO = Severity.ERROR, Severity.WARNING, Severity.INFO
_QUALITY = "TT 05/2025/TT-BNV Điều 8.1.b"
_SCALE = "TT 05/2025/TT-BNV Điều 8.1.a"
_PAPER = "TT 05/2025/TT-BNV Điều 8.2.a"
_NAME = "TT 05/2025/TT-BNV Điều 8.1.d"
_COMPLETE = "TT 05/2025/TT-BNV Điều 9.4"
_PLAN = "KH 82/KH-UBND mục II"


class Counted(StrEnum):
    """The three faults of an item for which Decree 31 fines by the share of items that have them.

    # Luật: NĐ 31/2026 Đ.12
    """

    NOTHING = ""
    FORMAT = "format"
    NAME = "name"
    LINK = "link"


COUNTED_LABELS = {
    Counted.FORMAT: noop("Sai định dạng, độ phân giải"),
    Counted.NAME: noop("Sai tên tệp"),
    Counted.LINK: noop("Dữ liệu chủ không gắn với tệp"),
}


@dataclass(frozen=True, slots=True)
class Code:
    """One finding. `severities`: the weights it may have, the usual one first; `threshold` from what on it is said.

    `threshold` may name numbers of the profile in braces. `law` "" where only good practice asks.
    """

    code: str
    severities: tuple[Severity, ...]
    threshold: str
    mend: str
    law: str = ""
    counted: Counted = Counted.NOTHING
    # Only a page of paper can have it; photographs and negatives are not asked.
    is_of_paper: bool = False


def _code(code: str, severity: Severity, threshold: str, mend: str, law: str = "", **more: object) -> Code:
    return Code(code, (severity,), threshold, mend, law, **more)  # type: ignore[arg-type]


_FORMAT = Counted.FORMAT

_TABLE = (
    _code(
        "file.damaged",
        _ERROR,
        noop("Mở không được, hoặc có trang chỉ giải mã được một phần."),
        noop("Xuất hoặc quét lại; chép lại từ máy quét, đừng sửa tệp."),
        _QUALITY,
        counted=_FORMAT,
    ),
    _code(
        "file.encrypted",
        _ERROR,
        noop("Có mật khẩu hoặc mã hóa bất kỳ, kể cả mật khẩu mở để trống."),
        noop("Bỏ mật khẩu và khóa quyền rồi giao lại."),
        _PAPER,
        counted=_FORMAT,
    ),
    _code(
        "file.active_content",
        _ERROR,
        noop("Có mã, lệnh chạy chương trình, tệp đính kèm, phim, âm thanh hoặc biểu mẫu XFA."),
        noop("Xuất lại PDF/A không có nội dung hoạt động."),
        _PAPER,
        counted=_FORMAT,
    ),
    Code(
        "file.wrong_format",
        (_ERROR, _WARNING),
        noop("Không phải PDF, TIFF, JPEG, PNG, JPEG 2000; ảnh chụp, phim âm bản giao bằng JPEG 2000 thì chỉ nhắc."),
        noop("Giao PDF/A; ảnh rời thì TIFF, JPEG hoặc PNG."),
        _PAPER,
        counted=_FORMAT,
    ),
    _code(
        "file.too_large",
        _ERROR,
        noop("Tệp trên 4 GB, một cạnh trên 20.000 điểm hoặc một trang trên 200 triệu điểm."),
        noop("Chia nhỏ tệp, hoặc quét đúng khổ, đúng độ phân giải."),
    ),
    _code(
        "file.unsafe_path",
        _ERROR,
        noop("Tên tệp hoặc liên kết dẫn ra ngoài thư mục giao nộp."),
        noop("Chép chính tệp đó vào thư mục, không dùng liên kết."),
    ),
    Code(
        "file.not_pdfa",
        (_WARNING, _INFO),
        noop("PDF không ghi là PDF/A, ảnh rời JPEG 2000; ảnh rời TIFF, JPEG, PNG chỉ được ghi nhận."),
        noop("Nên xuất PDF/A-2b; hệ thống vẫn tự làm bản PDF/A hai lớp."),
        _PAPER,
        is_of_paper=True,
    ),
    _code(
        "file.no_text_layer",
        _WARNING,
        noop("Các trang quét không có lớp chữ trên 80 ký tự."),
        noop("Nên giao PDF hai lớp; hệ thống vẫn tự nhận dạng chữ."),
        _PAPER,
        is_of_paper=True,
    ),
    _code(
        "file.name",
        _ERROR,
        noop("Không theo mẫu «mã hồ sơ.số thứ tự»; bìa, mục lục được miễn."),
        noop("Đổi tên theo mẫu, ví dụ H19.2024.01.TCCB.001.pdf."),
        _NAME,
        counted=Counted.NAME,
    ),
    _code(
        "page.secrecy_mark",
        _ERROR,
        noop("Dấu MẬT, TỐI MẬT, TUYỆT MẬT đóng đỏ hoặc trong khung, ở phần trên trang."),
        noop("Dừng lại. Tài liệu mật không được đưa vào hệ thống; báo người phụ trách bảo vệ bí mật nhà nước."),
        _PLAN,
    ),
    _code(
        "page.low_resolution",
        _ERROR,
        noop("Dưới {min_dpi} dpi (từ 98,5 % được làm tròn). Tính theo lớp ảnh màu, không theo lớp chữ."),
        noop("Quét lại từ {min_dpi} dpi."),
        _PAPER,
        counted=_FORMAT,
    ),
    _code(
        "page.not_colour",
        _ERROR,
        noop("Dưới {min_bits} bit màu mỗi điểm."),
        noop("Quét lại màu, từ {min_bits} bit."),
        _PAPER,
        is_of_paper=True,
    ),
    _code(
        "page.wrong_size",
        _WARNING,
        noop("Lệch quá 5 % so với mọi khổ giấy A6–A3, khổ văn phòng (bản đồ: tới A0)."),
        noop("Kiểm tra tỷ lệ quét có đúng 100 % không."),
        _SCALE,
        is_of_paper=True,
    ),
    _code(
        "page.upside_down", _ERROR, noop("Chữ ngược đầu (180°)."), noop("Xoay lại 180°."), _QUALITY, is_of_paper=True
    ),
    _code(
        "page.sideways",
        _ERROR,
        noop("Chữ nằm ngang (90° hoặc 270°)."),
        noop("Xoay lại cho đứng."),
        _QUALITY,
        is_of_paper=True,
    ),
    _code(
        "page.skewed",
        _WARNING,
        noop("Nghiêng quá {max_skew}°."),
        noop("Chỉnh thẳng hoặc quét lại."),
        _QUALITY,
        is_of_paper=True,
    ),
    _code(
        "page.blank",
        _WARNING,
        noop("Không có gì ngoài bụi, lỗ bấm và mép."),
        noop("Bỏ trang, hoặc để nguyên nếu bản gốc trắng."),
        _COMPLETE,
    ),
    _code(
        "page.near_blank",
        _WARNING,
        noop("Mặt chỉ có số trang, vài vết hoặc bóng của mặt trước."),
        noop("Xem rồi bỏ, hoặc xác nhận giữ."),
        _COMPLETE,
        is_of_paper=True,
    ),
    _code(
        "page.cut_edge",
        _WARNING,
        noop("Chữ sát mép ảnh, mất lề trang."),
        noop("Đặt lại tờ giấy trọn trong khung rồi quét lại."),
        _QUALITY,
        is_of_paper=True,
    ),
    _code(
        "page.folded_corner",
        _WARNING,
        noop("Một góc giấy gập vào trang."),
        noop("Vuốt phẳng góc giấy rồi quét lại."),
        _QUALITY,
        is_of_paper=True,
    ),
    _code(
        "page.faded_band",
        _WARNING,
        noop("Một dải của trang có chữ nhạt hẳn so với phần còn lại."),
        noop("Kiểm tra đèn máy quét rồi quét lại; bản gốc phai sẵn thì xác nhận."),
        _QUALITY,
        is_of_paper=True,
    ),
    _code(
        "page.dark_edge",
        _WARNING,
        noop("Mép tối sâu 2 mm liền một phần tám cạnh."),
        noop("Cắt viền đen hoặc quét lại."),
        _QUALITY,
        is_of_paper=True,
    ),
    _code(
        "page.cropped",
        _ERROR,
        noop("Nhiều dòng chữ chạy vào mép ảnh."),
        noop("Quét lại trọn trang."),
        _QUALITY,
        is_of_paper=True,
    ),
    _code(
        "page.blurred",
        _WARNING,
        noop("Nét chữ nhòe quá {max_edge_blur} mm."),
        noop("Quét lại."),
        _QUALITY,
        is_of_paper=True,
    ),
    _code(
        "page.low_contrast",
        _WARNING,
        noop("Chữ và nền chênh dưới {min_contrast} mức xám trên 255."),
        noop("Tăng độ tương phản khi quét lại."),
        _QUALITY,
        is_of_paper=True,
    ),
    _code(
        "page.streak",
        _WARNING,
        noop("Vệt mảnh suốt trang, qua cả hai lề."),
        noop("Lau kính máy quét rồi quét lại."),
        _QUALITY,
    ),
    _code(
        "page.foreign_object",
        _WARNING,
        noop("Mảng đặc khác màu giấy lấn vào từ mép, hoặc giấy ghi chú màu."),
        noop("Bỏ ngón tay, giấy ghi chú ra rồi quét lại."),
        _QUALITY,
        is_of_paper=True,
    ),
    _code(
        "page.bleed_through",
        _WARNING,
        noop("Chữ mặt sau hằn trên một phần tư trang."),
        noop("Quét lại với tấm lót đen phía sau."),
        _QUALITY,
        is_of_paper=True,
    ),
    _code(
        "page.duplicate",
        _WARNING,
        noop("Cùng một trang quét hai lần, trong tệp hoặc giữa các tệp của lô."),
        noop("Bỏ bản quét thừa."),
        _COMPLETE,
    ),
    Code(
        "page.missing",
        (_ERROR, _WARNING),
        noop("Số trang in hoặc số trong tên ảnh bỏ một đến ba số."),
        noop("Quét bổ sung trang có số nêu trong phát hiện."),
        _COMPLETE,
    ),
    _code(
        "page.out_of_order", _ERROR, noop("Số trang in không tăng dần."), noop("Xếp lại trang theo số in."), _COMPLETE
    ),
)

CODES = {one.code: one for one in _TABLE}

# Of other checks, counted by Decree 31 as well: an item without its file, a file without its row.
COUNTED_ELSEWHERE = {
    "pairing.row_without_file": Counted.LINK,
    "pairing.file_without_row": Counted.LINK,
}


def counted_as(code: str) -> Counted:
    """Which of the three faults of Decree 31 a finding is; NOTHING for the others.

    Colour depth is asked by the Circular but is neither format nor resolution, so the Decree does not count it.
    """
    if code in CODES:
        return CODES[code].counted
    return COUNTED_ELSEWHERE.get(code, Counted.NOTHING)


def weigh(findings: Iterable[Finding], profile: Profile) -> list[Finding]:
    """The findings with the weight the table and the profile give them, without those the profile does not ask for."""
    weighed = []
    for finding in findings:
        known = CODES.get(finding.code)
        if known is not None and known.is_of_paper and not profile.is_paper:
            continue
        if known is not None and finding.severity not in known.severities:
            finding = replace(finding, severity=known.severities[0])
        weighed.append(finding)
    return weighed


def threshold_of(code: Code, profile: Profile) -> str:
    """From what on a code is said of pages of this profile, in Vietnamese, numbers filled in."""
    return fill(code.threshold, profile)


def fill(words: str, profile: Profile) -> str:
    """Words of the table, translated or not, with the numbers of a profile."""
    numbers = {
        name: _shown(getattr(profile, name))
        for name in ("min_dpi", "min_bits", "max_skew", "max_edge_blur", "min_contrast")
    }
    for name, number in numbers.items():
        words = words.replace("{" + name + "}", number)
    return words


def _shown(number: float) -> str:
    return f"{number:g}".replace(".", ",")


def law_of(code: Code, profile: Profile) -> str:
    """The clause that asks for it of material of this profile."""
    return profile.law if code.law == _PAPER else code.law
