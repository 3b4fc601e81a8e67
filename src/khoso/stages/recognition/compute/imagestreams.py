"""The stream of one image file's frame inside a PDF: its own compressed bytes where PDF knows the compression, else
the same pixels at the same depth, packed without loss."""

from __future__ import annotations

import io
import struct
import zlib
from pathlib import Path
from typing import Any

import numpy as np
import pikepdf
from pikepdf import Array, Dictionary, Name, Pdf
from PIL import Image, ImageOps

from khoso.stages.recognition.compute import jpx
from khoso.stages.recognition.compute.inkprofile import four_inks

_COMPRESSION, _PHOTOMETRIC, _STRIPS, _STRIP_SIZES, _FILL_ORDER = 259, 262, 273, 279, 266
_BITS = 258
_WHITE_IS_ZERO = 0
_GROUP_4 = 4
# Colour type of a PNG → channels, when it has no channel of transparency.
_PNG_CHANNELS = {0: 1, 2: 3, 3: 1}
_ICC_CHANNELS = {b"GRAY": 1, b"RGB ": 3, b"CMYK": 4}
_ICC_CLASSES = {b"scnr", b"mntr", b"prtr", b"spac"}
_DEVICE = {1: Name.DeviceGray, 3: Name.DeviceRGB}


def kept_stream(pdf: Pdf, source: Path, frame: Image.Image, single: bool) -> pikepdf.Object | None:
    """The frame's own compressed bytes as an image stream; None when PDF does not know their compression."""
    if frame.format == "TIFF":
        return _group_4(pdf, source, frame)
    if not single:
        return None
    if frame.format == "JPEG" and frame.mode in ("L", "RGB", "CMYK"):
        return _jpeg(pdf, source.read_bytes(), frame)
    if frame.format == "JPEG2000":
        return _jpeg_2000(pdf, source.read_bytes(), frame)
    if frame.format == "PNG":
        return _png(pdf, source.read_bytes(), frame)
    return None


def packed_stream(pdf: Pdf, source: Path, frame: Image.Image, number: int) -> tuple[pikepdf.Object, int, int]:
    """The frame's pixels, upright, packed without loss at the depth they have; and their width and height."""
    deep = _deep_pixels(source, frame, number)
    upright = ImageOps.exif_transpose(frame) if deep is None else frame
    if deep is None and upright.mode == "1":
        stream = _image(pdf, *_as_group_4(upright), (upright.width, upright.height), 1, Name.DeviceGray)
        return stream, upright.width, upright.height
    if deep is None:
        deep = _pixels(upright)
    height, width, channels = deep.shape
    bits = 16 if deep.dtype == np.uint16 else 8
    colours = 1 if channels <= 2 else 3
    plain = np.ascontiguousarray(deep[..., :colours])
    space = _space(pdf, frame, colours)
    stream = _image(pdf, _packed(plain), Name.FlateDecode, None, (width, height), bits, space)
    if channels in (2, 4) and int(deep[..., -1].min()) < (65535 if bits == 16 else 255):
        veil = np.ascontiguousarray(deep[..., -1:])
        stream.SMask = _image(pdf, _packed(veil), Name.FlateDecode, None, (width, height), bits, Name.DeviceGray)
    return stream, width, height


def _packed(pixels: np.ndarray) -> bytes:
    # PDF counts 16-bit samples from the high byte.
    return zlib.compress(pixels.astype(">u2").tobytes() if pixels.dtype == np.uint16 else pixels.tobytes(), 6)


def _pixels(upright: Image.Image) -> np.ndarray:
    """Grey, grey with a veil, colour, or colour with a veil: height × width × 1 to 4."""
    if upright.mode in ("I;16", "I;16B", "I;16L"):
        grey = np.asarray(upright.convert("I"), np.int32)
        return grey.astype(np.uint16)[..., None]
    if upright.mode in ("I", "F"):
        return np.asarray(upright.convert("L"), np.uint8)[..., None]
    has_veil = upright.mode in ("LA", "PA", "RGBA", "La", "RGBa") or "transparency" in upright.info
    if upright.mode in ("L", "LA", "La"):
        mode = "LA" if has_veil else "L"
    else:
        mode = "RGBA" if has_veil else "RGB"
    pixels = np.asarray(upright.convert(mode), np.uint8)
    return pixels[..., None] if pixels.ndim == 2 else pixels


