"""Open a workbook that came from outside, or say clearly why not. Nothing is unpacked before its size is known."""

from __future__ import annotations

import re
import warnings
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from xml.etree.ElementTree import ParseError, iterparse

import openpyxl
from openpyxl.utils.exceptions import InvalidFileException

from khoso.kernel.errors import FileRefused

MAX_FILE_BYTES = 200 * 2**20
MAX_UNPACKED_BYTES = 2 * 2**30
MAX_PARTS = 10_000
# A sheet of real rows packs 10–30 times; what packs 200 times is made to fill a disk.
MAX_RATIO = 200
RATIO_MATTERS_ABOVE = 20 * 2**20
MAX_SHARED_TEXT_BYTES = 512 * 2**20
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_READ_ERRORS = (zipfile.BadZipFile, InvalidFileException, ParseError, zlib.error, EOFError, OSError)
# What openpyxl lets out when the parts of a workbook contradict each other.
BROKEN = (*_READ_ERRORS, KeyError, ValueError, TypeError, AttributeError, IndexError, NotImplementedError, RuntimeError)


@dataclass
class Surprises:
    """What a sheet holds that plain values do not show."""

    formulas: list[str] = field(default_factory=list)
    merged: list[str] = field(default_factory=list)
    hidden_rows: list[int] = field(default_factory=list)
    hidden_columns: list[tuple[int, int]] = field(default_factory=list)


def broken(shown: str, reason: object) -> FileRefused:
    """The refusal of a workbook that cannot be read."""
    detail = re.sub(r"\s+", " ", str(reason))[:120]
    return FileRefused(
        "file.damaged", f"Bảng tính {shown} bị hỏng, không đọc được ({detail}). Hãy mở bằng Excel, lưu lại rồi nộp lại."
    )


def check_container(path: Path, shown: str) -> None:
    """Raise FileRefused unless `path` is a whole, unencrypted .xlsx of a sane unpacked size."""
    try:
        size = path.stat().st_size
        with path.open("rb") as file:
            start = file.read(8)
    except OSError as error:
        raise FileRefused("file.missing", f"Không mở được bảng tính {shown}: {error.strerror}.") from error
    if start == _OLE:
        _refuse_ole(path, shown)
    if not start.startswith(b"PK"):
        raise FileRefused("file.unsupported", f"{shown} không phải bảng tính Excel (.xlsx). Hãy lưu lại dạng .xlsx.")
    if size > MAX_FILE_BYTES:
        raise FileRefused(
            "file.too_big", f"Bảng tính {shown} quá lớn ({size >> 20} MB). Hãy chia theo hộp rồi nộp lại."
        )
    try:
        with zipfile.ZipFile(path) as archive:
            _check_parts(archive, shown)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError, ValueError) as error:
        raise broken(shown, error) from error


def is_encrypted_ole(path: Path) -> bool:
    """Whether a file in Microsoft's old container is a workbook behind a password."""
    with path.open("rb") as file:
        return _mentions(iter(lambda: file.read(1 << 20), b""), ("EncryptedPackage".encode("utf-16-le"),))


def _refuse_ole(path: Path, shown: str) -> None:
    if is_encrypted_ole(path):
        raise FileRefused("file.encrypted", f"Bảng tính {shown} có mật khẩu. Hãy bỏ mật khẩu rồi nộp lại.")
    raise FileRefused(
        "file.unsupported", f"{shown} là Excel đời cũ (.xls). Hãy mở bằng Excel, lưu dạng .xlsx rồi nộp lại."
    )


def _check_parts(archive: zipfile.ZipFile, shown: str) -> None:
    parts = archive.infolist()
    bomb = FileRefused("file.bomb", f"Bảng tính {shown} bung ra quá lớn so với cỡ tệp, có thể gây hại; không mở.")
    if len(parts) > MAX_PARTS or sum(part.file_size for part in parts) > MAX_UNPACKED_BYTES:
        raise bomb
    for part in parts:
        if part.file_size > RATIO_MATTERS_ABOVE and part.file_size > MAX_RATIO * max(part.compress_size, 1):
            raise bomb
        if part.filename.endswith("sharedStrings.xml") and part.file_size > MAX_SHARED_TEXT_BYTES:
            raise bomb
        if part.flag_bits & 1:
            raise FileRefused("file.encrypted", f"Bảng tính {shown} có mật khẩu. Hãy bỏ mật khẩu rồi nộp lại.")
        if part.filename.endswith((".xml", ".rels")):
            with archive.open(part) as stream:
                # OOXML has no document type; one is only there to make entities grow.
                if b"<!DOCTYPE" in stream.read(4096).replace(b"\x00", b"").upper():
                    raise bomb
    if "[Content_Types].xml" not in archive.namelist():
        raise FileRefused("file.unsupported", f"{shown} không phải bảng tính Excel (.xlsx). Hãy lưu lại dạng .xlsx.")


@contextmanager
def open_workbook(path: Path, shown: str) -> Iterator[openpyxl.Workbook]:
    """The workbook in streaming mode, values as last computed, until the block ends. Raises FileRefused.

    It is known by its bytes alone: what a browser sent lies in the store under its digest, without an ending.
    """
    check_container(path, shown)
    with path.open("rb") as stream:
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                book = openpyxl.load_workbook(stream, read_only=True, data_only=True, keep_links=False)
        except BROKEN as error:
            raise broken(shown, error) from error
        with closing(book):
            yield book


def look_for_surprises(path: Path, part: str, limit: int = 200_000) -> Surprises:
    """Formulas, merged cells, hidden rows and columns of the sheet stored as `part`; at most `limit` of each."""
    found = Surprises()
    with zipfile.ZipFile(path) as archive:
        with archive.open(part) as stream:
            if not _mentions(
                iter(lambda: stream.read(1 << 20), b""), (b"<f>", b"<f ", b"mergeCell", b"hidden=", b":f>")
            ):
                return found
        with archive.open(part) as stream:
            cell = ""
            # Parts with a document type were refused above, so no entity can be declared here.
            for event, element in iterparse(stream, events=("start", "end")):  # noqa: S314
                tag = element.tag.rpartition("}")[2]
                if event == "start":
                    cell = element.get("r", "") if tag == "c" else cell
                    continue
                if tag == "f" and len(found.formulas) < limit:
                    found.formulas.append(cell)
                elif tag == "mergeCell" and len(found.merged) < limit:
                    found.merged.append(element.get("ref", ""))
                elif tag == "row":
                    if _true(element.get("hidden")) and (number := element.get("r", "")).isdigit():
                        found.hidden_rows.append(int(number))
                    element.clear()
                elif tag == "col" and _true(element.get("hidden")):
                    found.hidden_columns.append((int(element.get("min", "1")), int(element.get("max", "1"))))
    return found


def _true(value: str | None) -> bool:
    return value in {"1", "true"}


def _mentions(chunks: Iterator[bytes], words: tuple[bytes, ...]) -> bool:
    tail = b""
    for chunk in chunks:
        window = tail + chunk
        if any(word in window for word in words):
            return True
        tail = window[-64:]
    return False
