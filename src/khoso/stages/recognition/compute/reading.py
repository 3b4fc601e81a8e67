"""What reading a file gives: pages with words, documents with proposed fields; and its JSON form."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from khoso.engines.ocr.port import Box, PageText, Word
from khoso.kernel.errors import FileRefused

# Below this a field is not proposed: the value stays empty and a person reads the page.
SURE = 0.70

FIELD_NAMES = (
    "kind",
    "number",
    "notation",
    "issued_date",
    "issuer",
    "subject",
    "signer",
    "urgency",
    "secrecy",
    # The agency above the issuer, as the letterhead gives it.
    "superior",
    # Where it was issued (Đồng Nai, ngày …).
    "place",
    # The post the signer signs with, with KT., TM., TL. as printed.
    "post",
    # One recipient a line.
    "recipients",
    # Code of the table of languages.
    "language",
    "page_count",
    # What handwriting there is beside the text; its value is None unless read.
    "autograph",
    # How many there are.
    "seals",
    "signatures",
    "tables",
    "maps",
)


def _box(told: list[int]) -> Box:
    x0, y0, x1, y1 = told
    return x0, y0, x1, y1


@dataclass(frozen=True, slots=True)
class FieldReading:
    """One proposed index field.

    `value` is None when the machine is not sure or the page does not carry it; `confidence` (0 to 1) is then that of
    the absence or of the doubtful reading. `page` counts from 1 in the file; `box` is on that page's image. `reason`
    says in Vietnamese what of the page spoke for it.
    """

    value: str | None = None
    confidence: float = 0.0
    page: int | None = None
    box: Box | None = None
    handwritten: bool = False
    reason: str = ""

    def as_json(self) -> dict[str, Any]:
        """The field as the command prints it."""
        return {
            "value": self.value,
            "confidence": round(self.confidence, 3),
            "page": self.page,
            "box": list(self.box) if self.box else None,
            "handwritten": self.handwritten,
            "reason": self.reason,
        }

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> FieldReading:
        """The reverse of `as_json`."""
        box = data["box"]
        return cls(
            data["value"],
            data["confidence"],
            data["page"],
            _box(box) if box else None,
            data["handwritten"],
            data.get("reason", ""),
        )


@dataclass(frozen=True, slots=True)
class PersonalPlace:
    """A place of a page with personal data: kind as in PersonalMark, box in pixels of the page image."""

    kind: str
    box: Box
    confidence: float


@dataclass(frozen=True, slots=True)
class ScriptPlace:
    """A part of a page in one language or script: `vi`, `fr`, `en`, `han` or `other`; box in pixels of the page image.

    `is_read` tells whether its letters were read, or only seen.
    """

    script: str
    box: Box
    is_read: bool


@dataclass(frozen=True, slots=True)
class PageReading:
    """The text of one page. Boxes are pixels of the page image as shown, `width` × `height` at `dpi`.

    `source` says whose words these are: `ocr` (read now) or `layer` (the text the file brought along); `reason` says
    why, in Vietnamese, and is kept in provenance. `layer_found` tells whether the file brought text at all.
    `rotated` is how many degrees clockwise the page image must turn to stand upright. `layer_text` is what the file's
    own layer said where ours took its place.
    """

    number: int
    width: int
    height: int
    dpi: int
    words: tuple[Word, ...]
    source: str = "ocr"
    reason: str = ""
    layer_found: bool = False
    rotated: int = 0
    personal: tuple[PersonalPlace, ...] = ()
    scripts: tuple[ScriptPlace, ...] = ()
    layer_text: str = ""

    @property
    def text(self) -> str:
        """The page's text in reading order: one line per text line, an empty line between blocks."""
        out: list[str] = []
        previous: Word | None = None
        for line in PageText(self.words).lines:
            if previous is not None and line[0].block != previous.block:
                out.append("")
            out.append(" ".join(word.text for word in line))
            previous = line[0]
        return "\n".join(out)

    @property
    def mean_confidence(self) -> float:
        """Confidence of the page, 0 to 1."""
        return PageText(self.words).mean_confidence

    def as_json(self, full: bool = False) -> dict[str, Any]:
        """The page as the command prints it; `full` adds what only our own records keep."""
        data: dict[str, Any] = {
            "number": self.number,
            "width": self.width,
            "height": self.height,
            "dpi": self.dpi,
            "text": self.text,
            "words": [[w.x0, w.y0, w.x1, w.y1, w.text, w.confidence] for w in self.words],
            "personal": [[p.kind, list(p.box), round(p.confidence, 3)] for p in self.personal],
            "scripts": [[s.script, list(s.box), s.is_read] for s in self.scripts],
        }
        if full:
            data |= {
                "source": self.source,
                "reason": self.reason,
                "layer_found": self.layer_found,
                "rotated": self.rotated,
                "layer_text": self.layer_text,
            }
        return data

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> PageReading:
        """The reverse of `as_json`; lines and blocks come back from the text's line breaks."""
        words: list[Word] = []
        rows = iter(data["words"])
        line = block = 0
        for text in data["text"].split("\n"):
            if not text:
                block += 1
                continue
            for _ in text.split(" "):
                x0, y0, x1, y1, letters, confidence = next(rows)
                words.append(Word(x0, y0, x1, y1, letters, confidence, line, block))
            line += 1
        return cls(
            data["number"],
            data["width"],
            data["height"],
            data["dpi"],
            tuple(words),
            data.get("source", "ocr"),
            data.get("reason", ""),
            data.get("layer_found", False),
            data.get("rotated", 0),
            tuple(PersonalPlace(kind, _box(box), sure) for kind, box, sure in data.get("personal", ())),
            tuple(ScriptPlace(script, _box(box), is_read) for script, box, is_read in data.get("scripts", ())),
            data.get("layer_text", ""),
        )


