"""What only shows between the files of a delivery: the same page in two files, images missing or out of order.

The desk check and the system's check of a delivery both come here, so that they say the same.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import replace
from itertools import pairwise
from pathlib import PurePosixPath

from khoso.kernel.findings import Finding, Severity
from khoso.stages.digitisation.compute.likeness import Seen
from khoso.stages.digitisation.compute.names import printable
from khoso.stages.digitisation.compute.numbering import MOST_UNREAD, judge_order
from khoso.stages.digitisation.compute.results import FileCheck, PageCheck

IMAGES = frozenset({".tif", ".tiff", ".jpg", ".jpeg", ".png", ".jp2", ".jpx"})
_NUMBERED = re.compile(r"^(.*?)(\d{1,6})$")
_LARGEST_GAP = 3
_FEWEST_NAMES = 3


def order_of(path: str) -> tuple[tuple[int, str], ...]:
    """The key by which the files of a delivery come one after the other: those of a folder before its folders."""
    *folders, name = path.split("/")
    return (*((1, folder) for folder in folders), (0, name))


class Across:
    """Takes the checked files of a delivery in the order of their names, gives them back with findings added.

    A single-page image with a printed number waits for the end of its run of numbers, which is judged as one; so do
    a few without one that follow it, for their number may only be hard to read.
    `names` are all files, for the gaps in numbered names; `seen` remembers pages over several folders.
    """

    def __init__(self, names: Iterable[str], seen: Seen | None = None) -> None:
        self._gaps = name_gaps(names)
        self._seen = seen or Seen()
        self._run: list[FileCheck] = []
        self._unread = 0
        self._folder = ""

    def take(self, result: FileCheck, name: str, already: Collection[int] = ()) -> list[FileCheck]:
        """One more file, called `name` within the delivery; those whose findings are now complete.

        `already`: its pages known to be doubles of others in it, beside those whose findings say so.
        """
        done = self._judged([]) if self._moved_on(name) else []
        doubles = {page.number for page in result.pages if any(f.code == "page.duplicate" for f in page.findings)}
        already = doubles | set(already)
        self._seen.mark([page for page in result.pages if page.number not in already], name)
        if name in self._gaps and result.pages:
            result.pages[0].findings.append(self._gaps[name])
        single = PurePosixPath(name).suffix.lower() in IMAGES and len(result.pages) == 1
        if single and (result.pages[0].printed_number or (self._run and self._unread < MOST_UNREAD)):
            self._unread = 0 if result.pages[0].printed_number else self._unread + 1
            self._run.append(result)
            return done
        return [*done, *self._judged(result.pages if single else []), _placed(result)]

    def finish(self) -> list[FileCheck]:
        """Those that still waited, when no more come."""
        return self._judged([])

    def _moved_on(self, name: str) -> bool:
        folder = name.rpartition("/")[0]
        moved, self._folder = folder != self._folder, folder
        return moved

    def _judged(self, following: list[PageCheck]) -> list[FileCheck]:
        run, self._run, self._unread = self._run, [], 0
        judge_order([*(result.pages[0] for result in run), *following])
        return [_placed(result) for result in run]


def _placed(result: FileCheck) -> FileCheck:
    for page in result.pages:
        page.findings = [replace(f, where=f.where or str(result.path)) for f in page.findings]
    return result


def name_gaps(names: Iterable[str]) -> dict[str, Finding]:
    """page.missing for page images whose numbered names leave out a few numbers (0001.tif, 0002.tif, 0004.tif)."""
    series: dict[tuple[str, str, int, str], list[tuple[int, str]]] = defaultdict(list)
    for name in names:
        path = PurePosixPath(name)
        match = _NUMBERED.match(path.stem)
        if match and path.suffix.lower() in IMAGES:
            series[str(path.parent), match[1], len(match[2]), path.suffix.lower()].append((int(match[2]), name))
    found = {}
    for members in series.values():
        for (first, _), (last, name) in pairwise(sorted(members)):
            if len(members) >= _FEWEST_NAMES and 0 < last - first - 1 <= _LARGEST_GAP:
                lost = str(first + 1) if last - first == 2 else f"{first + 1}–{last - 1}"
                shown = printable(PurePosixPath(name).name)
                message = f"Thiếu ảnh trang số {lost} trước tệp {shown}; hãy quét bổ sung hoặc đánh lại số."
                found[name] = Finding("page.missing", Severity.WARNING, message, page=1)
    return found
