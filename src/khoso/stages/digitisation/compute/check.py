"""Check a file, or all files of a delivery: what callers use. The reading itself happens in a limited child."""

from __future__ import annotations

import hashlib
import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from khoso.engines.limits import Crashed, Limits, LimitsError, OutOfMemory, TimedOut, run_limited
from khoso.kernel.findings import Finding, Severity
from khoso.stages.digitisation.compute import codes, names
from khoso.stages.digitisation.compute.profile import ADMINISTRATIVE, Profile
from khoso.stages.digitisation.compute.results import FileCheck

if TYPE_CHECKING:
    from khoso.stages.digitisation.compute.likeness import Seen

_SECONDS = 60.0
_SECONDS_PER_MEGABYTE = 20.0
_MOST_SECONDS = 3600.0
_MEMORY = 3 * 1024**3
_MAX_BYTES = 4 * 1024**3
_CATALOGUES = {".xlsx", ".xls", ".csv", ".tsv", ".json", ".xml", ".md5", ".sha256"}


def check_file(path: Path, shown_as: str | Path | None = None, profile: Profile = ADMINISTRATIVE) -> FileCheck:
    """Check one file by all rules that need no other file.

    `shown_as` is its name within the delivery and must stay inside it; by default the path itself is shown and
    not judged. Never raises for what a file contains: a bomb, a crash or a hang becomes a finding.
    Raises OSError only when the file cannot be read at all.
    """
    unsafe = _unsafe(path, shown_as)
    return unsafe or _check(path, Path(shown_as) if shown_as is not None else path, profile)


def check_together(files: Sequence[tuple[Path, str]], profile: Profile = ADMINISTRATIVE) -> list[FileCheck]:
    """Check small files (path, name within the delivery) one after the other in one limited process.

    Starting a process costs more than reading a small page. When anything goes wrong in it each file is checked in a
    process of its own, so that one bad file tells nothing of its neighbours. Raises as `check_file`.
    """
    begun = [_unsafe(path, shown) or _begun(path, Path(shown)) for path, shown in files]
    to_read = [(path, result) for (path, _), result in zip(files, begun, strict=True) if not result.findings]
    if len(to_read) < 2 or not _read_together(to_read, profile):
        return [check_file(path, shown, profile) for path, shown in files]
    for _, result in to_read:
        _weigh(result, profile)
    return begun


def _unsafe(path: Path, shown_as: str | Path | None) -> FileCheck | None:
    shown = Path(shown_as) if shown_as is not None else path
    leads_out = shown_as is not None and names.leads_out(str(shown_as))
    if leads_out or (path.is_symlink() and names.link_leads_out(path, path.parent)):
        return FileCheck(shown, findings=[_placed(names.unsafe_path(str(shown)), shown)])
    return None


def _check(path: Path, shown: Path, profile: Profile) -> FileCheck:
    result = _begun(path, shown)
    if not result.findings:
        _read(path, result, profile)
        _weigh(result, profile)
    return result


def _begun(path: Path, shown: Path) -> FileCheck:
    """What is known without reading; with a finding when it is not to be read."""
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
    return result


def _weigh(result: FileCheck, profile: Profile) -> None:
    result.findings = [_placed(finding, result.path) for finding in codes.weigh(result.findings, profile)]
    for page in result.pages:
        page.findings = [_placed(finding, result.path) for finding in codes.weigh(page.findings, profile)]


def _limits(results: Iterable[FileCheck]) -> Limits:
    megabytes = [result.size_bytes / 1e6 for result in results]
    seconds = sum(min(_SECONDS + _SECONDS_PER_MEGABYTE * each, _MOST_SECONDS) for each in megabytes)
    return Limits(seconds=seconds, memory_bytes=_MEMORY)


def _read(path: Path, result: FileCheck, profile: Profile) -> None:
    from khoso.stages.digitisation.compute.inspect import inspect_file

    companion = names.is_companion(result.path.name)
    try:
        result.format, result.pages, result.findings = run_limited(
            inspect_file, path, profile, companion, limits=_limits([result])
        )
    except (TimedOut, OutOfMemory) as error:
        result.findings = [Finding("file.too_large", Severity.ERROR, error.message)]
    except Crashed as error:
        result.findings = [Finding("file.damaged", Severity.ERROR, error.message)]
    _judge_name(result, profile)


