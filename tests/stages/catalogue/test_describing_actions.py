"""Correcting, registering, holding, releasing and restoring descriptions."""

from __future__ import annotations

from typing import Any

import pytest
from tests.house import person

from khoso.foundation.audit.actions import Actor, acting_as
from khoso.foundation.audit.models import AuditEntry
from khoso.foundation.identity.actions import register_agency
from khoso.foundation.identity.models import Agency
from khoso.foundation.provenance.models import PremisEvent
from khoso.stages.catalogue import actions, queries
from khoso.stages.catalogue.describing import history, registering, shapes
from khoso.stages.catalogue.describing.errors import DescribingNotAllowed, DescriptionRefused, StateSecret
from khoso.stages.catalogue.models import Dossier, Fonds, Item, Revision, Series

pytestmark = [pytest.mark.django_db, pytest.mark.mission("R6")]


@pytest.fixture
def clerk(commune: Agency) -> Any:
    return person("lan", (commune, "clerk"))


@pytest.fixture
def head(commune: Agency) -> Any:
    return person("thu", (commune, "head"))


@pytest.fixture
def fonds(commune: Agency) -> Fonds:
    return actions.register_fonds(commune, code="P01", title="Ủy ban nhân dân xã Mẫu", archive_code="H19.12")


@pytest.fixture
def dossier(fonds: Fonds) -> Dossier:
    return actions.register_dossier(
        fonds, number="07", register_number="ML2", box="15", year=2011, title="Hồ sơ xây cầu", start="2011"
    )


def as_person(one: Any) -> Any:
    return acting_as(Actor(username=one.username, full_name=one.full_name, person_id=one.pk))


def test_a_correction_keeps_what_was_there_with_author_and_reason(dossier: Dossier, clerk: Any) -> None:
    with as_person(clerk):
        actions.describe(
            "dossier",
            dossier.pk,
            {"title": "  Hồ sơ  xây cầu Mẫu ", "end": "12/2012", "store": "K1"},
            reason="Đối chiếu bìa",
            by=clerk,
        )
    dossier.refresh_from_db()
    assert (dossier.title, dossier.end, dossier.store) == ("Hồ sơ xây cầu Mẫu", "2012-12", "K1")
    kept = Revision.objects.get(subject_kind="dossier", subject_id=dossier.pk)
    assert (kept.author, kept.reason) == ("lan", "Đối chiếu bìa")
    assert kept.before == {"title": "Hồ sơ xây cầu", "end": "", "store": ""}
    assert kept.after == {"title": "Hồ sơ xây cầu Mẫu", "end": "2012-12", "store": "K1"}
    entry = AuditEntry.objects.get(verb="catalogue.dossier.describe")
    assert (entry.agency, entry.subject_id) == ("H19.99", str(dossier.pk))


def test_the_same_again_writes_nothing(dossier: Dossier, clerk: Any) -> None:
    actions.describe("dossier", dossier.pk, {"title": dossier.title, "start": "2011"}, reason="Xem lại", by=clerk)
    assert Revision.objects.count() == 0


@pytest.mark.parametrize("kind", ["fonds", "series", "dossier", "item"])
def test_every_field_of_every_level_can_be_corrected_and_any_state_seen_again(
    dossier: Dossier, clerk: Any, kind: str
) -> None:
    item = actions.register_item(dossier, ordinal=1, subject="Văn bản")
    subject = {"fonds": dossier.fonds, "series": dossier.series, "dossier": dossier, "item": item}[kind]
    level = shapes.level_of(subject)
    first = shapes.values_of(subject)
    # The code lies in those of the items, and an item is never more open than its dossier: both have their own test.
    skip = {"dossier": {"reference_code"}, "item": {"access_code"}}.get(kind, set())
    for number, field in enumerate(field for field in level.editable if field.name not in skip):
        said = {
            "number": str(number + 1),
            "date": "03/2010",
            "flag": "1",
            "duration": "00:10:00",
            "codes": ["02"],
            "code": next((code for code in field.table or {} if code != first[field.name] and code != "03"), ""),
            "text": f"Mới {number}",
        }[field.shape]
        actions.describe(kind, subject.pk, {field.name: said}, reason=f"Lần {number}", by=clerk)
    subject = type(subject)._default_manager.get(pk=subject.pk)
    states = history.states_of(subject)
    assert {name: states[0].values[name] for name in first} == first
    assert {name: states[-1].values[name] for name in first} == shapes.values_of(subject)
    changed = {row["label"] for row in history.side_by_side(level, states[0], states[-1]) if row["differs"]}
    assert len(changed) >= len(level.editable) - len(skip) - 1


