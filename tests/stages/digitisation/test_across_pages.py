"""What only shows between pages and between files: doubles, gaps, wrong order."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
from tests.stages.digitisation import paper
from tests.stages.digitisation.paper import noisy, rotated, text_page

from khoso.stages.digitisation.compute import FileCheck, PageCheck, check_file, check_paths
from khoso.stages.digitisation.compute.numbering import judge_order

NAME = "H19.2024.01.TCCB.001.pdf"


def by_page(result: FileCheck) -> list[list[str]]:
    return [[finding.code for finding in page.findings] for page in result.pages]


@pytest.mark.mission("D3")
def test_a_page_scanned_twice_is_found_within_a_file(tmp_path: Path) -> None:
    again = noisy(rotated(text_page(1), 0.4), 77)
    path = paper.save_pdf([text_page(1), text_page(2), again], tmp_path / NAME)
    assert by_page(check_file(path)) == [[], [], ["page.duplicate"]]


def test_two_sheets_of_one_form_are_not_one_page(tmp_path: Path) -> None:
    forms = []
    for filling in (1, 2):
        form = text_page(5, lines=30)
        for line in (4, 9, 14, 19, 24):
            other = text_page(10 * filling + line, lines=30).crop((0, 250 + 53 * line, 1654, 300 + 53 * line))
            form.paste(other, (0, 250 + 53 * line))
        forms.append(form)
    assert by_page(check_file(paper.save_pdf(forms, tmp_path / NAME))) == [[], []]


@pytest.mark.mission("D3")
def test_a_page_delivered_in_two_files_is_found_between_them(tmp_path: Path) -> None:
    paper.save_pdf([text_page(1)], tmp_path / NAME)
    paper.save_pdf([text_page(3)], tmp_path / "H19.2024.01.TCCB.002.pdf")
    paper.save_pdf([text_page(1)], tmp_path / "H19.2024.01.TCCB.003.pdf")
    results = list(check_paths([tmp_path]))
    assert [by_page(result) for result in results] == [[[]], [[]], [["page.duplicate"]]]
    assert f"trang 1 của tệp {NAME};" in results[2].pages[0].findings[0].message


@pytest.mark.mission("D3")
def test_printed_numbers_tell_a_missing_page_and_a_wrong_order(tmp_path: Path) -> None:
    missing = [text_page(n, lines=14, number=n if n > 1 else None) for n in (1, 2, 3, 5)]
    swapped = [text_page(n, lines=14, number=n if n > 1 else None) for n in (1, 2, 4, 3)]
    assert by_page(check_file(paper.save_pdf(missing, tmp_path / NAME))) == [[], [], [], ["page.missing"]]
    assert by_page(check_file(paper.save_pdf(swapped, tmp_path / NAME))) == [
        [], [], ["page.out_of_order"], ["page.out_of_order"],
    ]  # fmt: skip


@pytest.mark.mission("D3")
def test_numbered_page_images_with_a_gap(tmp_path: Path) -> None:
    for number in (1, 2, 4):
        paper.save_jpeg(text_page(number, lines=8), tmp_path / f"{number:04}.jpg")
    found = {r.path.name: by_page(r) for r in check_paths([tmp_path])}
    assert found == {"0001.jpg": [[]], "0002.jpg": [[]], "0004.jpg": [["page.missing"]]}


@pytest.mark.mission("D3")
def test_single_page_images_are_judged_by_their_printed_numbers(tmp_path: Path) -> None:
    for name, number in (("a", 2), ("b", 4), ("c", 3)):
        paper.save_jpeg(text_page(number, lines=8, number=number), tmp_path / f"{name}.jpg")
    wrong = [["page.out_of_order"]]
    found = {r.path.name: by_page(r) for r in check_paths([tmp_path])}
    assert found == {"a.jpg": [[]], "b.jpg": wrong, "c.jpg": wrong}


@pytest.mark.parametrize(
    ("numbers", "expected"),
    [
        ((None, 2, 3, 4), {}),
        ((None, 2, None, 4), {}),
        ((None, 2, 3, None, 2, 3), {}),
        ((2, 3, 4, 1, 2), {}),
        ((7, 120), {}),
        ((2, 3, 6), {2: "page.missing"}),
        ((2, 4, 3, 5), {1: "page.out_of_order", 2: "page.out_of_order"}),
        ((2, 2, 3), {}),
        ((5, 3, 9), {}),
        ((None, 2, 4), {2: "page.missing"}),
        ((None, 2, 4, None), {}),
        ((2, 4, None, 6), {1: "page.missing"}),
        ((2, 4, None, 5), {}),
        ((2, None, 5), {2: "page.missing"}),
        ((2, None, 3), {}),
        ((2, None, 5, 4, 6), {2: "page.out_of_order", 3: "page.out_of_order"}),
        ((2, 4, None, 3, 6), {1: "page.out_of_order", 3: "page.out_of_order"}),
        ((2, 4, 5, None, 2, 3), {1: "page.missing"}),
        ((2, None, None, None, 8), {}),
    ],
)
def test_numbers_are_judged_only_when_sure(numbers: Sequence[int | None], expected: dict[int, str]) -> None:
    pages = [PageCheck(i, 1, 1, 200, printed_number=n) for i, n in enumerate(numbers, 1)]
    judge_order(pages)
    assert {i: page.findings[0].code for i, page in enumerate(pages) if page.findings} == expected
