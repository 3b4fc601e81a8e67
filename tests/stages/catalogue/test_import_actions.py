"""A workbook comes in: looked at, confirmed, checked, loaded; nothing twice, nothing half, nothing without a word."""

from __future__ import annotations

import uuid
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from tests.house import House, person
from tests.stages.catalogue.import_books import book, checked, dossier, loaded, proposed, taken_in

from khoso.engines import blobs
from khoso.foundation.audit.models import AuditEntry
from khoso.foundation.identity.models import Agency
from khoso.foundation.provenance.actions import record_event
from khoso.foundation.provenance.agents import acting
from khoso.foundation.provenance.events import EventType
from khoso.foundation.provenance.queries import events_of
from khoso.kernel.errors import FileRefused
from khoso.kernel.states import WrongState
from khoso.stages.catalogue.actions import register_dossier, register_fonds, register_item
from khoso.stages.catalogue.importing import actions, jobs, queries
from khoso.stages.catalogue.importing.errors import ImportNotAllowed, ImportRefused
from khoso.stages.catalogue.importing.queries import Asked
from khoso.stages.catalogue.models import (
    ArrangementReport,
    CatalogueImport,
    ColumnMapping,
    Dossier,
    Fonds,
    Item,
    Revision,
    Series,
)

pytestmark = [pytest.mark.django_db, pytest.mark.mission("S1")]

ITEMS = ("Hộp số", "Số và ký hiệu hồ sơ", "Tiêu đề hồ sơ", "Thời hạn bảo quản", "Thời gian bắt đầu",
         "Thời gian kết thúc", "Số thứ tự văn bản trong hồ sơ", "Tên loại văn bản", "Số của văn bản",
         "Ký hiệu của văn bản", "Ngày tháng năm văn bản", "Cơ quan ban hành", "Trích yếu nội dung",
         "Số lượng trang của văn bản")  # fmt: skip


def item(of: int, ordinal: int, subject: str = "Quyết định giao đất đợt") -> list[Any]:
    head = ["3", f"{of:02d}.VP", f"Hồ sơ giao đất {of} xã Mẫu", "20 năm", "05/01/2010", "20/12/2010"]
    return [*head, ordinal, "Quyết định", str(10 * of + ordinal), "QĐ-UBND", "06/02/2010", "UBND xã Mẫu",
            f"{subject} {of} {ordinal}", 2]  # fmt: skip


def codes(run: CatalogueImport) -> dict[str, int]:
    return {code: told["count"] for code, told in run.summary.items() if told["severity"] != "info"}


def test_a_register_of_dossiers_becomes_fonds_series_and_dossiers(
    house: House, commune: Agency, tmp_path: Path
) -> None:
    run = loaded(book(tmp_path / "muc-luc.xlsx", [dossier(n) for n in (1, 2, 11)]), commune)
    assert (run.state, run.rows_good, run.rows_bad, run.rows_loaded) == ("loaded", 3, 0, 3)
    fonds = Fonds.objects.get()
    assert (fonds.code, fonds.title, fonds.agency) == ("P01", "Ủy ban nhân dân xã Mẫu", commune)
    assert [(one.code, one.fonds) for one in Series.objects.all()] == [("01", fonds)]
    made = Dossier.objects.get(number="11.VP")
    assert (made.box, made.register_number, made.series.code) == ("2", "01", "01")  # type: ignore[union-attr]
    assert (made.reference_code, made.title) == ("H19.99.2010.11.VP.01.2", "Hồ sơ về việc xây cầu số 11 xã Mẫu")
    assert (made.retention_code, made.start, made.end, made.end_year) == ("01", "2010-01-05", "2010-12-20", 2010)
    assert (made.declared_sheet_count, made.arrangement, made.arranged_at) == (21, "unarranged", None)
    assert list(queries.dossiers_of(run)) == list(Dossier.objects.order_by("reference_code"))


