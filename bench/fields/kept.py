"""What the pixels of cached pages showed, kept beside them: only a change of the code that looks asks again."""

from __future__ import annotations

import pickle
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

from bench.fields.corpus import Case
from khoso.engines.ocr.port import Box
from khoso.stages.recognition.compute import frames, handwriting, marks, pages, reduced, seen, stamps
from khoso.stages.recognition.compute.numbering import Look
from khoso.stages.recognition.compute.reading import PageReading
from khoso.stages.recognition.compute.seen import PageSeen, Seen


def _stamp(*modules: Any) -> int:
    return zlib.crc32(b"".join(Path(module.__file__).read_bytes() for module in modules))


_LOOKS, _SIGHTS = _stamp(handwriting, reduced, pages), _stamp(seen, stamps, marks, frames, reduced, pages)


class Kept:
    """`look` and `seen` of one case, answered from disk where they were answered before."""

    def __init__(self, case: Case) -> None:
        self._path = case.images[0].image_path.with_name("sights.pickle")
        self._known: dict[Any, Any] = pickle.loads(self._path.read_bytes()) if self._path.exists() else {}
        self._before = len(self._known)
        self._look, self._seen = handwriting.look_at(case.images), seen.see_on(case.images)

    def _ask(self, key: Any, fresh: Callable[[], Any]) -> Any:
        if key not in self._known:
            self._known[key] = fresh()
        return self._known[key]

    @property
    def look(self) -> Look:
        def look(number: int, area: Box, reference: Box) -> float:
            told: float = self._ask((_LOOKS, number, area, reference), lambda: self._look(number, area, reference))
            return told

        return look

    @property
    def seen(self) -> Seen:
        def seen_on(page: PageReading) -> PageSeen:
            words = zlib.crc32(repr(page.words).encode())
            told: PageSeen = self._ask((_SIGHTS, page.number, words), lambda: self._seen(page))
            return told

        return seen_on

    def close(self) -> None:
        """Keep what was asked for the first time."""
        if len(self._known) > self._before:
            self._path.write_bytes(pickle.dumps(self._known))
