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

from khoso.kernel import news
from khoso.stages.acceptance import evidence, queries
from khoso.stages.acceptance.events import LiquidationReady
from khoso.stages.acceptance.liquidation import actions, rules
from khoso.stages.acceptance.liquidation.queries import facts_of
from khoso.stages.acceptance.liquidation.rules import Facts
from khoso.stages.acceptance.rounds.errors import NotCertifiable, RoundNotAllowed
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


@pytest.fixture
def paper_is_back(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hand-overs of paper have tests of their own; here everything came back."""
    told = evidence.PaperStanding(1, 1, 10, 10, 0, True)
    monkeypatch.setattr(evidence, "paper_balance", lambda batch_id: told)


def test_declared_with_minutes_and_told_to_contracts_and_taken_back(
    line: Line, paper_is_back: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    batch = batch_of(line)
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


def test_the_screen_says_what_is_wanting_and_who_must_act(line: Line, paper_is_back: None) -> None:
    batch = batch_of(line)
    certified(line, batch)
    defect_of(line)
    client = signed_in(Client(), head(line))
    page = client.get(reverse("acceptance:liquidation", args=[batch.pk])).content.decode()
    assert "Còn 1 lỗi chưa sửa xong." in page
    assert "Bên số hóa sửa; người kiểm tra xem lại" in page
    form = client.get(reverse("acceptance:liquidation-declare", args=[batch.pk]))
    assert form.status_code == 200
