"""Every planted defect is in the files as well as in the truth, and nowhere else."""

from __future__ import annotations

import numpy as np
import openpyxl
import pikepdf
import pytest
from tests.demo.made import Made

from khoso.demo.delivery import WORKBOOK
from khoso.demo.faults import DELIVERY_FAULTS, FAULTS, MILD, PAGE_FAULTS, dossiers_needed, faults_of, names_of
from khoso.demo.pdf import misread
from khoso.demo.seeds import dice
from khoso.demo.setter import Line


def paths_in_workbook(made: Made) -> list[str]:
    rows = openpyxl.load_workbook(made.root / WORKBOOK, read_only=True).active.iter_rows(min_row=2, values_only=True)
    return [str(row[45]).replace("\\", "/").lstrip("/") for row in rows]


def both(faulty: Made, clean: Made, fault: str) -> tuple[np.ndarray, np.ndarray]:
    """The faulty page and the same page unharmed, in grey."""
    record, page = faulty.planted(fault)
    assert page is not None
    return faulty.grey(record["path"], page), clean.grey(record["path"], page)


def alike(a: np.ndarray, b: np.ndarray) -> float:
    return float(np.corrcoef(a[::4, ::4].ravel(), b[::4, ::4].ravel())[0, 1])


def sharpness(page: np.ndarray) -> float:
    return float(np.abs(np.diff(page, axis=1)).max(axis=1).mean())


def test_each_fault_is_planted_once_and_coded(faulty: Made, clean: Made) -> None:
    planted = {d["fault"]: d["code"] for record in faulty.records for d in record.get("defects", [])}
    assert planted == FAULTS
    assert faulty.facts.faults == dict.fromkeys(sorted(FAULTS), 1)
    assert clean.facts.faults == {}
    assert [d for record in clean.records for d in record.get("defects", [])] == []


def test_upside_down_and_sideways_pages_are_right_when_turned_back(faulty: Made, clean: Made) -> None:
    page, right = both(faulty, clean, "upside_down")
    assert alike(page[::-1, ::-1], right) > 0.95 > alike(page, right)
    page, right = both(faulty, clean, "sideways")
    assert alike(np.rot90(page), right) > 0.95


def test_a_skewed_page_leans_by_about_three_degrees(faulty: Made, clean: Made) -> None:
    from PIL import Image

    page, right = both(faulty, clean, "skewed")
    image = Image.fromarray(page.astype(np.uint8))
    turned = {a: alike(np.asarray(image.rotate(a, fillcolor=255), np.float32), right) for a in np.arange(-4, 4.1, 0.2)}
    assert 2.2 <= abs(max(turned, key=lambda angle: turned[angle])) <= 3.8


def test_a_blank_page_is_one_too_many(faulty: Made, clean: Made) -> None:
    record, page = faulty.planted("blank")
    assert (record["pages"], record["pages_stated"], record["text"][page - 1]) == (2, 1, "")
    assert np.percentile(faulty.grey(record["path"], page), 0.5) > 180


def test_a_duplicate_page_is_a_second_scan_of_the_one_before(faulty: Made) -> None:
    record, page = faulty.planted("duplicate")
    assert record["text"][page - 1] == record["text"][page - 2]
    first, second = faulty.image(record["path"], page - 1), faulty.image(record["path"], page)
    assert first.tobytes() != second.tobytes()


def test_a_missing_page_leaves_a_gap_in_the_numbers(faulty: Made) -> None:
    record, page = faulty.planted("missing_page")
    assert page in (3, 4)
    numbers = [int(text.split("\n")[0]) for text in record["text"][1:]]
    assert numbers == [number for number in range(2, 6) if number != page]
    assert (record["pages"], record["pages_stated"]) == (4, 5)


def test_resolution_and_colour_are_short_where_said(faulty: Made) -> None:
    record, page = faulty.planted("low_resolution")
    assert faulty.image(record["path"], page).size == (827, 1170)
    with pikepdf.open(faulty.root / record["path"]) as pdf:
        assert round(float(pdf.pages[page - 1].mediabox[2])) == 595
    record, page = faulty.planted("not_colour")
    with pikepdf.open(faulty.root / record["path"]) as pdf:
        image = pdf.pages[page - 1].Resources.XObject.Im0
        assert (int(image.BitsPerComponent), image.ColorSpace) == (1, "/DeviceGray")


