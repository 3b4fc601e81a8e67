"""Page images for a viewer: a pyramid made once, and the pieces of it that IIIF Image API 3.0 (level 2) asks for.

Nothing is shared between calls, so any number of threads of a web process may cut pieces at once.
"""

from __future__ import annotations

import math
import re
import uuid
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyvips

from khoso.kernel.errors import KhosoError

TILE = 256
QUALITY = 80
# A pyramid is made from at most this much; a longer page is a map that was scanned in parts, or an attack.
MAX_SOURCE_PIXELS = 600_000_000
# The most one answer may hold: an A3 page at 400 dpi; a larger sheet is read tile by tile.
MAX_AREA = 32_000_000

MEDIA_TYPES = {"jpg": "image/jpeg", "png": "image/png"}
QUALITIES = ("default", "color", "gray", "bitonal")

_WHOLE = r"\d{1,9}"
_DECIMAL = r"\d{1,9}(?:\.\d{1,10})?"
_REGION_PIXELS = re.compile(rf"({_WHOLE}),({_WHOLE}),({_WHOLE}),({_WHOLE})", re.ASCII)
_REGION_PERCENT = re.compile(rf"pct:({_DECIMAL}),({_DECIMAL}),({_DECIMAL}),({_DECIMAL})", re.ASCII)
_SIZE_PIXELS = re.compile(rf"(!?)({_WHOLE})?,({_WHOLE})?", re.ASCII)
_SIZE_PERCENT = re.compile(rf"pct:({_DECIMAL})", re.ASCII)
_ROTATION = re.compile(r"(!?)(0|90|180|270|360)(?:\.0+)?", re.ASCII)


class BadImageRequest(KhosoError):
    """A piece was asked for in a way IIIF does not know or this server does not give: HTTP 400."""

    code = "page_image.bad_request"


class ImageUnreadable(KhosoError):
    """The image cannot be decoded, or is too large to be a page."""

    code = "page_image.unreadable"


@dataclass(frozen=True, slots=True)
class Rectangle:
    """A part of the full image, in its pixels."""

    x: int
    y: int
    width: int
    height: int


def make_pyramid(image: np.ndarray | Path, out: Path) -> tuple[int, int]:
    """Write the pyramid (tiled JPEG in TIFF, 256 pixels, quality 80) to `out`; the width and height of the page.

    `image` is uint8, rows × columns × 3 (RGB) or rows × columns (grey), or the path of an image file, whose first
    page is taken the way its orientation tag says. `out` appears whole or not at all. Raises ImageUnreadable.
    """
    name = image.name if isinstance(image, Path) else out.name
    # A name of its own: two workers may make the same page at once.
    partial = out.with_name(f".{out.name}.{uuid.uuid4().hex}.tif")
    try:
        page = _as_page(image, name)
        page.tiffsave(
            str(partial),
            tile=True,
            pyramid=True,
            compression="jpeg",
            Q=QUALITY,
            tile_width=TILE,
            tile_height=TILE,
            keep="icc",
        )
        partial.replace(out)
    except pyvips.Error as error:
        raise ImageUnreadable(
            f"Không tạo được ảnh xem trang từ «{name}»: kiểm tra ảnh nguồn và chỗ trống đĩa."
        ) from error
    finally:
        partial.unlink(missing_ok=True)
    return page.width, page.height


def iiif_info(tiff: Path, base_url: str) -> dict[str, Any]:
    """The `info.json` of the page: sizes, tiles and limits. `base_url` is the image's address, without a slash."""
    levels = _levels(tiff)
    full = levels[0]
    return {
        "@context": "http://iiif.io/api/image/3/context.json",
        "id": base_url.rstrip("/"),
        "type": "ImageService3",
        "protocol": "http://iiif.io/api/image",
        "profile": "level2",
        "width": full.width,
        "height": full.height,
        "maxArea": MAX_AREA,
        "sizes": [{"width": level.width, "height": level.height} for level in reversed(levels)],
        "tiles": [{"width": TILE, "height": TILE, "scaleFactors": [2**number for number in range(len(levels))]}],
        "extraQualities": [quality for quality in QUALITIES if quality != "default"],
        "extraFeatures": ["mirroring"],
    }


