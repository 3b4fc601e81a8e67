"""Edits of many dossiers: previewed, done in parts, stopped and gone on with, undone but for what others changed."""

from __future__ import annotations

import hashlib
import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from tests.house import House, person, signed_in

from khoso.foundation.audit.models import AuditEntry
from khoso.foundation.identity.models import Agency
from khoso.kernel import clock
from khoso.stages.catalogue.actions import register_fonds
from khoso.stages.catalogue.browsing import bulk
from khoso.stages.catalogue.browsing.errors import BulkEditNotAllowed, BulkEditRefused
from khoso.stages.catalogue.models import BulkEdit, Dossier, Fonds, Item, Revision, Series, Tally

pytestmark = [pytest.mark.django_db, pytest.mark.mission("S2")]


@pytest.fixture
def fonds(house: House, commune: Agency) -> Fonds:
    return register_fonds(commune, code="P01", title="Phông Mẫu")


@pytest.fixture
def clerk(commune: Agency) -> Any:
    return person("vanthu", (commune, "clerk"))


def make(fonds: Fonds, number: str, **more: Any) -> Dossier:
    mark = uuid.uuid4()
    more.setdefault("registered_at", clock.now() - timedelta(days=1))
    return Dossier.objects.create(id=mark, fonds=fonds, number=number, reference_code=str(mark), title="Hồ sơ", **more)


def begun(who: Any, scope: bulk.Scope, changes: dict[str, Any], **more: Any) -> BulkEdit:
    said = {"reason": "Theo biên bản kiểm kê", "seen_at": clock.now(), "once": uuid.uuid4()} | more
    return bulk.begin(who, scope, changes, **said)


def said_of(*rows: Dossier) -> list[tuple[str, str]]:
    return [
        (one.retention_code, one.note)
        for one in Dossier.objects.filter(pk__in=[each.pk for each in rows]).order_by("number")
    ]


def test_preview_tells_what_changes_and_what_stays(fonds: Fonds, neighbour: Agency, clerk: Any) -> None:
    change, same = make(fonds, "1", retention_code="06"), make(fonds, "2", retention_code="04")
    secret = make(fonds, "3", secrecy_mark="MẬT")
    far = make(register_fonds(neighbour, code="P", title="P"), "4")
    scope = bulk.Scope(ids=(change.pk, same.pk, secret.pk, far.pk))
    shown = bulk.preview(clerk, scope, {"retention_code": "04"})
    assert (shown.total, shown.looked, shown.changing, shown.same) == (4, 4, 1, 1)
    assert sorted(shown.refused.values()) == [1, 1]
    assert [(one.pk, pairs) for one, pairs in shown.samples] == [(change.pk, [("retention_code", "06", "04")])]
    assert Revision.objects.count() == 0


@pytest.mark.luat("KH82 II")
@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({}, ""),
        ({"access_code": "03"}, "access_code"),
        ({"retention_code": "99"}, "retention_code"),
        ({"retention_code": "07"}, "retention_years"),
        ({"title": "x"}, "title"),
        ({"keywords": "x" * 101}, "keywords"),
    ],
)
def test_what_cannot_be_set_is_refused(fonds: Fonds, clerk: Any, changes: dict[str, Any], field: str) -> None:
    scope = bulk.Scope(ids=(make(fonds, "1").pk,))
    with pytest.raises(BulkEditRefused) as refused:
        begun(clerk, scope, changes)
    assert (refused.value.field, BulkEdit.objects.count()) == (field, 0)


