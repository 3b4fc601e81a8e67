"""Registers: who sees what in them, what they say, and that what goes out comes in again as it was."""

from __future__ import annotations

import hashlib
import io
from datetime import datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.http import QueryDict
from django.test import Client
from django.urls import reverse
from tests.house import House, furnished, person, signed_in
from tests.stages.catalogue.registers_house import DOSSIERS, ITEMS, dossiers_of, fonds_of, one

from khoso.engines import blobs
from khoso.foundation.audit.models import AuditEntry
from khoso.foundation.identity.models import Agency
from khoso.kernel.codes import MAINTENANCE
from khoso.kernel.text_vi import fold
from khoso.stages.catalogue.compute import columns
from khoso.stages.catalogue.compute.fields import DOSSIER
from khoso.stages.catalogue.compute.workbook import read_workbook
from khoso.stages.catalogue.models import RegisterExport, SavedView, Series
from khoso.stages.catalogue.registers import actions, drawing, layouts, scope
from khoso.stages.catalogue.registers.errors import NoSuchForm, NothingToList, TooLongToPrint
from khoso.stages.catalogue.registers.scope import Scope

pytestmark = pytest.mark.django_db


@pytest.fixture
def house(tmp_path: Path) -> Any:
    with furnished(tmp_path) as made:
        yield made


def clerk(agency: Agency) -> Any:
    return person("van-thu", (agency, "clerk"))


def drawn(form: str, file_format: str, by: Any, chosen: Scope | None = None) -> tuple[RegisterExport, bytes]:
    asked = actions.ask(chosen or Scope(), form, file_format, by=by)
    with blobs.store().open(asked.sha256) as file:
        return asked, file.read()


def sheet_of(made: bytes, name: str | None = None) -> Any:
    book = openpyxl.load_workbook(io.BytesIO(made))
    return book[name] if name else book.worksheets[0]


def table_of(sheet: Any) -> list[list[Any]]:
    """The heading row and what is below it."""
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    at = columns.find_header(rows)
    assert at is not None
    return rows[at:]


@pytest.mark.mission("S2")
@pytest.mark.luat("NĐ30 Phụ lục V")
def test_the_register_of_dossiers_has_the_columns_of_the_decree_in_the_order_of_the_shelf(
    commune: Agency, house: House
) -> None:
    dossiers_of(commune)
    _, made = drawn(layouts.DOSSIERS, "xlsx", clerk(commune))
    head, *rows = table_of(sheet_of(made))
    assert head[:8] == [
        "STT", "Số, ký hiệu hồ sơ", "Tiêu đề hồ sơ", "Thời gian", "Thời hạn lưu trữ", "Số tờ", "Số trang", "Ghi chú",
    ]  # fmt: skip
    assert [row[:8] for row in rows] == [
        [1, "1.VP", "=HYPERLINK(1) Hồ sơ thanh tra", "1987", "20 năm", 5, 9, "+84"],
        [2, "2.VP", "Hồ sơ bầu cử", "1999 - 07/2004", "30 năm", 12, None, "Thiếu biên bản"],
        [3, "10.VP", "Hồ sơ xây dựng cầu", "05/03/2011 - 31/12/2012", "Vĩnh viễn", 83, 120, None],
    ]


def test_what_begins_like_a_formula_is_text_and_stays_text_when_it_is_typed_again(
    commune: Agency, house: House
) -> None:
    dossiers_of(commune)
    _, made = drawn(layouts.DELIVERY, "xlsx", clerk(commune))
    risky = [
        cell
        for row in sheet_of(made).iter_rows()
        for cell in row
        if isinstance(cell.value, str) and cell.value.startswith(("=", "+", "@", "-"))
    ]
    assert {(cell.data_type, cell.quotePrefix) for cell in risky} == {("s", True)}
    assert {cell.value for cell in risky} == {"=HYPERLINK(1) Hồ sơ thanh tra", "+84", "@Về việc xây cầu"}


