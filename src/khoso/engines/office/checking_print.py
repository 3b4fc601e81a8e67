"""Reading a typst template as a stranger's file: its fields, and the words by which it could fetch or run.

The compiler gives a template no more than the folder it lies in; packages are the one thing it would fetch from the
net, and those come in by `import`, `include` or code made from text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from khoso.engines.office.errors import Fault
from khoso.engines.office.fields import FIELDS, PRINT_EXTRAS, PRINT_FIELDS
from khoso.engines.office.templates import PRINT
from khoso.kernel.words import Sentence, noop

# `std` and `dictionary` reach every function by a name put together at run time.
_FORBIDDEN = re.compile(r"(?<![\w-])(import|include|eval|plugin|std|dictionary)(?![\w-])|(@preview|@local)")
_FIELD = re.compile(r"(?<![\w.-])d\.(?:at\(\"([^\"]*)\"|([a-z_]+))")


def check(data: bytes) -> list[Fault]:
    """What keeps the template from being used."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return [Fault("file.unreadable", PRINT, "", noop("không phải tệp văn bản UTF-8"))]
    return [*_constructs(text), *_fields(text)]


def _constructs(text: str) -> Iterator[Fault]:
    for number, line in enumerate(text.splitlines(), start=1):
        for found in _FORBIDDEN.finditer(line):
            what = Sentence("không được dùng «{word}», kể cả trong ghi chú", word=found[0])
            yield Fault("construct.unsafe", PRINT, _line(number), what)


def _fields(text: str) -> Iterator[Fault]:
    known = {**FIELDS, **PRINT_FIELDS}
    used: set[str] = set()
    for number, line in enumerate(text.splitlines(), start=1):
        for found in _FIELD.finditer(line):
            name = found[1] or found[2]
            used.add(name)
            if name not in known and name not in PRINT_EXTRAS:
                yield Fault("field.unknown", PRINT, _line(number), Sentence("không có trường «{name}»", name=name))
    for name, where in known.items():
        if name not in used:
            yield Fault("field.missing", PRINT, where, Sentence("thiếu trường «{name}»", name=name))


def _line(number: int) -> str:
    return Sentence("dòng {number}", number=number)