@dataclass(frozen=True, slots=True)
class DocumentReading:
    """One document inside a file: its first and last page (from 1) and its fields, every name always present."""

    first: int
    last: int
    fields: dict[str, FieldReading]

    def as_json(self) -> dict[str, Any]:
        """The document as the command prints it."""
        return {
            "pages": [self.first, self.last],
            "fields": {name: self.fields[name].as_json() for name in FIELD_NAMES},
        }

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> DocumentReading:
        """The reverse of `as_json`."""
        first, last = data["pages"]
        known = data["fields"]
        # A reading kept from before a field was looked for says nothing of it.
        read = {name: FieldReading.from_json(known[name]) if name in known else FieldReading() for name in FIELD_NAMES}
        return cls(first, last, read)


@dataclass(frozen=True, slots=True)
class FileReading:
    """Everything read from one file. `engine` names the OCR engine and its version, for provenance."""

    path: str
    pages: tuple[PageReading, ...]
    documents: tuple[DocumentReading, ...] = field(default=())
    engine: str = ""

    def as_json(self, full: bool = False) -> dict[str, Any]:
        """`{"path", "pages", "documents"}`; `full` adds the engine and each page's source and reason."""
        data: dict[str, Any] = {
            "path": self.path,
            "pages": [page.as_json(full) for page in self.pages],
            "documents": [document.as_json() for document in self.documents],
        }
        if full:
            data["engine"] = self.engine
        return data

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> FileReading:
        """The reverse of `as_json`, with or without `full`. Raises `FileRefused` for what is no reading."""
        try:
            return cls(
                data["path"],
                tuple(PageReading.from_json(page) for page in data["pages"]),
                tuple(DocumentReading.from_json(document) for document in data["documents"]),
                data.get("engine", ""),
            )
        except (KeyError, TypeError, ValueError, AttributeError, IndexError, StopIteration, RuntimeError) as error:
            raise FileRefused("reading.damaged", "Bản đọc đã lưu không đọc lại được; hãy cho đọc lại tệp.") from error
