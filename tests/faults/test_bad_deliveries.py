"""Whatever is wrong with a delivery is said in one clear line that names the file; the rest goes on."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from tests.faults.house import WORKBOOK, House, house_in

from khoso.demo.delivery import make_delivery
from khoso.kernel.errors import KhosoError, UsageError
from khoso.stages.access.models import IndexedDossier
from khoso.stages.catalogue.models import Dossier, Item
from khoso.stages.digitisation import queries
from khoso.stages.digitisation.models import Delivery, DeliveryFile
from khoso.stages.inspection import queries as inspection
from khoso.stages.packages.models import Package
from khoso.stages.recognition import actions as recognition
from khoso.stages.recognition.choosing import FIELDS
from khoso.stages.recognition.models import ItemFields

pytestmark = pytest.mark.django_db

# A file that says it is a PDF and is none; one that runs code when opened.
NO_PDF = b"%PDF-1.7\n%%EOF\n"
NOT_PAPER = b"MZ\x90\x00 this program cannot be run"


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One dossier of two items, each of one page, with its cover and inventory. Nothing is wrong with it."""
    folder = tmp_path_factory.mktemp("mau") / "lo"
    make_delivery(folder, dossiers=1, items_per_dossier=2, pages_per_item=1, dpi=200, seed=5)
    (folder / "truth.json").unlink()
    return folder


@pytest.fixture
def folder(sound: Path, tmp_path: Path) -> Path:
    """A copy of the sound delivery to spoil."""
    return Path(shutil.copytree(sound, tmp_path / "lo-giao"))


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    with house_in(tmp_path / "nha") as opened:
        yield opened


def items(folder: Path) -> list[Path]:
    """The item files of the delivery, in order."""
    return sorted(path for path in folder.rglob("*.pdf") if not path.name.startswith(("Bia", "MLVB")))


def shown(folder: Path, path: Path) -> str:
    return path.relative_to(folder).as_posix()


def edit(folder: Path, change: Any) -> None:
    """Change the workbook's only sheet."""
    book = openpyxl.load_workbook(folder / WORKBOOK)
    change(book.worksheets[0])
    book.save(folder / WORKBOOK)


def column(sheet: Any, heading: str) -> int:
    return next(cell.column for cell in sheet[1] if cell.value == heading)


@pytest.mark.mission("D3")
def test_bad_files_are_refused_by_name_and_the_rest_goes_on(house: House, folder: Path) -> None:
    first, second = items(folder)
    first.write_bytes(NO_PDF)
    (folder / "virus.pdf").write_bytes(NOT_PAPER)
    (folder / "trong.pdf").write_bytes(b"")
    delivery = house.deliver(folder)
    house.work()
    told = queries.stopped_files(delivery.pk)
    assert [(path, code) for path, code, _ in told] == [
        (shown(folder, first), "file.damaged"),
        ("trong.pdf", "file.damaged"),
        ("virus.pdf", "file.wrong_format"),
    ]
    assert all(message.endswith(".") and "\n" not in message and ";" in message for _, _, message in told), told
    assert house.state(delivery)[shown(folder, second)] == "checked"
    # The package of the dossier is made without the refused item, and the finding stays on record.
    package = Package.objects.get()
    assert list(package.item_paths) == [str(DeliveryFile.objects.get(path=shown(folder, second)).item_id)]
    assert IndexedDossier.objects.count() == 1
    assert house.searchable() == 1
    assert len(queries.findings(delivery.pk, code="file.damaged")) == 2
    again = house.deliver(folder)
    assert again.pk == delivery.pk
    house.work()
    assert queries.stopped_files(delivery.pk) == told
    assert (Package.objects.count(), house.searchable()) == (1, 1)


@pytest.mark.samples
@pytest.mark.slow
def test_every_known_bad_file_gets_one_clear_line(house: House, folder: Path, shared: Path) -> None:
    from tests.stages.digitisation.test_bad_inputs import EXPECTED

    shutil.copytree(shared / "samples" / "bad-inputs", folder / "la")
    (folder / "la" / "MANIFEST.tsv").unlink()
    for path in (folder / "la").iterdir():
        path.chmod(0o644)
    delivery = house.deliver(folder)
    house.work()
    from khoso.stages.digitisation.rules import stops

    refused = sorted(f"la/{name}" for name, codes in EXPECTED.items() if any(stops(code) for code in codes))
    told = queries.stopped_files(delivery.pk)
    assert [path for path, _, _ in told] == refused
    assert all(message and "\n" not in message for _, _, message in told)
    assert house.searchable() == 2


