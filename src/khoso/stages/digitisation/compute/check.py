"""Check a file, or all files of a delivery: what callers use. The reading itself happens in a limited child."""

from __future__ import annotations

import hashlib
import os
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

from khoso.engines.limits import Crashed, Limits, OutOfMemory, TimedOut, run_limited
from khoso.kernel.findings import Finding, Severity
from khoso.stages.digitisation.compute import names
from khoso.stages.digitisation.compute.profile import ADMINISTRATIVE, Profile
from khoso.stages.digitisation.compute.results import FileCheck, PageCheck

if TYPE_CHECKING:
    from khoso.stages.digitisation.compute.likeness import Seen

_SECONDS = 60.0
_SECONDS_PER_MEGABYTE = 20.0
_MOST_SECONDS = 3600.0
_MEMORY = 3 * 1024**3
_MAX_BYTES = 4 * 1024**3
_CATALOGUES = {".xlsx", ".xls", ".csv", ".tsv", ".json", ".xml", ".md5", ".sha256"}
_IMAGES = {".tif", ".tiff", ".jpg", ".jpeg", ".png", ".jp2", ".jpx"}
_NUMBERED = re.compile(r"^(.*?)(\d{1,6})$")
_LARGEST_GAP = 3


def check_file(path: Path, shown_as: str | Path | None = None, profile: Profile = ADMINISTRATIVE) -> FileCheck:
    """Check one file by all rules that need no other file.

    `shown_as` is its name within the delivery and must stay inside it; by default the path itself is shown and
    not judged. Never raises for what a file contains: a bomb, a crash or a hang becomes a finding.
    Raises OSError only when the file cannot be read at all.
    """
    shown = Path(shown_as) if shown_as is not None else path
    if shown_as is not None and names.leads_out(str(shown_as)):
        return FileCheck(shown, findings=[_placed(names.unsafe_path(str(shown_as)), shown)])
    if path.is_symlink() and names.link_leads_out(path, path.parent):
        return FileCheck(shown, findings=[_placed(names.unsafe_path(str(shown)), shown)])
    return _check(path, shown, profile)


def _check(path: Path, shown: Path, profile: Profile) -> FileCheck:
    result = FileCheck(shown)
    result.size_bytes = path.stat().st_size
    if not path.is_file():
        message = f"«{names.printable(str(shown))}» không phải là tệp thường; hãy giao lại tệp quét."
        result.findings = [Finding("file.wrong_format", Severity.ERROR, message, where=str(shown))]
        return result
    if result.size_bytes > _MAX_BYTES:
        message = f"Tệp lớn {result.size_bytes / 1024**3:.1f} GB, quá giới hạn 4 GB; hãy chia nhỏ tệp."
        result.findings = [Finding("file.too_large", Severity.ERROR, message, where=str(shown))]
        return result
    with path.open("rb") as stream:
        result.sha256 = hashlib.file_digest(stream, "sha256").hexdigest()
    _read(path, result, profile)
    result.findings = [_placed(finding, shown) for finding in result.findings]
    for page in result.pages:
        page.findings = [_placed(finding, shown) for finding in page.findings]
    return result


def _read(path: Path, result: FileCheck, profile: Profile) -> None:
    from khoso.stages.digitisation.compute.inspect import inspect_file

    megabytes = result.size_bytes / 1e6
    seconds = min(_SECONDS + _SECONDS_PER_MEGABYTE * megabytes, _MOST_SECONDS)
    companion = names.is_companion(result.path.name)
    try:
        result.format, result.pages, result.findings = run_limited(
            inspect_file, path, profile, companion, limits=Limits(seconds=seconds, memory_bytes=_MEMORY)
        )
    except (TimedOut, OutOfMemory) as error:
        result.findings = [Finding("file.too_large", Severity.ERROR, error.message)]
    except Crashed as error:
        result.findings = [Finding("file.damaged", Severity.ERROR, error.message)]
    if result.format is not None and result.format.is_pdf and not result.refused:
        result.findings += names.check_name(result.path.name)


def _placed(finding: Finding, shown: Path) -> Finding:
    return replace(finding, where=str(shown))