def test_a_register_of_documents_becomes_items_of_their_dossiers(house: House, commune: Agency, tmp_path: Path) -> None:
    rows = [item(of, ordinal) for of in (1, 2) for ordinal in (1, 2, 3)]
    run = loaded(book(tmp_path / "van-ban.xlsx", rows, ITEMS), commune)
    assert (run.dossiers_made, run.items_made) == (2, 6)
    one = Item.objects.get(dossier__number="02.VP", ordinal=3)
    assert (one.reference_code, one.kind_code, one.number, one.notation) == (
        "H19.99.2010.02.VP.3.0000003",
        "02",
        "23",
        "QĐ-UBND",
    )
    assert (one.issued_date, one.subject, one.page_count) == ("2010-02-06", "Quyết định giao đất đợt 2 3", 2)
    # What its own row does not say, its dossier does.
    assert (one.retention_code, one.access_code) == ("05", "02")


def test_the_workbook_is_kept_and_each_step_is_in_the_trail(house: House, commune: Agency, tmp_path: Path) -> None:
    path = book(tmp_path / "muc-luc.xlsx", [dossier(1)])
    run = loaded(path, commune)
    with blobs.store().open(run.file_digest) as kept:
        assert kept.read() == path.read_bytes()
    told = AuditEntry.objects.filter(subject_id=str(run.pk)).order_by("position")
    assert [one.verb.rpartition(".")[2] for one in told] == ["receive", "confirm", "check", "checked", "start", "load"]
    [load] = [one for one in told if one.verb == "catalogue.import.load"]
    assert (load.agency, '"dossiers":1' in load.content.replace(" ", "")) == (commune.code, True)


def test_bad_rows_stay_out_and_come_back_marked(house: House, commune: Agency, tmp_path: Path) -> None:
    rows = [dossier(1), dossier(2, start="31/02/2010"), dossier(3)]
    run = checked(book(tmp_path / "muc-luc.xlsx", rows), commune)
    assert (run.state, run.rows_total, run.rows_good, run.rows_bad) == ("checked", 3, 2, 1)
    [wrong] = queries.findings(run, Asked(code="catalogue.wrong_date"))
    assert (wrong["row"], wrong["column"], wrong["severity"], wrong["was"]) == (3, "F", "error", "31/02/2010")
    house.run()
    run.refresh_from_db()
    assert run.marked_digest
    actions.start_load(run.pk, by=None, arrangement="unarranged")
    house.run()
    run.refresh_from_db()
    assert (run.state, sorted(Dossier.objects.values_list("number", flat=True))) == ("loaded", ["01.VP", "03.VP"])


def test_the_mended_workbook_follows_the_first_and_brings_only_what_was_missing(
    house: House, commune: Agency, tmp_path: Path
) -> None:
    import openpyxl

    first = loaded(book(tmp_path / "muc-luc.xlsx", [dossier(1), dossier(2, start="31/02/2010")]), commune)
    house.run()
    first.refresh_from_db()
    back = tmp_path / "tra-lai.xlsx"
    with blobs.store().open(first.marked_digest) as kept:
        back.write_bytes(kept.read())
    sheet = openpyxl.load_workbook(back)
    assert [cell.value for cell in sheet.worksheets[0][2]][2] == "02.VP"
    sheet.worksheets[0]["F2"] = "28/02/2010"
    sheet.save(back)
    second = taken_in(back, commune, follows=first)
    assert (second.follows, second.options["fonds_code"]) == (first, "P01")
    assert proposed(second) | {"J": ""} == {**proposed(first), "J": ""}
    assert {one["letter"] for one in second.columns if one.get("is_confirmed")} >= set("ABCDEFGHI")
    actions.confirm_columns(second.pk, proposed(second), by=None, fonds_code="P01")
    actions.start_check(second.pk, by=None)
    house.run()
    second.refresh_from_db()
    assert (second.rows_good, second.rows_bad) == (1, 0)
    actions.start_load(second.pk, by=None, arrangement="unarranged")
    house.run()
    assert sorted(Dossier.objects.values_list("number", flat=True)) == ["01.VP", "02.VP"]
    assert queries.followers(first) == [second]


def test_columns_confirmed_once_are_known_the_next_time(house: House, commune: Agency, tmp_path: Path) -> None:
    clerk = person("vt", (commune, "clerk"))
    run = taken_in(book(tmp_path / "a.xlsx", [dossier(1)]), commune, by=clerk)
    said = {**proposed(run), "I": "dossier.keywords"}
    actions.confirm_columns(run.pk, said, by=clerk, fonds_code="P01")
    kept = ColumnMapping.objects.get()
    assert (kept.agency, kept.confirmed_by, kept.mapping["I"]) == (commune, clerk, "dossier.keywords")
    again = taken_in(book(tmp_path / "b.xlsx", [dossier(7)]), commune, by=clerk)
    assert (proposed(again)["I"], again.options["applied"]["by"]) == ("dossier.keywords", "Người vt")


