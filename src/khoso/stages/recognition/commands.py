"""`khoso read`: text and proposed index fields of files, as JSON lines or as a table."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from khoso.kernel.errors import EngineMissing, FileRefused

if TYPE_CHECKING:
    from khoso.stages.recognition.compute.reading import FileReading

SUFFIXES = {".pdf", ".jpg", ".jpeg", ".png", ".tif", ".tiff", ".jp2", ".bmp"}
LABELS = {
    "kind": "Tên loại",
    "number": "Số",
    "notation": "Ký hiệu",
    "issued_date": "Ngày văn bản",
    "issuer": "Cơ quan ban hành",
    "subject": "Trích yếu",
    "signer": "Người ký",
    "urgency": "Độ khẩn",
    "secrecy": "Độ mật",
    "superior": "Cơ quan cấp trên",
    "place": "Nơi ban hành",
    "post": "Chức vụ người ký",
    "recipients": "Nơi nhận",
    "language": "Ngôn ngữ",
    "page_count": "Số trang",
    "autograph": "Bút tích",
    "seals": "Con dấu",
    "signatures": "Chữ ký",
    "tables": "Bảng biểu",
    "maps": "Bản đồ, bản vẽ",
}


@click.command("read")
@click.argument("paths", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Mỗi tệp một dòng JSON. / One JSON object per file, one a line.")
def read(paths: tuple[Path, ...], as_json: bool) -> None:
    """Nhận dạng chữ và đề xuất trường chỉ mục của tệp PDF, ảnh (hoặc cả thư mục).

    Read the text of PDF and image files (or whole folders) and propose their index fields.
    """
    from khoso.stages.recognition.compute.read import default_engine, read_file

    try:
        engine = default_engine()
    except EngineMissing as error:
        click.echo(error.message, err=True)
        sys.exit(error.exit_code)
    refused = False
    for path, shown_as in _files(paths):
        try:
            reading = read_file(path, shown_as, engine=engine)
        except FileRefused as error:
            refused = True
            _say_refused(shown_as, error, as_json)
            continue
        _say(reading, as_json)
    sys.exit(1 if refused else 0)


def _files(paths: tuple[Path, ...]) -> list[tuple[Path, str]]:
    """Files to read with the path to show; of a folder every PDF and image in it, sorted, relative to the folder."""
    found: list[tuple[Path, str]] = []
    for path in paths:
        if path.is_dir():
            inside = sorted(p for p in path.rglob("*") if p.is_file() and p.suffix.lower() in SUFFIXES)
            found += [(p, p.relative_to(path).as_posix()) for p in inside]
        else:
            found.append((path, path.as_posix()))
    return found


def _say_refused(shown_as: str, error: FileRefused, as_json: bool) -> None:
    if as_json:
        _line({"path": shown_as, "error": {"code": error.code, "message": error.message}})
    else:
        click.echo(f"{shown_as}: {error.message} [{error.code}]")


def _say(reading: FileReading, as_json: bool) -> None:
    if as_json:
        _line(reading.as_json())
        return
    mean = sum(page.mean_confidence for page in reading.pages) / max(1, len(reading.pages))
    click.echo(f"{reading.path}: {len(reading.pages)} trang, độ tin cậy {mean:.0%}")
    for document in reading.documents:
        click.echo(f"  Văn bản ở trang {document.first}–{document.last}")
        for name, found in document.fields.items():
            value = found.value if found.value is not None else "(chưa chắc)" if found.page else "(không có)"
            hand = " · viết tay" if found.handwritten else ""
            sure = f"{found.confidence:>4.0%}" if found.page else "    "
            click.echo(f"    {LABELS[name]:<17} {sure}  {_shown(name, value)}{hand}")


def _shown(name: str, value: str) -> str:
    from khoso.kernel.codes import KIND

    return f"{value} {KIND[value]}" if name == "kind" and value in KIND else value


def _line(data: dict[str, Any]) -> None:
    click.echo(json.dumps(data, ensure_ascii=False))