def iiif_region(
    tiff: Path, region: str, size: str, rotation: str = "0", quality: str = "default", fmt: str = "jpg"
) -> bytes:
    """The piece of the page that the five parameters of an IIIF address name, encoded as `fmt` (`MEDIA_TYPES`).

    Raises BadImageRequest for parameters outside the grammar, enlargement, or an answer above MAX_AREA pixels.
    """
    if fmt not in MEDIA_TYPES:
        raise BadImageRequest(f"Định dạng «{fmt[:20]}» không có: dùng jpg hoặc png.")
    if quality not in QUALITIES:
        raise BadImageRequest(f"Chất lượng «{quality[:20]}» không có: dùng {', '.join(QUALITIES)}.")
    mirror, degrees = parse_rotation(rotation)
    try:
        full = _open(tiff)
        part = parse_region(region, full.width, full.height)
        width, height = parse_size(size, part.width, part.height)
        piece = _cut(tiff, full, part, width, height)
        if mirror:
            piece = piece.fliphor()
        if degrees:
            piece = piece.rot(f"d{degrees}")
        return _encoded(piece, quality, fmt)
    except pyvips.Error as error:
        raise ImageUnreadable(f"Ảnh xem trang «{tiff.name}» không đọc được: hãy tạo lại từ ảnh gốc.") from error