def test_another_agency_begins_with_what_the_machine_guesses(
    house: House, commune: Agency, neighbour: Agency, tmp_path: Path
) -> None:
    run = taken_in(book(tmp_path / "a.xlsx", [dossier(1)]), commune)
    actions.confirm_columns(run.pk, {**proposed(run), "I": "dossier.keywords"}, by=None, fonds_code="P01")
    other = taken_in(book(tmp_path / "b.xlsx", [dossier(1)]), neighbour)
    assert (proposed(other)["I"], other.options["applied"]) == ("dossier.note", {})


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"D": ""}, "tiêu đề hồ sơ"),
        ({"C": "ignore"}, "số và ký hiệu hồ sơ"),
        ({"I": "dossier.title"}, "D, I"),
        ({"I": "dossier.no_such"}, "dossier.no_such"),
    ],
)
def test_columns_that_say_too_little_or_twice_are_not_confirmed(
    house: House, commune: Agency, tmp_path: Path, change: dict[str, str], words: str
) -> None:
    run = taken_in(book(tmp_path / "a.xlsx", [dossier(1)]), commune)
    with pytest.raises(ImportRefused) as refused:
        actions.confirm_columns(run.pk, {**proposed(run), **change}, by=None, fonds_code="P01")
    run.refresh_from_db()
    assert (words in refused.value.message, run.state, ColumnMapping.objects.count()) == (True, "uploaded", 0)


def test_a_sheet_without_fonds_asks_for_one(house: House, commune: Agency, tmp_path: Path) -> None:
    run = taken_in(book(tmp_path / "a.xlsx", [dossier(1)]), commune)
    with pytest.raises(ImportRefused, match="phông"):
        actions.confirm_columns(run.pk, proposed(run), by=None)


def test_a_fonds_named_in_the_sheet_is_the_one_that_is_there(house: House, commune: Agency, tmp_path: Path) -> None:
    there = register_fonds(commune, code="P07", title="Hội đồng nhân dân xã Mẫu")
    headings = ("Tên phông", "Số và ký hiệu hồ sơ", "Tiêu đề hồ sơ", "Hộp số", "Thời hạn bảo quản")
    rows = [["Hội đồng nhân dân xã Mẫu", "01", "Hồ sơ kỳ họp thứ nhất", "1", "Vĩnh viễn"]]
    run = loaded(book(tmp_path / "a.xlsx", rows, headings), commune, fonds="")
    assert (run.state, Dossier.objects.get().fonds, Fonds.objects.count()) == ("loaded", there, 1)


# what is there already ---------------------------------------------------------------------------------


def test_the_same_workbook_twice_makes_nothing_twice(house: House, commune: Agency, tmp_path: Path) -> None:
    path = book(tmp_path / "a.xlsx", [item(1, 1), item(1, 2)], ITEMS)
    first = loaded(path, commune)
    second = checked(path, commune)
    assert queries.same_file(second) == first
    assert second.options["database"] == {"new_dossiers": 0, "new_items": 0, "same": 3, "different": 0}
    actions.start_load(second.pk, by=None, arrangement="unarranged")
    jobs.load_import(str(second.pk))
    second.refresh_from_db()
    assert (second.state, second.dossiers_made, second.items_made) == ("loaded", 0, 0)
    assert (second.options["result"]["skipped"], Dossier.objects.count(), Item.objects.count()) == (3, 1, 2)


def _changed(commune: Agency, tmp_path: Path) -> CatalogueImport:
    loaded(book(tmp_path / "a.xlsx", [dossier(1), dossier(2)]), commune)
    rows = [dossier(1, "Hồ sơ đã viết lại tiêu đề xã Mẫu", sheets=99), dossier(2, "Hồ sơ hai viết lại xã Mẫu")]
    return checked(book(tmp_path / "b.xlsx", rows), commune)