def check_paths(paths: Iterable[Path], profile: Profile = ADMINISTRATIVE) -> Iterator[FileCheck]:
    """Check files and whole folders, each result as soon as it is there, in the order of sorted names.

    Adds what only shows between files: duplicate pages, and missing or misplaced single-page images. The catalogue
    of a delivery (spreadsheets, XML, checksums) found in a folder is not a file of pages and is passed over.
    """
    from khoso.stages.digitisation.compute.likeness import Seen

    seen = Seen()
    for path in paths:
        if path.is_dir() and not path.is_symlink():
            yield from _check_folder(path, profile, seen)
        else:
            yield _against(check_file(path, profile=profile), seen)


def _check_folder(root: Path, profile: Profile, seen: Seen) -> Iterator[FileCheck]:
    """Results in order. Single-page images wait for the end of their run of page numbers, which is judged as one."""
    for files in _folders(root):
        gaps = _name_gaps(files)
        run: list[FileCheck] = []
        for path in files:
            if path.suffix.lower() in _CATALOGUES and not path.is_symlink():
                continue
            result = _check_inside(path, root, profile, seen)
            if path in gaps and result.pages:
                result.pages[0].findings.append(_placed(gaps[path], path))
            single = path.suffix.lower() in _IMAGES and len(result.pages) == 1
            if not (single and result.pages[0].printed_number):
                yield from _judged(run, result.pages if single else [])
                run = []
                yield result
            else:
                run.append(result)
        yield from _judged(run, [])


def _check_inside(path: Path, root: Path, profile: Profile, seen: Seen) -> FileCheck:
    """One file of a folder; what cannot even be opened is a finding, so that the rest goes on."""
    if path.is_symlink() and names.link_leads_out(path, root):
        return FileCheck(path, findings=[_placed(names.unsafe_path(str(path)), path)])
    try:
        return _against(_check(path, path, profile), seen)
    except OSError as error:
        message = (
            f"Không đọc được tệp «{names.printable(path.name)}» ({error.strerror}); hãy kiểm tra quyền đọc và ổ đĩa."
        )
        return FileCheck(path, findings=[Finding("file.damaged", Severity.ERROR, message, where=str(path))])


def _judged(run: list[FileCheck], following: list[PageCheck]) -> list[FileCheck]:
    """The results of neighbouring numbered images with page.missing and page.out_of_order added."""
    from khoso.stages.digitisation.compute.numbering import judge_order

    judge_order([*(result.pages[0] for result in run), *following])
    for result in run:
        result.pages[0].findings = [_placed(finding, result.path) for finding in result.pages[0].findings]
    return run


def _folders(root: Path) -> Iterator[list[Path]]:
    """The files of each folder below `root`, sorted, without following links; hidden ones are left out."""
    for folder, below, files in os.walk(root, followlinks=False):
        links = [name for name in below if (Path(folder) / name).is_symlink()]
        below[:] = sorted(name for name in below if not name.startswith("."))
        yield [Path(folder) / name for name in sorted([*files, *links]) if not name.startswith(".")]


def _against(result: FileCheck, seen: Seen) -> FileCheck:
    """The result with page.duplicate for pages that were in earlier files (within the file they are known already)."""
    fresh = [p for p in result.pages if all(finding.code != "page.duplicate" for finding in p.findings)]
    seen.mark(fresh, str(result.path))
    for page in fresh:
        page.findings = [_placed(finding, result.path) for finding in page.findings]
    return result


def _name_gaps(files: list[Path]) -> dict[Path, Finding]:
    """page.missing for page images whose numbered names leave out a few numbers (0001.tif, 0002.tif, 0004.tif)."""
    series: dict[tuple[str, int, str], list[tuple[int, Path]]] = defaultdict(list)
    for path in files:
        match = _NUMBERED.match(path.stem)
        if match and path.suffix.lower() in _IMAGES:
            series[match[1], len(match[2]), path.suffix.lower()].append((int(match[2]), path))
    found = {}
    for members in series.values():
        for (first, _), (last, path) in pairwise(members):
            if len(members) >= 3 and 0 < last - first - 1 <= _LARGEST_GAP:
                lost = str(first + 1) if last - first == 2 else f"{first + 1}–{last - 1}"
                message = f"Thiếu ảnh trang số {lost} trước tệp {path.name}; hãy quét bổ sung hoặc đánh lại số."
                found[path] = Finding("page.missing", Severity.WARNING, message, page=1)
    return found