def parse_region(text: str, width: int, height: int) -> Rectangle:
    """What `full`, `square`, `x,y,w,h` or `pct:x,y,w,h` names of a `width` × `height` image, cut at its edges."""
    if text == "full":
        return Rectangle(0, 0, width, height)
    if text == "square":
        side = min(width, height)
        return Rectangle((width - side) // 2, (height - side) // 2, side, side)
    if found := _REGION_PIXELS.fullmatch(text):
        x, y, w, h = (int(part) for part in found.groups())
    elif found := _REGION_PERCENT.fullmatch(text):
        left, top, wide, high = (float(part) / 100 for part in found.groups())
        x, y = round(left * width), round(top * height)
        w, h = (max(1, round(part * whole)) if part else 0 for part, whole in ((wide, width), (high, height)))
    else:
        raise BadImageRequest(f"Vùng ảnh «{text[:40]}» viết sai: dùng full, square, x,y,w,h hoặc pct:x,y,w,h.")
    w, h = min(w, width - x), min(h, height - y)
    if w <= 0 or h <= 0:
        raise BadImageRequest(
            f"Vùng ảnh «{text[:40]}» nằm ngoài trang {width}×{height} hoặc rỗng: chọn vùng trong trang."
        )
    return Rectangle(x, y, w, h)


def parse_size(text: str, width: int, height: int) -> tuple[int, int]:
    """Width and height of the answer for a region of `width` × `height`: `max`, `w,`, `,h`, `w,h`, `!w,h`, `pct:n`."""
    if text == "max":
        shrink = min(1.0, math.sqrt(MAX_AREA / (width * height)))
        return max(1, math.floor(width * shrink)), max(1, math.floor(height * shrink))
    if found := _SIZE_PERCENT.fullmatch(text):
        share = float(found[1]) / 100
        wanted = (_scaled(width, share), _scaled(height, share)) if share else (0, 0)
    elif (
        (found := _SIZE_PIXELS.fullmatch(text))
        and (found[2] or found[3])
        and not (found[1] and not (found[2] and found[3]))
    ):
        wanted = _pixels(found, width, height)
    else:
        raise BadImageRequest(f"Cỡ ảnh «{text[:40]}» viết sai: dùng max, w,h, w, ,h, !w,h hoặc pct:n.")
    if not all(wanted):
        raise BadImageRequest(f"Cỡ ảnh «{text[:40]}» bằng không: chọn cỡ từ 1 điểm ảnh.")
    if wanted[0] > width or wanted[1] > height:
        raise BadImageRequest(f"Cỡ ảnh «{text[:40]}» lớn hơn vùng {width}×{height}: máy chủ không phóng to, dùng max.")
    if wanted[0] * wanted[1] > MAX_AREA:
        raise BadImageRequest(f"Cỡ ảnh «{text[:40]}» quá {MAX_AREA:,} điểm ảnh: xem theo từng mảnh hoặc dùng max.")
    return wanted


def parse_rotation(text: str) -> tuple[bool, int]:
    """Whether to mirror first, and how many degrees to turn clockwise: a multiple of 90."""
    found = _ROTATION.fullmatch(text)
    if not found:
        raise BadImageRequest(f"Góc xoay «{text[:20]}» không có: dùng 0, 90, 180 hoặc 270.")
    return bool(found[1]), int(found[2]) % 360


def _pixels(found: re.Match[str], width: int, height: int) -> tuple[int, int]:
    wide, high = (int(part) if part else None for part in (found[2], found[3]))
    if found[1] and wide is not None and high is not None:
        if not wide or not high:
            return 0, 0
        share = min(1.0, wide / width, high / height)
        return min(wide, _scaled(width, share)), min(high, _scaled(height, share))
    if high is None:
        return wide or 0, _scaled(height, (wide or 0) / width)
    if wide is None:
        return _scaled(width, high / height), high
    return wide, high


def _scaled(length: int, share: float) -> int:
    return max(1, round(length * share))


def _as_page(image: np.ndarray | Path, name: str) -> pyvips.Image:
    """The source as 8-bit grey or sRGB without transparency."""
    if isinstance(image, Path):
        page = pyvips.Image.new_from_file(str(image), access="sequential", fail_on="error", revalidate=True)
    else:
        page = pyvips.Image.new_from_array(np.ascontiguousarray(image))
    if page.width * page.height > MAX_SOURCE_PIXELS:
        raise ImageUnreadable(f"Ảnh «{name}» quá lớn ({page.width}×{page.height}): chia nhỏ hoặc quét lại.")
    if isinstance(image, Path) and page.get_typeof("orientation") and page.get("orientation") != 1:
        # Turning needs the whole picture; a sequential read does not give it twice.
        page = pyvips.Image.new_from_file(str(image), fail_on="error", revalidate=True).autorot()
    if page.hasalpha():
        page = page.flatten(background=[255])
    grey = page.interpretation in ("b-w", "grey16") or page.bands == 1
    return page.colourspace("b-w" if grey else "srgb").cast("uchar")


def _open(tiff: Path, level: int = 0) -> pyvips.Image:
    # Not from libvips' cache of file names: the page may have been made anew since.
    return pyvips.Image.new_from_file(str(tiff), page=level, revalidate=True)


def _levels(tiff: Path) -> list[pyvips.Image]:
    try:
        full = _open(tiff)
        return [full, *(_open(tiff, level) for level in range(1, full.get("n-pages")))]
    except pyvips.Error as error:
        raise ImageUnreadable(f"Ảnh xem trang «{tiff.name}» không đọc được: hãy tạo lại từ ảnh gốc.") from error


def _cut(tiff: Path, full: pyvips.Image, part: Rectangle, width: int, height: int) -> pyvips.Image:
    """`part` of the page at `width` × `height`, from the smallest level that is large enough."""
    shrink = min(part.width / width, part.height / height)
    # The last tile of a row is a little wider than it should be after rounding up; it still comes from its own level.
    level = min(max(0, math.floor(math.log2(shrink) + 0.02)), full.get("n-pages") - 1)
    source = _open(tiff, level) if level else full
    step = 2**level
    left, top = min(part.x // step, source.width - 1), min(part.y // step, source.height - 1)
    right = min(math.ceil((part.x + part.width) / step), source.width)
    bottom = min(math.ceil((part.y + part.height) / step), source.height)
    piece = source.crop(left, top, max(1, right - left), max(1, bottom - top))
    if (piece.width, piece.height) != (width, height):
        piece = piece.thumbnail_image(width, height=height, size="force")
    return piece


def _encoded(piece: pyvips.Image, quality: str, fmt: str) -> bytes:
    if quality in ("gray", "bitonal"):
        piece = piece.colourspace("b-w")
    if quality == "bitonal":
        piece = (piece > 127).ifthenelse(255, 0).cast("uchar")
    if fmt == "png":
        return bytes(piece.pngsave_buffer(compression=6, keep="none"))
    return bytes(piece.jpegsave_buffer(Q=QUALITY, keep="none"))