def test_a_state_seen_again_is_the_one_that_was_there(dossier: Dossier, clerk: Any) -> None:
    seen = [shapes.values_of(dossier)]
    for title, box in (("Một", "15"), ("Hai", "16"), ("Ba", "16")):
        actions.describe("dossier", dossier.pk, {"title": title, "box": box}, reason="Sửa", by=clerk)
        seen.append(shapes.values_of(Dossier.objects.get(pk=dossier.pk)))
    states = history.states_of(Dossier.objects.get(pk=dossier.pk))
    assert [{name: state.values[name] for name in seen[0]} for state in states] == seen
    rows = history.changes_of(shapes.LEVELS["dossier"], states[1], states[0])
    assert [(row["left"], row["right"]) for row in rows] == [("Hồ sơ xây cầu", "Một")]


def test_what_is_wrong_is_refused_beside_its_field_and_what_was_wrong_before_stops_nothing(
    dossier: Dossier, clerk: Any
) -> None:
    with pytest.raises(DescriptionRefused) as refused:
        actions.describe("dossier", dossier.pk, {"title": "x" * 1001, "end": "2009"}, reason="Sửa", by=clerk)
    assert sorted((one.code, one.where) for one in refused.value.findings) == [
        ("field.dates_reversed", "end"),
        ("field.too_long", "title"),
    ]
    Dossier.objects.filter(pk=dossier.pk).update(end="2009")
    actions.describe("dossier", dossier.pk, {"title": "Tên đúng"}, reason="Sửa", by=clerk)
    assert Dossier.objects.get(pk=dossier.pk).title == "Tên đúng"


def test_without_a_reason_or_a_right_nothing_changes(dossier: Dossier, clerk: Any, neighbour: Agency) -> None:
    stranger = person("ben", (neighbour, "clerk"))
    with pytest.raises(DescribingNotAllowed):
        actions.describe("dossier", dossier.pk, {"title": "Khác"}, reason="Sửa", by=stranger)
    with pytest.raises(DescriptionRefused, match="lý do"):
        actions.describe("dossier", dossier.pk, {"title": "Khác"}, reason="  ", by=clerk)
    assert (Dossier.objects.get(pk=dossier.pk).title, Revision.objects.count()) == ("Hồ sơ xây cầu", 0)


@pytest.mark.mission("S3")
@pytest.mark.luat("KH 82 II")
@pytest.mark.parametrize(
    ("said", "field"),
    [({"access_code": "03"}, "access_code"), ({"secrecy_mark": "Mật", "title": "Điều bí mật"}, "secrecy_mark")],
)
def test_a_state_secret_is_refused_and_nothing_of_it_is_kept(
    dossier: Dossier, clerk: Any, said: dict[str, str], field: str
) -> None:
    with pytest.raises(StateSecret) as refused:
        actions.describe("dossier", dossier.pk, said, reason="Sửa", by=clerk)
    assert refused.value.field == field
    assert "giải mật" in refused.value.message
    with pytest.raises(StateSecret):
        registering.new_dossier(dossier.fonds, {**blank("dossier"), "number": "9", "title": "X", **said}, by=clerk)
    assert (Dossier.objects.count(), Revision.objects.count()) == (1, 0)
    assert not AuditEntry.objects.filter(content__contains="Điều bí mật").exists()


@pytest.mark.mission("S3")
def test_a_secret_notation_of_an_item_is_refused(dossier: Dossier, clerk: Any) -> None:
    item = actions.register_item(dossier, ordinal=1, subject="Văn bản")
    with pytest.raises(StateSecret) as refused:
        actions.describe("item", item.pk, {"number": "12", "notation": "QĐ-UBND(M)"}, reason="Sửa", by=clerk)
    assert refused.value.field == "notation"