def test_a_workbook_without_the_wanted_columns_stops_the_delivery(house: House, folder: Path) -> None:
    def spoil(sheet: Any) -> None:
        for heading in ("Số và ký hiệu hồ sơ", "Hộp số", "Tiêu đề hồ sơ", "Đường dẫn file", "Trích yếu nội dung"):
            sheet.cell(1, column(sheet, heading)).value = "?"

    edit(folder, spoil)
    delivery = house.deliver(folder)
    house.work()
    delivery.refresh_from_db()
    missing = house.findings(delivery)["catalogue.missing_column"]
    assert delivery.failure in missing
    assert "số và ký hiệu hồ sơ" in delivery.failure.lower()
    assert (Dossier.objects.count(), DeliveryFile.objects.count()) == (0, 0)


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 half a workbook", b"not a workbook at all", NO_PDF])
def test_a_workbook_that_is_none_stops_the_delivery(house: House, folder: Path, content: bytes) -> None:
    (folder / WORKBOOK).write_bytes(content)
    delivery = house.deliver(folder)
    house.work()
    delivery.refresh_from_db()
    assert WORKBOOK in delivery.failure
    assert (Dossier.objects.count(), DeliveryFile.objects.count()) == (0, 0)


def test_a_mended_workbook_lets_the_delivery_go_on(house: House, folder: Path, sound: Path) -> None:
    (folder / WORKBOOK).write_bytes(b"")
    house.deliver(folder)
    house.work()
    shutil.copy(sound / WORKBOOK, folder / WORKBOOK)
    delivery = house.deliver(folder)
    house.register()
    delivery.refresh_from_db()
    assert (delivery.failure, Dossier.objects.count(), Item.objects.count()) == ("", 1, 2)


def test_a_path_that_climbs_out_is_told_and_never_followed(house: House, folder: Path, tmp_path: Path) -> None:
    secret = tmp_path / "bi-mat.pdf"
    secret.write_bytes(NO_PDF)
    (folder / "lien-ket.pdf").symlink_to(secret)
    (folder / "thu-muc").symlink_to(tmp_path)

    def climb(sheet: Any) -> None:
        sheet.cell(2, column(sheet, "Đường dẫn file")).value = "../bi-mat.pdf"

    edit(folder, climb)
    delivery = house.deliver(folder)
    house.register()
    found = house.findings(delivery)
    assert len(found["catalogue.unsafe_path"]) == 1 and "../bi-mat.pdf" in found["catalogue.unsafe_path"][0]
    assert [message.split(" ")[0] for message in found["file.unsafe_path"]] == ["lien-ket.pdf", "thu-muc"]
    assert sorted(house.state(delivery)) == sorted(
        shown(folder, path) for path in folder.rglob("*.pdf") if not path.is_symlink()
    )


def test_a_catalogue_outside_the_folder_is_refused(house: House, folder: Path, tmp_path: Path) -> None:
    from khoso.config.intake import open_intake

    shutil.copy(folder / WORKBOOK, tmp_path / "ngoai.xlsx")
    (folder / "lien-ket.xlsx").symlink_to(tmp_path / "ngoai.xlsx")
    for name in ("../ngoai.xlsx", str(tmp_path / "ngoai.xlsx"), "lien-ket.xlsx"):
        with pytest.raises(UsageError, match="ngoài thư mục"):
            open_intake(folder, name, "T.01", legacy_reason="", confirm="auto")
    assert Delivery.objects.count() == 0


@pytest.mark.parametrize("code", ["t 01", "T/01", "", "A" * 36, "T..1", "../T"])
def test_an_agency_code_of_no_shape_is_refused(house: House, folder: Path, code: str) -> None:
    with pytest.raises(UsageError, match="không đúng dạng"):
        house.deliver(folder, agency=code)
    assert Delivery.objects.count() == 0


def test_two_rows_for_one_file(house: House, folder: Path) -> None:
    def claim_twice(sheet: Any) -> None:
        place = column(sheet, "Đường dẫn file")
        sheet.cell(3, place).value = sheet.cell(2, place).value

    edit(folder, claim_twice)
    delivery = house.deliver(folder)
    house.register()
    found = house.findings(delivery)
    contested = items(folder)[0].name
    assert any(
        contested in message
        for code in ("pairing.duplicate_file", "catalogue.duplicate_file")
        for message in found.get(code, [])
    )


