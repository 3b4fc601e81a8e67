"""Small files of every kind that people attach, good and bad."""

from __future__ import annotations

import io
import zipfile
from typing import Any

import pikepdf
from django.core.files.uploadedfile import SimpleUploadedFile
from docx import Document
from openpyxl import Workbook
from PIL import Image


def pdf(*, pages: int = 1, encryption: Any = None, script: str = "", embedded: bytes = b"") -> bytes:
    made = pikepdf.new()
    for _ in range(pages):
        made.add_blank_page()
    if script:
        made.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS=pikepdf.String(script))
    if embedded:
        made.attachments["x.bin"] = pikepdf.AttachedFileSpec(made, embedded)
    out = io.BytesIO()
    made.save(out, encryption=encryption or False)
    return out.getvalue()


def docx(text: str = "Quyết định thành lập Hội đồng") -> bytes:
    made, out = Document(), io.BytesIO()
    if text:
        made.add_paragraph(text)
    made.save(out)
    return out.getvalue()


def xlsx(value: object = "Hồ sơ") -> bytes:
    made, out = Workbook(), io.BytesIO()
    if value is not None and made.active is not None:
        made.active["A1"] = value
    made.save(out)
    return out.getvalue()


def image(kind: str) -> bytes:
    out = io.BytesIO()
    Image.new("L", (40, 50), 200).save(out, format=kind)
    return out.getvalue()


def changed(
    office: bytes, *, add: dict[str, bytes] | None = None, replace: dict[str, tuple[bytes, bytes]] | None = None
) -> bytes:
    """An office file with parts added and texts of parts replaced."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(office)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            data = old.read(name)
            before, after = (replace or {}).get(name, (b"", b""))
            new.writestr(name, data.replace(before, after) if before else data)
        for name, data in (add or {}).items():
            new.writestr(name, data)
    return out.getvalue()


def upload(data: bytes, name: str = "qd.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data)
