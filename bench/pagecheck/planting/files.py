"""Defects of whole files: damage, encryption, active content, resolution, doubles, order, a page that is not there."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from random import Random
from typing import Literal

import cv2
import numpy as np
import pikepdf
from PIL import Image, ImageDraw, ImageFont

from bench.pagecheck.pictures import Picture, scanned, turned
from bench.pagecheck.planting.kinds import FileKind

_ENDINGS = (".pdf", ".jpg", ".tif", ".png")
_STORED = ("lzw.tif", "zip.tif", "g4.tif", "jpeg.tif", "g4.pdf", "jpeg.pdf", ".jp2", ".jpg", ".png")
"""Forms a picture may be stored in: decoders notice a hole in some of them and fill it up in others."""
_REVISIONS: dict[int, Literal[2, 3, 4, 6]] = {2: 2, 3: 3, 4: 4, 6: 6}
_NUMBER_FONT = "/usr/share/fonts/truetype/liberation/LiberationSerif-Regular.ttf"


def written(path: Path, pictures: list[Picture]) -> Path:
    """Scanned pictures as one file of the form its ending names; only the first where the form has one page."""
    first, *others = (Image.fromarray(one.pixels) for one in pictures)
    dpi = pictures[0].dpi
    if path.suffix == ".pdf":
        first.save(path, resolution=dpi, save_all=True, append_images=others, quality=85)
    elif path.suffix == ".tif":
        first.save(path, dpi=(dpi, dpi), compression=("tiff_lzw"))
    else:
        first.save(path, dpi=(dpi, dpi), quality=85)
    return path


def stored(folder: Path, how: str, picture: Picture) -> Path:
    """A scanned picture as a file: how it is packed, then the ending of its name."""
    packed, _, ending = how.partition(".")
    path = folder / f"tep.{ending}"
    image = Image.fromarray(picture.pixels)
    if packed == "g4":
        image = image.convert("L").point([255 * (level > picture.paper * 0.6) for level in range(256)]).convert("1")
    if ending == "jp2":
        image.save(path, quality_mode="rates", quality_layers=[20])
    elif ending == "tif":
        named = {"g4": "group4", "jpeg": "jpeg", "zip": "tiff_adobe_deflate", "lzw": "tiff_lzw"}
        image.save(path, dpi=(picture.dpi, picture.dpi), compression=named[packed])
    elif ending == "pdf":
        image.save(path, resolution=picture.dpi, **({} if packed == "g4" else {"quality": 85}))
    else:
        image.save(path, dpi=(picture.dpi, picture.dpi), quality=85)
    return path


def intact(folder: Path, pictures: list[Picture], _: float, rng: Random) -> Path:
    """Numbered pages in one PDF with nothing wrong: what is said of it is a false alarm."""
    return written(folder / "tep.pdf", [numbered(one, 2 + i, rng) for i, one in enumerate(pictures)])


def cut_short(folder: Path, pictures: list[Picture], percent: float, rng: Random) -> Path:
    """The file ends early: so many hundredths of its bytes are lost."""
    path = written(folder / f"tep{rng.choice(_ENDINGS)}", [scanned(pictures[0], rng)])
    data = path.read_bytes()
    path.write_bytes(data[: max(1, int(len(data) * (1 - percent / 100)))])
    return path


def holed(folder: Path, pictures: list[Picture], kilobytes: float, rng: Random) -> Path:
    """A hole of zeros within the picture's bytes, as a bad place on a disc leaves it, in whatever form it is stored."""
    path = stored(folder, rng.choice(_STORED), scanned(pictures[0], rng))
    data = bytearray(path.read_bytes())
    many = int(kilobytes * 1024)
    at = rng.randint(2048, max(2049, len(data) - many - 2048))
    data[at : at + many] = bytes(len(data[at : at + many]))
    path.write_bytes(data)
    return path