@pytest.mark.mission("S3")
def test_what_comes_with_a_delivery_or_is_read_from_a_page_holds_its_dossier(dossier: Dossier) -> None:
    item = actions.register_item(dossier, ordinal=1, subject="Văn bản", number="5", notation="BC-UBND")
    assert Dossier.objects.get(pk=dossier.pk).secrecy_held_for == ""
    for _ in range(2):
        actions.describe_item(item.pk, {"notation": "BC-UBND(M)"}, described_by="person", reason="Theo trang")
    assert Dossier.objects.get(pk=dossier.pk).secrecy_held_for == "5/BC-UBND(M)"
    actions.register_item(dossier, ordinal=2, access_code="03")
    assert Dossier.objects.get(pk=dossier.pk).secrecy_held_for == "5/BC-UBND(M); Mật"
    assert AuditEntry.objects.filter(verb="catalogue.dossier.hold").count() == 2


def blank(level: str) -> dict[str, Any]:
    values = dict.fromkeys((field.name for field in shapes.LEVELS[level].editable), "")
    return {**values, "retention_code": "01", "access_code": "02", "language_code": "01", "trust_code": "02"}


@pytest.mark.mission("S3")
def test_a_word_in_a_title_holds_until_another_person_releases_it(dossier: Dossier, clerk: Any, head: Any) -> None:
    with as_person(clerk):
        actions.describe("dossier", dossier.pk, {"title": "Hồ sơ mật khu"}, reason="Theo bìa", by=clerk)
    held = Dossier.objects.get(pk=dossier.pk)
    assert held.secrecy_held_for == "mật"
    # Rewording releases nothing.
    with as_person(clerk):
        actions.describe("dossier", dossier.pk, {"title": "Hồ sơ căn cứ"}, reason="Sửa", by=clerk)
        with pytest.raises(DescribingNotAllowed):
            actions.release_held(dossier.pk, reason="Không mật", by=clerk)
    assert Dossier.objects.get(pk=dossier.pk).secrecy_held_for == "mật"
    both = person("lan", (held.fonds.agency, "head"))
    with as_person(both), pytest.raises(DescribingNotAllowed, match="đã mô tả"):
        actions.release_held(dossier.pk, reason="Không mật", by=both)
    with as_person(head):
        with pytest.raises(DescriptionRefused, match="vì sao"):
            actions.release_held(dossier.pk, reason=" ", by=head)
        actions.release_held(dossier.pk, reason="Mật khu là địa danh", by=head)
    free = Dossier.objects.get(pk=dossier.pk)
    assert (free.secrecy_cleared_by, free.secrecy_cleared_at is None) == ("thu", False)
    # A word already judged asks nobody again; a new one does.
    with as_person(clerk):
        actions.describe("dossier", dossier.pk, {"title": "Mật khu Mẫu, tài liệu mật"}, reason="Sửa", by=clerk)
        assert Dossier.objects.get(pk=dossier.pk).secrecy_cleared_by == "thu"
        actions.describe("dossier", dossier.pk, {"title": "Hồ sơ tuyệt mật"}, reason="Sửa", by=clerk)
    again = Dossier.objects.get(pk=dossier.pk)
    assert (again.secrecy_held_for, again.secrecy_cleared_at) == ("mật; tuyệt mật", None)


def test_registering_a_dossier_puts_it_into_the_series_of_its_register(dossier: Dossier, clerk: Any) -> None:
    series = Series.objects.get(fonds=dossier.fonds)
    assert (series.code, dossier.series) == ("ML2", series)
    actions.describe("dossier", dossier.pk, {"register_number": "ML3"}, reason="Sửa", by=clerk)
    moved = Dossier.objects.select_related("series").get(pk=dossier.pk)
    assert moved.series is not None
    assert (moved.series.code, moved.register_number) == ("ML3", "ML3")
    actions.describe("series", moved.series.pk, {"code": "ML03"}, reason="Sửa", by=clerk)
    assert Dossier.objects.get(pk=dossier.pk).register_number == "ML03"


