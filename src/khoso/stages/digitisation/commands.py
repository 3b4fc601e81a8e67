"""The command `khoso check`."""

from __future__ import annotations

import contextlib
import json
import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from khoso.stages.digitisation.compute.results import FileCheck

_MARKS = {"error": "LỖI", "warning": "CẢNH BÁO", "info": "GHI NHẬN"}


@click.command(
    "check",
    help="Kiểm tra bằng máy các tệp quét và thư mục giao nộp, như hệ thống sẽ kiểm tra: định dạng, độ phân giải, màu, "
    "nghiêng, mờ, viền, trang trắng, trùng, thiếu, dấu mật…; có bảng kê thì đối chiếu tệp với dòng. Không cần cơ sở dữ "
    "liệu. / Check scans and deliveries by machine, as the system will; no database.",
)
@click.argument("paths", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path), metavar="PATH…")
@click.option("--json", "as_json", is_flag=True, help="Mỗi tệp một dòng JSON / One JSON object per file.")
@click.option(
    "--profile",
    "profile_code",
    type=click.Choice(["administrative", "map", "photo"]),
    default="administrative",
    show_default=True,
    help="Loại tài liệu: hành chính; bản đồ, bản vẽ; ảnh, phim âm bản / Kind of material.",
)
@click.option(
    "--catalogue",
    metavar="XLSX",
    help="Bảng kê của thư mục; không ghi thì lấy tệp .xlsx duy nhất ở đầu thư mục / The folder's workbook.",
)
@click.option(
    "--report",
    "report_path",
    type=click.Path(dir_okay=False, writable=True, path_type=Path),
    metavar="FILE.xlsx",
    help="Ghi danh sách phải sửa ra Excel / Write the list of what to mend.",
)
@click.option("--jobs", "-j", default=0, type=click.IntRange(0, 64), help="Số tiến trình / Worker processes.")
@click.pass_context
def check(
    context: click.Context,
    paths: tuple[Path, ...],
    as_json: bool,
    profile_code: str,
    catalogue: str | None,
    report_path: Path | None,
    jobs: int,
) -> None:
    """Print findings per file; exit 1 when any is more than a note."""
    from khoso.kernel.findings import Severity
    from khoso.stages.digitisation.compute import PROFILES

    profile = PROFILES[profile_code]
    if report_path is not None and report_path.suffix.lower() != ".xlsx":
        raise click.UsageError("--report ghi tệp .xlsx / --report writes an .xlsx file.")
    files = pages = faulty = 0
    progress = _Progress()
    with contextlib.ExitStack() as stack:
        mending = None
        if report_path is not None:
            from khoso.stages.digitisation.compute.mending import MendingList

            mending = stack.enter_context(MendingList(report_path, profile))
        for result in _results(paths, profile, catalogue, jobs or os.cpu_count() or 1, progress):
            files, pages = files + 1, pages + len(result.pages)
            faulty += any(finding.severity is not Severity.INFO for finding in result.all_findings)
            if mending is not None:
                mending.add(result)
            progress.clear()
            if as_json:
                click.echo(json.dumps(result.as_json(), ensure_ascii=False))
            else:
                _echo(result)
            progress.draw(files, pages)
    progress.clear()
    summary = f"Đã kiểm tra {files} tệp, {pages} trang; {faulty} tệp cần xem lại."
    if not as_json:
        click.echo(summary)
    context.exit(1 if faulty else 0)


def _results(
    paths: tuple[Path, ...], profile: Any, catalogue: str | None, jobs: int, progress: _Progress
) -> Iterator[FileCheck]:
    """What is found: of a delivery's workbook first, then of each file."""
    from khoso.stages.digitisation.compute import check_paths
    from khoso.stages.digitisation.compute.check import files_below

    only = None
    if workbook := _workbook(paths, catalogue):
        from khoso.stages.digitisation.compute.desk import lay_out

        desk = lay_out(paths[0], workbook)
        only = desk.files
        yield desk.workbook
    if progress.is_shown:
        below = sum(len(files_below(path)) if path.is_dir() else 1 for path in paths)
        progress.total = len(only) if only is not None else below
    yield from check_paths(paths, profile, workers=jobs, only=only)


def _workbook(paths: tuple[Path, ...], catalogue: str | None) -> Path | None:
    """The workbook of the one folder asked about. Raises UsageError for one that is named and not there."""
    from khoso.stages.digitisation.compute.desk import workbook_in

    is_folder = len(paths) == 1 and paths[0].is_dir()
    if catalogue is None:
        return workbook_in(paths[0]) if is_folder else None
    if not is_folder:
        raise click.UsageError("--catalogue đi cùng đúng một thư mục / --catalogue goes with one folder.")
    found = next((path for path in (paths[0] / catalogue, Path(catalogue)) if path.is_file()), None)
    if found is None:
        raise click.UsageError(f"Không thấy bảng kê «{catalogue}».")
    return found


class _Progress:
    """How far it is, on the screen of whoever waits; nothing when the output goes elsewhere."""

    def __init__(self) -> None:
        self.is_shown = sys.stderr.isatty()
        self.total = 0
        self._start = time.monotonic()
        self._drawn = False

    def draw(self, files: int, pages: int) -> None:
        if not self.is_shown:
            return
        seconds = max(0.1, time.monotonic() - self._start)
        left = f", còn khoảng {round((self.total - files) * seconds / files / 60) + 1} phút" if self.total else ""
        click.echo(f"\r\033[K{files}/{self.total or '?'} tệp, {pages} trang{left}", nl=False, err=True)
        self._drawn = True

    def clear(self) -> None:
        if self._drawn:
            click.echo("\r\033[K", nl=False, err=True)
            self._drawn = False


def _echo(result: FileCheck) -> None:
    from khoso.stages.digitisation.compute.names import printable

    findings = result.all_findings
    state = "bị từ chối" if result.refused else "đạt" if not findings else f"{len(findings)} điểm cần xem"
    click.echo(f"{printable(str(result.path))}: {len(result.pages)} trang, {state}")
    for finding in findings:
        click.echo(f"  {_MARKS[finding.severity]:8} {finding.code:22} {printable(finding.message)}")
