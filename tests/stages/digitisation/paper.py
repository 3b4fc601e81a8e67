"""Clean synthetic pages and what can go wrong with them. Nothing here comes from a real document."""

from __future__ import annotations

import io
import math
import random
from pathlib import Path

import numpy as np
import pikepdf
from PIL import Image, ImageDraw, ImageFilter, ImageFont

DPI = 200
A4 = (1654, 2339)
_FONTS = (
    "/usr/share/fonts/truetype/dejavu/DejaVuSerif.ttf",
    "/usr/share/fonts/truetype/liberation/LiberationSerif-Regular.ttf",
    "/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf",
)
_SENTENCES = (
    "căn cứ luật tổ chức chính quyền địa phương nghị định của chính phủ quy định về công tác văn thư theo đề nghị "
    "giám đốc sở nội vụ tại tờ trình ủy ban nhân dân thành phố yêu cầu các cơ quan đơn vị rà soát hồ sơ tài liệu "
    "giấy đang bảo quản lập kế hoạch số hóa trình phê duyệt trước ngày báo cáo kết quả thực hiện định kỳ bảo đảm "
    "an toàn thông tin trong quá trình vận chuyển khai thác sử dụng tài liệu lưu trữ lịch sử phòng kho giá hộp cặp"
)
_WORDS = _SENTENCES.split()


def font(size: int) -> ImageFont.FreeTypeFont:
    path = next(path for path in _FONTS if Path(path).is_file())
    return ImageFont.truetype(path, size)


def text_page(
    seed: int = 1, dpi: int = DPI, lines: int = 34, number: int | None = None, paper: int = 247, ink: int = 35
) -> Image.Image:
    """An A4 page of Vietnamese sentences with a little scanner noise."""
    rng = random.Random(seed)
    k = dpi / 200
    image = Image.new("RGB", (round(A4[0] * k), round(A4[1] * k)), (paper, paper, paper - 4))
    draw = ImageDraw.Draw(image)
    face = font(round(29 * k))
    y = 260 * k
    for line in range(lines):
        words = []
        wanted = 800 if line % 7 == 6 else 1180
        while not words or draw.textlength(" ".join(words), face) < wanted * k:
            words.append(rng.choice(_WORDS))
        text = " ".join(words)
        draw.text((230 * k, y), text[0].upper() + text[1:], font=face, fill=(ink, ink, ink + 5))
        y += 53 * k
    if number is not None:
        draw.text((image.width / 2, 120 * k), str(number), font=face, fill=(ink, ink, ink), anchor="mm")
    return noisy(image, seed)


def noisy(image: Image.Image, seed: int = 1, spread: float = 2.0) -> Image.Image:
    pixels = np.asarray(image).astype(np.int16)
    strip = np.random.default_rng(seed).normal(0, spread, (256, pixels.shape[1])).round().astype(np.int16)
    noise = np.resize(strip, pixels.shape[:2])
    return Image.fromarray(np.clip(pixels + noise[:, :, None], 0, 255).astype(np.uint8))


def seal(image: Image.Image, at: tuple[int, int] = (1250, 2000), radius: int = 135) -> Image.Image:
    """A round red seal with a star and a signature across it, as every good page has."""
    draw = ImageDraw.Draw(image)
    x, y = at
    red = (205, 40, 50)
    draw.ellipse((x - radius, y - radius, x + radius, y + radius), outline=red, width=7)
    draw.ellipse((x - radius + 45, y - radius + 45, x + radius - 45, y + radius - 45), outline=red, width=4)
    points = [
        (
            x + (32 if i % 2 == 0 else 13) * math.sin(i * math.pi / 5),
            y - (32 if i % 2 == 0 else 13) * math.cos(i * math.pi / 5),
        )
        for i in range(10)
    ]
    draw.polygon(points, fill=red)
    draw.text((x, y + 62), "ỦY BAN", font=font(24), fill=red, anchor="mm")
    draw.line([(x - 30 + 12 * i, y + 50 * math.sin(i)) for i in range(25)], fill=(30, 40, 120), width=4)
    return image


def stamp(
    image: Image.Image, text: str, at: tuple[int, int], colour: tuple[int, int, int], size: int = 34
) -> Image.Image:
    """Words in a frame, as stamps for urgency and secrecy are."""
    draw = ImageDraw.Draw(image)
    face = font(size)
    width = draw.textlength(text, face)
    x, y = at
    draw.rectangle((x - 22, y - size * 0.5, x + width + 22, y + size * 1.6), outline=colour, width=4)
    draw.text((x, y), text, font=face, fill=colour)
    return image


def rotated(image: Image.Image, degrees: float) -> Image.Image:
    return image.rotate(degrees, Image.Resampling.BICUBIC, fillcolor=(247, 247, 243))