def test_two_dossiers_never_share_a_place_or_a_code(dossier: Dossier, clerk: Any) -> None:
    other = actions.register_dossier(dossier.fonds, number="08", register_number="ML2", box="15", year=2011, title="H")
    with pytest.raises(DescriptionRefused) as place:
        actions.describe("dossier", other.pk, {"number": "07"}, reason="Sửa", by=clerk)
    with pytest.raises(DescriptionRefused) as code:
        actions.describe("dossier", other.pk, {"reference_code": dossier.reference_code}, reason="Sửa", by=clerk)
    assert (place.value.field, code.value.field) == ("number", "reference_code")
    actions.register_item(other, ordinal=1)
    with pytest.raises(DescriptionRefused, match="tên tệp"):
        actions.describe("dossier", other.pk, {"reference_code": "H19.1"}, reason="Sửa", by=clerk)


def test_an_item_is_never_more_open_than_its_dossier(dossier: Dossier, clerk: Any) -> None:
    actions.describe("dossier", dossier.pk, {"access_code": "01"}, reason="Mở", by=clerk)
    item = actions.register_item(Dossier.objects.get(pk=dossier.pk), ordinal=1, subject="Văn bản")
    actions.describe("dossier", dossier.pk, {"access_code": "02"}, reason="Đóng", by=clerk)
    assert Item.objects.get(pk=item.pk).access_code == "02"
    with pytest.raises(DescriptionRefused) as refused:
        actions.describe("item", item.pk, {"access_code": "01"}, reason="Mở", by=clerk)
    assert refused.value.field == "access_code"
    assert PremisEvent.objects.filter(object_kind="item", object_id=str(item.pk)).count() == 1


@pytest.mark.parametrize(
    ("material", "details"), [("photo", {"colour": "02"}), ("audiovisual", {"play_time": "00:10:00"})]
)
def test_photos_and_recordings_keep_the_fields_only_they_have(
    dossier: Dossier, clerk: Any, material: str, details: dict[str, str]
) -> None:
    made = registering.new_item(dossier, material, {**item_blank(material), **details, "subject": "Cắt băng"}, by=clerk)
    assert (made.ordinal, made.material, made.reference_code[-8:]) == (1, material, ".0000001")
    assert {name: made.details[name] for name in details} == details
    actions.describe("item", made.pk, {"event_name": "Khánh thành"}, reason="Thêm", by=clerk)
    kept = Item.objects.get(pk=made.pk)
    assert kept.details == {**made.details, "event_name": "Khánh thành"}
    assert Revision.objects.get(subject_id=made.pk).before == {"event_name": ""}


def item_blank(material: str) -> dict[str, Any]:
    values = dict.fromkeys((field.name for field in shapes.LEVELS[material].editable), "")
    return {**values, "retention_code": "01", "access_code": "02"}


@pytest.mark.mission("S1")
@pytest.mark.luat("KH 82 II.1-4")
def test_origin_is_told_by_who_keeps_it_and_whose_it_was(commune: Agency, clerk: Any) -> None:
    register_agency("DT.01", "Huyện Mẫu Sơn", kind="district")
    Agency.objects.filter(code="DT.01").update(valid_from="1990-01-01", valid_to="2025-06-30")
    centre = register_agency("H19.12", "Trung tâm Lưu trữ lịch sử", kind="historical_archive")
    told = {
        title: actions.register_fonds(owner, code=code, title=title).origin
        for owner, code, title in (
            (commune, "A", "Xã Mẫu"),
            (centre, "B", "Tỉnh cũ"),
            (centre, "C", "Ủy ban nhân dân huyện Mẫu Sơn"),
        )
    }
    assert told == {
        "Xã Mẫu": "created",
        "Tỉnh cũ": "historical",
        "Ủy ban nhân dân huyện Mẫu Sơn": "former_district",
    }
    fonds = Fonds.objects.get(code="A")
    one = actions.register_dossier(fonds, number="1", year=1990, title="Hồ sơ")
    actions.describe("fonds", fonds.pk, {"origin": "former_district"}, reason="Tiếp nhận của huyện", by=clerk)
    assert Dossier.objects.get(pk=one.pk).origin == "former_district"
    fonds.refresh_from_db()
    assert actions.register_dossier(fonds, number="2", year=1990, title="Hồ sơ").origin == "former_district"


