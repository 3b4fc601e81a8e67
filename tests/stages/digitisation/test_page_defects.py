"""Each defect planted in a clean page is found, and found alone."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image
from tests.stages.digitisation import paper
from tests.stages.digitisation.paper import seal, stamp, text_page

from khoso.kernel.findings import Finding
from khoso.stages.digitisation.compute import check_file

DARK = (30, 30, 40)
RED = (200, 30, 45)


def check(page: Image.Image, folder: Path, dpi: int = paper.DPI) -> list[Finding]:
    """Findings about the page itself; what every loose image gets (it is no PDF/A) is left out."""
    result = check_file(paper.save_jpeg(page, folder / "page.jpg", dpi))
    return [finding for finding in result.all_findings if finding.code != "file.not_pdfa"]


def codes(page: Image.Image, folder: Path, dpi: int = paper.DPI) -> list[str]:
    return [finding.code for finding in check(page, folder, dpi)]


@pytest.mark.parametrize(
    "page",
    [
        text_page(1),
        text_page(2, lines=12),
        seal(text_page(3)),
        text_page(4, number=3),
        text_page(5, dpi=300),
        stamp(text_page(6, lines=20), "HỎA TỐC", (250, 150), RED),
        stamp(text_page(7, lines=20), "CÔNG VĂN ĐẾN", (250, 150), RED),
        text_page(8, paper=225, ink=60),
    ],
    ids=["text", "short", "seal", "number", "300dpi", "urgent", "incoming", "old-paper"],
)
def test_a_clean_page_has_no_finding(page: Image.Image, tmp_path: Path) -> None:
    dpi = 300 if page.width > 2000 else 200
    assert codes(page, tmp_path, dpi) == []


DEFECTS: dict[str, list[Callable[[], Image.Image]]] = {
    "page.skewed": [lambda: paper.rotated(text_page(), 2), lambda: paper.rotated(seal(text_page(2)), -4.5)],
    "page.blank": [lambda: paper.noisy(Image.new("RGB", paper.A4, (246, 244, 238)))],
    "page.dark_edge": [lambda: paper.dark_edged(text_page()), lambda: paper.dark_edged(text_page(), "right")],
    "page.cropped": [lambda: paper.cut(text_page())],
    "page.blurred": [lambda: paper.blurred(text_page(), 2.5), lambda: paper.blurred(text_page(2), 4)],
    "page.low_contrast": [lambda: paper.faded(text_page())],
    "page.streak": [lambda: paper.streaked(text_page()), lambda: paper.streaked(text_page(lines=10), 400)],
    "page.upside_down": [lambda: seal(text_page()).rotate(180)],
    "page.sideways": [lambda: text_page().rotate(90, expand=True), lambda: text_page(3).rotate(270, expand=True)],
    "page.foreign_object": [lambda: paper.fingered(text_page()), lambda: paper.noted(text_page())],
    "page.bleed_through": [lambda: paper.shown_through(text_page(1, lines=14), text_page(9))],
    "page.secrecy_mark": [
        lambda: stamp(text_page(lines=20), "MẬT", (260, 150), RED),
        lambda: stamp(text_page(lines=20), "TỐI MẬT", (260, 150), RED),
        lambda: stamp(text_page(lines=20), "TUYỆT MẬT", (260, 150), DARK),
    ],
}


@pytest.mark.mission("D3")
@pytest.mark.luat("TT05 Đ.8.1")
@pytest.mark.parametrize(
    ("code", "make"),
    [(code, make) for code, makers in DEFECTS.items() for make in makers],
    ids=[f"{code}-{i}" for code, makers in DEFECTS.items() for i in range(len(makers))],
)
def test_a_planted_defect_is_found_alone(code: str, make: Callable[[], Image.Image], tmp_path: Path) -> None:
    assert codes(make(), tmp_path) == [code]


@pytest.mark.mission("D3")
def test_a_finding_says_what_and_where_in_vietnamese(tmp_path: Path) -> None:
    (skewed,) = check(paper.rotated(text_page(), 3), tmp_path)
    assert skewed.message == "Trang 1 bị nghiêng 3,0°; hãy chỉnh thẳng hoặc quét lại."
    assert (skewed.page, skewed.where) == (1, str(tmp_path / "page.jpg"))
    (dark,) = check(paper.dark_edged(text_page()), tmp_path)
    assert dark.box is not None
    assert dark.box[:2] == (0, 0)
    (secret,) = check(stamp(text_page(lines=20), "MẬT", (260, 150), RED), tmp_path)
    assert secret.box is not None
    x0, y0, x1, y1 = secret.box
    assert x0 < 260 < x1 < 500
    assert y0 < 150 < y1 < 300


def test_a_secret_page_stops_its_file(tmp_path: Path) -> None:
    path = paper.save_jpeg(stamp(text_page(lines=20), "TỐI MẬT", (260, 150), RED), tmp_path / "1.jpg")
    assert check_file(path).refused
