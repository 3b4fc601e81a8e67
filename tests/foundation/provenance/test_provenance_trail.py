"""PREMIS events and agents in the database: written once, never changed."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from tests.house import MOMENT

from khoso.foundation.audit.actions import Actor, acting_as
from khoso.foundation.provenance import agents
from khoso.foundation.provenance.actions import record_event, register_software, restore_event
from khoso.foundation.provenance.agents import AgentFacts, Linked, software
from khoso.foundation.provenance.events import EventType
from khoso.foundation.provenance.models import PremisAgent, PremisEvent, PremisEventAgent
from khoso.foundation.provenance.queries import events_of, life_of
from khoso.kernel import clock

pytestmark = pytest.mark.django_db

SCANNER = Linked(AgentFacts("hardware/may-quet-3", "Máy quét số 3", "hardware"), "implementer")


def scanned(once: str = "sha", *, file: str = "tep-1", by: tuple[Linked, ...] = (SCANNER,)) -> PremisEvent:
    return record_event(
        EventType.TRANSFER,
        subject=("file", file),
        agents=by,
        once=once,
        detail="Nhận",
        sources=[("paper", "to-1")],
        outcomes=[("reading", f"ban-doc-{file}-{once}")],
    )


def test_the_same_event_told_twice_is_one_event() -> None:
    first = scanned()
    assert scanned().pk == first.pk
    assert scanned("sha khác").pk != first.pk
    assert scanned(file="tep-2").pk != first.pk
    assert (PremisEvent.objects.count(), PremisEventAgent.objects.count()) == (3, 3)
    assert PremisAgent.objects.count() == 1


@pytest.mark.parametrize("name", ["premisevent", "premisagent", "premiseventagent", "premiseventobject"])
@pytest.mark.parametrize("act", ["UPDATE {} SET id = id", "DELETE FROM {}", "TRUNCATE {} CASCADE"])
def test_the_database_itself_refuses_to_change_what_was_told(name: str, act: str) -> None:
    scanned()
    sql = act.format(f"provenance_{name}")
    with pytest.raises(DatabaseError, match="chỉ được ghi thêm"), transaction.atomic(), connection.cursor() as cursor:
        # Links wait for the end of the transaction to be compared; a table with waiting ones cannot be emptied at all.
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(sql)
    assert PremisEvent.objects.get().outcome == "success"


@pytest.mark.parametrize(
    "sql",
    [
        "INSERT INTO provenance_premisagent (identifier, name, type, version, note) VALUES ('a', 'a', 'robot', '', '')",
        "INSERT INTO provenance_premiseventobject (event_id, object_kind, object_id, role)"
        " SELECT id, 'file', '1', 'witness' FROM provenance_premisevent",
    ],
)
def test_the_database_knows_the_words(sql: str) -> None:
    scanned()
    with pytest.raises(DatabaseError, match="known_"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)


def test_events_are_told_oldest_first_and_those_of_one_moment_as_they_were_written() -> None:
    with clock.frozen_at(MOMENT):
        later = [scanned("z"), scanned("a")]
    with clock.frozen_at(MOMENT - timedelta(hours=1)):
        earlier = scanned("m")
    scanned(file="tep khác")
    assert events_of("file", ["tep-1"]) == [earlier, *later]


def test_the_life_of_an_object_is_what_is_about_it_and_what_made_it() -> None:
    made, other = scanned("a"), scanned("b")
    assert life_of([("reading", "ban-doc-tep-1-a")]) == [made]
    assert life_of([("paper", "to-1")]) == [made, other]
    assert life_of([("file", "tep-1"), ("reading", "ban-doc-tep-1-a")]) == [made, other]
    assert life_of([("reading", "tep-1"), ("file", "ban-doc-tep-1-a")]) == []
    assert life_of([]) == []


def test_another_version_or_another_name_is_another_agent() -> None:
    with acting_as(Actor("lan", "Trần Thị Lan")):
        before = agents.acting()
    with acting_as(Actor("lan", "Trần Thị Mỹ Lan")):
        after = agents.acting()
    scanned("1", by=(before, Linked(software("tesseract", "5.5.0"), "executing program")))
    scanned("2", by=(after, Linked(software("tesseract", "5.5.1"), "executing program")))
    scanned("3", by=(after, Linked(software("tesseract", "5.5.1"), "executing program")))
    rows = PremisAgent.objects.order_by("identifier").values_list("type", "name", "version", "note")
    assert sorted(rows) == [
        ("person", "Trần Thị Lan", "", "lan"),
        ("person", "Trần Thị Mỹ Lan", "", "lan"),
        ("software", "tesseract", "5.5.0", ""),
        ("software", "tesseract", "5.5.1", ""),
    ]


def test_what_nobody_in_particular_does_the_house_does() -> None:
    assert agents.acting() == agents.house()
    with acting_as(Actor("", "Khách")):
        assert agents.acting() == agents.house()


def test_programs_are_registered_once() -> None:
    register_software()
    register_software()
    rows = PremisAgent.objects.values_list("name", flat=True)
    assert sorted(rows) == ["Kho Số", "opencv-python-headless", "opf-fido", "pikepdf", "pyhanko", "pypdfium2"]


def test_an_event_told_by_a_package_is_written_back_once_and_never_over_one_that_is_there() -> None:
    known = scanned()
    for identifier in (known.pk, known.pk, "b6a9b8a0-5a3c-4c1d-8f4e-0d3f5a1c2b3e"):
        restore_event(
            identifier,  # type: ignore[arg-type]
            "transfer",
            at=MOMENT,
            subject=("item", 1),
            agents=[Linked(software("x", "1"), "executing program")],
            outcome="fail",
            detail="khác",
        )
    told = {
        event.detail: (event.outcome, [link.agent.name for link in event.links.all()])
        for event in PremisEvent.objects.all()
    }
    assert told == {"Nhận": ("success", ["Máy quét số 3"]), "khác": ("fail", ["x"])}