def _deep_pixels(source: Path, frame: Image.Image, number: int) -> np.ndarray | None:
    """Colour pixels of 16 bits, which the image library would cut down to 8; None for all others."""
    if frame.format == "TIFF":
        deep = set(_numbers(frame, _BITS)) == {16} and frame.mode not in ("I;16", "I;16B", "I;16L")
    else:
        deep = frame.format == "PNG" and _png_head(source.read_bytes())[2:4] in ((16, 2), (16, 4), (16, 6))
    if not deep:
        return None
    import cv2

    read, frames = cv2.imreadmulti(str(source), flags=cv2.IMREAD_UNCHANGED)
    pixels: Any = frames[number] if read and number < len(frames) else None
    if pixels is None or pixels.dtype != np.uint16 or pixels.shape[:2] != (frame.height, frame.width):
        return None
    if pixels.ndim == 2:
        return np.asarray(pixels[..., None], np.uint16)
    order = {3: [2, 1, 0], 4: [2, 1, 0, 3]}.get(pixels.shape[2], list(range(pixels.shape[2])))
    return np.asarray(pixels[..., order], np.uint16)


def _jpeg(pdf: Pdf, data: bytes, frame: Image.Image) -> pikepdf.Object:
    channels = {"L": 1, "RGB": 3, "CMYK": 4}[frame.mode]
    stream = _image(pdf, data, Name.DCTDecode, None, frame.size, 8, _space(pdf, frame, channels))
    if channels == 4 and "adobe" in frame.info:
        # Adobe writes ink the other way round.
        stream.Decode = Array([1, 0] * 4)
    return stream


def _jpeg_2000(pdf: Pdf, data: bytes, frame: Image.Image) -> pikepdf.Object | None:
    """The whole file; None for those that PDF/A-2 does not take, or whose channels are no plain colours."""
    head = jpx.head_of(data)
    channels = {"L": 1, "I;16": 1, "RGB": 3}.get(frame.mode)
    if head is None or head.has_palette or head.channels != channels or not jpx.conforms(data):
        return None
    return _image(pdf, data, Name.JPXDecode, None, frame.size, head.bits, _space_of(pdf, head.profile, channels))


def _png_head(data: bytes) -> tuple[int, int, int, int, int]:
    """Width, height, bits, colour type and interlacing."""
    width, height, bits, colour, _, _, laced = struct.unpack_from(">IIBBBBB", data, 16)
    return width, height, bits, colour, laced


