"""A dossier scanned as one file becomes items, the pictures of its pages byte for byte as they were."""

from __future__ import annotations

import hashlib
import os
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
import pikepdf
import pytest
import qrcode
from PIL import Image
from tests.house import House, person
from tests.stages.digitisation.intake_samples import dossier_in_catalogue, page, picture_pdf, pictures_in

from khoso.engines import blobs
from khoso.foundation.provenance.models import PremisEvent
from khoso.kernel.errors import FileRefused
from khoso.stages.digitisation import actions, states
from khoso.stages.digitisation.compute import cutting, separators, tiff_pages
from khoso.stages.digitisation.compute.extents import Extent, parts_by_catalogue, sheet_range
from khoso.stages.digitisation.compute.separators import BLANK, OURS, PAPER, SEPARATOR, Part
from khoso.stages.digitisation.intake import splitting
from khoso.stages.digitisation.intake.errors import SplitRefused, UploadNotAllowed
from khoso.stages.digitisation.models import DeliveryFile, DeliveryFinding, FileSplit, SplitPart

pytestmark = pytest.mark.mission("D3")
BAD_INPUTS = Path(os.environ.get("KHOSO_SHARED", Path(__file__).resolve().parents[4] / "shared")) / "samples/bad-inputs"


def separator_sheet() -> Image.Image:
    """Our own sheet, as it is printed and scanned at 50 dpi."""
    sheet = Image.new("RGB", (413, 585), "white")
    code = qrcode.make(OURS, border=4).convert("RGB").resize((240, 240), Image.Resampling.NEAREST)
    sheet.paste(code, (86, 120))
    return sheet


def kinds(path: Path) -> list[str]:
    return separators.kinds_of_pages(path)


def test_our_sheet_a_blank_sheet_and_paper_are_told_apart(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(picture_pdf([page(1), separator_sheet(), page(2), page(0, blank=True)]))
    assert kinds(path) == [PAPER, SEPARATOR, PAPER, BLANK]


@pytest.mark.skipif(not BAD_INPUTS.is_dir(), reason="no samples beside the checkout")
def test_patch_code_t_is_a_separator() -> None:
    assert kinds(BAD_INPUTS / "patch-code-t.pdf") == [SEPARATOR]


def test_patch_code_is_told_from_other_bars() -> None:
    def bars(*widths: int) -> np.ndarray:
        dark, row = np.zeros((1100, 800), bool), 60
        for width in widths:
            dark[row : row + width, 60:740] = True
            row += width + 8
        return dark

    assert separators.has_patch_t(bars(8, 20, 8, 20))
    assert separators.has_patch_t(bars(20, 8, 20, 8).T)
    assert not separators.has_patch_t(bars(8, 8, 20, 20))
    assert not separators.has_patch_t(bars(20, 20, 20, 20))
    assert not separators.has_patch_t(bars(3, 3, 3, 3))


@pytest.mark.parametrize(
    ("seen", "at_blanks", "parts"),
    [
        ("PPSPP", False, [(1, 2), (4, 5)]),
        ("SPPSBP", False, [(2, 3), (6, 6)]),
        ("PBSPB", False, [(1, 2), (4, 5)]),
        ("SSPS", False, [(3, 3)]),
        ("PBPBBP", True, [(1, 1), (3, 3), (6, 6)]),
        ("SBS", False, []),
        ("", False, []),
    ],
)
def test_parts_between_separators(seen: str, at_blanks: bool, parts: list[tuple[int, int]]) -> None:
    names = [{"P": PAPER, "S": SEPARATOR, "B": BLANK}[letter] for letter in seen]
    assert separators.parts_between(names, at_blanks=at_blanks) == [Part(*one) for one in parts]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("5", (5, None)),
        ("05-07", (5, 7)),
        ("từ tờ 5 đến tờ 7", (5, 7)),
        ("Tờ 12 – 15", (12, 15)),
        ("", (None, None)),
        ("1a", (None, None)),
    ],
)
def test_sheet_numbers_are_read(text: str, said: tuple[int | None, int | None]) -> None:
    assert sheet_range(text) == said


def test_cuts_by_the_catalogue_need_exact_agreement() -> None:
    rows = [Extent(1, "1-2"), Extent(2, "3"), Extent(3, "4-5")]
    assert parts_by_catalogue(rows, 5) == [(1, Part(1, 2)), (2, Part(3, 3)), (3, Part(4, 5))]
    assert parts_by_catalogue(rows, 10) == [(1, Part(1, 4)), (2, Part(5, 6)), (3, Part(7, 10))]
    assert parts_by_catalogue(rows, 6) == []
    assert parts_by_catalogue([Extent(1, "1-2"), Extent(2, "4")], 3) == []
    assert parts_by_catalogue([Extent(1, page_count=1), Extent(2, page_count=3)], 4) == [
        (1, Part(1, 1)),
        (2, Part(2, 4)),
    ]
    assert parts_by_catalogue([Extent(1, "1"), Extent(2, "4", sheet_count=2)], 5) == [(1, Part(1, 3)), (2, Part(4, 5))]
    assert parts_by_catalogue([Extent(1, "1"), Extent(2, "4")], 5) == []
    assert parts_by_catalogue([Extent(1, "1"), Extent(2, "4")], 5, 5) == [(1, Part(1, 3)), (2, Part(4, 5))]
    assert parts_by_catalogue([Extent(1, "1")], 1) == []


