"""Every condition of liquidation by itself; declared once all hold, with minutes, and told to contracts."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from tests.house import signed_in
from tests.line import Line
from tests.stages.acceptance.acceptance_house import batch_of, certified, clerk, counted, defect_of, head, sides

from khoso.kernel import clock, news
from khoso.stages.acceptance import queries
from khoso.stages.acceptance.events import LiquidationReady
from khoso.stages.acceptance.liquidation import actions, rules
from khoso.stages.acceptance.liquidation.queries import facts_of
from khoso.stages.acceptance.liquidation.rules import Facts
from khoso.stages.acceptance.rounds.errors import NotCertifiable, RoundNotAllowed
from khoso.stages.digitisation.models import PaperBox, PaperHandOver, PaperLine, Presence, SiteDevice
from khoso.stages.repository.models import Replica

pytestmark = [pytest.mark.django_db, pytest.mark.mission("D8")]

GOOD = Facts(
    sheets_out=10,
    sheets_back=10,
    dossiers_out=1,
    dossiers_back=1,
    is_paper_back=True,
    was_paper_counted=True,
    certified_rounds=1,
    dossiers=1,
)


def wanting(facts: Facts) -> list[str]:
    return [one.code for one in rules.conditions(facts) if not one.is_met]


@pytest.mark.parametrize(
    ("facts", "codes"),
    [
        (GOOD, []),
        (replace(GOOD, is_paper_back=False, sheets_back=8), ["paper"]),
        (replace(GOOD, was_paper_counted=False), ["paper"]),
        (replace(GOOD, open_differences=1), ["differences"]),
        (replace(GOOD, unwiped_devices=2), ["devices"]),
        (replace(GOOD, open_defects=3), ["defects"]),
        (replace(GOOD, open_rounds=1), ["rounds"]),
        (replace(GOOD, certified_rounds=0), ["rounds"]),
        (replace(GOOD, not_backed_up=1), ["backup"]),
    ],
)
def test_each_condition_by_itself(facts: Facts, codes: list[str]) -> None:
    assert wanting(facts) == codes
    for one in rules.conditions(facts):
        assert all(rules.worded(one)[name] for name in ("asked", "found", "who"))


def test_the_facts_come_from_evidence(line: Line) -> None:
    batch = batch_of(line)
    certified(line, batch)
    told = facts_of(batch)
    assert (told.certified_rounds, told.open_rounds, told.dossiers, told.not_accepted) == (1, 0, 1, 0)
    assert (told.open_defects, told.not_backed_up, told.was_paper_counted) == (0, 0, False)
    defect_of(line)
    Replica.objects.filter(root="du-phong").update(is_whole=False)
    told = facts_of(batch)
    assert (told.open_defects, told.not_backed_up) == (1, 1)


def test_a_running_round_and_an_unaccepted_dossier_are_seen(line: Line) -> None:
    batch = batch_of(line)
    counted(line, batch)
    told = facts_of(batch)
    assert (told.open_rounds, told.certified_rounds, told.not_accepted) == (1, 0, 1)


def test_nothing_is_declared_while_a_condition_is_wanting(line: Line) -> None:
    batch = batch_of(line)
    certified(line, batch)
    with pytest.raises(NotCertifiable) as refused:
        actions.declare(batch, "01/BB-TL", sides(line, batch), by=head(line))
    assert len(refused.value.reasons) == 1
    assert not queries.liquidation_standing(batch.pk).is_declared


def handed(line: Line, batch: Any, way: str, *, sheets: int = 10, state: str = "confirmed") -> None:
    """The line's dossier on a hand-over of the batch."""
    one = PaperHandOver.objects.create(
        batch=batch, way=way, ordinal=1, held_on=clock.today(), state=state, made_by=clerk(line), made_at=clock.now()
    )
    box = PaperBox.objects.create(hand_over=one, place=1, fonds=line.dossier.fonds, box="01")
    PaperLine.objects.create(
        hand_over=one,
        box=box,
        place=1,
        dossier=line.dossier,
        reference_code=line.dossier.reference_code,
        title=line.dossier.title,
        number=line.dossier.number,
        giver_presence=Presence.HERE,
        giver_sheets=sheets,
    )


