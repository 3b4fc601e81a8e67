"""Files made to break readers: damaged copies of good ones, and ones built by hand. The same seed, the same files."""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Callable, Iterator
from random import Random

from PIL import Image, ImageDraw

Bytes = bytes


def _picture(width: int = 420, height: int = 594, mode: str = "L") -> Image.Image:
    image = Image.new(mode, (width, height), "white")
    pen = ImageDraw.Draw(image)
    for row in range(12):
        pen.text((30, 30 + row * 40), f"So {row}/BC-UBND ngay 12 thang 3 nam 2019", fill="black")
    return image


def _saved(kind: str, mode: str = "L", **options: object) -> Bytes:
    out = io.BytesIO()
    _picture(mode=mode).save(out, kind, **options)
    return out.getvalue()


def good() -> dict[str, Bytes]:
    """A small good file of each kind that is taken in."""
    two = io.BytesIO()
    _picture().save(two, "TIFF", save_all=True, append_images=[_picture()])
    return {
        "scan.pdf": _saved("PDF", "RGB"),
        "text.pdf": pdf(content=b"BT /F1 12 Tf 50 700 Td (So 12/BC-UBND ngay 3 thang 4 nam 2019) Tj ET"),
        "page.jpg": _saved("JPEG", "RGB"),
        "page.png": _saved("PNG"),
        "page.tif": two.getvalue(),
        "fax.tif": _saved("TIFF", "1", compression="group4"),
        "page.jp2": _saved("JPEG2000"),
        "page.bmp": _saved("BMP"),
    }


def pdf(
    content: bytes = b"",
    box: str = "[0 0 595 842]",
    kids: str = "[3 0 R]",
    count: str = "1",
    page: str = "",
    extra: tuple[bytes, ...] = (),
) -> Bytes:
    """A PDF of one page written by hand, so that any part of it can be wrong. `extra` are objects from number 6 on."""
    font = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"
    bodies = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids {kids} /Count {count} >>".encode(),
        f"<< /Type /Page /Parent 2 0 R /MediaBox {box} /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> "
        f"/XObject << /X1 6 0 R >> >> {page} >>".encode(),
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content),
        font,
        *extra,
    ]
    out = bytearray(b"%PDF-1.7\n")
    places = []
    for number, body in enumerate(bodies, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(bodies) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(bodies) + 1, start)
    return bytes(out)


def _image_object(width: int, height: int, data: bytes, filters: str, bits: int = 8) -> bytes:
    head = f"<< /Type /XObject /Subtype /Image /Width {width} /Height {height} /ColorSpace /DeviceGray "
    tail = f"/BitsPerComponent {bits} /Filter {filters} /Length {len(data)} >>\nstream\n"
    return (head + tail).encode() + data + b"\nendstream"


def _png(width: int, height: int, data: bytes) -> Bytes:
    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", data) + chunk(b"IEND", b"")


def _tiff_loop() -> Bytes:
    """A TIFF whose directory names itself as the next one."""
    entries = [(256, 3, 1, 8), (257, 3, 1, 8), (258, 3, 1, 8), (259, 3, 1, 1), (262, 3, 1, 1), (273, 4, 1, 200)]
    entries += [(278, 3, 1, 8), (279, 4, 1, 64)]
    body = struct.pack("<H", len(entries)) + b"".join(struct.pack("<HHII", *entry) for entry in entries)
    return b"II*\x00" + struct.pack("<I", 8) + body + struct.pack("<I", 8) + bytes(400)


def built() -> dict[str, Bytes]:
    """Files no program writes: loops, bombs, sizes that cannot be, odd names and strings."""
    bomb = zlib.compress(bytes(200_000_000), 9)
    draw = b"q 595 0 0 842 0 0 cm /X1 Do Q"
    form = (
        b"<< /Type /XObject /Subtype /Form /BBox [0 0 595 842] /Resources << /XObject << /X1 6 0 R >> >> /Length 6 >>"
    )
    return {
        "empty": b"",
        "only-head.pdf": b"%PDF-1.7\n",
        "kids-loop.pdf": pdf(kids="[2 0 R 3 0 R]", count="2"),
        "kids-of-page.pdf": pdf(kids="[1 0 R 3 0 R 4 0 R]", count="3"),
        "count-huge.pdf": pdf(count="2147483647"),
        "count-negative.pdf": pdf(count="-5"),
        "same-page-5000.pdf": pdf(kids="[" + "3 0 R " * 5000 + "]", count="5000"),
        "box-huge.pdf": pdf(box="[0 0 9999999 9999999]"),
        "box-empty.pdf": pdf(box="[0 0 0 0]"),
        "box-turned.pdf": pdf(box="[595 842 0 0]"),
        "box-nonsense.pdf": pdf(box="[(a) /b null 1e300]"),
        "unit-huge.pdf": pdf(page="/UserUnit 100000"),
        "rotate-odd.pdf": pdf(page="/Rotate 37"),
        "form-in-itself.pdf": pdf(content=b"/X1 Do", extra=(form + b"\nstream\n/X1 Do\nendstream",)),
        "image-bomb.pdf": pdf(content=draw, extra=(_image_object(14000, 14000, bomb, "/FlateDecode"),)),
        "image-short.pdf": pdf(content=draw, extra=(_image_object(4000, 4000, zlib.compress(b"a"), "/FlateDecode"),)),
        "image-twice-packed.pdf": pdf(
            content=draw, extra=(_image_object(2000, 2000, zlib.compress(bomb), "[/FlateDecode /FlateDecode]"),)
        ),
        "jbig2-nonsense.pdf": pdf(content=draw, extra=(_image_object(900, 900, bytes(64), "/JBIG2Decode", 1),)),
        "jpx-nonsense.pdf": pdf(content=draw, extra=(_image_object(900, 900, bytes(64), "/JPXDecode"),)),
        "string-huge.pdf": pdf(content=b"BT /F1 12 Tf (" + b"A" * 3_000_000 + b") Tj ET"),
        "deep.pdf": pdf(page="/Deep " + "[" * 20000 + "]" * 20000),
        "graphics-deep.pdf": pdf(content=b"q " * 200_000),
        "encodings.pdf": pdf(content=b"BT /F1 12 Tf <FEFFD83DDE00D800> Tj <" + b"FF" * 5000 + b"> Tj ET"),
        "name-odd.pdf": pdf(page="/A#00#FF#zz 1 /Lang (\\377\\376\\000)"),
        "png-bomb.png": _png(60000, 60000, bomb[:100_000]),
        "png-zero.png": _png(0, 0, b""),
        "png-thin.png": _png(100_000, 1, zlib.compress(bytes(100_001))),
        "tiff-loop.tif": _tiff_loop(),
        "tiff-nowhere.tif": b"II*\x00" + struct.pack("<I", 0xFFFFFFF0),
        "bmp-huge.bmp": b"BM"
        + struct.pack("<IHHI", 54, 0, 0, 54)
        + struct.pack("<IiiHHIIiiII", 40, 2**30, 2**30, 1, 24, *[0] * 6),
        "gif.gif": b"GIF89a" + struct.pack("<HH", 65535, 65535) + bytes(40),
        "text.txt": "Không phải trang quét".encode(),
    }  # fmt: skip