def _png(pdf: Pdf, data: bytes, frame: Image.Image) -> pikepdf.Object | None:
    """The packed rows as they are: PDF knows PNG's way of packing, but neither its lacing nor its veils."""
    width, height, bits, colour, laced = _png_head(data)
    chunks = _png_chunks(data)
    if laced or colour not in _PNG_CHANNELS or b"tRNS" in chunks:
        return None
    space = _space(pdf, frame, _PNG_CHANNELS[colour])
    if colour == 3:
        palette = chunks.get(b"PLTE", b"")
        space = Array([Name.Indexed, _space(pdf, frame, 3), len(palette) // 3 - 1, pikepdf.String(palette)])
    steps = Dictionary(Predictor=15, Colors=_PNG_CHANNELS[colour], BitsPerComponent=bits, Columns=width)
    return _image(pdf, chunks.get(b"IDAT", b""), Name.FlateDecode, steps, (width, height), bits, space)


def _png_chunks(data: bytes) -> dict[bytes, bytes]:
    """The parts of a PNG by name, those of one name joined."""
    parts: dict[bytes, list[bytes]] = {}
    at = 8
    while at + 8 <= len(data):
        size = struct.unpack_from(">I", data, at)[0]
        parts.setdefault(data[at + 4 : at + 8], []).append(data[at + 8 : at + 8 + size])
        at += size + 12
    return {name: b"".join(pieces) for name, pieces in parts.items()}


def _group_4(pdf: Pdf, source: Path, frame: Image.Image) -> pikepdf.Object | None:
    """A black-and-white TIFF packed by fax group 4 in one piece."""
    tags: Any = frame.tag_v2  # type: ignore[attr-defined]
    places, sizes = _numbers(frame, _STRIPS), _numbers(frame, _STRIP_SIZES)
    upright = frame.getexif().get(0x0112, 1) == 1
    plain = tags.get(_COMPRESSION) == _GROUP_4 and tags.get(_FILL_ORDER, 1) == 1
    if not (plain and upright and frame.mode == "1" and len(places) == len(sizes) == 1):
        return None
    with source.open("rb") as stream:
        stream.seek(places[0])
        data = stream.read(sizes[0])
    # In fax black is 0 of "white is zero" turned round; PDF's word for it is BlackIs1.
    is_usual = int(tags.get(_PHOTOMETRIC, _WHITE_IS_ZERO)) == _WHITE_IS_ZERO
    return _image(pdf, data, *_fax(frame.size, black_is_1=not is_usual), frame.size, 1, Name.DeviceGray)


def _as_group_4(picture: Image.Image) -> tuple[bytes, Name, Dictionary]:
    """A black-and-white picture packed by fax group 4."""
    out = io.BytesIO()
    # One strip for the whole page: PDF knows no strips.
    picture.save(out, "TIFF", compression="group4", strip_size=picture.width * picture.height)
    with Image.open(out) as made:
        tags: Any = made.tag_v2  # type: ignore[attr-defined]
        (place,), (size,) = tags[_STRIPS], tags[_STRIP_SIZES]
        is_usual = int(tags[_PHOTOMETRIC]) == _WHITE_IS_ZERO
    return out.getvalue()[place : place + size], *_fax(picture.size, black_is_1=not is_usual)


def _fax(size: tuple[int, int], black_is_1: bool) -> tuple[Name, Dictionary]:
    return Name.CCITTFaxDecode, Dictionary(K=-1, Columns=size[0], Rows=size[1], BlackIs1=black_is_1)


def _numbers(frame: Image.Image, tag: int) -> tuple[int, ...]:
    told: Any = frame.tag_v2.get(tag, ())  # type: ignore[attr-defined]
    return tuple(int(each) for each in told) if isinstance(told, tuple) else (int(told),)


def _space(pdf: Pdf, frame: Image.Image, channels: int) -> pikepdf.Object:
    """The image's own colour profile when it fits its channels, else the plain space of so many channels."""
    return _space_of(pdf, frame.info.get("icc_profile") or b"", channels)


def _space_of(pdf: Pdf, profile: bytes, channels: int) -> pikepdf.Object:
    fits = len(profile) > 128 and _ICC_CHANNELS.get(profile[16:20]) == channels and profile[12:16] in _ICC_CLASSES
    if not fits and channels != 4:
        return _DEVICE[channels]
    stream = pdf.make_stream(profile if fits else four_inks())
    stream.N = channels
    return Array([Name.ICCBased, pdf.make_indirect(stream)])


def _image(
    pdf: Pdf,
    data: bytes,
    kind: Name,
    steps: Dictionary | None,
    size: tuple[int, int],
    bits: int | None,
    space: pikepdf.Object | None,
) -> pikepdf.Object:
    stream = pdf.make_stream(b"")
    stream.write(data, filter=kind, decode_parms=steps)
    stream.Type, stream.Subtype = Name.XObject, Name.Image
    stream.Width, stream.Height = size
    if bits is not None:
        stream.BitsPerComponent = bits
    if space is not None:
        stream.ColorSpace = space
    return stream