def test_pdf_pages_keep_their_pictures(tmp_path: Path) -> None:
    whole = picture_pdf([page(n) for n in range(5)])
    source = tmp_path / "a.pdf"
    source.write_bytes(whole)
    one, two = cutting.cut_file(source, [Part(1, 2), Part(4, 5)], tmp_path)
    pictures = pictures_in(whole)
    assert (pictures_in(one.read_bytes()), pictures_in(two.read_bytes())) == (pictures[:2], pictures[3:])
    again = tmp_path / "lai"
    again.mkdir()
    assert cutting.cut_file(source, [Part(1, 2)], again)[0].read_bytes() == one.read_bytes()
    with pytest.raises(FileRefused):
        cutting.cut_file(source, [Part(5, 6)], again / "..")


@pytest.mark.parametrize("compression", ["jpeg", "group4", "tiff_lzw", None])
def test_tiff_pages_keep_their_strips(tmp_path: Path, compression: str | None) -> None:
    mode = "1" if compression == "group4" else "RGB"
    images = [page(n).convert(mode) for n in range(4)]
    source = tmp_path / "a.tif"
    images[0].save(source, save_all=True, append_images=images[1:], compression=compression, dpi=(200, 200))
    [part] = cutting.cut_file(source, [Part(2, 3)], tmp_path / ".")
    assert cutting.page_count(part) == 2
    assert [strips(part, n) for n in (0, 1)] == [strips(source, n) for n in (1, 2)]
    with Image.open(part) as cut, Image.open(source) as whole:
        for place in (0, 1):
            cut.seek(place)
            whole.seek(place + 1)
            assert cut.tobytes() == whole.tobytes()
            assert cut.info.get("dpi") == whole.info.get("dpi")


def strips(path: Path, number: int) -> list[bytes]:
    with Image.open(path) as image:
        image.seek(number)
        offsets, counts = image.tag_v2[273], image.tag_v2[279]
    data = path.read_bytes()
    return [data[at : at + size] for at, size in zip(offsets, counts, strict=True)]


@pytest.mark.skipif(not BAD_INPUTS.is_dir(), reason="no samples beside the checkout")
@pytest.mark.parametrize(
    "path", sorted(BAD_INPUTS.glob("*.tif*")) + sorted(BAD_INPUTS.glob("*.pdf")), ids=lambda p: p.name
)
def test_odd_files_are_cut_or_refused(path: Path, tmp_path: Path) -> None:
    pages = cutting.page_count(path)
    assert pages >= 0
    try:
        made = cutting.cut_file(path, [Part(1, 1)], tmp_path)
    except FileRefused as refused:
        assert refused.message
    else:
        assert pages and cutting.page_count(made[0]) == 1


@pytest.mark.parametrize(
    "data", [b"", b"II*\0", b"II*\0\xff\xff\xff\xff", b"II*\0\x08\0\0\0\xff\xff", b"MM\0+" + b"\0" * 20]
)
def test_broken_tiffs_are_refused(data: bytes, tmp_path: Path) -> None:
    path = tmp_path / "a.tif"
    path.write_bytes(data)
    with pytest.raises(FileRefused):
        tiff_pages.copy_pages(path, [0], tmp_path / "b.tif")


def deliver(house: House, agency: Any, folder: Path, files: dict[str, bytes]) -> Any:
    folder.mkdir(exist_ok=True)
    for name, data in files.items():
        (folder / name).write_bytes(data)
    delivery = actions.open_delivery(agency, folder=folder, catalogue_path=None, legacy_reason="Thử")
    read(house)
    return delivery


def read(house: House) -> None:
    house.queue.run_all(only="digitisation.register_delivery")


def codes(delivery: Any) -> set[str]:
    return set(DeliveryFinding.objects.filter(delivery=delivery).values_list("code", flat=True))


