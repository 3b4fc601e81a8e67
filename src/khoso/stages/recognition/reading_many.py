"""Reading many files without a database: several at a time, told in the order they were named."""

from __future__ import annotations

import signal
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from khoso.kernel.errors import DiskFull, EngineMissing, KhosoError
from khoso.stages.recognition.compute.apart import read_file_apart
from khoso.stages.recognition.compute.reading import FileReading
from khoso.stages.recognition.compute.secrecy import SecrecyMark, marks_in

SCHEMA = 1
"""Grows when a member changes its meaning; new members may come without."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one file: its reading, or (code, message in Vietnamese) of why there is none."""

    path: str
    reading: FileReading | None = None
    unread: tuple[int, ...] = ()
    secrecy: tuple[SecrecyMark, ...] = ()
    error: tuple[str, str] | None = None

    def as_json(self, fields_only: bool = False) -> dict[str, Any]:
        """One line of the command; docs/cli.md says what each member is."""
        if self.reading is None:
            code, message = self.error or ("file.damaged", "")
            return {"schema": SCHEMA, "path": self.path, "error": {"code": code, "message": message}}
        told = self.reading.as_json()
        if fields_only:
            told["pages"] = [_without_text(page) for page in told["pages"]]
        marks = [
            {"page": mark.page, "box": list(mark.box), "mark": mark.mark, "declassified": mark.is_declassified}
            for mark in self.secrecy
        ]
        return {
            "schema": SCHEMA,
            **told,
            "engine": self.reading.engine,
            "secrecy": marks,
            "unread": list(self.unread),
        }


def _without_text(page: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in page.items() if name not in ("text", "words")}


def read_many(files: Iterable[tuple[Path, str]], jobs: int, say: Callable[[Outcome], None]) -> None:
    """Read `jobs` files at a time and tell each in the order given.

    Each is drawn and read in limited child processes; no file ends the run. Raises what is of the machine: a full disk,
    no engine; and KeyboardInterrupt, with the scratch folder cleared.
    """
    with _ended_by_signal(), TemporaryDirectory(prefix="khoso-read-", ignore_cleanup_errors=True) as scratch:
        if jobs == 1:
            # Whoever names the next file only after hearing of this one is not kept waiting.
            for path, shown_as in files:
                say(read_one(path, shown_as, Path(scratch)))
            return
        waiting: deque[Future[Outcome]] = deque()
        pool = ThreadPoolExecutor(jobs, thread_name_prefix="read")
        try:
            for path, shown_as in files:
                waiting.append(pool.submit(read_one, path, shown_as, Path(scratch)))
                # A few more than are being read, so that none of them waits for the one that is told next.
                while len(waiting) > 2 * jobs or (waiting and waiting[0].done()):
                    say(waiting.popleft().result())
            while waiting:
                say(waiting.popleft().result())
        finally:
            pool.shutdown(wait=False, cancel_futures=True)


@contextmanager
def _ended_by_signal() -> Iterator[None]:
    """A request to end comes as KeyboardInterrupt, so that the scratch folder is cleared."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGTERM, _interrupt)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def _interrupt(*_: object) -> None:
    raise KeyboardInterrupt


def read_one(path: Path, shown_as: str, scratch: Path | None = None) -> Outcome:
    """One file read, or why not. Raises DiskFull and EngineMissing: they are of the machine."""
    try:
        if not path.is_file():
            return Outcome(shown_as, error=("file.missing", f"{shown_as}: không có tệp này."))
        apart = read_file_apart(path, shown_as, scratch=scratch)
        return Outcome(shown_as, apart.reading, apart.unread, tuple(marks_in(apart.reading)))
    except (DiskFull, EngineMissing):
        raise
    except KhosoError as error:
        return Outcome(shown_as, error=(error.code, error.message))
    except OSError as error:
        return Outcome(shown_as, error=("file.damaged", f"{shown_as}: không mở được tệp ({error.strerror})."))
