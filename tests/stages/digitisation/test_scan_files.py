"""What is wrong with a file as a file: its form, its name, its place, what it hides."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pikepdf
import pytest
from PIL import Image
from tests.stages.digitisation import paper
from tests.stages.digitisation.paper import text_page

from khoso.kernel.findings import Severity
from khoso.stages.digitisation.compute import MAP, PHOTO, check_file, check_paths

GOOD_NAME = "001.03.08.H30.81.2024.K4.01.01.062.pdf"


def codes(path: Path) -> list[str]:
    return [finding.code for finding in check_file(path).all_findings]


@pytest.fixture(scope="module")
def page() -> Image.Image:
    return text_page(11)


@pytest.fixture
def good(page: Image.Image, tmp_path: Path) -> Path:
    return paper.save_pdf([page], tmp_path / GOOD_NAME)


def test_a_two_layer_pdfa_in_colour_passes_with_its_facts(good: Path) -> None:
    result = check_file(good)
    assert result.all_findings == []
    assert not result.refused
    assert result.format is not None
    assert (result.format.puid, result.format.pdfa) == ("fmt/477", "2b")
    facts = result.pages[0]
    assert (facts.number, facts.width, facts.height, facts.dpi, facts.colour, facts.blank) == (
        1, 1654, 2339, 200, True, False,
    )  # fmt: skip
    assert result.as_json() == {"path": str(good), "pages": 1, "findings": []}


@pytest.mark.luat("TT05 Đ.8.2.a")
def test_a_plain_pdf_without_text_warns_twice(page: Image.Image, tmp_path: Path) -> None:
    path = paper.save_pdf([page], tmp_path / GOOD_NAME, pdfa=None, text=False)
    assert codes(path) == ["file.not_pdfa", "file.no_text_layer"]


@pytest.mark.luat("TT05 Đ.8.1.d")
@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("H19.2024.01.TCCB.0000001.pdf", []),
        ("G09.2021.01.TCCB.pdf", []),
        ("Bia_hoso01.pdf", []),
        ("MLVB_01.pdf", []),
        ("scan0001.pdf", ["file.name"]),
        ("1942 kh syt.pdf", ["file.name"]),
        ("H19..TCCB.001.pdf", ["file.name"]),
    ],
)
def test_the_name_is_dossier_code_and_ordinal(name: str, expected: list[str], good: Path) -> None:
    assert codes(good.rename(good.with_name(name))) == expected


@pytest.mark.luat("TT05 Đ.8.2.a")
def test_resolution_and_colour_follow_the_law(tmp_path: Path) -> None:
    coarse = text_page(1, dpi=150)
    assert codes(paper.save_pdf([coarse], tmp_path / GOOD_NAME, dpi=150)) == ["page.low_resolution"]
    grey = text_page(1).convert("L")
    assert codes(paper.save_pdf([grey], tmp_path / GOOD_NAME)) == ["page.not_colour"]
    fine = paper.save_pdf([text_page(1)], tmp_path / GOOD_NAME)
    assert [f.code for f in check_file(fine, profile=MAP).all_findings] == ["page.low_resolution"]


@pytest.mark.luat("TT05 Đ.8.2.a")
def test_a_sharp_mask_does_not_make_a_coarse_background_sharp(tmp_path: Path) -> None:
    path = paper.save_pdf([text_page(1, dpi=150)], tmp_path / GOOD_NAME, dpi=150)
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        mask = text_page(1, dpi=300).convert("L").point(lambda v: 255 if v < 128 else 0)
        stream = pikepdf.Stream(pdf, mask.tobytes())
        stream.update(
            pikepdf.Dictionary(
                Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Image, Width=mask.width, Height=mask.height,
                BitsPerComponent=8, ColorSpace=pikepdf.Name.DeviceGray,
            )
        )  # fmt: skip
        pdf.pages[0].Resources.XObject.Im.SMask = pdf.make_indirect(stream)
        pdf.save(path)
    finding = next(f for f in check_file(path).all_findings if f.code == "page.low_resolution")
    assert "150 dpi dưới lớp chữ đen trắng 300 dpi, cần từ 200 dpi" in finding.message


def test_a_page_of_no_paper_size(tmp_path: Path) -> None:
    # Its print ends well above the lower edge, or it would be cut as well.
    page = text_page(1, lines=12).crop((0, 0, 1654, 1312))
    assert codes(paper.save_pdf([page], tmp_path / GOOD_NAME)) == ["page.wrong_size"]


def test_scripts_and_attachments_are_refused(good: Path) -> None:
    with pikepdf.open(good, allow_overwriting_input=True) as pdf:
        pdf.attachments["a.txt"] = b"hello"
        pdf.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)")
        pdf.save(good)
    result = check_file(good)
    assert [f.code for f in result.findings] == ["file.active_content"]
    assert "mã JavaScript, tệp đính kèm" in result.findings[0].message
    assert result.refused


def test_a_launch_action_is_refused(good: Path) -> None:
    with pikepdf.open(good, allow_overwriting_input=True) as pdf:
        pdf.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.Launch, F="cmd.exe")
        pdf.save(good)
    assert codes(good) == ["file.active_content"]


@pytest.mark.parametrize("password", ["secret", ""])
def test_encryption_is_refused_even_when_it_opens_without_a_password(good: Path, password: str) -> None:
    with pikepdf.open(good, allow_overwriting_input=True) as pdf:
        pdf.save(good, encryption=pikepdf.Encryption(owner="owner", user=password))
    assert codes(good) == ["file.encrypted"]


def test_a_cut_file_is_damaged(good: Path) -> None:
    good.write_bytes(good.read_bytes()[:-400])
    assert codes(good) == ["file.damaged"]
    image = paper.save_jpeg(text_page(1), good.with_name("1.jpg"))
    image.write_bytes(image.read_bytes()[:20_000])
    assert codes(image) == ["file.damaged"]


def test_a_pixel_bomb_is_refused_unopened(tmp_path: Path) -> None:
    Image.new("1", (21_000, 40)).save(tmp_path / "wide.png")
    Image.new("1", (15_000, 15_000)).save(tmp_path / "big.tif", compression="group4")
    assert codes(tmp_path / "wide.png") == ["file.too_large"]
    assert codes(tmp_path / "big.tif") == ["file.too_large"]


def test_what_is_no_page_is_the_wrong_format(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_text("not a pdf")
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("inside.txt", "x")
    assert codes(tmp_path / "a.pdf") == ["file.wrong_format"]
    assert codes(tmp_path / "a.zip") == ["file.wrong_format"]


def test_nothing_leads_out_of_the_delivery(good: Path, tmp_path: Path) -> None:
    delivery = tmp_path / "delivery"
    delivery.mkdir()
    (delivery / "link.pdf").symlink_to(good)
    (delivery / "folder").symlink_to(tmp_path)
    with zipfile.ZipFile(delivery / "slip.zip", "w") as archive:
        archive.writestr("../../etc/passwd", "x")
    found = {r.path.name: [f.code for f in r.all_findings] for r in check_paths([delivery])}
    unsafe = ["file.unsafe_path"]
    assert found == {"folder": unsafe, "link.pdf": unsafe, "slip.zip": unsafe}
    for name in ("../x.pdf", "/etc/x.pdf", "C:\\x.pdf", "a/../../x.pdf", "..\\x.pdf", "a\u202ex.pdf"):
        assert [f.code for f in check_file(good, name).all_findings] == unsafe
    assert check_file(good, f"hop01/{GOOD_NAME}").all_findings == []


def test_a_missing_file_is_the_callers_mistake(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        check_file(tmp_path / "none.pdf")


@pytest.mark.luat("TT05 Đ.8.2.a")
def test_a_good_jpeg_2000_passes_with_a_warning_about_its_form_and_nothing_else(
    page: Image.Image, tmp_path: Path
) -> None:
    path = tmp_path / GOOD_NAME.replace(".pdf", ".jp2")
    page.save(path, irreversible=True, quality_mode="rates", quality_layers=[10])
    result = check_file(path)
    assert [(one.code, one.severity) for one in result.all_findings] == [("file.not_pdfa", Severity.WARNING)]
    assert not result.refused
    assert [(one.width, one.height, one.colour, one.blank) for one in result.pages] == [(1654, 2339, True, False)]


@pytest.mark.luat("TT05 Đ.8.2.b")
def test_a_photograph_in_jpeg_2000_is_read_and_the_forms_of_the_law_are_named(
    page: Image.Image, tmp_path: Path
) -> None:
    path = tmp_path / GOOD_NAME.replace(".pdf", ".jp2")
    page.save(path, irreversible=True, quality_mode="rates", quality_layers=[10])
    result = check_file(path, profile=PHOTO)
    assert [(one.code, one.severity) for one in result.all_findings] == [("file.wrong_format", Severity.WARNING)]
    assert ".TIFF" in result.findings[0].message