def paper_came_back(line: Line, batch: Any) -> None:
    for way in ("out", "back"):
        handed(line, batch, way)


def paper_condition(batch: Any) -> tuple[bool, str]:
    told = rules.worded(next(one for one in rules.conditions(facts_of(batch)) if one.code == "paper"))
    return told["is_met"], told["found"]


@pytest.mark.luat("TT05 Đ.9.1.c; Đ.9.4.e")
def test_paper_is_back_when_the_minutes_of_both_ways_say_so(line: Line) -> None:
    batch = batch_of(line)
    assert paper_condition(batch) == (False, "Chưa có biên bản giao nhận.")
    handed(line, batch, "out", state="counting")
    assert paper_condition(batch) == (False, "Chưa có biên bản giao nhận.")
    PaperHandOver.objects.update(state="confirmed")
    assert paper_condition(batch) == (False, "Còn 1 hồ sơ hoặc tờ chưa trả.")
    handed(line, batch, "back", state="given")
    assert paper_condition(batch)[0] is False
    PaperHandOver.objects.update(state="confirmed")
    assert paper_condition(batch) == (True, "Mọi tờ đã giao đều đã nhận lại.")
    PaperHandOver.objects.create(
        batch=batch, way="out", ordinal=2, held_on=clock.today(), made_by=clerk(line), made_at=clock.now()
    )
    assert paper_condition(batch)[1].startswith("Còn lần giao nhận chưa đủ hai bên xác nhận")


def test_a_device_not_wiped_holds_the_batch(line: Line) -> None:
    batch = batch_of(line)
    assert facts_of(batch).unwiped_devices == 0
    SiteDevice.objects.create(
        batch=batch,
        agency=line.agency,
        kind=SiteDevice.Kind.SCANNER,
        name="Máy quét 1",
        serial="S-1",
        arrived_on=clock.today(),
        recorded_by=clerk(line),
        recorded_at=clock.now(),
    )
    assert facts_of(batch).unwiped_devices == 1


def test_declared_with_minutes_and_told_to_contracts_and_taken_back(
    line: Line, monkeypatch: pytest.MonkeyPatch
) -> None:
    batch = batch_of(line)
    paper_came_back(line, batch)
    certified(line, batch)
    heard: list[Any] = []
    monkeypatch.setattr(news, "_deliver", heard.append)
    with pytest.raises(RoundNotAllowed):
        actions.declare(batch, "01/BB-TL", sides(line, batch), by=clerk(line))
    one = actions.declare(batch, "01/BB-TL", sides(line, batch), by=head(line))
    assert heard == [LiquidationReady(batch_id=batch.pk, liquidation_id=one.pk)]
    standing = queries.liquidation_standing(batch.pk)
    assert (standing.is_declared, standing.holds_now) == (True, True)
    assert one.minutes is not None and one.minutes.sides.count() == 2
    assert one.facts == standing.facts
    defect_of(line)
    assert not queries.liquidation_standing(batch.pk).holds_now
    actions.take_back(batch, "Phát hiện lỗi", by=head(line))
    one.minutes.refresh_from_db()
    assert (queries.liquidation_standing(batch.pk).is_declared, one.minutes.state) == (False, "withdrawn")


def test_the_screen_says_what_is_wanting_and_who_must_act(line: Line) -> None:
    batch = batch_of(line)
    paper_came_back(line, batch)
    certified(line, batch)
    defect_of(line)
    client = signed_in(Client(), head(line))
    page = client.get(reverse("acceptance:liquidation", args=[batch.pk])).content.decode()
    assert "Còn 1 lỗi chưa sửa xong." in page
    assert "Bên số hóa sửa; người kiểm tra xem lại" in page
    form = client.get(reverse("acceptance:liquidation-declare", args=[batch.pk]))
    assert form.status_code == 200