def _cut(data: bytearray, dice: Random) -> bytearray:
    return data[: dice.randrange(1, len(data))]


def _flip(data: bytearray, dice: Random) -> bytearray:
    for _ in range(dice.choice((1, 4, 64, 512))):
        data[dice.randrange(len(data))] ^= 1 << dice.randrange(8)
    return data


def _blank(data: bytearray, dice: Random) -> bytearray:
    at, many = dice.randrange(len(data)), dice.randrange(1, 2000)
    data[at : at + many] = bytes([dice.choice((0, 255))]) * len(data[at : at + many])
    return data


def _double(data: bytearray, dice: Random) -> bytearray:
    at, many = dice.randrange(len(data)), dice.randrange(1, 4000)
    return data[:at] + data[at : at + many] * dice.randrange(2, 6) + data[at + many :]


def _numbers(data: bytearray, dice: Random) -> bytearray:
    """Numbers that tell sizes become others: zero, negative, as large as can be."""
    digits = [at for at, byte in enumerate(data[:200_000]) if 48 <= byte <= 57]
    for at in dice.sample(digits, k=min(len(digits), dice.choice((1, 3, 12)))):
        data[at : at + 1] = dice.choice((b"0", b"-1", b"9", b"99999999999", b"2147483648", b"1e9"))
    return data


def _field(data: bytearray, dice: Random) -> bytearray:
    """Four bytes of the head become a number at the edge."""
    at = dice.randrange(min(len(data) - 4, 600))
    data[at : at + 4] = struct.pack(dice.choice("<>") + "I", dice.choice((0, 1, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFF)))
    return data


MUTATIONS: tuple[Callable[[bytearray, Random], bytearray], ...] = (_cut, _flip, _blank, _double, _numbers, _field)


def damaged(count: int, seed: int) -> Iterator[tuple[str, Bytes]]:
    """`count` damaged copies of each good file, one to three damages each."""
    for name, data in good().items():
        for order in range(count):
            dice = Random(f"{seed}/{name}/{order}")
            chosen = [dice.choice(MUTATIONS) for _ in range(dice.choice((1, 1, 2, 3)))]
            made = bytearray(data)
            for mutate in chosen:
                made = mutate(made, dice) if len(made) > 8 else made
            told = "+".join(mutate.__name__.strip("_") for mutate in chosen)
            yield f"{order:03d}-{told}-{name}", bytes(made)


def pixels(seed: int) -> Iterator[tuple[str, Image.Image]]:
    """Pages that are hard on an engine of letters: noise, boards, rules, thin strips, all black."""
    dice = Random(seed)
    yield "noise", Image.frombytes("L", (900, 900), dice.randbytes(810_000))
    yield "specks", Image.frombytes("L", (1200, 1200), bytes(255 * (dice.random() > 0.03) for _ in range(1_440_000)))
    board = Image.new("L", (800, 800), 255)
    pen = ImageDraw.Draw(board)
    for x in range(0, 800, 4):
        pen.line((x, 0, x, 800), fill=0)
        pen.line((0, x, 800, x), fill=0)
    yield "board", board
    yield "black", Image.new("L", (1000, 1400), 0)
    yield "thin", Image.new("L", (20_000, 2), 255)
    yield "dot", Image.new("L", (1, 1), 0)
    crowd = Image.new("L", (1654, 2339), 255)
    pen = ImageDraw.Draw(crowd)
    for y in range(0, 2339, 9):
        pen.text((0, y), "".join(dice.choice("|lI1.,;:'`") for _ in range(270)), fill=0)
    yield "crowd", crowd
