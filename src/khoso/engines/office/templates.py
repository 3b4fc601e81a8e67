"""A folder of templates: the built-in set written out, an office's own set read in and checked."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from khoso.engines.office.errors import Fault
from khoso.kernel.words import noop

WORD, PRINT = "van-ban.docx", "van-ban.typ"
_PICTURES = (".png", ".jpg", ".jpeg", ".svg")
_LARGEST = 10 * 1024**2


@dataclass(frozen=True, slots=True)
class Templates:
    """Both templates, and pictures that the printed one shows, by file name."""

    word: bytes
    print: bytes
    pictures: tuple[tuple[str, bytes], ...] = ()


def built_in() -> Templates:
    """The set that Kho Số brings."""
    from khoso.engines.office import making, printing

    return Templates(making.built_in(), printing.built_in())


def export(folder: Path) -> list[Path]:
    """Write the built-in set into `folder`, never over a file that is there; says what it wrote."""
    folder.mkdir(parents=True, exist_ok=True)
    ours = built_in()
    written = []
    for name, content in ((WORD, ours.word), (PRINT, ours.print)):
        try:
            with (folder / name).open("xb") as file:
                file.write(content)
        except FileExistsError:
            continue
        written.append(folder / name)
    return written


def read(folder: Path) -> Templates | list[Fault]:
    """The files of `folder`, unchecked; or why they cannot be read. Only plain files count: a link leads elsewhere."""
    faults: list[Fault] = []
    found: dict[str, bytes] = {}
    for name in (WORD, PRINT):
        path = folder / name
        if path.is_symlink() or not path.is_file():
            faults.append(Fault("file.missing", name, "", noop("không có tệp này trong bộ mẫu")))
        elif path.stat().st_size > _LARGEST:
            faults.append(Fault("file.unreadable", name, "", noop("tệp lớn hơn 10 MB")))
        else:
            found[name] = path.read_bytes()
    if faults:
        return faults
    pictures = sorted(
        path
        for path in folder.iterdir()
        if path.suffix.lower() in _PICTURES and path.is_file() and not path.is_symlink()
    )
    if sum(path.stat().st_size for path in pictures) > _LARGEST:
        return [Fault("file.unreadable", PRINT, "", noop("các ảnh đi kèm lớn hơn 10 MB"))]
    return Templates(found[WORD], found[PRINT], tuple((path.name, path.read_bytes()) for path in pictures))


def mark(folder: Path) -> tuple[tuple[str, int, int], ...]:
    """What tells that a folder has changed: names, sizes and times of its files."""
    try:
        told = [(path.name, path.stat()) for path in sorted(folder.iterdir())]
    except OSError:
        return ()
    return tuple((name, state.st_size, state.st_mtime_ns) for name, state in told)
