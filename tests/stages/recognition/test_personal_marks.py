"""Marks as rows: kept with a reading, judged and drawn by a person, given to whoever covers them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from tests.house import House, person, signed_in
from tests.stages.recognition.test_actions_recognition import Desk, desk_with

from khoso.foundation.audit.models import AuditEntry
from khoso.foundation.identity.models import Agency
from khoso.stages.recognition import queries
from khoso.stages.recognition.actions import PageRead, record_reading
from khoso.stages.recognition.compute.reading import PersonalPlace
from khoso.stages.recognition.models import PersonalMark
from khoso.stages.recognition.personal import actions
from khoso.stages.recognition.personal.errors import MarkRefused

pytestmark = [pytest.mark.django_db, pytest.mark.mission("S3"), pytest.mark.luat("NĐ 13/2023/NĐ-CP Đ.2.3–2.4")]
NUMBER = PersonalPlace("identity", (10, 10, 50, 20), 0.9)
BIRTH = PersonalPlace("birth", (10, 30, 50, 40), 0.8)


@pytest.fixture
def desk(house: House, commune: Agency, tmp_path: Path) -> Desk:
    made = desk_with(commune, tmp_path, "person")
    read(made, NUMBER, BIRTH)
    return made


@pytest.fixture
def clerk(commune: Agency) -> Any:
    return person("vanthu", (commune, "clerk"))


def read(desk: Desk, *places: PersonalPlace, sha256: str = "a" * 64) -> None:
    record_reading(
        desk.file.pk,
        source_sha256=sha256,
        engine="tesseract 5",
        confidence=0.9,
        reading_sha256="c" * 64,
        pdfa_sha256="d" * 64,
        text_layer="",
        pages=[PageRead(1, 100, 100, 200.0, "số CCCD 075090001234")],
        proposals=[],
        findings=[],
        personal=[(1, place) for place in places],
    )


def boxes(desk: Desk) -> list[tuple[str, tuple[float, ...], float]]:
    return [(kind, tuple(box), sure) for kind, box, sure in queries.personal_boxes(desk.file.pk, 1)]


def test_a_reading_brings_its_marks_and_whoever_covers_them_gets_boxes_only(desk: Desk) -> None:
    assert boxes(desk) == [("identity", (10, 10, 50, 20), 0.9), ("birth", (10, 30, 50, 40), 0.8)]
    assert queries.personal_boxes(desk.file.pk, 2) == []
    assert {field.name for field in PersonalMark._meta.fields} == {
        "id", "reading", "page", "kind", "box", "confidence", "is_right", "looked_by", "looked_at",
    }  # fmt: skip


def test_what_a_person_called_none_is_not_covered_and_stays_so_when_read_again(desk: Desk, clerk: Any) -> None:
    birth = PersonalMark.objects.get(kind="birth")
    assert actions.judge(desk.item.pk, [birth.pk], is_right=False, by=clerk) == 1
    read(desk, NUMBER, BIRTH)
    assert [kind for kind, _, _ in boxes(desk)] == ["identity"]
    assert PersonalMark.objects.count() == 2


def test_a_missed_place_is_drawn_once_and_outlives_the_next_reading(desk: Desk, clerk: Any) -> None:
    actions.draw(desk.item.pk, 1, "phone", [0.1, 0.6, 0.5, 0.7], by=clerk)
    with pytest.raises(MarkRefused, match="đã được đánh dấu"):
        actions.draw(desk.item.pk, 1, "phone", [0.1, 0.61, 0.5, 0.7], by=clerk)
    read(desk, NUMBER)
    assert [kind for kind, _, _ in boxes(desk)] == ["phone", "identity"]


@pytest.mark.parametrize("box", [[0.1, 0.1, 0.11, 0.11], [0.5, 0.5, 0.1, 0.1], [0, 0, 2, 1], [], [float("nan")] * 4])
def test_a_box_that_is_none_is_refused(desk: Desk, clerk: Any, box: list[float]) -> None:
    with pytest.raises(MarkRefused):
        actions.draw(desk.item.pk, 1, "phone", box, by=clerk)
    assert PersonalMark.objects.count() == 2


def test_the_trail_tells_how_many_and_which_kind_never_what(desk: Desk, clerk: Any) -> None:
    actions.judge_page(desk.item.pk, 1, by=clerk)
    entry = AuditEntry.objects.get(verb="recognition.personal.judge")
    assert json.loads(entry.content)["details"] == {
        "verdict": "right",
        "marks": 2,
        "kinds": ["birth", "identity"],
        "pages": [1],
    }


def test_whoever_scans_and_whoever_is_far_may_not(desk: Desk, commune: Agency) -> None:
    other = Agency.objects.create(code="KHAC", name="Cơ quan khác", kind="commune")
    for who in (person("quet", (commune, "contractor_lead")), person("xa", (other, "clerk"))):
        with pytest.raises(MarkRefused):
            actions.judge_page(desk.item.pk, 1, by=who)
    assert PersonalMark.objects.filter(is_right=None).count() == 2


def test_the_screens_say_right_and_none_and_take_a_drawn_box(desk: Desk, clerk: Any) -> None:
    client = signed_in(Client(), clerk)
    queue = client.get(reverse("recognition:personal-queue"))
    assert [row.marks for row in queue.context["items"]] == [2]
    here = reverse("recognition:personal-item", args=[desk.item.pk])
    page = client.get(here)
    assert [row["kind"] for row in page.context["marks"]] == ["identity", "birth"]
    assert "075090001234" not in page.content.decode()
    identity, birth = (row["id"] for row in page.context["marks"])
    client.post(here, {"act": "right", "mark": identity, "page": 1})
    client.post(here, {"act": "wrong", "mark": birth, "page": 1})
    sides = {"x0": "10", "y0": "60,5", "x1": "40", "y1": "80"}
    client.post(here, {"act": "draw", "kind": "address", "page": 1, **sides})
    rows = PersonalMark.objects.order_by("pk").values_list("kind", "is_right", "box")
    assert list(rows) == [
        ("identity", True, [10, 10, 50, 20]),
        ("birth", False, [10, 30, 50, 40]),
        ("address", True, [10, 60, 40, 80]),
    ]
    assert list(client.get(reverse("recognition:personal-queue")).context["items"]) == []


def test_a_file_in_quarantine_has_no_boxes_and_no_screen(desk: Desk, clerk: Any) -> None:
    desk.file.state = "quarantined"
    desk.file.save(update_fields=["state"])
    assert queries.personal_boxes(desk.file.pk, 1) == []
    assert signed_in(Client(), clerk).get(reverse("recognition:personal-item", args=[desk.item.pk])).status_code == 404


def test_what_was_called_none_on_another_scan_leaves_nothing_open_on_this_one(desk: Desk, clerk: Any) -> None:
    birth = PersonalMark.objects.get(kind="birth")
    actions.judge(desk.item.pk, [birth.pk], is_right=False, by=clerk)
    actions.draw(desk.item.pk, 1, "phone", [0.1, 0.6, 0.5, 0.7], by=clerk)
    desk.deliver_again("b" * 64)
    read(desk, NUMBER, BIRTH, sha256="b" * 64)
    # What a person drew stays: too much is covered sooner than too little.
    assert sorted(kind for kind, _, _ in boxes(desk)) == ["birth", "identity", "phone"]