def test_what_differs_is_listed_field_by_field(house: House, commune: Agency, tmp_path: Path) -> None:
    run = _changed(commune, tmp_path)
    shown, total = queries.differences(run, offset=0, limit=10)
    fields = [[(one["field"], one["column"], one["was"], one["now"]) for one in each["fields"]] for each in shown]
    assert (total, run.options["database"]["different"]) == (2, 2)
    assert sorted(fields[0]) == [
        ("declared_sheet_count", "H", "11", "99"),
        ("title", "D", "Hồ sơ về việc xây cầu số 1 xã Mẫu", "Hồ sơ đã viết lại tiêu đề xã Mẫu"),
    ]


def test_what_differs_stays_unless_somebody_says_otherwise(house: House, commune: Agency, tmp_path: Path) -> None:
    run = _changed(commune, tmp_path)
    actions.start_load(run.pk, by=None, arrangement="unarranged")
    jobs.load_import(str(run.pk))
    run.refresh_from_db()
    assert (run.options["result"]["kept"], Revision.objects.count()) == (2, 0)
    assert Dossier.objects.get(number="01.VP").title == "Hồ sơ về việc xây cầu số 1 xã Mẫu"


def test_one_row_may_be_corrected_and_another_kept(house: House, commune: Agency, tmp_path: Path) -> None:
    run = _changed(commune, tmp_path)
    with pytest.raises(ImportRefused, match="lý do"):
        actions.start_load(run.pk, by=None, arrangement="unarranged", choices={"2": "update"})
    actions.start_load(run.pk, by=None, arrangement="unarranged", choices={"2": "update"}, reason="Bảng mới hơn")
    jobs.load_import(str(run.pk))
    kept = Revision.objects.get()
    one = Dossier.objects.get(number="01.VP")
    assert (one.title, one.declared_sheet_count) == ("Hồ sơ đã viết lại tiêu đề xã Mẫu", 99)
    assert (kept.subject_id, kept.batch, kept.reason) == (one.pk, run.pk, "Bảng mới hơn")
    assert kept.before == {"title": "Hồ sơ về việc xây cầu số 1 xã Mẫu", "declared_sheet_count": 11}
    assert Dossier.objects.get(number="02.VP").title == "Hồ sơ về việc xây cầu số 2 xã Mẫu"


def test_a_corrected_item_has_a_premis_event_only_where_it_has_a_life(
    house: House, commune: Agency, tmp_path: Path
) -> None:
    loaded(book(tmp_path / "a.xlsx", [item(1, 1), item(1, 2)], ITEMS), commune)
    scanned, plain = Item.objects.order_by("ordinal")
    record_event(EventType.CAPTURE, subject=("item", scanned.pk), agents=[acting()], once="1")
    rows = [item(1, 1, "Quyết định viết lại"), item(1, 2, "Quyết định viết lại")]
    run = checked(book(tmp_path / "b.xlsx", rows, ITEMS), commune)
    actions.start_load(run.pk, by=None, arrangement="unarranged", on_difference="update", reason="Sửa trích yếu")
    jobs.load_import(str(run.pk))
    assert Revision.objects.filter(subject_kind="item", batch=run.pk).count() == 2
    assert [one.type for one in events_of("item", [scanned.pk])] == ["capture", "metadata modification"]
    assert events_of("item", [plain.pk]) == []


def test_a_code_another_agency_uses_is_told_and_told_apart(
    house: House, commune: Agency, neighbour: Agency, tmp_path: Path
) -> None:
    other = register_dossier(register_fonds(neighbour, code="P01", title="Phông bên"), number="1", year=2010, title="A")
    Dossier.objects.filter(pk=other.pk).update(reference_code="H19.2010.01.VP")
    headings = ("Mã hồ sơ", "Số và ký hiệu hồ sơ", "Tiêu đề hồ sơ", "Thời hạn bảo quản")
    rows = [["H19.2010.01.VP", "01.VP", "Hồ sơ trùng mã xã Mẫu", "Vĩnh viễn"]]
    run = checked(book(tmp_path / "a.xlsx", rows, headings), commune)
    [told] = queries.findings(run, Asked(code="catalogue.code_elsewhere"))
    assert (told["row"], told["column"], neighbour.name in told["message"]) == (2, "A", True)
    actions.start_load(run.pk, by=None, arrangement="unarranged")
    jobs.load_import(str(run.pk))
    assert Dossier.objects.get(number="01.VP").reference_code == "H19.2010.01.VP.P01"