def encrypted(folder: Path, pictures: list[Picture], revision: float, rng: Random) -> Path:
    """Encrypted with RC4 of 40 or 128 bits or AES of 128 or 256: with a password to open, or only to change."""
    path = written(folder / "tep.pdf", [scanned(pictures[0], rng)])
    asked = rng.choice(("mat-khau", ""))
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        secret = pikepdf.Encryption(
            owner="chu", user=asked, R=_REVISIONS[int(revision)], aes=revision >= 4, metadata=revision >= 4
        )
        pdf.save(path, encryption=secret)
    return path


def active(folder: Path, pictures: list[Picture], what: float, rng: Random) -> Path:
    """A script on opening (1), a program to start (2), an embedded file (3), a script on a page (4)."""
    path = written(folder / "tep.pdf", [scanned(pictures[0], rng)])
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        name = pikepdf.Name
        script = pikepdf.Dictionary(S=name.JavaScript, JS=pikepdf.String("app.alert(1)"))
        if what == 1:
            pdf.Root.OpenAction = script
        elif what == 2:
            pdf.Root.OpenAction = pikepdf.Dictionary(S=name.Launch, F=pikepdf.String("cmd.exe"))
        elif what == 3:
            pdf.attachments["chen.exe"] = b"MZ" + bytes(64)
        else:
            pdf.pages[0].obj.AA = pikepdf.Dictionary(O=script)
        pdf.save(path)
    return path


def foreign(folder: Path, _pictures: list[Picture], what: float, rng: Random) -> Path:
    """No page image under a page's name: text (1), a web page (2), a compressed folder (3), nothing at all (4)."""
    path = folder / f"tep{rng.choice(_ENDINGS)}"
    text = ("Báo cáo công tác năm. " * 40).encode()
    zipped = b"PK\x03\x04" + bytes(60) + text
    path.write_bytes({1: text, 2: b"<!DOCTYPE html><html><body>" + text, 3: zipped, 4: b""}[int(what)])
    return path


def coarse(folder: Path, pictures: list[Picture], dpi: float, rng: Random) -> Path:
    """Scanned at this resolution: an image, a page of a PDF, or the colour layer under a sharp mask."""
    picture = scanned(pictures[0], rng)
    k = dpi / picture.dpi
    pixels = cv2.resize(picture.pixels, None, fx=k, fy=k, interpolation=cv2.INTER_AREA)
    low = Picture(pixels, dpi, picture.tilt, picture.paper, picture.other)
    how = rng.choice((".jpg", ".tif", ".pdf", "mask"))
    if how != "mask":
        return written(folder / f"tep{how}", [low])
    path = written(folder / "tep.pdf", [low])
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        _add_mask(pdf, picture)
        pdf.save(path)
    return path


def _add_mask(pdf: pikepdf.Pdf, picture: Picture) -> None:
    """The letters as a sharp stencil over the first page, as a compressing scanner writes them."""
    grey = cv2.cvtColor(picture.pixels, cv2.COLOR_RGB2GRAY)
    bits = np.packbits(grey >= picture.paper * 0.6, axis=1)
    stencil = pdf.make_stream(
        bits.tobytes(),
        Type=pikepdf.Name.XObject,
        Subtype=pikepdf.Name.Image,
        Width=grey.shape[1],
        Height=grey.shape[0],
        ImageMask=True,
        BitsPerComponent=1,
    )
    page = pdf.pages[0]
    name = page.add_resource(stencil, pikepdf.Name.XObject)
    _, _, width, height = (float(side) for side in page.mediabox)
    page.contents_add(f"q {width} 0 0 {height} 0 0 cm {name} Do Q".encode())


def numbered(picture: Picture, number: int, rng: Random) -> Picture:
    """The page with this number printed alone in the middle of its upper margin, what stood there moved out."""
    image = Image.fromarray(picture.pixels.copy())
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 0, image.width, round(24 * picture.mm)), fill=(picture.paper,) * 3)
    face = ImageFont.truetype(_NUMBER_FONT, round(rng.choice((13, 14)) / 72 * picture.dpi))
    said = rng.choice(("{}", "- {} -")).format(number)
    draw.text((image.width / 2, 15 * picture.mm), said, font=face, fill=(45, 45, 50), anchor="mm")
    return scanned(picture.with_pixels(np.asarray(image)), rng)


