"""Taking an old invisible text layer out of a PDF page and putting ours in."""

from __future__ import annotations

import io
from typing import Any

import numpy as np
import pikepdf
from pikepdf import Dictionary, Name, Object, Page, Pdf

from khoso.engines.ocr.port import PageText, Word
from khoso.stages.recognition.compute.glyphless import ADVANCE, DESCENT, LayerFont
from khoso.stages.recognition.compute.reading import PageReading

FONT_KEY = "/KhoSoText"
_SHOWS = {"Tj", "TJ", "'", '"'}
INVISIBLE = 3
DEEPEST_FORM = 8


def strip_text(pdf: Pdf, page: Page) -> None:
    """Take the text out that no reader sees: drawn invisibly, or hidden below the scanned image."""
    if not _strip(pdf, page.obj, only_invisible=True):
        return
    # Text is left that is drawn to be seen. If the page looks the same without it, the image covers it.
    bare = pikepdf.Pdf.new()
    bare.pages.append(page)
    before = _picture(page)
    _strip(bare, bare.pages[0].obj, only_invisible=False)
    if before is not None and np.array_equal(before, _picture(bare.pages[0])):
        _strip(pdf, page.obj, only_invisible=False)


def _picture(page: Page) -> Any:
    """The page drawn small, to see whether a change can be seen; None when it cannot be drawn."""
    import pypdfium2 as pdfium

    single = pikepdf.Pdf.new()
    single.pages.append(page)
    data = io.BytesIO()
    single.save(data)
    try:
        document = pdfium.PdfDocument(data.getvalue())
        try:
            return document[0].render(scale=1.0, grayscale=True).to_numpy().copy()
        finally:
            document.close()
    except pdfium.PdfiumError:
        return None


def _strip(pdf: Pdf, holder: Object, only_invisible: bool, mode: int = 0, depth: int = 0) -> bool:
    """Drop text of a page or form XObject; True when text remains. Fonts nobody uses any more go too."""
    resources = holder.get(Name.Resources, Dictionary())
    forms = resources.get(Name.XObject, Dictionary())
    kept: list[Any] = []
    remains = dropped = False
    modes = [mode]
    for instruction in pikepdf.parse_content_stream(holder):
        operator = str(instruction.operator)
        operands = instruction.operands
        if operator == "q":
            modes.append(modes[-1])
        elif operator == "Q" and len(modes) > 1:
            modes.pop()
        elif operator == "Tr" and operands:
            modes[-1] = int(operands[0])
        elif operator == "Do" and operands and depth < DEEPEST_FORM:
            form = forms.get(str(operands[0]))
            if form is not None and form.get(Name.Subtype) == Name.Form:
                remains |= _strip(pdf, form, only_invisible, modes[-1], depth + 1)
        if operator in _SHOWS:
            if not only_invisible or modes[-1] == INVISIBLE:
                dropped = True
                continue
            remains = True
        kept.append(instruction)
    if dropped:
        data = pikepdf.unparse_content_stream(_without_empty_blocks(kept))
        if isinstance(holder, pikepdf.Stream):
            holder.write(data)
        else:
            holder.Contents = pdf.make_stream(data)
        if not remains and Name.Font in resources:
            _own_resources(holder, resources)
    return remains


def _own_resources(holder: Object, resources: Object) -> None:
    """A copy of the resources without fonts: the old dictionary may be shared with pages that need them."""
    own = Dictionary({key: value for key, value in resources.items() if key != "/Font"})
    holder.Resources = own


def _without_empty_blocks(instructions: list[Any]) -> list[Any]:
    """Text objects that show nothing any more go, and with them the fonts they name."""
    out: list[Any] = []
    block: list[Any] | None = None
    for instruction in instructions:
        operator = str(instruction.operator)
        if operator == "BT":
            block = [instruction]
        elif block is None:
            out.append(instruction)
        else:
            block.append(instruction)
            if operator == "ET":
                names = {str(step.operator) for step in block}
                if names & _SHOWS:
                    out += block
                else:
                    out += [step for step in block if str(step.operator) in _OUTLIVES_TEXT]
                block = None
    return out + (block or [])