def test_items_join_a_dossier_that_is_there(house: House, commune: Agency, tmp_path: Path) -> None:
    fonds = register_fonds(commune, code="P01", title="Ủy ban nhân dân xã Mẫu")
    there = register_dossier(fonds, number="01.VP", box="3", year=2010, title="Hồ sơ giao đất 1 xã Mẫu")
    register_item(there, ordinal=1, subject="Có trước")
    run = loaded(book(tmp_path / "a.xlsx", [item(1, 1), item(1, 2)], ITEMS), commune)
    assert (run.dossiers_made, run.items_made, run.options["result"]["kept"]) == (0, 1, 2)
    assert [one.subject for one in there.items.order_by("ordinal")] == ["Có trước", "Quyết định giao đất đợt 1 2"]


# secrecy -----------------------------------------------------------------------------------------------


@pytest.mark.mission("S3")
def test_a_state_secret_never_loads(house: House, commune: Agency, tmp_path: Path) -> None:
    headings = ("Số và ký hiệu hồ sơ", "Tiêu đề hồ sơ", "Thời hạn bảo quản", "Chế độ sử dụng", "Độ mật")
    rows = [
        ["01", "Hồ sơ công khai của xã Mẫu", "Vĩnh viễn", "Công khai", ""],
        ["02", "Hồ sơ phương án phòng thủ", "Vĩnh viễn", "Mật", ""],
        ["03", "Hồ sơ phương án khác", "Vĩnh viễn", "Công khai", "Tối mật"],
    ]
    run = loaded(book(tmp_path / "a.xlsx", rows, headings), commune)
    assert (run.rows_good, run.rows_bad, codes(run)["catalogue.state_secret"]) == (1, 2, 2)
    assert list(Dossier.objects.values_list("number", flat=True)) == ["01"]


@pytest.mark.mission("S3")
def test_a_word_of_secrecy_only_holds_for_a_person(house: House, commune: Agency, tmp_path: Path) -> None:
    rows = [
        dossier(1, "Hồ sơ thanh lý tài liệu mật năm 2010"),
        dossier(2, "Hồ sơ hỗ trợ nuôi ong lấy mật ong rừng"),
        dossier(3, "Hồ sơ điều tra mật độ dân cư"),
    ]
    loaded(book(tmp_path / "a.xlsx", rows), commune)
    held = dict(Dossier.objects.values_list("number", "secrecy_held_for"))
    assert held == {"01.VP": "mật", "02.VP": "", "03.VP": ""}


# the state of arrangement ------------------------------------------------------------------------------


@pytest.mark.mission("S2")
@pytest.mark.luat("KH 82 III.1.a")
def test_arranged_material_names_its_report(house: House, commune: Agency, tmp_path: Path) -> None:
    run = checked(book(tmp_path / "a.xlsx", [dossier(1)]), commune)
    for wrong in ({}, {"arrangement": "arranged"}, {"arrangement": "arranged", "report_number": "12/BC-VP"}):
        with pytest.raises(ImportRefused):
            actions.start_load(run.pk, by=None, **wrong)  # type: ignore[arg-type]
    day = date(2025, 6, 30)
    actions.start_load(run.pk, by=None, arrangement="arranged", report_number="12/BC-VP", report_on=day)
    jobs.load_import(str(run.pk))
    report = ArrangementReport.objects.get()
    one = Dossier.objects.get()
    assert (report.number, report.issued_on, report.agency) == ("12/BC-VP", day, commune)
    assert (one.arrangement, one.arrangement_report, one.arranged_at is not None) == ("arranged", report, True)


# stopping, states, rights ------------------------------------------------------------------------------


def test_a_workbook_is_given_up_before_and_not_after_it_was_loaded(
    house: House, commune: Agency, tmp_path: Path
) -> None:
    run = taken_in(book(tmp_path / "a.xlsx", [dossier(1)]), commune)
    assert actions.withdraw(run.pk, by=None).state == "withdrawn"
    done = loaded(book(tmp_path / "b.xlsx", [dossier(1)]), commune)
    with pytest.raises(WrongState):
        actions.withdraw(done.pk, by=None)