def twice(folder: Path, pictures: list[Picture], degrees: float, rng: Random) -> Path:
    """A page scanned again after the others, so much askew; 0 is the same picture once more."""
    pages = [scanned(one, rng) for one in pictures]
    askew = turned(pictures[0], degrees * rng.choice((-1, 1)))
    return _files(folder, [*pages, scanned(askew, rng) if degrees else pages[0]], rng)


def _files(folder: Path, pictures: list[Picture], rng: Random) -> Path:
    """All in one PDF, or a folder of images named by their place."""
    if rng.random() < 0.5:
        return written(folder / "tep.pdf", pictures)
    return _images(folder, zip(range(1, len(pictures) + 1), pictures, strict=True))


def _images(folder: Path, pages: Iterable[tuple[int, Picture]]) -> Path:
    for number, picture in pages:
        written(folder / f"{number:04}.jpg", [picture])
    return folder


def gap_in_print(folder: Path, pictures: list[Picture], lost: float, rng: Random) -> Path:
    """So many printed numbers are left out in the middle of a PDF."""
    first, half = rng.randint(2, 60), len(pictures) // 2
    numbers = [first + i + (int(lost) if i >= half else 0) for i in range(len(pictures))]
    return written(folder / "tep.pdf", [numbered(one, n, rng) for one, n in zip(pictures, numbers, strict=True)])


def gap_in_names(folder: Path, pictures: list[Picture], lost: float, rng: Random) -> Path:
    """So many names are left out in a folder of numbered images."""
    first, half = rng.randint(1, 60), len(pictures) // 2
    return _images(
        folder, ((first + i + (int(lost) if i >= half else 0), scanned(one, rng)) for i, one in enumerate(pictures))
    )


def misplaced(folder: Path, pictures: list[Picture], by: float, rng: Random) -> Path:
    """Printed numbers out of turn: one page so many places too late."""
    first = rng.randint(2, 60)
    numbers = [first + i for i in range(len(pictures))]
    at = rng.randrange(len(numbers) - int(by))
    numbers.insert(at + int(by), numbers.pop(at))
    return written(folder / "tep.pdf", [numbered(one, n, rng) for one, n in zip(pictures, numbers, strict=True)])


DAMAGED = frozenset({"file.damaged"})
MISSING = frozenset({"page.missing"})
KINDS: tuple[FileKind, ...] = (
    FileKind("damaged-cut", DAMAGED, "% mất", (1, 5, 20, 50, 90), (1, 5, 20, 50, 90), 0.98, cut_short),
    FileKind("damaged-hole", DAMAGED, "kB", (0.5, 2, 4, 16), (4, 16), 0.98, holed),
    FileKind("encrypted", frozenset({"file.encrypted"}), "R", (2, 3, 4, 6), (2, 3, 4, 6), 0.98, encrypted),
    FileKind("active", frozenset({"file.active_content"}), "loại", (1, 2, 3, 4), (1, 2, 3, 4), 0.90, active),
    FileKind(
        "format", frozenset({"file.wrong_format", "file.damaged"}), "loại", (1, 2, 3, 4), (1, 2, 3, 4), 0.90, foreign
    ),
    FileKind("dpi", frozenset({"page.low_resolution"}), "dpi", (195, 190, 150, 100), (190, 150, 100), 0.98, coarse),
    FileKind("duplicate", frozenset({"page.duplicate"}), "độ", (1.0, 0.6, 0.3, 0), (0.3, 0), 0.98, twice),
    FileKind("missing-print", MISSING, "trang", (1, 2, 3), (1, 2, 3), 0.90, gap_in_print),
    FileKind("missing-name", MISSING, "trang", (1, 2, 3), (1, 2, 3), 0.90, gap_in_names),
    FileKind("order", frozenset({"page.out_of_order"}), "chỗ", (1, 2), (1, 2), 0.90, misplaced),
)