@pytest.mark.mission("S3")
def test_what_goes_out_comes_in_column_for_column_and_row_for_row(
    commune: Agency, house: House, tmp_path: Path
) -> None:
    dossiers_of(commune)
    _, made = drawn(layouts.DELIVERY, "xlsx", clerk(commune))
    path = tmp_path / "ra.xlsx"
    path.write_bytes(made)
    told = read_workbook(path)
    # Every column is known again, save the one the Circular has no dossier column for in a delivery.
    assert [match.heading for match in told.columns if match.field is None] == []
    by_number = {row.dossier_number: row for row in told.dossiers}
    assert set(by_number) == {number for number, *_ in DOSSIERS}
    for number, box, title, start, end, term, access, sheets, pages, note in DOSSIERS:
        row = by_number[number]
        assert (row.box, row.title, row.start.iso, row.end.iso) == (box, title, start, end)
        assert (row.retention_code, row.access_code, row.language_code, row.trust_code) == (term, access, "01", "02")
        assert (row.declared_sheet_count, row.declared_page_count, row.declared_item_count) == (sheets, pages, 2)
        assert (row.note, row.fonds_code, row.fonds_name, row.register_number) == (note, "P01", "Phông xã Mẫu", "01")
    items = [row for row in told.items if row.subject]
    assert [
        (
            i.ordinal,
            i.kind_code,
            i.number,
            i.notation,
            i.issued_date.iso,
            i.issuer,
            i.subject,
            i.page_count,
            i.sheet,
            i.note,
        )
        for i in items
    ] == list(ITEMS)


@pytest.mark.parametrize("form", [layouts.DOSSIERS, layouts.ITEMS, layouts.CIRCULAR, actions.ELEMENTS])
def test_every_register_is_known_again_by_the_importer(
    commune: Agency, house: House, tmp_path: Path, form: str
) -> None:
    dossiers_of(commune)
    _, made = drawn(form, "xlsx", clerk(commune))
    matches = columns.match_columns(table_of(sheet_of(made))[0])
    unknown = {match.heading for match in matches if match.field is None}
    # Reserve copies are no field of any catalogue that is typed.
    reserve = {"Chế độ dự phòng", "Tình trạng dự phòng", "riskRecovery", "riskRecoveryStatus"}
    assert unknown <= reserve
    known = [match.field for match in matches if match.field]
    assert len(known) == len(set(known))


@pytest.mark.luat("TT05 Đ.4.1.b, Phụ lục I.II.2.a")
def test_the_full_register_has_the_eighteen_fields_under_either_name(commune: Agency, house: House) -> None:
    dossiers_of(commune)
    for form, names in (
        (layouts.CIRCULAR, [field.label for field in DOSSIER]),
        (actions.ELEMENTS, [field.element for field in DOSSIER]),
    ):
        _, made = drawn(form, "xlsx", clerk(commune))
        book = openpyxl.load_workbook(io.BytesIO(made))
        assert book.sheetnames == ["Hồ sơ", "Văn bản"]
        head, first, *_ = table_of(book["Hồ sơ"])
        assert head[-18:] == names
        said = dict(zip(names, first[-18:], strict=True))
        term = said["maintenance" if form == actions.ELEMENTS else "Thời hạn lưu trữ"]
        assert term == ("05" if form == actions.ELEMENTS else MAINTENANCE["05"])
        assert len(table_of(book["Văn bản"])) == 1 + len(ITEMS)


def test_days_are_days_and_half_known_days_are_what_is_known(commune: Agency, house: House) -> None:
    fonds = fonds_of(commune)
    one(fonds, "1", start="2010-07-05", end="2012?")
    _, made = drawn(layouts.CIRCULAR, "xlsx", clerk(commune))
    head, row = table_of(sheet_of(made))
    said = dict(zip(head, row, strict=True))
    assert (said["Thời gian bắt đầu"], said["Thời gian kết thúc"]) == (datetime(2010, 7, 5), "khoảng 2012")  # noqa: DTZ001


def test_a_page_prints_its_head_again_lying_and_numbered(commune: Agency, house: House) -> None:
    dossiers_of(commune)
    sheet = sheet_of(drawn(layouts.DOSSIERS, "xlsx", clerk(commune))[1])
    head = next(row[0].row for row in sheet.iter_rows() if row[0].value == "STT")
    assert sheet.freeze_panes == f"A{head + 1}"
    assert (sheet.page_setup.orientation, int(sheet.page_setup.paperSize)) == ("landscape", 9)
    assert sheet.print_title_rows == f"${head}:${head}"
    assert "&P/&N" in str(sheet.oddFooter.center.text)


