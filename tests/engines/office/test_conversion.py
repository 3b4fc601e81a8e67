"""The DOCX opened by another editor than the one it was made for: LibreOffice takes it as it is and prints the form."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pypdfium2
import pytest
from tests.engines.office.papers import letter, notice, report

from khoso.engines import office

SOFFICE = shutil.which("soffice") or shutil.which("libreoffice")
pytestmark = [
    pytest.mark.mission("P11"),
    pytest.mark.skipif(
        SOFFICE is None, reason="LibreOffice không có: sudo apt-get install -y libreoffice-writer-nogui"
    ),
]
PAPERS = {"bao-cao": report(), "cong-van": letter(), "thong-bao": notice()}


@pytest.fixture(scope="module")
def printed(tmp_path_factory: pytest.TempPathFactory) -> dict[str, pypdfium2.PdfDocument]:
    """All papers through LibreOffice at once: its start is what takes time."""
    folder: Path = tmp_path_factory.mktemp("soffice")
    for name, paper in PAPERS.items():
        (folder / f"{name}.docx").write_bytes(office.docx(paper))
    command = [
        str(SOFFICE),
        "--headless",
        f"-env:UserInstallation={(folder / 'profile').as_uri()}",
        "--convert-to",
        "pdf",
    ]
    ended = subprocess.run(
        [*command, "--outdir", str(folder), *(str(folder / f"{name}.docx") for name in PAPERS)],
        capture_output=True,
        text=True,
        timeout=180,
        check=False,
    )
    assert ended.returncode == 0, ended.stderr
    return {name: pypdfium2.PdfDocument(folder / f"{name}.pdf") for name in PAPERS}


def texts(document: pypdfium2.PdfDocument) -> list[str]:
    return [" ".join(page.get_textpage().get_text_bounded().split()) for page in document]


def test_the_report_prints_whole_with_its_annexes(printed: dict[str, pypdfium2.PdfDocument]) -> None:
    document = printed["bao-cao"]
    told = texts(document)
    shapes = [page.get_width() > page.get_height() for page in document]
    assert shapes == [False, False, True, True, False]
    # LibreOffice reads the head of a page where it lies: first in its text.
    assert [text.split()[0] if text.split()[0].isdigit() else "" for text in told] == ["", "2", "", "2", ""]
    assert ["STT Nội dung" in text for text in told] == [True, True, True, True, False]
    assert "Số: 05/BC-SNV" in told[0]
    assert "chỉ đạo./." in told[1]
    assert "Nguyễn Văn Mẫu" in told[1]
    assert "Phụ lục I " in told[2]
    assert "Phụ lục II" in told[4]


def test_a_letter_and_a_notice_fit_their_page(printed: dict[str, pypdfium2.PdfDocument]) -> None:
    (told,) = texts(printed["cong-van"])
    order = [
        "CỘNG HÒA",
        "V/v đẩy nhanh",
        "Kính gửi:",
        "- Các sở, ban, ngành;",
        "Báo cáo này",
        "PHÓ CHỦ TỊCH",
        "Trần Thị",
    ]
    assert sorted(order, key=told.index) == order
    (told,) = texts(printed["thong-bao"])
    assert "Căn cứ Kế hoạch số 82/KH-UBND." in told
    assert "Kính gửi" not in told