def test_a_file_without_row_and_a_row_without_file(house: House, folder: Path) -> None:
    first, _ = items(folder)
    stray = first.with_name("DEMO.01.2099.01.VP.0000099.pdf")
    first.rename(stray)
    delivery = house.deliver(folder)
    house.register()
    found = house.findings(delivery)
    assert [stray.name in message for message in found["pairing.file_without_row"]] == [True]
    assert len(found["pairing.row_without_file"]) == 1
    assert shown(folder, stray) in house.state(delivery)


def test_an_empty_folder_says_what_is_missing(house: House, tmp_path: Path) -> None:
    empty = tmp_path / "rong"
    empty.mkdir()
    with pytest.raises(UsageError, match=r"Không thấy bảng kê «danh-muc.xlsx».*không có tệp .xlsx nào"):
        house.deliver(empty)
    with pytest.raises(UsageError, match="Không thấy thư mục"):
        house.deliver(tmp_path / "khong-co")


def test_only_a_workbook_and_no_file(house: House, folder: Path) -> None:
    for path in folder.rglob("*.pdf"):
        path.unlink()
    delivery = house.deliver(folder)
    house.work()
    found = house.findings(delivery)
    assert len(found["pairing.row_without_file"]) == 2
    assert (Item.objects.count(), Package.objects.count(), house.searchable()) == (2, 0, 0)


def test_a_folder_gone_before_it_was_read(house: House, folder: Path) -> None:
    delivery = house.deliver(folder)
    shutil.rmtree(folder)
    house.work()
    delivery.refresh_from_db()
    assert delivery.failure == "Không còn thấy thư mục «lo-giao»."
    assert Dossier.objects.count() == 0


def test_new_material_waits_for_mending_people_and_papers_and_then_goes_on(house: House, folder: Path) -> None:
    """One dossier through every wait there is, its folder taken away once it is registered."""
    first = items(folder)[0]
    whole = first.read_bytes()
    first.write_bytes(NO_PDF)
    delivery = house.deliver(folder, legacy="", confirm="person")
    house.work()
    dossier = Dossier.objects.get()

    def stands() -> str:
        passing = inspection.passing_of(dossier.pk)
        assert passing is not None
        return passing.state

    # The papers are asked for at once, though nobody has confirmed a field yet.
    assert (stands(), ItemFields.objects.get().state) == ("lacking_gate", "waiting")
    assert len(house.findings(delivery)["gate.missing"]) == 1
    # The same path with new bytes: checked again, what was said of the old bytes is gone.
    first.write_bytes(whole)
    house.deliver(folder, legacy="", confirm="person")
    house.register()
    shutil.rmtree(folder)
    house.work()
    assert "file.damaged" not in house.findings(delivery)
    assert sorted(set(house.state(delivery).values())) == ["checked"]
    for waiting in ItemFields.objects.order_by("item__ordinal"):
        house_values = {"kind": "02", "issued_date": "2001-02-03", "issuer": "UBND xã", "subject": "Về việc thử"}
        recognition.confirm_fields(waiting.item_id, {**dict.fromkeys(FIELDS, ""), **house_values})
    house.work()
    assert (stands(), house.searchable()) == ("lacking_gate", 0)
    assert len(house.findings(delivery)["gate.missing"]) == 1
    house.hand_in_gates()
    house.work()
    assert stands() == "lacking_gate"
    house.approve_rows([(dossier.fonds.title, dossier.box, dossier.number)])
    house.work()
    assert (stands(), house.searchable()) == ("signed", 2)
    assert "gate.missing" not in house.findings(delivery)


def test_no_other_file_takes_the_place_of_one_in_quarantine(house: House, folder: Path) -> None:
    delivery = house.deliver(folder)
    house.register()
    secret = shown(folder, items(folder)[0])
    DeliveryFile.objects.filter(path=secret).update(state="quarantined")
    (folder / secret).write_bytes(NO_PDF)
    house.deliver(folder)
    house.register()
    delivery.refresh_from_db()
    assert (delivery.failure, house.state(delivery)[secret]) == ("", "quarantined")
    assert [secret in message for message in house.findings(delivery)["file.in_quarantine"]] == [True]


def test_legacy_and_new_are_not_confused(house: House, folder: Path) -> None:
    house.deliver(folder, legacy="Số hóa năm 2019")
    with pytest.raises(KhosoError, match="chạy lại đúng như lần đầu"):
        house.deliver(folder, legacy="")