def test_edit_and_undo_leave_a_trace_and_what_others_changed(fonds: Fonds, clerk: Any, house: House) -> None:
    first, second, third = (make(fonds, str(n), retention_code="06", note="cũ") for n in (1, 2, 3))
    edit = begun(clerk, bulk.Scope(filter=f"?phong={fonds.pk}"), {"retention_code": "04", "note_append": "mới"})
    house.run()
    edit.refresh_from_db()
    assert (edit.state, edit.done, edit.total, edit.kept) == ("done", 3, 3, [])
    assert said_of(first, second, third) == [("04", "cũ\nmới")] * 3
    revision = Revision.objects.get(subject_id=first.pk)
    assert (revision.author, revision.batch, revision.reason) == ("vanthu", edit.pk, "Theo biên bản kiểm kê")
    assert (revision.before, revision.after) == (
        {"retention_code": "06", "note": "cũ"},
        {"retention_code": "04", "note": "cũ\nmới"},
    )
    ids = "".join(f"{one}\n" for one in sorted([first.pk, second.pk, third.pk]))
    told = AuditEntry.objects.get(verb="catalogue.dossiers.edit")
    assert (told.details["count"], told.details["digest"]) == (3, hashlib.sha256(ids.encode()).hexdigest())

    Dossier.objects.filter(pk=second.pk).update(retention_code="01")
    bulk.undo(clerk, edit.pk)
    house.run()
    edit.refresh_from_db()
    assert (edit.state, [row["id"] for row in edit.kept]) == ("undone", [str(second.pk)])
    assert said_of(first, second, third) == [("06", "cũ"), ("01", "cũ\nmới"), ("06", "cũ")]
    assert AuditEntry.objects.get(verb="catalogue.dossiers.give_back").details["count"] == 2
    assert sum(row.dossiers for row in Tally.objects.filter(level=0, retention_code="06")) == 2


def test_rows_somebody_changed_since_the_preview_stay(fonds: Fonds, clerk: Any, house: House) -> None:
    touched, free = make(fonds, "1"), make(fonds, "2")
    seen_at = clock.now()
    with clock.frozen_at(seen_at + timedelta(minutes=5)):
        Revision.objects.create(
            subject_kind="dossier", subject_id=touched.pk, at=clock.now(), author="khac", reason="", before={}, after={}
        )
        late = make(fonds, "3", registered_at=clock.now())
        edit = begun(clerk, bulk.Scope(filter=f"?phong={fonds.pk}"), {"keywords": "đất đai"}, seen_at=seen_at)
        house.run()
    edit.refresh_from_db()
    assert {row["id"] for row in edit.kept} == {str(touched.pk), str(late.pk)}
    assert set(Dossier.objects.filter(keywords="đất đai").values_list("pk", flat=True)) == {free.pk}


def test_stopped_and_gone_on_with_each_row_once(
    fonds: Fonds, clerk: Any, house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bulk, "PART", 2)
    rows = [make(fonds, str(n), note="a") for n in range(5)]
    once = uuid.uuid4()
    edit = begun(clerk, bulk.Scope(ids=tuple(one.pk for one in rows)), {"note_append": "b"}, once=once)
    assert begun(clerk, bulk.Scope(ids=tuple(one.pk for one in rows)), {"note_append": "b"}, once=once) == edit
    assert bulk._change_part(edit.pk)
    bulk.stop(clerk, edit.pk)
    house.run()
    edit.refresh_from_db()
    assert (edit.state, edit.done) == ("stopped", 2)
    bulk.go_on(clerk, edit.pk)
    house.run()
    # A job that comes twice finds nothing to do.
    bulk.run(edit.pk)
    edit.refresh_from_db()
    assert (edit.state, edit.done) == ("done", 5)
    assert {note for _code, note in said_of(*rows)} == {"a\nb"}
    assert Revision.objects.filter(batch=edit.pk).count() == 5


def test_a_box_takes_a_number_once(fonds: Fonds, clerk: Any, house: House) -> None:
    make(fonds, "1", box="5")
    one, two, other = make(fonds, "1", box="6"), make(fonds, "1", box="7"), make(fonds, "2", box="6")
    edit = begun(clerk, bulk.Scope(ids=(one.pk, two.pk, other.pk)), {"box": "5", "store": "K1"})
    house.run()
    edit.refresh_from_db()
    assert {row["id"] for row in edit.kept} == {str(one.pk), str(two.pk)}
    assert sorted(Dossier.objects.values_list("number", "box", "store")) == sorted(
        [("1", "5", ""), ("1", "6", ""), ("1", "7", ""), ("2", "5", "K1")]
    )


