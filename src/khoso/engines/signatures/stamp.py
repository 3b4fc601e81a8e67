"""What is seen of a signature: the agency's name and the time, in plain text at the top right of page 1.

# Luật: TT 05/2025 Đ.8.1.c, Đ.8.2.a (không hiển thị hình ảnh con dấu; vị trí trên cùng, bên phải, trang đầu)
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name
from pyhanko.pdf_utils.writer import BasePdfFileWriter

from khoso.engines.signatures import font as fonts
from khoso.engines.signatures.font import StampFont
from khoso.kernel.clock import vietnam_iso
from khoso.kernel.text_vi import one_space

SIZE = 10.0
_LEADING = 11.5
# The official letterhead starts 20 mm below the edge; two lines at 5 mm stay above it.
_TOP = 14.0
_RIGHT = 22.0
_WIDEST = 260.0
_PADDING = 2.0
_BETWEEN = 8.0


@dataclass(frozen=True)
class Page:
    """A page as it is seen: its visible box in its own coordinates, its turning, and points per unit."""

    box: tuple[float, float, float, float]
    rotate: int
    unit: float = 1.0

    @property
    def seen_width(self) -> float:
        """How wide the page looks, in points."""
        x0, y0, x1, y1 = self.box
        return (y1 - y0 if self.rotate in (90, 270) else x1 - x0) * self.unit


@dataclass(frozen=True)
class Stamp:
    """Lines of text with their font, and the size of the box around them in points."""

    lines: tuple[str, ...]
    font: StampFont
    width: float
    height: float


def compose(agency: str, at: datetime, page: Page, *, places: int = 1) -> Stamp:
    """The stamp for `agency` at `at`, broken into lines that fit the page, beside others where there are more `places`.

    Raises EngineMissing, UsageError.
    """
    name, when = one_space(agency), vietnam_iso(at, milliseconds=False)
    font = fonts.load(name)
    room = max(min(_WIDEST, (page.seen_width - 2 * _RIGHT) / places - (_BETWEEN if places > 1 else 0)), SIZE * 2)
    lines = (*_break(name, font, room), *_break(when, font, room))
    width = max(font.width(line, SIZE) for line in lines) + 2 * _PADDING
    return Stamp(lines, font, round(width, 2), round(len(lines) * _LEADING + 2 * _PADDING, 2))


def _break(text: str, font: StampFont, room: float) -> list[str]:
    lines: list[str] = []
    for word in text.split(" "):
        if lines and font.width(f"{lines[-1]} {word}", SIZE) <= room:
            lines[-1] += f" {word}"
            continue
        while len(word) > 1 and font.width(word, SIZE) > room:
            fits = next(n for n in range(len(word), 0, -1) if n == 1 or font.width(word[:n], SIZE) <= room)
            lines.append(word[:fits])
            word = word[fits:]
        lines.append(word)
    return lines


def page_of(page: generic.DictionaryObject) -> Page:
    """The visible box, turning and unit of a page, with what it inherits. Raises KeyError or ValueError when broken."""
    media = _box(_inherited(page, "/MediaBox"))
    crop = _inherited(page, "/CropBox")
    if crop is not None:
        c = _box(crop)
        cut = (max(media[0], c[0]), max(media[1], c[1]), min(media[2], c[2]), min(media[3], c[3]))
        # A crop box beside the media box shows nothing; viewers then show the whole page.
        media = cut if cut[0] < cut[2] and cut[1] < cut[3] else media
    rotate = int(_inherited(page, "/Rotate") or 0) % 360
    unit = float(page["/UserUnit"]) if "/UserUnit" in page else 1.0
    return Page(media, rotate if rotate % 90 == 0 else 0, unit if unit > 0 else 1.0)


def _box(value: object) -> tuple[float, float, float, float]:
    if not isinstance(value, list) or len(value) != 4:
        raise ValueError("trang không có kích thước")
    x0, y0, x1, y1 = (float(n.get_object() if isinstance(n, generic.IndirectObject) else n) for n in value)
    return min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)


def _inherited(page: generic.DictionaryObject, key: str) -> Any:
    node: generic.DictionaryObject | None = page
    for _ in range(64):
        if node is None:
            return None
        if key in node:
            return node[key]
        # Only [] follows a reference here; get does not.
        node = node["/Parent"] if "/Parent" in node else None  # noqa: SIM401
    return None


def place(
    stamp: Stamp, page: Page, *, aside: int = 0, places: int = 1
) -> tuple[tuple[float, float, float, float], tuple[int, int, int, int]]:
    """The rectangle in the page's own coordinates and the turn (a b c d) that makes the text upright as seen.

    `aside`: so many of `places` equal places are left free to its right.
    """
    x0, y0, x1, y1 = page.box
    w, h = stamp.width / page.unit, stamp.height / page.unit
    shift = aside * (page.seen_width - 2 * _RIGHT) / places
    top, right = _TOP / page.unit, (_RIGHT + shift) / page.unit
    if page.rotate == 90:
        rect, turn = (x0 + top, y1 - right - w, x0 + top + h, y1 - right), (0, 1, -1, 0)
    elif page.rotate == 180:
        rect, turn = (x0 + right, y0 + top, x0 + right + w, y0 + top + h), (-1, 0, 0, -1)
    elif page.rotate == 270:
        rect, turn = (x1 - top - h, y0 + right, x1 - top, y0 + right + w), (0, -1, 1, 0)
    else:
        rect, turn = (x1 - right - w, y1 - top - h, x1 - right, y1 - top), (1, 0, 0, 1)
    return _inside(rect, page.box), turn


def _inside(
    rect: tuple[float, float, float, float], box: tuple[float, float, float, float]
) -> tuple[float, float, float, float]:
    """`rect` moved, not shrunk, so that it does not leave `box` where that is possible."""
    dx = max(box[0] - rect[0], 0) or min(box[2] - rect[2], 0)
    dy = max(box[1] - rect[1], 0) or min(box[3] - rect[3], 0)
    return (round(rect[0] + dx, 2), round(rect[1] + dy, 2), round(rect[2] + dx, 2), round(rect[3] + dy, 2))


def draw(writer: BasePdfFileWriter, stamp: Stamp, turn: tuple[int, int, int, int]) -> generic.IndirectObject:
    """The stamp as a form XObject with its font embedded, so that a PDF/A file stays one."""
    first = stamp.height - _PADDING - stamp.font.ascent * SIZE / 1000 * 0.95
    commands = [b"q BT 0 g /F1 %g Tf %g TL %g %g Td" % (SIZE, _LEADING, _PADDING, round(first, 2))]
    commands += [stamp.font.encode(line) + b" Tj T*" for line in stamp.lines]
    commands.append(b"ET Q")
    form = generic.StreamObject(
        {
            pdf_name("/Type"): pdf_name("/XObject"),
            pdf_name("/Subtype"): pdf_name("/Form"),
            pdf_name("/BBox"): _numbers(0, 0, stamp.width, stamp.height),
            pdf_name("/Matrix"): _numbers(*turn, 0, 0),
            pdf_name("/Resources"): generic.DictionaryObject(
                {pdf_name("/Font"): generic.DictionaryObject({pdf_name("/F1"): _font(writer, stamp.font)})}
            ),
        },
        stream_data=b"\n".join(commands),
    )
    return writer.add_object(form)


def _numbers(*values: float) -> generic.ArrayObject:
    return generic.ArrayObject(
        generic.NumberObject(v) if float(v).is_integer() else generic.FloatObject(round(v, 3)) for v in values
    )


def _font(writer: BasePdfFileWriter, font: StampFont) -> generic.IndirectObject:
    program = generic.StreamObject({pdf_name("/Subtype"): pdf_name("/CIDFontType0C")}, stream_data=font.program)
    program.compress()
    descriptor = generic.DictionaryObject(
        {
            pdf_name("/Type"): pdf_name("/FontDescriptor"),
            pdf_name("/FontName"): pdf_name("/" + font.name),
            pdf_name("/Flags"): generic.NumberObject(4),
            pdf_name("/FontBBox"): _numbers(*font.bounds),
            pdf_name("/ItalicAngle"): generic.NumberObject(0),
            pdf_name("/Ascent"): _numbers(font.ascent)[0],
            pdf_name("/Descent"): _numbers(font.descent)[0],
            pdf_name("/CapHeight"): _numbers(font.cap_height)[0],
            pdf_name("/StemV"): generic.NumberObject(80),
            pdf_name("/FontFile3"): writer.add_object(program),
        }
    )
    widths = generic.ArrayObject()
    for number, width in sorted(font.glyphs.values()):
        widths += [generic.NumberObject(number), _numbers(width)]
    cid = generic.DictionaryObject(
        {
            pdf_name("/Type"): pdf_name("/Font"),
            pdf_name("/Subtype"): pdf_name("/CIDFontType0"),
            pdf_name("/BaseFont"): pdf_name("/" + font.name),
            pdf_name("/CIDSystemInfo"): generic.DictionaryObject(
                {
                    pdf_name("/Registry"): generic.pdf_string("Adobe"),
                    pdf_name("/Ordering"): generic.pdf_string("Identity"),
                    pdf_name("/Supplement"): generic.NumberObject(0),
                }
            ),
            pdf_name("/FontDescriptor"): writer.add_object(descriptor),
            pdf_name("/DW"): generic.NumberObject(1000),
            pdf_name("/W"): widths,
        }
    )
    unicode_map = generic.StreamObject(stream_data=_to_unicode(font))
    unicode_map.compress()
    whole = generic.DictionaryObject(
        {
            pdf_name("/Type"): pdf_name("/Font"),
            pdf_name("/Subtype"): pdf_name("/Type0"),
            pdf_name("/BaseFont"): pdf_name(f"/{font.name}-Identity-H"),
            pdf_name("/Encoding"): pdf_name("/Identity-H"),
            pdf_name("/DescendantFonts"): generic.ArrayObject([writer.add_object(cid)]),
            pdf_name("/ToUnicode"): writer.add_object(unicode_map),
        }
    )
    return writer.add_object(whole)


def _to_unicode(font: StampFont) -> bytes:
    """The map that lets a reader copy and search the stamp's text; at most 100 letters a block, as the format wants."""
    pairs = sorted((number, letter) for letter, (number, _) in font.glyphs.items())
    lines = [
        "/CIDInit /ProcSet findresource begin",
        "12 dict begin begincmap",
        "/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def",
        "/CMapName /Adobe-Identity-UCS def /CMapType 2 def",
        "1 begincodespacerange <0000> <FFFF> endcodespacerange",
    ]
    for start in range(0, len(pairs), 100):
        block = pairs[start : start + 100]
        lines.append(f"{len(block)} beginbfchar")
        lines += [f"<{number:04X}> <{letter.encode('utf-16-be').hex().upper()}>" for number, letter in block]
        lines.append("endbfchar")
    lines.append("endcmap CMapName currentdict /CMap defineresource pop end end")
    return "\n".join(lines).encode("ascii")