# What a text object may set that still counts after it: marked content, colours, line style, graphics state.
_OUTLIVES_TEXT = {"BMC", "BDC", "EMC", "MP", "DP", "gs", "w", "J", "j", "M", "d", "ri", "i"} | {
    "CS", "cs", "SC", "SCN", "sc", "scn", "G", "g", "RG", "rg", "K", "k",
}  # fmt: skip


def add_text(pdf: Pdf, page: Page, reading: PageReading, font: LayerFont, font_object: Object) -> None:
    """Lay the words of `reading` invisibly over the page, each over its own box."""
    if not reading.words:
        return
    frame = _Frame(page, reading)
    steps = ["BT", "3 Tr"]
    for line in PageText(reading.words).lines:
        for index, word in enumerate(line):
            steps.append(frame.show(word, font, last=index == len(line) - 1))
    steps.append("ET")
    resources = page.obj.get(Name.Resources, Dictionary())
    own = Dictionary(dict(resources.items()))
    own.Font = Dictionary({**dict(resources.get(Name.Font, Dictionary()).items()), FONT_KEY: font_object})
    page.obj.Resources = own
    page.contents_add(pdf.make_stream(b"q\n"), prepend=True)
    page.contents_add(pdf.make_stream(("\nQ\nq\n" + "\n".join(steps) + "\nQ\n").encode("ascii")))


class _Frame:
    """From pixels of the page as shown to the page's own coordinates."""

    def __init__(self, page: Page, reading: PageReading) -> None:
        left, bottom, right, top = (float(value) for value in page.cropbox)
        self.left, self.right = min(left, right), max(left, right)
        self.bottom, self.top = min(bottom, top), max(bottom, top)
        self.rotate = int(page.obj.get(Name.Rotate, 0)) % 360
        width, height = self.right - self.left, self.top - self.bottom
        if self.rotate in (90, 270):
            width, height = height, width
        self.across, self.down = width / reading.width, height / reading.height
        self.turned = reading.rotated

    def point(self, x: float, y: float) -> tuple[float, float]:
        """A pixel as a point of the page's own coordinates."""
        u, v = x * self.across, y * self.down
        return {
            0: (self.left + u, self.top - v),
            90: (self.left + v, self.bottom + u),
            180: (self.right - u, self.bottom + v),
            270: (self.right - v, self.top - u),
        }[self.rotate]

    def show(self, word: Word, font: LayerFont, last: bool) -> str:
        """The operators that lay one word over its box; a space follows inside a line."""
        # Start of the base line, end of the base line, top of the first letter: as the letters stand on the page.
        start, end, head = {
            0: ((word.x0, word.y1), (word.x1, word.y1), (word.x0, word.y0)),
            90: ((word.x1, word.y1), (word.x1, word.y0), (word.x0, word.y1)),
            180: ((word.x1, word.y0), (word.x0, word.y0), (word.x1, word.y1)),
            270: ((word.x0, word.y0), (word.x0, word.y1), (word.x1, word.y0)),
        }[self.turned]
        (sx, sy), (ex, ey), (hx, hy) = (self.point(*corner) for corner in (start, end, head))
        length = max(0.1, ((ex - sx) ** 2 + (ey - sy) ** 2) ** 0.5)
        size = max(0.1, ((hx - sx) ** 2 + (hy - sy) ** 2) ** 0.5)
        ax, ay = (ex - sx) / length, (ey - sy) / length
        ux, uy = (hx - sx) / size, (hy - sy) / size
        lift = -DESCENT / 1000 * size
        stretch = 100 * length / (len(word.text) * ADVANCE / 1000 * size)
        text = font.encode(word.text + ("" if last else " "))
        return (
            f"{FONT_KEY} {size:.3f} Tf {stretch:.3f} Tz "
            f"{ax:.4f} {ay:.4f} {ux:.4f} {uy:.4f} {sx + ux * lift:.3f} {sy + uy * lift:.3f} Tm <{text}> Tj"
        )
