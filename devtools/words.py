"""The English catalogue: find every text people read, merge it into the .po, compile the .mo that Django reads.

Message ids are the Vietnamese texts themselves. The .po is kept in the tree; the .mo is made at set-up and shipped in
the wheel. Babel does all of it, so that no machine needs GNU gettext.
"""

from __future__ import annotations

import io
import os
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parents[1]
SOURCE = ROOT / "src/khoso"
PO = SOURCE / "foundation/web/locale/en/LC_MESSAGES/django.po"
MO = PO.with_suffix(".mo")
KEYWORDS: dict[str, tuple[int | tuple[int, str], ...] | None] = {
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "_": None,
    "noop": None,
    "Sentence": None,
}
_PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|\{\w*(?:[!:][^}]*)?\}")


def extracted() -> Catalog:
    """Every text marked for translation in Python and templates, with the files it stands in."""
    catalog = Catalog(charset="utf-8")
    for file in sorted([*SOURCE.rglob("*.py"), *SOURCE.rglob("*.html")]):
        name = file.relative_to(ROOT).as_posix()
        for words, context in _words_of(file, name):
            # No line numbers: they would change the file with every edit elsewhere.
            catalog.add(words, locations=[(name, 0)], context=context)
    return catalog


def _words_of(file: Path, name: str) -> Iterator[tuple[str | tuple[str, ...], str | None]]:
    text = file.read_text(encoding="utf-8")
    if file.suffix == ".html":
        # Django's own reading of a template, as Python: what is not translated is blanked out, so indentation means
        # nothing.
        text = re.sub(r"^[ \t]+", "", templatize(text, origin=name), flags=re.MULTILINE)
    for _, words, _, context in extract("python", io.BytesIO(text.encode()), KEYWORDS):
        if words and words != ("", ""):
            yield words, context


def read() -> Catalog:
    """The catalogue as it is kept."""
    with PO.open("rb") as kept:
        return read_po(kept, locale="en")


def key(message: Message) -> tuple[str | None, str]:
    """What a message is known by: its context and its (singular) text."""
    return message.context, message.id if isinstance(message.id, str) else message.id[0]


def missing(catalog: Catalog) -> list[str]:
    """Texts without English."""
    return [key(one)[1] for one in catalog if one.id and (one.fuzzy or not all(_forms(one.string)))]


def stale(catalog: Catalog, found: Catalog) -> list[str]:
    """Texts of the catalogue that nobody says any more."""
    said = {key(one) for one in found}
    return [key(one)[1] for one in catalog if one.id and key(one) not in said]


def different_placeholders(catalog: Catalog) -> list[str]:
    """Texts whose English fills in other values than the Vietnamese."""
    return [
        key(one)[1]
        for one in catalog
        if one.id
        for form in _forms(one.string)
        if form and sorted(set(_PLACEHOLDER.findall(form))) != sorted(set(_PLACEHOLDER.findall(_forms(one.id)[-1])))
    ]


def _forms(text: str | tuple[str, ...] | list[str]) -> tuple[str, ...]:
    return (text,) if isinstance(text, str) else tuple(text)


def merge() -> Catalog:
    """Bring the .po up to what the source says: new texts come in empty, those nobody says any more go."""
    found, catalog = extracted(), read() if PO.exists() else Catalog(locale="en")
    catalog.update(found, no_fuzzy_matching=True)
    catalog.obsolete.clear()
    for one in catalog:
        one.flags.discard("python-format")
        one.flags.discard("python-brace-format")
    with io.BytesIO() as made:
        write_po(
            made, catalog, width=120, sort_output=True, ignore_obsolete=True, include_lineno=False, omit_header=True
        )
        _replace(PO, HEADER + made.getvalue())
    return read()


# Written by hand: Babel's own would name the day and change with every run.
HEADER = """# English of Kho Số. The ids are the Vietnamese texts; `./dev words` brings them up to date.
msgid ""
msgstr ""
"Language: en\\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"

""".encode()


def compile_mo() -> None:
    """Make the .mo that Django reads, unless it is newer than the .po already."""
    if MO.exists() and MO.stat().st_mtime_ns >= PO.stat().st_mtime_ns:
        return
    with io.BytesIO() as made:
        write_mo(made, read())
        _replace(MO, made.getvalue())


def _replace(file: Path, content: bytes) -> None:
    """Write beside and rename: somebody may be reading."""
    if file.exists() and file.read_bytes() == content:
        os.utime(file)
        return
    beside = file.with_name(f"{file.name}.{os.getpid()}")
    beside.write_bytes(content)
    beside.replace(file)


def main(args: list[str]) -> int:
    """`compile`, or merge and tell what lacks English. Exit code 1: something does."""
    if args == ["compile"]:
        compile_mo()
        return 0
    catalog = merge()
    wrong = {
        "chưa có tiếng Anh / no English": missing(catalog),
        "khác biến / other values": different_placeholders(catalog),
    }
    for title, texts in wrong.items():
        for text in texts:
            print(f"{title}: {text}")
    compile_mo()
    to_mend = sum(map(len, wrong.values()))
    print(f"{len(list(catalog))} câu chữ / texts, {to_mend} phải sửa / to mend: {PO.relative_to(ROOT)}")
    return int(any(wrong.values()))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
