"""Pages drawn for the tests: an administrative document of an office that does not exist, with fonts of the machine."""

from __future__ import annotations

import subprocess
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

import pytest
from PIL import Image, ImageDraw, ImageFont

DPI = 200
WIDTH, HEIGHT = 1654, 2339
FAMILIES = ("TeX Gyre Termes", "Liberation Serif", "Tinos", "DejaVu Serif")


@lru_cache(maxsize=8)
def font_file(bold: bool = False) -> str:
    """A font with every Vietnamese letter; skips the test when the machine has none."""
    for family in FAMILIES:
        style = "Bold" if bold else "Regular"
        try:
            told = subprocess.run(
                ["fc-match", f"{family}:style={style}:lang=vi", "family", "file"],
                capture_output=True,
                text=True,
                check=True,
            ).stdout
        except (OSError, subprocess.CalledProcessError):
            break
        if family.split()[0] in told:
            return told.split("file=")[-1].strip()
    for path in sorted(Path("/usr/share/fonts").rglob("DejaVuSerif*.ttf")):
        if ("Bold" in path.name) == bold:
            return str(path)
    pytest.skip("máy không có phông chữ đủ tiếng Việt")


def font(size: float, bold: bool = False) -> ImageFont.FreeTypeFont:
    """A font of `size` points on a page of `DPI`."""
    return ImageFont.truetype(font_file(bold), round(size * DPI / 72))


@dataclass
class Letter:
    """What the drawn document says."""

    superior: str = "UBND TỈNH ĐỒNG NAI"
    issuer: str = "SỞ NỘI VỤ"
    number: str = "105/SNV-VTLT"
    dated: str = "Đồng Nai, ngày 15 tháng 3 năm 2019"
    kind: str = ""
    subject: tuple[str, ...] = ("V/v tăng cường bảo quản tài liệu", "lưu trữ mùa mưa bão")
    urgency: str = ""
    secrecy: str = ""
    body: tuple[str, ...] = (
        "Thực hiện kế hoạch công tác năm, Sở Nội vụ đề nghị các cơ quan, đơn vị",
        "kiểm tra kho lưu trữ, bố trí người trực và báo cáo kết quả trước ngày",
        "30 tháng 4 năm 2019 để tổng hợp, theo dõi và hướng dẫn thực hiện./.",
    )
    post: str = "KT. GIÁM ĐỐC"
    deputy: str = "PHÓ GIÁM ĐỐC"
    signer: str = "Trần Thị Bình Minh"
    extra: list[str] = field(default_factory=list)


def draw(letter: Letter) -> Image.Image:
    """The document on one A4 page at 200 dpi, laid out as Nghị định 30/2020 Phụ lục I wants."""
    page = Image.new("L", (WIDTH, HEIGHT), 255)
    pen = ImageDraw.Draw(page)

    def middle(x: float, y: float, text: str, size: float = 13, bold: bool = False) -> None:
        pen.text((x, y), text, font=font(size, bold), fill=0, anchor="ma")

    left, right, centre = 460, 1170, 845
    middle(left, 160, letter.superior, 11)
    middle(left, 205, letter.issuer, 11.5, bold=True)
    middle(right, 160, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", 11, bold=True)
    middle(right, 205, "Độc lập - Tự do - Hạnh phúc", 12, bold=True)
    middle(left, 275, f"Số: {letter.number}", 12.5)
    middle(right, 275, letter.dated, 12.5)
    y = 330
    if letter.kind:
        y = 400
        middle(centre, y, letter.kind, 14, bold=True)
        for line in letter.subject:
            y += 48
            middle(centre, y, line, 13.5, bold=True)
    else:
        for line in letter.subject:
            middle(left, y, line, 11.5)
            y += 40
    if letter.urgency:
        middle(left, y + 40, letter.urgency, 13, bold=True)
    if letter.secrecy:
        middle(left, y + 100, letter.secrecy, 13, bold=True)
    y = max(y + 160, 560)
    if not letter.kind:
        middle(centre, y, "Kính gửi: Các cơ quan, đơn vị trực thuộc", 13)
        y += 80
    for line in (*letter.body, *letter.extra):
        pen.text((300, y), line, font=font(13), fill=0)
        y += 55
    y += 60
    pen.text((250, y), "Nơi nhận:", font=font(11, True), fill=0)
    pen.text((250, y + 45), "- Như trên;", font=font(10.5), fill=0)
    pen.text((250, y + 85), "- Lưu: VT.", font=font(10.5), fill=0)
    middle(right, y, letter.post, 12.5, bold=True)
    middle(right, y + 50, letter.deputy, 12.5, bold=True)
    middle(right, y + 300, letter.signer, 13, bold=True)
    return page


def save_pdf(pages: list[Image.Image], path: Path, quality: int = 85) -> Path:
    """A PDF of JPEG images, one a page, as a scanner writes it."""
    pages[0].save(path, "PDF", resolution=DPI, save_all=True, append_images=pages[1:], quality=quality)
    return path