def test_a_series_of_another_fonds_is_refused(fonds: Fonds, commune: Agency, clerk: Any, house: House) -> None:
    other = register_fonds(commune, code="P02", title="Khác")
    series = Series.objects.create(id=uuid.uuid4(), fonds=fonds, code="01")
    near, far = make(fonds, "1"), make(other, "1")
    edit = begun(clerk, bulk.Scope(ids=(near.pk, far.pk)), {"series_id": str(series.pk)})
    house.run()
    edit.refresh_from_db()
    assert [row["id"] for row in edit.kept] == [str(far.pk)]
    assert list(series.dossiers.values_list("pk", flat=True)) == [near.pk]
    bulk.undo(clerk, edit.pk)
    house.run()
    assert series.dossiers.count() == 0


@pytest.mark.luat("TT05 PLI")
def test_papers_are_closed_with_their_dossier_and_opened_by_undoing(fonds: Fonds, clerk: Any, house: House) -> None:
    dossier = make(fonds, "1", access_code="01")
    for number, mode in ((1, "01"), (2, "02")):
        Item.objects.create(
            id=uuid.uuid4(), dossier=dossier, ordinal=number, reference_code=f"{dossier.pk}.{number}", access_code=mode
        )
    edit = begun(clerk, bulk.Scope(ids=(dossier.pk,)), {"access_code": "02"})
    house.run()
    assert list(Item.objects.order_by("ordinal").values_list("access_code", flat=True)) == ["02", "02"]
    bulk.undo(clerk, edit.pk)
    house.run()
    assert list(Item.objects.order_by("ordinal").values_list("access_code", flat=True)) == ["01", "02"]
    assert Dossier.objects.get().access_code == "01"


def test_who_may(fonds: Fonds, commune: Agency, clerk: Any) -> None:
    scope = bulk.Scope(ids=(make(fonds, "1").pk,))
    with pytest.raises(BulkEditNotAllowed):
        begun(person("hoidong", (commune, "council_member")), scope, {"box": "1"})
    edit = begun(clerk, scope, {"box": "1"})
    for move in (bulk.stop, bulk.go_on, bulk.undo):
        with pytest.raises(BulkEditNotAllowed):
            move(person("khac", (commune, "clerk")), edit.pk)


def test_the_screens_from_ticking_to_undoing(fonds: Fonds, clerk: Any, client: Client, house: House) -> None:
    rows = [make(fonds, str(n)) for n in range(3)]
    signed_in(client, clerk)
    address, loc = reverse("catalogue:bulk"), f"?phong={fonds.pk}"
    ticked = {"pham-vi": "chon", "ho-so": [str(one.pk) for one in rows[:2]], "loc": loc}
    assert "2 hồ sơ đã chọn" in client.post(address, ticked).content.decode()
    assert client.post(address, {**ticked, "buoc": "xem"}).status_code == 422
    shown = client.post(address, {**ticked, "buoc": "xem", "box": "12"})
    assert (shown.status_code, shown.context["preview"].changing) == (200, 2)
    last = {**ticked, "buoc": "ghi", "box": "12", "lan": shown.context["once"], "xem-luc": shown.context["seen_at"]}
    assert client.post(address, last).status_code == 422
    answer = client.post(address, {**last, "reason": "Xếp lại hộp"})
    page = answer["Location"]
    house.run()
    assert Dossier.objects.filter(box="12").count() == 2
    assert "Đã xét 2 trên 2 hồ sơ, sửa 2." in client.get(page).content.decode()
    client.post(f"{page}/chuyen", {"viec": "hoan-tac"})
    house.run()
    assert "Đã trả lại 2 hồ sơ như trước." in client.get(page).content.decode()
    assert Dossier.objects.filter(box="12").count() == 0
    whole = client.post(address, {"pham-vi": "tat-ca", "loc": loc})
    assert "3 hồ sơ đã chọn" in whole.content.decode()
    assert "Xếp lại hộp" in client.get(address).content.decode()
