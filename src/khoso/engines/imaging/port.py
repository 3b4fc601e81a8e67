"""What a document of page images is, whatever library reads it."""

from __future__ import annotations

from dataclasses import dataclass
from types import TracebackType
from typing import TYPE_CHECKING, Protocol

from khoso.kernel.errors import FileRefused

if TYPE_CHECKING:
    import numpy as np

MAX_PIXELS = 200_000_000
MAX_SIDE = 20_000
MIN_DPI = 72.0
MAX_DPI = 600.0
"""Pages are not drawn finer than this: a tiny logo of 2400 dpi must not blow up its page."""
DPI_WITHOUT_IMAGES = 200.0
"""A page of drawn text has no resolution of its own; 200 dpi is what administrative scans have."""


@dataclass(frozen=True, slots=True)
class Layer:
    """One image placed on a page.

    `width`, `height` in its own pixels; `dpi` as placed (the lesser of the two directions); `bits` per pixel over all
    channels; `colours` "bilevel", "grey", "colour"; `filter` as the file names its compression; `role` is
    "background" (covers half the page or more), "mask" (bilevel stencil or soft mask that shapes another image) or
    "detail"; `coverage` is its share of the page's area, 0 to 1.
    """

    dpi: float
    width: int
    height: int
    bits: int
    colours: str
    filter: str
    role: str
    coverage: float


@dataclass(frozen=True, slots=True)
class Page:
    """One page as shown. `width`, `height` in pixels at `dpi`, after /Rotate or EXIF orientation.

    `dpi` is that of the sharpest image layer (72 to 600; 200 when there is no image). `dpi_known` is False for an
    image file that does not say its resolution: it is then taken to be A4. `characters` counts its text layer.
    """

    number: int
    width: int
    height: int
    dpi: float
    layers: tuple[Layer, ...]
    dpi_known: bool = True
    characters: int = 0

    @property
    def size_mm(self) -> tuple[float, float]:
        """Width and height on paper, millimetres."""
        return self.width / self.dpi * 25.4, self.height / self.dpi * 25.4


class Pixels(Protocol):
    """Where a document's pixels come from."""

    def render(self, page: Page, dpi: float | None, grey: bool) -> np.ndarray: ...

    def close(self) -> None: ...


class Document:
    """An open file of pages; a context manager. `format` is "pdf", "tiff", "jpeg", "png" or "jp2"."""

    def __init__(self, format: str, pages: list[Page], pixels: Pixels) -> None:
        self.format = format
        self.pages = pages
        self._pixels = pixels

    def render(self, page_number: int, dpi: float | None = None) -> np.ndarray:
        """Page `page_number` (from 1) as RGB uint8 (h,w,3), at `dpi` or at the page's own resolution.

        Raises FileRefused file.damaged when it cannot be decoded, file.too_large when `dpi` asks too much.
        """
        return self._pixels.render(self.pages[page_number - 1], dpi, False)

    def render_grey(self, page_number: int, dpi: float | None = None) -> np.ndarray:
        """As `render`, grey uint8 (h,w): for pages without colour, a third of the work."""
        return self._pixels.render(self.pages[page_number - 1], dpi, True)

    def close(self) -> None:
        """Let the file go."""
        self._pixels.close()

    def __enter__(self) -> Document:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()


def refuse_too_large(width: float, height: float, page: int) -> None:
    """Raise FileRefused file.too_large when pixels pass the limits."""
    if max(width, height) > MAX_SIDE or width * height > MAX_PIXELS:
        raise FileRefused(
            "file.too_large",
            f"Trang {page} có ảnh {width:.0f}×{height:.0f} điểm, quá giới hạn {MAX_PIXELS // 10**6} triệu điểm hoặc "
            f"{MAX_SIDE} điểm một cạnh; hãy quét lại với độ phân giải phù hợp.",
        )


def role_of(coverage: float) -> str:
    """The role of an image that is no mask."""
    return "background" if coverage >= 0.5 else "detail"


def damaged(page: int | None = None) -> FileRefused:
    """The refusal of a file that does not decode."""
    place = f"Trang {page} không giải mã được" if page else "Tệp bị hỏng, không mở được"
    return FileRefused("file.damaged", f"{place}; hãy xuất hoặc quét lại.")
