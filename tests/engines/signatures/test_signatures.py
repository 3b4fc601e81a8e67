"""A signed file is the old file plus a signature: seen at the top right, true for ever, and never made twice."""

from __future__ import annotations

import io
import stat
import subprocess
from datetime import UTC, datetime
from pathlib import Path

import pikepdf
import pypdfium2
import pytest
from pikepdf import Array, Dictionary, Name, pdfa
from PIL import Image

from khoso.engines.signatures import demo_authority, font
from khoso.engines.signatures.memory import TestSigner
from khoso.engines.signatures.pkcs12 import Pkcs12Signer
from khoso.engines.signatures.probe import probe
from khoso.engines.signatures.pyhanko import FIELD, sign_pdf, verify_pdf
from khoso.kernel.errors import EngineMissing, FileRefused, UsageError

AT = datetime(2026, 11, 22, 3, 4, 5, tzinfo=UTC)
AGENCY = "Trung tâm Lưu trữ lịch sử thành phố Đồng Nai"


def make_pdf(path: Path, *, rotate: int = 0, crop: list[int] | None = None, pages: int = 1) -> Path:
    """A PDF/A-2b of white page images."""
    image = io.BytesIO()
    Image.new("RGB", (200, 280), "white").save(image, "JPEG")
    pdf = pikepdf.new()
    for _ in range(pages):
        page = pdf.add_blank_page(page_size=(595, 842))
        picture = pikepdf.Stream(pdf, image.getvalue())
        picture.Type, picture.Subtype, picture.Filter = Name.XObject, Name.Image, Name.DCTDecode
        picture.Width, picture.Height, picture.BitsPerComponent = 200, 280, 8
        picture.ColorSpace = Name.DeviceRGB
        page.obj.Resources = Dictionary(XObject=Dictionary(Im0=pdf.make_indirect(picture)))
        page.obj.Contents = pdf.make_stream(b"q 595 0 0 842 0 0 cm /Im0 Do Q")
        if rotate:
            page.obj.Rotate = rotate
        if crop:
            page.obj.CropBox = Array(crop)
    pdfa.save(pdf, path, "2b")
    return path


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> demo_authority.DemoAuthority:
    return demo_authority.make(tmp_path_factory.mktemp("demo") / "khoa", [AGENCY], AT)


def ink(path: Path) -> tuple[int, int, int, int, int, int]:
    """Where the page as seen is not white, as left, top, right, bottom; then the page's width and height; in points."""
    document = pypdfium2.PdfDocument(str(path))
    document.init_forms()
    seen = document[0].render(scale=1, may_draw_forms=True).to_pil().convert("L")
    box = seen.point(lambda value: 255 if value < 160 else 0).getbbox()
    assert box is not None
    return (*box, *seen.size)


@pytest.mark.luat("TT05 Đ.8.1.c")
def test_the_agency_and_the_time_are_shown_as_text_and_the_old_bytes_stay(tmp_path: Path) -> None:
    source = make_pdf(tmp_path / "a.pdf")
    facts = sign_pdf(source, tmp_path / "b.pdf", signer=TestSigner(), signer_name=AGENCY, at=AT)
    old, new = source.read_bytes(), (tmp_path / "b.pdf").read_bytes()
    assert new[: len(old)] == old
    assert (facts.profile, facts.signer_name, facts.at, facts.signature_field) == ("PAdES-B-B", AGENCY, AT, FIELD)
    text = subprocess.run(["pdftotext", str(tmp_path / "b.pdf"), "-"], capture_output=True, text=True, check=True)
    assert text.stdout.split("\n")[:2] == [AGENCY, "2026-11-22T10:04:05+07:00"]
    assert subprocess.run(["qpdf", "--check", str(tmp_path / "b.pdf")], capture_output=True).returncode == 0


@pytest.mark.luat("TT05 Đ.8.2.a")
@pytest.mark.parametrize(
    ("rotate", "crop"),
    [(0, None), (90, None), (180, None), (270, None), (0, [50, 60, 500, 700]), (90, [50, 60, 500, 700])],
)
def test_the_stamp_is_upright_at_the_top_right_of_the_page_as_seen(
    tmp_path: Path, rotate: int, crop: list[int] | None
) -> None:
    source = make_pdf(tmp_path / "a.pdf", rotate=rotate, crop=crop)
    sign_pdf(source, tmp_path / "b.pdf", signer=TestSigner(), signer_name=AGENCY, at=AT)
    left, top, right, bottom, width, _ = ink(tmp_path / "b.pdf")
    assert 10 <= top <= 20
    assert bottom <= 45
    assert 18 <= width - right <= 32
    # Upright text of two lines is much wider than high.
    assert right - left > 5 * (bottom - top)