def blurred(image: Image.Image, radius: float) -> Image.Image:
    return image.filter(ImageFilter.GaussianBlur(radius))


def faded(image: Image.Image) -> Image.Image:
    """Grey writing on grey paper."""
    pixels = np.asarray(image).astype(np.float32)
    return Image.fromarray((205 + (pixels - 247) * 0.2).clip(0, 255).astype(np.uint8))


def dark_edged(image: Image.Image, side: str = "left", width: int = 40) -> Image.Image:
    x = 0 if side == "left" else image.width - width
    ImageDraw.Draw(image).rectangle((x, 0, x + width, image.height), fill=(25, 22, 20))
    return image


def cut(image: Image.Image, left: int = 300) -> Image.Image:
    """The page moved under the glass, so that its text runs into the edge."""
    moved = Image.new("RGB", image.size, (247, 247, 243))
    moved.paste(image, (-left, 0))
    return moved


def streaked(image: Image.Image, x: int = 900) -> Image.Image:
    pixels = np.asarray(image).astype(np.int16)
    pixels[:, x : x + 3] -= 60
    return Image.fromarray(pixels.clip(0, 255).astype(np.uint8))


def fingered(image: Image.Image) -> Image.Image:
    """A thumb that holds the page down at its right edge."""
    ImageDraw.Draw(image).ellipse((image.width - 160, 1100, image.width + 160, 1330), fill=(205, 150, 120))
    return image


def noted(image: Image.Image) -> Image.Image:
    """A yellow sticky note over the text."""
    ImageDraw.Draw(image).rectangle((700, 1200, 1120, 1600), fill=(245, 225, 90))
    return image


def shown_through(front: Image.Image, back: Image.Image) -> Image.Image:
    """The back of the sheet, mirrored and faint, under the front."""
    mirrored = np.asarray(back.transpose(Image.Transpose.FLIP_LEFT_RIGHT).convert("L")).astype(np.float32)
    soft = np.asarray(Image.fromarray(mirrored.astype(np.uint8)).filter(ImageFilter.GaussianBlur(1.2))).astype(
        np.float32
    )
    shade = np.roll(1 - (247 - soft).clip(0) / 247 * 0.22, 26, axis=0)
    return Image.fromarray((np.asarray(front) * shade[:, :, None]).clip(0, 255).astype(np.uint8))


def save_tiff(pages: list[Image.Image], path: Path, dpi: int = DPI) -> Path:
    pages[0].save(path, save_all=True, append_images=pages[1:], dpi=(dpi, dpi), compression="tiff_lzw")
    return path


def save_jpeg(page: Image.Image, path: Path, dpi: int = DPI) -> Path:
    page.save(path, quality=88, dpi=(dpi, dpi))
    return path


def save_pdf(pages: list[Image.Image], path: Path, dpi: int = DPI, pdfa: str | None = "2b", text: bool = True) -> Path:
    """A PDF of JPEG pages, by default with an invisible text layer and a PDF/A claim."""
    pdf = pikepdf.new()
    for page in pages:
        data = io.BytesIO()
        page.save(data, "JPEG", quality=88)
        image = pikepdf.Stream(pdf, data.getvalue())
        grey = page.mode == "L"
        image.update(
            pikepdf.Dictionary(
                Type=pikepdf.Name.XObject,
                Subtype=pikepdf.Name.Image,
                Width=page.width,
                Height=page.height,
                BitsPerComponent=8,
                ColorSpace=pikepdf.Name.DeviceGray if grey else pikepdf.Name.DeviceRGB,
                Filter=pikepdf.Name.DCTDecode,
            )
        )
        width, height = page.width * 72 / dpi, page.height * 72 / dpi
        drawing = f"q {width} 0 0 {height} 0 0 cm /Im Do Q"
        if text:
            drawing += " BT /F 10 Tf 3 Tr 50 50 Td (" + "van ban so hoa hai lop " * 8 + ") Tj ET"
        plain = pikepdf.Dictionary(Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica)
        pdf.pages.append(
            pikepdf.Page(
                pdf.make_indirect(
                    pikepdf.Dictionary(
                        Type=pikepdf.Name.Page,
                        MediaBox=[0, 0, width, height],
                        Contents=pikepdf.Stream(pdf, drawing.encode()),
                        Resources=pikepdf.Dictionary(
                            XObject=pikepdf.Dictionary(Im=pdf.make_indirect(image)),
                            Font=pikepdf.Dictionary(F=pdf.make_indirect(plain)),
                        ),
                    )
                )
            )
        )
    if pdfa:
        with pdf.open_metadata() as metadata:
            metadata["pdfaid:part"] = pdfa[0]
            metadata["pdfaid:conformance"] = pdfa[1:].upper()
    pdf.save(path)
    return path
