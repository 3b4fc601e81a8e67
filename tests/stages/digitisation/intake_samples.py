"""Small files and catalogues for the tests of bringing scans in."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pikepdf
from PIL import Image, ImageDraw

from khoso.stages.catalogue import actions as catalogue


def page(number: int, *, blank: bool = False) -> Image.Image:
    """A small page of lines, another for each number."""
    image = Image.new("RGB", (413, 585), "white")
    if not blank:
        draw = ImageDraw.Draw(image)
        for line in range(12):
            draw.rectangle((40, 60 + 35 * line, 120 + (number * 37 + line * 61) % 250, 72 + 35 * line), fill="black")
    return image


def picture_pdf(images: list[Image.Image]) -> bytes:
    """A PDF of JPEG pictures at 50 dpi."""
    out = BytesIO()
    images[0].save(out, "PDF", save_all=True, append_images=images[1:], resolution=50)
    return out.getvalue()


def one_page_pdf(number: int) -> bytes:
    return picture_pdf([page(number)])


def pictures_in(pdf: bytes) -> list[bytes]:
    """The compressed pictures of a PDF, in page order."""
    with pikepdf.open(BytesIO(pdf)) as opened:
        return [bytes(next(iter(one.images.values())).read_raw_bytes()) for one in opened.pages]


def dossier_in_catalogue(agency: Any, *, items: int, number: str = "7", **fields: Any) -> Any:
    """A dossier the city's catalogue holds, with so many items; `fields` of each: lists by name."""
    fonds = catalogue.register_fonds(agency, code="P01", title="Phông Ủy ban nhân dân xã Mẫu")
    dossier = catalogue.register_dossier(fonds, number=number, box="1", year=2020, title="Hồ sơ về xây cầu")
    for ordinal in range(1, items + 1):
        own = {name: values[ordinal - 1] for name, values in fields.items()}
        catalogue.register_item(dossier, ordinal=ordinal, subject=f"Tờ trình thứ {ordinal}", **own)
    return dossier