@pytest.mark.django_db
def test_equal_counts_are_cut_at_once(house: House, commune: Any, tmp_path: Path) -> None:
    dossier = dossier_in_catalogue(commune, items=3)
    whole = picture_pdf([page(1), page(2), separator_sheet(), page(3), separator_sheet(), page(4)])
    delivery = deliver(house, commune, tmp_path / "lo", {f"{dossier.reference_code}.pdf": whole})
    split = FileSplit.objects.get(delivery=delivery)
    assert (split.state, split.how, len(split.parts)) == (states.AUTOMATIC, "separators", 3)
    files = list(DeliveryFile.objects.filter(delivery=delivery).order_by("path"))
    names = [f"{dossier.reference_code}.tach/{dossier.reference_code}.{n:03d}.pdf" for n in (1, 2, 3)]
    assert [(one.path, one.item.ordinal) for one in files] == list(zip(names, (1, 2, 3), strict=True))
    path = blobs.store().path_of(files[0].sha256)
    assert path is not None
    assert pictures_in(path.read_bytes()) == pictures_in(whole)[:2]
    # The file that was cut is kept, and every part says which pages of it it is.
    assert blobs.store().verify(hashlib.sha256(whole).hexdigest())
    event = PremisEvent.objects.get(object_id=str(files[1].pk), type="creation")
    assert "Trang 4–4" in event.detail and hashlib.sha256(whole).hexdigest() in event.detail
    kept = dict(SplitPart.objects.values_list("path", "sha256"))
    actions.read_again(delivery.pk)
    read(house)
    assert dict(SplitPart.objects.values_list("path", "sha256")) == kept
    assert "pairing.split_waiting" not in codes(delivery)


@pytest.mark.django_db
def test_cut_by_the_sheets_of_the_catalogue(house: House, commune: Any, tmp_path: Path) -> None:
    dossier = dossier_in_catalogue(commune, items=2, sheet=["1-2", "3-3"])
    whole = picture_pdf([page(n) for n in range(6)])
    delivery = deliver(house, commune, tmp_path / "lo", {f"{dossier.reference_code}.pdf": whole})
    split = FileSplit.objects.get(delivery=delivery)
    assert (split.how, split.state) == ("sheets", states.AUTOMATIC)
    assert [(one["first"], one["last"]) for one in split.parts] == [(1, 4), (5, 6)]


@pytest.mark.django_db
def test_unequal_counts_wait_for_a_person(house: House, commune: Any, neighbour: Any, tmp_path: Path) -> None:
    dossier = dossier_in_catalogue(commune, items=3)
    code = dossier.reference_code
    whole = picture_pdf([page(1), separator_sheet(), page(3), page(4)])
    delivery = deliver(house, commune, tmp_path / "lo", {f"{code}.pdf": whole})
    split = FileSplit.objects.get(delivery=delivery)
    assert split.state == states.PROPOSED
    assert "pairing.split_waiting" in codes(delivery)
    assert not DeliveryFile.objects.filter(delivery=delivery).exists()
    clerk, stranger = person("vt", (commune, "clerk")), person("xa", (neighbour, "clerk"))
    parts = [(1, 1, 1), (2, 3, 3), (3, 4, 4)]
    with pytest.raises(UploadNotAllowed):
        splitting.confirm(split, parts, dossier=code, code=code, by=stranger)
    for bad in ([], [(1, 1, 9)], [(1, 1, 2), (2, 2, 3)], [(1, 1, 1), (1, 2, 2)], [("x", 1, 1)], [(1, 3, 2)]):
        with pytest.raises(SplitRefused):
            splitting.confirm(split, bad, dossier=code, code=code, by=clerk)
    splitting.confirm(split, parts, dossier=code, code=code, by=clerk)
    read(house)
    paths = DeliveryFile.objects.filter(delivery=delivery).order_by("path").values_list("path", "item__ordinal")
    assert list(paths) == [(f"{code}.tach/{code}.{n:03d}.pdf", n) for n in (1, 2, 3)]
    split.refresh_from_db()
    assert (split.state, split.decided_by) == (states.CONFIRMED, clerk)


@pytest.mark.django_db
def test_declined_the_file_stays_one(house: House, commune: Any, tmp_path: Path) -> None:
    dossier = dossier_in_catalogue(commune, items=3)
    name = f"{dossier.reference_code}.pdf"
    delivery = deliver(house, commune, tmp_path / "lo", {name: picture_pdf([page(1), separator_sheet(), page(3)])})
    splitting.decline(FileSplit.objects.get(), by=person("vt", (commune, "clerk")))
    read(house)
    assert list(DeliveryFile.objects.filter(delivery=delivery).values_list("path", flat=True)) == [name]
    assert "pairing.split_waiting" not in codes(delivery)


def test_a_whole_pdf_of_many_pages_is_counted(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    with pikepdf.new() as pdf:
        for _page in range(30):
            pdf.add_blank_page()
        out = BytesIO()
        pdf.save(out)
    path.write_bytes(out.getvalue())
    assert cutting.page_count(path) == 30