@pytest.mark.luat("TT05 Đ.8.2.a")
def test_a_pdfa_stays_one_its_properties_untouched_its_stamp_breaking_no_rule(tmp_path: Path) -> None:
    source = make_pdf(tmp_path / "a.pdf")
    sign_pdf(source, tmp_path / "b.pdf", signer=TestSigner(), signer_name=AGENCY, at=AT)
    with pikepdf.open(source) as before, pikepdf.open(tmp_path / "b.pdf") as signed:
        assert pdfa.check(before, "2b").verdict == "pass"
        assert signed.Root.Metadata.read_bytes() == before.Root.Metadata.read_bytes()
        page = signed.pages[0]
        annotation = page.obj.Annots[0]
        assert int(annotation.F) & 0b100110 == 0b100  # printed, neither hidden nor kept from view
        # The checker knows no forms: it is shown the stamp as an ordinary part of the page.
        form = annotation.AP.N
        assert "/Image" not in str(form.Resources.keys())
        del signed.Root.AcroForm, signed.Root.Extensions, page.obj.Annots
        page.obj.Resources.XObject.Stamp = form
        page.obj.Contents = signed.make_stream(b"q /Stamp Do Q")
        report = pdfa.check(signed, "2b")
        assert report.violations == ()
        # An embedded font whose letters carry no numbers of their own is allowed; this checker does not know the kind.
        assert {finding.rule for finding in report.unsupported} == {"pikepdf:font-file"}


def test_the_same_input_key_and_time_give_the_same_bytes(tmp_path: Path) -> None:
    source = make_pdf(tmp_path / "a.pdf")
    for name in ("b.pdf", "c.pdf"):
        sign_pdf(source, tmp_path / name, signer=TestSigner(), signer_name=AGENCY, at=AT)
    assert (tmp_path / "b.pdf").read_bytes() == (tmp_path / "c.pdf").read_bytes()


def test_a_signed_file_is_not_signed_again_unless_asked(tmp_path: Path) -> None:
    source, once, twice = make_pdf(tmp_path / "a.pdf"), tmp_path / "b.pdf", tmp_path / "c.pdf"
    first = sign_pdf(source, once, signer=TestSigner(), signer_name=AGENCY, at=AT)
    second = sign_pdf(once, twice, signer=TestSigner(), signer_name="Khác", at=AT)
    assert (second.already_signed, second.signer_name, second.at) == (True, AGENCY, AT)
    assert (second.sha256_before, second.sha256_after) == (first.sha256_after, first.sha256_after)
    assert twice.read_bytes() == once.read_bytes()
    third = sign_pdf(once, twice, signer=TestSigner(), signer_name="Khác", at=AT, again=True)
    assert (third.already_signed, third.signature_field) == (False, "ChuKySo2")
    assert [(v.field, v.intact) for v in verify_pdf(twice)] == [("ChuKySo", True), ("ChuKySo2", True)]


@pytest.mark.parametrize("profile", ["PAdES-B-B", "PAdES-B-T", "PAdES-B-LTA"])
def test_every_profile_is_made_and_verified_off_line(
    tmp_path: Path, authority: demo_authority.DemoAuthority, profile: str
) -> None:
    facts = sign_pdf(
        make_pdf(tmp_path / "a.pdf"),
        tmp_path / "b.pdf",
        signer=authority.signer(AGENCY),
        signer_name=AGENCY,
        at=AT,
        timestamper=None if profile == "PAdES-B-B" else authority.timestamper(AT),
        evidence=authority.evidence if profile == "PAdES-B-LTA" else None,
    )
    verdicts = verify_pdf(tmp_path / "b.pdf", [authority.root])
    assert facts.profile == profile
    assert [(v.kind, v.valid, v.intact, v.trusted, v.covers_whole_document, v.at, v.error) for v in verdicts] == [
        (kind, True, True, True, True, AT, "")
        for kind in (["signature", "timestamp"] if profile == "PAdES-B-LTA" else ["signature"])
    ]
    assert [v.trusted for v in verify_pdf(tmp_path / "b.pdf", [TestSigner("lạ").certificate])] == [False] * len(
        verdicts
    )