@pytest.mark.mission("X1")
def test_a_register_holds_only_what_the_person_sees_and_is_in_the_trail(
    commune: Agency, neighbour: Agency, house: House
) -> None:
    dossiers_of(commune)
    one(fonds_of(neighbour), "99")
    asked, made = drawn(layouts.DOSSIERS, "xlsx", clerk(commune))
    assert len(table_of(sheet_of(made))) == 1 + len(DOSSIERS)
    entry = AuditEntry.objects.get(verb="catalogue.register.export")
    details = entry.details
    assert (details["lines"], details["sha256"]) == (3, hashlib.sha256(made).hexdigest())
    assert (asked.agency, asked.total, entry.agency) == (commune, 3, commune.code)
    with pytest.raises(NothingToList):
        actions.ask(Scope(agency=neighbour.pk), layouts.DOSSIERS, "xlsx", by=clerk(commune))


def test_the_scope_narrows_by_fonds_series_view_and_choice(commune: Agency, house: House) -> None:
    first, second, third = dossiers_of(commune)
    series = Series.objects.create(id=first.pk, fonds=first.fonds, code="A")
    below = Series.objects.create(id=second.pk, fonds=first.fonds, code="A1", parent=series)
    type(first).objects.filter(pk=second.pk).update(series=below)
    by = clerk(commune)
    view = SavedView.objects.create(
        person=by, name="Vĩnh viễn", filters={"thoi-han": ["01"]}, saved_at=first.registered_at
    )
    other = person("nguoi-khac", (commune, "clerk"))
    found = {
        name: [row.number for row in scope.dossiers_of(chosen, by)]
        for name, chosen in {
            "all": Scope(),
            "fonds": Scope(fonds=str(first.fonds_id)),
            "series": Scope(series=str(series.pk)),
            "view": Scope(view=view.pk),
            "words": scope.asked(QueryDict("tim=bầu+cử&co-quan=0")),
            "choice": Scope(dossiers=(str(third.pk), str(first.pk))),
        }.items()
    }
    assert found == {
        "all": ["1.VP", "2.VP", "10.VP"],
        "fonds": ["1.VP", "2.VP", "10.VP"],
        "series": ["2.VP"],
        "view": ["10.VP"],
        "words": ["2.VP"],
        "choice": ["1.VP", "10.VP"],
    }
    # A kept view is its owner's alone.
    with pytest.raises(NothingToList):
        scope.dossiers_of(Scope(view=view.pk), other)
    assert scope.read(Scope(agency=3, dossiers=("a",)).plain()) == Scope(agency=3, dossiers=("a",))