def test_only_those_who_describe_the_holdings_import(
    house: House, commune: Agency, neighbour: Agency, tmp_path: Path
) -> None:
    path = book(tmp_path / "a.xlsx", [dossier(1)])
    stranger, head = person("ben", (neighbour, "clerk")), person("tt", (commune, "head"))
    for one in (stranger, head):
        with pytest.raises(ImportNotAllowed):
            taken_in(path, commune, by=one)
    run = taken_in(path, commune, by=person("vt", (commune, "clerk")))
    with pytest.raises(ImportNotAllowed):
        actions.withdraw(run.pk, by=stranger)
    assert (list(queries.imports_seen_by(stranger)), CatalogueImport.objects.count()) == ([], 1)


def test_findings_are_filtered_and_shown_page_by_page(house: House, commune: Agency, tmp_path: Path) -> None:
    rows = [dossier(n, start="31/02/2010") for n in range(1, 31)]
    run = checked(book(tmp_path / "a.xlsx", rows), commune)
    shown, total = queries.findings_page(run, Asked(code="catalogue.wrong_date"), offset=25, limit=20)
    assert (total, [one["row"] for one in shown]) == (30, [27, 28, 29, 30, 31])
    assert queries.findings_page(run, Asked(severity="error", row=5), offset=0, limit=9)[1] == 1
    assert queries.summary(run)[0]["code"] == "catalogue.wrong_date"


@pytest.mark.parametrize("kind", ["empty", "text", "no_headings", "no_rows", "zip"])
def test_what_is_no_catalogue_is_refused_and_nothing_is_kept(
    house: House, commune: Agency, tmp_path: Path, kind: str
) -> None:
    path = tmp_path / "a.xlsx"
    if kind == "empty":
        path.write_bytes(b"")
    elif kind == "text":
        path.write_bytes(b"%PDF-1.7 day khong phai bang tinh \x00\x01\x02")
    elif kind == "zip":
        path.write_bytes(b"PK\x03\x04" + b"\x00" * 200)
    else:
        book(path, [] if kind == "no_rows" else [["một", "hai"]], () if kind == "no_headings" else proposed_headings())
    with pytest.raises(FileRefused) as refused:
        taken_in(path, commune)
    assert (len(refused.value.message) > 20, CatalogueImport.objects.count()) == (True, 0)
    assert list(blobs.store().iter_digests()) == []


def proposed_headings() -> tuple[str, ...]:
    from tests.stages.catalogue.import_books import DOSSIERS

    return DOSSIERS


@pytest.mark.parametrize(
    "name", ["zip-slip.zip", "password-is-test.pdf", "decompression_bomb.gif", "broken.png", "invalid.pdf"]
)
def test_hostile_files_are_refused_whatever_they_are_called(
    house: House, commune: Agency, tmp_path: Path, shared: Path, name: str
) -> None:
    path = tmp_path / "danh-muc.xlsx"
    path.write_bytes((shared / "samples/bad-inputs" / name).read_bytes())
    with pytest.raises(FileRefused):
        taken_in(path, commune)
    assert (CatalogueImport.objects.count(), list(blobs.store().iter_digests())) == (0, [])


def test_an_import_nobody_made_is_not_found(house: House, commune: Agency) -> None:
    with pytest.raises(CatalogueImport.DoesNotExist):
        actions.withdraw(uuid.uuid4(), by=None)


def test_two_people_who_load_the_same_workbook_make_it_once(house: House, commune: Agency, tmp_path: Path) -> None:
    path = book(tmp_path / "a.xlsx", [item(1, 1), item(1, 2), item(2, 1)], ITEMS)
    runs = [checked(path, commune, by=person(name, (commune, "clerk"))) for name in ("mot", "hai")]
    assert [one.options["database"]["new_dossiers"] for one in runs] == [2, 2]
    for run in runs:
        actions.start_load(run.pk, by=run.by, arrangement="unarranged")
        jobs.load_import(str(run.pk))
        run.refresh_from_db()
    assert [(one.dossiers_made, one.items_made) for one in runs] == [(2, 3), (0, 0)]
    assert (Dossier.objects.count(), Item.objects.count()) == (2, 3)