def test_a_closed_fonds_gives_its_code_to_the_dossiers(commune: Agency) -> None:
    closed = actions.register_fonds(commune, code="P623", title="Phông đóng", is_closed=True)
    assert actions.register_dossier(closed, number="01.TC", year=1990, title="H").reference_code == "P623.1990.01.TC"


def test_scans_are_told_once(dossier: Dossier) -> None:
    assert actions.record_digitised(dossier.pk, "Nhận từ lô 1") is True
    first = Dossier.objects.get(pk=dossier.pk)
    assert actions.record_digitised(dossier.pk, "Nhận từ lô 2") is False
    again = Dossier.objects.get(pk=dossier.pk)
    assert (again.digitised_at, again.digitised_how) == (first.digitised_at, "Nhận từ lô 1")
    assert actions.record_digitised("00000000-0000-0000-0000-000000000000", "x") is False


@pytest.mark.mission("R9")
def test_a_package_brings_back_everything_that_was_described(dossier: Dossier, clerk: Any, head: Any) -> None:
    from datetime import date
    from decimal import Decimal

    from khoso.stages.catalogue.describing import arranging

    said = {
        "history": "Thành lập 1976\nGiải thể 2025",
        "classification": "Theo thời gian",
        "languages": ["01", "03"],
        "has_reserve": True,
        "declared_item_count": "12",
        "start": "1976",
        "note": "Ghi",
        "origin": "former_district",
        "is_closed": True,
    }
    actions.describe("fonds", dossier.fonds_id, said, reason="Bổ sung", by=clerk)
    parent = Series.objects.create(id="11111111-1111-4111-8111-111111111111", fonds=dossier.fonds, code="NH1")
    Series.objects.filter(code="ML2").update(parent=parent, title="Xây dựng", note="x")
    actions.describe("dossier", dossier.pk, {"store": "K1", "shelf": "G2", "title": "Mật khu"}, reason="S", by=clerk)
    with as_person(head):
        actions.release_held(dossier.pk, reason="Địa danh", by=head)
    told = arranging.Report("01/BC", date(2026, 5, 1), "Báo cáo", "Đội", 12, Decimal("1.5"))
    Dossier.objects.filter(pk=dossier.pk).update(arrangement="arranging")
    arranging.report_arranged(dossier.fonds.agency, told, [Dossier.objects.get(pk=dossier.pk)], by=clerk)
    actions.record_digitised(dossier.pk, "Nhận từ lô 1")
    registering.new_item(dossier, "photo", {**item_blank("photo"), "subject": "Ảnh", "colour": "02"}, by=clerk)
    told_of = queries.as_restorable(dossier.pk)
    before = {"series": "11111111-1111-4111-8111-111111111111", "report": "01/BC"}
    from khoso.stages.catalogue.models import ArrangementReport

    Item.objects.all().delete()
    Dossier.objects.all().delete()
    Series.objects.filter(parent__isnull=False).delete()
    Series.objects.all().delete()
    Fonds.objects.all().delete()
    ArrangementReport.objects.all().delete()
    actions.restore(told_of["fonds"], told_of["dossier"], told_of["items"])
    assert queries.as_restorable(dossier.pk) == told_of
    back = Dossier.objects.select_related("series__parent", "arrangement_report", "fonds").get(pk=dossier.pk)
    assert back.series is not None
    assert back.arrangement_report is not None
    assert {"series": str(back.series.parent_id), "report": back.arrangement_report.number} == before
    assert (back.fonds.languages, back.secrecy_cleared_by, back.digitised_at) == (["01", "03"], "thu", None)


@pytest.mark.mission("R9")
def test_packages_of_earlier_times_tell_less_and_still_come_back(dossier: Dossier) -> None:
    told = queries.as_restorable(dossier.pk)
    Dossier.objects.all().delete()
    Series.objects.all().delete()
    Fonds.objects.all().delete()
    fonds = {name: told["fonds"][name] for name in ("id", "code", "title", "agency_code", "agency_name")}
    old = {name: told["dossier"][name] for name in ("id", "number", "reference_code", "title", "arrangement")}
    assert actions.restore(fonds, old, []).fonds.title == "Ủy ban nhân dân xã Mẫu"