def _read_together(files: list[tuple[Path, FileCheck]], profile: Profile) -> bool:
    """Read files in one process; False, and nothing is written, when it did not come to the end."""
    from khoso.stages.digitisation.compute.inspect import inspect_files

    asked = [(path, names.is_companion(result.path.name)) for path, result in files]
    try:
        told = run_limited(inspect_files, asked, profile, limits=_limits(result for _, result in files))
    except LimitsError:
        return False
    for (_, result), inspected in zip(files, told, strict=True):
        result.format, result.pages, result.findings = inspected
        _judge_name(result, profile)
    return True


def _judge_name(result: FileCheck, profile: Profile) -> None:
    is_item = result.format is not None and (result.format.is_pdf or not profile.is_paper)
    if is_item and not result.refused:
        result.findings += names.check_name(result.path.name)


def _placed(finding: Finding, shown: Path) -> Finding:
    return replace(finding, where=str(shown))


def check_paths(
    paths: Iterable[Path], profile: Profile = ADMINISTRATIVE, *, workers: int = 1, only: frozenset[Path] | None = None
) -> Iterator[FileCheck]:
    """Check files and whole folders, each result as soon as it is there, in the order of sorted names.

    Adds what only shows between files: duplicate pages, and missing or misplaced single-page images. The catalogue
    of a delivery (spreadsheets, XML, checksums) found in a folder is not a file of pages and is passed over; `only`
    names the files of a delivery where its workbook says which they are. `workers` files are read at a time.
    """
    from khoso.stages.digitisation.compute.likeness import Seen

    seen = Seen()
    for path in paths:
        if path.is_dir() and not path.is_symlink():
            yield from _check_folder(path, profile, seen, workers, only)
        else:
            yield from _check_all([path], path.parent, profile, seen, workers, check_file)


def files_below(root: Path) -> list[Path]:
    """The files below `root` in the order they are checked, without following links; hidden ones are left out."""
    found: list[Path] = []
    for folder, below, files in os.walk(root, followlinks=False):
        links = [name for name in below if (Path(folder) / name).is_symlink()]
        below[:] = sorted(name for name in below if not name.startswith("."))
        found += [Path(folder) / name for name in sorted([*files, *links]) if not name.startswith(".")]
    return found


def _check_folder(
    root: Path, profile: Profile, seen: Seen, workers: int, only: frozenset[Path] | None
) -> Iterator[FileCheck]:
    files = [path for path in files_below(root) if path.is_symlink() or path.suffix.lower() not in _CATALOGUES]
    if only is not None:
        files = [path for path in files if path.is_symlink() or path in only]

    def check_one(path: Path, *, profile: Profile) -> FileCheck:
        return _check_inside(path, root, profile)

    yield from _check_all(files, root, profile, seen, workers, check_one)


def _check_all(
    files: list[Path], root: Path, profile: Profile, seen: Seen, workers: int, check_one: Callable[..., FileCheck]
) -> Iterator[FileCheck]:
    """The files in order, read by several workers, with what shows between them."""
    from khoso.stages.digitisation.compute.across import Across

    called = {path: path.relative_to(root).as_posix() for path in files}
    across = Across(called.values(), seen)
    for path, result in _in_order(files, lambda one: check_one(one, profile=profile), workers):
        yield from across.take(result, called[path])
    yield from across.finish()


def _in_order(
    files: list[Path], check_one: Callable[[Path], FileCheck], workers: int
) -> Iterator[tuple[Path, FileCheck]]:
    """Results in the order of the files. Only a few are ahead of the one waited for, so that memory stays flat."""
    if workers <= 1:
        yield from ((path, check_one(path)) for path in files)
        return
    with ThreadPoolExecutor(workers) as pool:
        waiting: deque[tuple[Path, Future[FileCheck]]] = deque()
        try:
            for path in files:
                waiting.append((path, pool.submit(check_one, path)))
                if len(waiting) > 2 * workers:
                    first, future = waiting.popleft()
                    yield first, future.result()
            while waiting:
                first, future = waiting.popleft()
                yield first, future.result()
        finally:
            for _, future in waiting:
                future.cancel()


def _check_inside(path: Path, root: Path, profile: Profile) -> FileCheck:
    """One file of a folder; what cannot even be opened is a finding, so that the rest goes on."""
    if path.is_symlink() and names.link_leads_out(path, root):
        return FileCheck(path, findings=[_placed(names.unsafe_path(str(path)), path)])
    try:
        return _check(path, path, profile)
    except OSError as error:
        message = (
            f"Không đọc được tệp «{names.printable(path.name)}» ({error.strerror}); hãy kiểm tra quyền đọc và ổ đĩa."
        )
        return FileCheck(path, findings=[Finding("file.damaged", Severity.ERROR, message, where=str(path))])
