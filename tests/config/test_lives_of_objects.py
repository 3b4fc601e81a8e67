"""Every digital object of the line tells its life: which events, in order, and who or what took part in each."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from tests.house import ROOTS, House, person, register_gates, signed_in
from tests.line import Line

from khoso.config.verifying import verify_replicas
from khoso.foundation.audit.actions import Actor, acting_as
from khoso.foundation.identity.models import Agency
from khoso.foundation.provenance.models import PremisEvent, PremisEventAgent
from khoso.foundation.provenance.queries import events_of, life_of
from khoso.stages.digitisation import actions as digitisation
from khoso.stages.digitisation.models import Delivery, DeliveryFile
from khoso.stages.inspection.models import SignedFile
from khoso.stages.packages.queries import package_of
from khoso.stages.recognition.models import Reading

pytestmark = [pytest.mark.django_db, pytest.mark.mission("A6")]

HOUSE = ("Kho Số", "executing program")
AGENCY = ("Ủy ban nhân dân xã Mẫu An", "authorizer")
FIDO = ("opf-fido", "executing program")
PDFIUM = ("pypdfium2", "executing program")
OPENCV = ("opencv-python-headless", "executing program")
TESSERACT = ("tesseract", "executing program")
PIKEPDF = ("pikepdf", "executing program")
PYHANKO = ("pyhanko", "executing program")

FILE = [
    ("transfer", "success", {HOUSE, AGENCY}),
    ("message digest calculation", "success", {HOUSE}),
    ("format identification", "success", {FIDO}),
    ("validation", "success", {HOUSE, PDFIUM, OPENCV}),
    ("metadata extraction", "success", {TESSERACT, HOUSE}),
    ("normalization", "success", {HOUSE, PIKEPDF}),
    ("creation", "success", {HOUSE, PDFIUM}),
    ("digital signature generation", "success", {AGENCY, PYHANKO, HOUSE}),
]


# The invented cover and inventory carry what a person should look at; they pass.
NOTED = [("validation", "warning", parts) if kind == "validation" else (kind, end, parts) for kind, end, parts in FILE]


def told(events: list[PremisEvent]) -> list[tuple[str, str, set[tuple[str, str]]]]:
    return [
        (event.type, event.outcome, {(link.agent.name, link.role) for link in event.links.all()}) for event in events
    ]


@pytest.mark.luat("TT05 Đ.9")
def test_a_delivered_file_tells_its_whole_way(line: Line) -> None:
    for file in DeliveryFile.objects.all():
        life = told(events_of("file", [file.pk]))
        wanted = NOTED if file.findings.filter(source="check").exists() else FILE
        # Reading and drawing are jobs of their own: either may come first.
        drawn = wanted[6]
        assert [one for one in life if one != drawn] == [one for one in wanted if one != drawn], file.path
        assert life.count(drawn) == 1


def test_what_was_made_of_a_file_is_told_by_the_event_that_made_it(line: Line) -> None:
    file = DeliveryFile.objects.get(item=line.items[0])
    reading, signed = Reading.objects.get(file=file), SignedFile.objects.get(file=file)

    def lives(kind: str, identifier: object) -> list[tuple[str, str]]:
        return [
            (event.type, link.role)
            for event in life_of([(kind, identifier)])
            for link in event.objects_linked.all()
            if (link.object_kind, link.object_id) == (kind, str(identifier))
        ]

    assert lives("reading", reading.reading_sha256) == [("metadata extraction", "outcome"), ("normalization", "source")]
    assert lives("pdfa", reading.pdfa_sha256) == [
        ("normalization", "outcome"),
        ("digital signature generation", "source"),
    ]
    assert lives("signed", signed.sha256) == [
        ("digital signature generation", "outcome"),
        ("information package creation", "source"),
    ]
    assert lives("pictures", file.pk) == [("creation", "outcome")]


def test_a_package_its_object_and_each_copy_tell_how_they_were_kept(line: Line) -> None:
    package = package_of(line.dossier.pk)
    assert package is not None
    assert told(events_of("package", [package.pk])) == [
        ("information package creation", "success", {HOUSE}),
        ("validation", "success", {HOUSE}),
    ]
    assert told(events_of("object", [package.object_id])) == [("ingestion", "success", {HOUSE})]
    for root in ROOTS:
        assert told(events_of("replica", [f"{package.object_id}@{root}"])) == [
            ("replication", "success", {HOUSE}),
            ("fixity check", "success", {HOUSE}),
        ]


@pytest.mark.luat("TT05 Đ.27.1")
def test_each_later_look_at_a_copy_is_an_event_of_its_own(line: Line) -> None:
    package = package_of(line.dossier.pk)
    assert package is not None
    (line.house.root / "repository" / ROOTS[1]).rename(line.house.root / "repository" / "mat")
    from khoso.stages.repository import storage

    storage.roots.cache_clear()
    list(verify_replicas())
    outcomes = {root: [e.outcome for e in events_of("replica", [f"{package.object_id}@{root}"])] for root in ROOTS}
    assert outcomes == {ROOTS[0]: ["success"] * 3, ROOTS[1]: ["success", "success", "fail"]}


def test_whoever_describes_an_item_is_named_by_account_and_name_at_the_time(line: Line) -> None:
    from tests.line import values_of

    from khoso.stages.recognition.actions import confirm_fields

    item = line.items[0]
    for name in ("Người Cũ", "Người Mới"):
        with acting_as(Actor("vanthu", name)):
            confirm_fields(item.pk, values_of(item, subject=f"Tờ trình do {name} sửa"))
    links = PremisEventAgent.objects.filter(event__object_kind="item", agent__type="person").order_by("event__sequence")
    assert [(one.agent.name, one.agent.note, one.role) for one in links] == [
        ("Người Cũ", "vanthu", "implementer"),
        ("Người Mới", "vanthu", "implementer"),
    ]
    assert {event.type for event in events_of("item", [item.pk])} == {"metadata modification"}


@pytest.fixture
def registered(house: House, commune: Agency, made_delivery: Any) -> DeliveryFile:
    """A file that waits for its check."""
    from tests.line import take_in

    register_gates(commune)
    take_in(commune, made_delivery)
    house.step()
    return DeliveryFile.objects.filter(role="item").first()  # type: ignore[return-value]


@pytest.mark.parametrize(
    ("verdict", "then"),
    [
        ("refuse", [("format identification", "fail"), ("validation", "fail")]),
        # What it is nobody but the security officer learns.
        ("quarantine", [("quarantine", "success")]),
    ],
)
def test_a_file_that_is_refused_or_put_away_says_so(
    registered: DeliveryFile, verdict: str, then: list[tuple[str, str]]
) -> None:
    digitisation.record_check(
        registered.pk, verdict=verdict, file_format="", pages=[], findings=[], checked_sha256=registered.sha256
    )
    events = [(event.type, event.outcome) for event in events_of("file", [registered.pk])]
    assert events == [("transfer", "success"), ("message digest calculation", "success"), *then]


def test_every_program_is_told_with_its_version(line: Line) -> None:
    from importlib.metadata import version

    from khoso import __version__

    rows = PremisEventAgent.objects.filter(agent__type="software").values_list("agent__name", "agent__version")
    versions = {name: {one for other, one in rows if other == name} for name, _ in rows}
    named = ("opf-fido", "pypdfium2", "opencv-python-headless", "pikepdf", "pyhanko")
    assert {name: versions[name] for name in named} == {name: {version(name)} for name in named}
    assert versions["Kho Số"] == {__version__}
    assert len(versions["tesseract"]) == 1 and versions["tesseract"] != {""}


def test_the_page_of_a_life_is_shown_to_staff_of_the_agency_and_to_nobody_else(
    line: Line, neighbour: Agency, client: Client
) -> None:
    item = line.items[0]
    file = DeliveryFile.objects.get(item=item)
    pages = [f"/tai-lieu/{item.pk}/lich-su", f"/tep/{file.pk}/lich-su"]
    answers = {}
    for name, agency in (("cua-minh", line.agency), ("hang-xom", neighbour)):
        signed_in(client, person(name, (agency, "clerk")))
        answers[name] = [client.get(page) for page in pages]
    assert [answer.status_code for answer in answers["cua-minh"]] == [200, 200]
    assert [answer.status_code for answer in answers["hang-xom"]] == [404, 404]
    for answer in answers["cua-minh"]:
        shown = answer.content.decode()
        assert [word for word in ("transfer", "digital signature generation", "opf-fido") if word not in shown] == []
    assert Delivery.objects.count() == 1