def test_dark_edge_blur_contrast_and_streak_can_be_measured(faulty: Made, clean: Made) -> None:
    page, right = both(faulty, clean, "dark_edge")
    assert page[:, :70].mean() < 90 < right[:, :70].mean()
    page, right = both(faulty, clean, "blurred")
    assert sharpness(page) < sharpness(right) / 2
    page, right = both(faulty, clean, "low_contrast")
    assert np.ptp(page) < np.ptp(right) / 3
    page, right = both(faulty, clean, "streak")
    assert np.ptp(page, axis=0).shape == (1654,)
    assert page.mean(axis=0).min() < 130 < right.mean(axis=0)[20:-20].min()


def test_cropping_bleeding_and_things_on_the_page_change_it(faulty: Made, clean: Made) -> None:
    page, right = both(faulty, clean, "cropped")
    assert page[:, :200].std() < 2
    assert alike(page[:, 331:], right[:, :-331]) > alike(page, right)
    page, right = both(faulty, clean, "bleed_through")
    assert page.mean() < right.mean() - 1
    record, number = faulty.planted("foreign_object")
    colours = np.asarray(faulty.image(record["path"], number).convert("RGB"), np.int16)
    yellow = (colours[..., 0] > 220) & (colours[..., 1] > 200) & (colours[..., 2] < 140)
    assert yellow.sum() > 50_000


@pytest.mark.luat("TT05 Đ.4")
def test_a_secrecy_mark_is_red_at_the_top_and_in_the_fields(faulty: Made, clean: Made) -> None:
    record, page = faulty.planted("secrecy_mark")
    assert (record["secrecy"], page) == ("MẬT", 1)

    def red(made: Made) -> int:
        top = np.asarray(made.image(record["path"], 1).convert("RGB"), np.int16)[:150, :700]
        return int(((top[..., 0] - top[..., 1]) > 70).sum())

    assert red(faulty) > 300
    assert red(clean) < 50


def test_rows_and_files_miss_each_other_where_said(faulty: Made) -> None:
    listed = paths_in_workbook(faulty)
    lonely, _ = faulty.planted("row_without_file")
    assert lonely["path"] in listed
    assert not (faulty.root / lonely["path"]).exists()
    unlisted, _ = faulty.planted("file_without_row")
    assert unlisted["path"] not in listed
    assert (faulty.root / unlisted["path"]).exists()
    double, _ = faulty.planted("two_rows_one_file")
    assert listed.count(double["path"]) == 2
    assert len(listed) == 26


def test_cover_and_numbers_contradict_where_said(faulty: Made, clean: Made) -> None:
    cover, _ = faulty.planted("cover_count")
    told, true = (
        next(r["text"][0] for r in made.records if r.get("path") == cover["path"]) for made in (faulty, clean)
    )
    assert [a.split(":")[0] for a, b in zip(told.split("\n"), true.split("\n"), strict=True) if a != b] == ["Gồm"]
    rows = openpyxl.load_workbook(faulty.root / WORKBOOK, read_only=True).active.iter_rows(min_row=2, values_only=True)
    folder = cover["path"].rpartition("/")[0].replace("/", "\\")
    assert {row[15] for row in rows if folder in row[45]} == {15}
    again, _ = faulty.planted("duplicate_number")
    same = [i for i in faulty.items if all(i[k] == again[k] for k in ("dossier", "issuer", "number", "notation"))]
    assert len(same) == 2


def test_locked_and_broken_files_do_not_open(faulty: Made) -> None:
    locked, _ = faulty.planted("encrypted_pdf")
    with pytest.raises(pikepdf.PasswordError):
        pikepdf.open(faulty.root / locked["path"])
    broken, _ = faulty.planted("damaged_pdf")
    assert b"%%EOF" not in (faulty.root / broken["path"]).read_bytes()


def test_fault_names_are_read_in_one_order() -> None:
    assert names_of("all") == tuple(FAULTS)
    assert names_of("none") == ()
    assert names_of("mild") == tuple(name for name in FAULTS if name in MILD)
    assert names_of("blank, skewed") == ("skewed", "blank")
    assert set(PAGE_FAULTS) & set(DELIVERY_FAULTS) == set()


def test_faults_come_once_in_ten_dossiers_and_spare_the_first_item() -> None:
    names = names_of("all")
    assert dossiers_needed(names, 8) == 4
    plans = [faults_of(dossier, names, 8) for dossier in range(1, 21)]
    assert [name for plan in plans for name in plan.values()] == [*names, *names]
    assert all(1 not in plan for plan in plans)
    assert plans[:10] == plans[10:]


def test_a_poor_text_layer_is_misread() -> None:
    line = Line("Ủy ban nhân dân xã đề nghị xem xét, giải quyết theo thẩm quyền", 0, 0, 100, 30)
    read = misread([line] * 20, dice("đọc"))
    assert all(got.width == 100 for got in read)
    assert sum(got.text != line.text for got in read) > 10