def test_a_changed_byte_breaks_the_signature(tmp_path: Path) -> None:
    source = make_pdf(tmp_path / "a.pdf")
    sign_pdf(source, tmp_path / "b.pdf", signer=TestSigner(), signer_name=AGENCY, at=AT)
    data = bytearray((tmp_path / "b.pdf").read_bytes())
    data[data.index(b"JFIF") + 40] ^= 1
    (tmp_path / "b.pdf").write_bytes(data)
    verdict = verify_pdf(tmp_path / "b.pdf", [TestSigner().certificate])[0]
    assert (verdict.intact, verdict.valid) == (False, False)


def test_demo_certificates_say_that_they_are_for_demonstration_and_keys_are_private(
    authority: demo_authority.DemoAuthority,
) -> None:
    from cryptography import x509

    for der in (authority.root, authority.signer(AGENCY).certificate, TestSigner().certificate):
        assert "DEMO – không có giá trị pháp lý" in x509.load_der_x509_certificate(der).subject.rfc4514_string()
    modes = {stat.S_IMODE(path.stat().st_mode) for path in authority.folder.iterdir()}
    assert (modes, stat.S_IMODE(authority.folder.stat().st_mode)) == ({0o600}, 0o700)
    again = demo_authority.make(authority.folder, [AGENCY], AT)
    assert again.signer(AGENCY).certificate == authority.signer(AGENCY).certificate


def test_keys_that_cannot_be_used_are_refused(tmp_path: Path, authority: demo_authority.DemoAuthority) -> None:
    key = next(authority.folder.glob("co-quan-*.p12"))
    with pytest.raises(FileRefused) as wrong:
        Pkcs12Signer(key, b"sai")
    with pytest.raises(FileRefused) as missing:
        authority.signer("Cơ quan khác")
    assert (wrong.value.code, missing.value.code) == ("signature.key_unreadable", "signature.key_missing")


def test_a_certificate_out_of_its_time_does_not_sign(tmp_path: Path) -> None:
    source = make_pdf(tmp_path / "a.pdf")
    with pytest.raises(FileRefused) as refused:
        sign_pdf(source, tmp_path / "b.pdf", signer=TestSigner(), signer_name=AGENCY, at=AT.replace(year=2050))
    assert refused.value.code == "signature.certificate_expired"


def test_files_that_cannot_be_signed_are_refused_and_leave_nothing_behind(tmp_path: Path) -> None:
    good = make_pdf(tmp_path / "good.pdf")
    with pikepdf.open(good) as pdf:
        pdf.save(tmp_path / "locked.pdf", encryption=pikepdf.Encryption(owner="a", user="b"))
    (tmp_path / "text.pdf").write_text("không phải PDF")
    (tmp_path / "cut.pdf").write_bytes(good.read_bytes()[:400])
    (tmp_path / "empty.pdf").write_bytes(b"")
    codes = {}
    for name in ("locked.pdf", "text.pdf", "cut.pdf", "empty.pdf", "none.pdf"):
        with pytest.raises(FileRefused) as refused:
            sign_pdf(tmp_path / name, tmp_path / "out.pdf", signer=TestSigner(), signer_name=AGENCY, at=AT)
        codes[name] = refused.value.code
    assert codes == {
        "locked.pdf": "file.encrypted",
        "text.pdf": "file.damaged",
        "cut.pdf": "file.damaged",
        "empty.pdf": "file.damaged",
        "none.pdf": "file.missing",
    }
    assert not (tmp_path / "out.pdf").exists()
    verdicts = [verify_pdf(tmp_path / name) for name in codes]
    assert [[(v.valid, v.error != "") for v in one] for one in verdicts] == [[(False, True)]] * 5
    assert verify_pdf(good) == []


def test_what_is_asked_wrongly_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source, out = make_pdf(tmp_path / "a.pdf"), tmp_path / "b.pdf"
    with pytest.raises(UsageError):
        sign_pdf(source, out, signer=TestSigner(), signer_name=" ", at=AT)
    with pytest.raises(UsageError):
        sign_pdf(source, out, signer=TestSigner(), signer_name="漢字", at=AT)
    with pytest.raises(UsageError):
        sign_pdf(source, out, signer=TestSigner(), signer_name=AGENCY, at=AT.replace(tzinfo=None))
    monkeypatch.setattr(font, "_FOLDERS", (str(tmp_path),))
    font.find.cache_clear()
    try:
        with pytest.raises(EngineMissing, match="apt-get install -y fonts-texgyre"):
            sign_pdf(source, out, signer=TestSigner(), signer_name=AGENCY, at=AT)
    finally:
        font.find.cache_clear()


def test_the_probe_names_what_signs() -> None:
    assert sorted(probe()) == ["cryptography", "font", "fonttools", "pyhanko", "pyhanko-certvalidator"]