def test_a_long_register_is_drawn_behind_the_scenes_in_the_name_of_who_asked(
    commune: Agency, house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    dossiers_of(commune)
    monkeypatch.setattr(actions, "AT_ONCE", 2)
    by = clerk(commune)
    asked = actions.ask(Scope(), layouts.DOSSIERS, "xlsx", by=by)
    assert (asked.state, asked.total) == ("waiting", 3)
    assert [name for name, _ in house.run()] == ["catalogue.draw_register"]
    asked.refresh_from_db()
    assert (asked.state, asked.done, bool(asked.sha256)) == ("ready", 3, True)
    assert AuditEntry.objects.get(verb="catalogue.register.export").actor == "van-thu"
    # Asked for again after a kill, it is left as it is.
    actions.draw_asked(asked.pk)
    assert AuditEntry.objects.filter(verb="catalogue.register.export").count() == 1


def test_a_register_that_cannot_be_drawn_says_why(
    commune: Agency, house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    dossiers_of(commune)
    monkeypatch.setattr(drawing, "MOST_PRINTED", 2)
    with pytest.raises(TooLongToPrint):
        actions.ask(Scope(), layouts.DOSSIERS, "pdf", by=clerk(commune))
    assert "2" in RegisterExport.objects.get().refused
    for form, file_format in ((layouts.COVERS, "xlsx"), ("khac", "xlsx"), (layouts.DOSSIERS, "csv")):
        with pytest.raises(NoSuchForm):
            actions.ask(Scope(), form, file_format, by=clerk(commune))


@pytest.mark.luat("NĐ30 Phụ lục I, V")
def test_the_printed_register_bears_the_form_of_the_decree(commune: Agency, house: House) -> None:
    import pypdfium2

    dossiers_of(commune)
    for form, wanted in ((layouts.DOSSIERS, ["MỤC LỤC HỒ SƠ", "Mục lục này gồm 3 hồ sơ, 100 tờ."]),
                         (layouts.ITEMS, ["MỤC LỤC VĂN BẢN, TÀI LIỆU", "Quyết định về việc giao đất"]),
                         (layouts.COVERS, ["HỒ SƠ", "Thời hạn lưu trữ"]),
                         (layouts.LABELS, ["HỘP SỐ", "Hồ sơ số: 1.VP đến 2.VP"])):  # fmt: skip
        _, made = drawn(form, "pdf", clerk(commune))
        document = pypdfium2.PdfDocument(made)
        text = " ".join(" ".join(page.get_textpage().get_text_bounded() for page in document).split())
        lacking = [one for one in [*wanted, "XÃ MẪU"] if fold(one) not in fold(text)]
        assert lacking == [], (form, text[:600])
        if form in (layouts.DOSSIERS, layouts.ITEMS):
            assert "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM" in text
            assert fold("NGƯỜI LẬP") in fold(text)


def test_the_word_register_repeats_its_head_and_never_breaks_a_row(commune: Agency, house: House) -> None:
    from docx import Document
    from docx.oxml.ns import qn

    dossiers_of(commune)
    _, made = drawn(layouts.ITEMS, "docx", clerk(commune))
    document = Document(io.BytesIO(made))
    assert len(document.sections) == len(DOSSIERS)
    tables = [table for table in document.tables if len(table.columns) == 7]
    assert [len(table.rows) for table in tables] == [1, 1, 3]
    head = tables[2].rows[0]
    assert head._tr.trPr.find(qn("w:tblHeader")) is not None
    assert all(row._tr.trPr.find(qn("w:cantSplit")) is not None for row in tables[2].rows)
    assert [cell.text for cell in tables[2].rows[1].cells][:4] == [
        "1", "139/QĐ-UBND", "05/03/2011", "Quyết định về việc giao đất",
    ]  # fmt: skip


def test_the_screen_gives_a_short_register_at_once_and_keeps_it_for_its_owner(
    commune: Agency, neighbour: Agency, house: House
) -> None:
    first, *_ = dossiers_of(commune)
    client = signed_in(Client(), clerk(commune))
    page = client.get(reverse("catalogue:registers"))
    assert page.status_code == 200
    answer = client.post(reverse("catalogue:registers"), {"lap": "ho-so.xlsx", "phong": str(first.fonds_id)})
    assert answer["Content-Type"] == drawing.MEDIA_TYPES["xlsx"]
    assert 'filename="muc-luc-ho-so-H19.99-' in answer["Content-Disposition"]
    made = b"".join(answer.streaming_content)
    kept = RegisterExport.objects.get()
    assert hashlib.sha256(made).hexdigest() == kept.sha256
    assert client.get(reverse("catalogue:register", args=[kept.pk])).status_code == 200
    again = client.get(reverse("catalogue:register-file", args=[kept.pk]))
    assert b"".join(again.streaming_content) == made
    assert AuditEntry.objects.filter(verb="catalogue.register.fetch").count() == 1
    others = signed_in(Client(), person("ben", (neighbour, "clerk")))
    assert others.get(reverse("catalogue:register-file", args=[kept.pk])).status_code == 404
    # A fonds of somebody else has no name here, and nothing in it.
    far = others.get(reverse("catalogue:registers"), {"phong": str(first.fonds_id)})
    assert (far.context["count"], "Phông xã Mẫu" in far.content.decode()) == (0, False)
    refused = client.post(reverse("catalogue:registers"), {"lap": "ho-so.csv"})
    assert refused.status_code == 422


def test_the_list_of_one_dossiers_papers_comes_straight_from_its_address(
    commune: Agency, neighbour: Agency, house: House
) -> None:
    first, *_ = dossiers_of(commune)
    client = signed_in(Client(), clerk(commune))
    address = reverse("catalogue:dossier-register", args=[first.pk, "xlsx"])
    made = b"".join(client.get(address).streaming_content)
    _head, *rows = table_of(sheet_of(made))
    assert [row[:5] for row in rows] == [
        [1, "139/QĐ-UBND", datetime(2011, 3, 5), "Quyết định về việc giao đất", "Ủy ban nhân dân xã Mẫu"],  # noqa: DTZ001
        [2, "7/TTr-CC", "07/2011", "Tờ trình @Về việc xây cầu", "Chi cục Mẫu"],
    ]
    others = signed_in(Client(), person("ben", (neighbour, "clerk")))
    assert others.get(address).status_code == 404
    assert client.get(reverse("catalogue:dossier-register", args=[first.pk, "csv"])).status_code == 404
