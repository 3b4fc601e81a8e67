"""`khoso read`: text and proposed index fields of files, as JSON lines or as a table."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from khoso.kernel.errors import EngineMissing, KhosoError

if TYPE_CHECKING:
    from khoso.stages.recognition.reading_many import Outcome

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
@click.argument("paths", nargs=-1, type=click.Path(exists=True, path_type=Path, allow_dash=True))
@click.option("--json", "as_json", is_flag=True, help="Mỗi tệp một dòng JSON. / One JSON object per file, one a line.")
@click.option(
    "--from-file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path, allow_dash=True),
    help="Danh sách tệp, mỗi dòng một đường dẫn; «-» là đầu vào chuẩn. / A list of paths, one a line; - for stdin.",
)
@click.option("--jobs", "-j", type=click.IntRange(1, 64), default=1, help="Số tệp đọc cùng lúc. / Files at a time.")
@click.option("--fields-only", is_flag=True, help="Bỏ chữ và khung từng chữ. / Leave out the text and the words.")
def read(paths: tuple[Path, ...], as_json: bool, from_file: Path | None, jobs: int, fields_only: bool) -> None:
    """Nhận dạng chữ và đề xuất trường chỉ mục của tệp PDF, ảnh (hoặc cả thư mục).

    Read the text of PDF and image files (or whole folders; - for a list on stdin) and propose their index fields.
    """
    from khoso.stages.recognition.compute.read import default_engine
    from khoso.stages.recognition.reading_many import read_many

    if not paths and from_file is None:
        raise click.UsageError("Hãy cho đường dẫn tệp, hoặc --from-file.")
    try:
        default_engine()
    except EngineMissing as error:
        click.echo(error.message, err=True)
        sys.exit(error.exit_code)
    done = refused = 0

    def say(outcome: Outcome) -> None:
        nonlocal done, refused
        done += 1
        refused += outcome.error is not None
        if as_json:
            _line(outcome.as_json(fields_only))
        else:
            _say(outcome)
        if sys.stderr.isatty():
            click.echo(f"\r{done} tệp, {refused} không đọc được", nl=False, err=True)

    try:
        read_many(_listed(paths, from_file), jobs, say)
    except KhosoError as error:
        click.echo(error.message, err=True)
        sys.exit(error.exit_code)
    except BrokenPipeError:
        # Whoever read the lines has enough; what is not told is not missed.
        sys.stderr.close()
        os._exit(0)
    except KeyboardInterrupt:
        click.echo(f"\nĐã dừng sau {done} tệp; các dòng đã in đều trọn vẹn.", err=True)
        sys.stdout.flush()
        os._exit(130)
    if sys.stderr.isatty():
        click.echo("", err=True)
    sys.exit(1 if refused else 0)


def _listed(paths: tuple[Path, ...], from_file: Path | None) -> Iterator[tuple[Path, str]]:
    """Files to read with the path to show, as they are named: a list is read while its files are."""
    for path in paths:
        if str(path) == "-":
            yield from _lines("-")
        else:
            yield from _files(path)
    if from_file is not None:
        yield from _lines(str(from_file))


def _lines(name: str) -> Iterator[tuple[Path, str]]:
    with click.open_file(name, encoding="utf-8", errors="surrogateescape") as listed:
        for line in listed:
            if told := line.rstrip("\r\n"):
                yield from _files(Path(told))


def _files(path: Path) -> Iterator[tuple[Path, str]]:
    """The file, or of a folder every PDF and image in it, sorted, shown relative to the folder."""
    if not path.is_dir():
        yield path, path.as_posix()
        return
    for inside in sorted(p for p in path.rglob("*") if p.is_file() and p.suffix.lower() in SUFFIXES):
        yield inside, inside.relative_to(path).as_posix()


def _say(outcome: Outcome) -> None:
    if outcome.error is not None:
        code, message = outcome.error
        click.echo(f"{outcome.path}: {message} [{code}]")
        return
    reading = outcome.reading
    assert reading is not None
    mean = sum(page.mean_confidence for page in reading.pages) / max(1, len(reading.pages))
    click.echo(f"{reading.path}: {len(reading.pages)} trang, độ tin cậy {mean:.0%}")
    for number in outcome.unread:
        click.echo(f"  Trang {number}: máy không đọc được trong giới hạn")
    for mark in outcome.secrecy:
        click.echo(f"  Trang {mark.page}: dấu chỉ độ mật «{mark.mark}»")
    personal = sum(len(page.personal) for page in reading.pages)
    if personal:
        click.echo(f"  {personal} chỗ có dữ liệu cá nhân")
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
    # One write of a whole line: whatever ends the program leaves whole lines behind.
    sys.stdout.write(json.dumps(data, ensure_ascii=False).encode("utf-8", "replace").decode() + "\n")
    sys.stdout.flush()
