"""Two contractors scan for one agency: whoever works for one sees and does nothing of the other's batches.

# Luật: KH 82 I.2.d: who is let to what is known by name; a competitor's work, people and devices are not.
"""

from __future__ import annotations

import logging
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from tests.config.test_near_and_far import ROUTES, SCANNING, answered, of_line
from tests.house import person, signed_in
from tests.line import Line
from tests.stages.digitisation.batch_house import firm

from khoso.foundation.identity.models import Person
from khoso.kernel import clock
from khoso.stages.digitisation.models import Batch, Delivery, Upload, WatchedArrival, WatchedFolder
from khoso.stages.inspection.models import Lot

pytestmark = [pytest.mark.django_db, pytest.mark.mission("X1")]

ROOMS = ("digitisation:", "inspection:", "acceptance:", "access:file-history")
# What belongs to the agency and to no batch: anybody who scans for it reads it.
OF_THE_AGENCY = {"inspection:guide-file"}
# Screens without an id, on which something of the batch would be named.
LISTS = (
    *("digitisation:batches", "digitisation:uploads", "digitisation:watched", "digitisation:delivery-list"),
    *("digitisation:rates", "inspection:lots", "inspection:rework", "inspection:statistics", "acceptance:rounds"),
)


@pytest.fixture(autouse=True)
def _refusals_are_no_news(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.CRITICAL, logger="django.request")


def works_for(line: Line, role: str, code: str) -> Client:
    """Somebody with this role in the agency of the line, whom the firm `code` employs."""
    one = person(f"{role}-{code}".lower(), (line.agency, role))
    Person.objects.filter(pk=one.pk).update(employer=firm(code))
    return signed_in(Client(), Person.objects.get(pk=one.pk), proved=True)


def of_one_firm(code: str) -> None:
    """Everything there is was scanned by this firm."""
    owner = firm(code)
    Batch.objects.update(contractor=owner)
    batch = Batch.objects.order_by("pk").first()
    for kind in (Delivery, Upload, Lot):
        kind.objects.filter(batch__isnull=True).update(batch=batch)


def routes_a_contractor_goes() -> dict[str, tuple[Any, set[str]]]:
    return {
        name: (subject, methods)
        for name, (subject, methods, near, _far) in ROUTES.items()
        if name.startswith(ROOMS) and near & SCANNING and name not in OF_THE_AGENCY
    }


def test_of_another_firm_nothing_with_an_id_opens_and_nothing_is_done(line: Line) -> None:
    held, lent = of_line(line)
    routes = routes_a_contractor_goes()
    addresses = {name: reverse(name, args=subject(line, held, lent)) for name, (subject, _) in routes.items()}
    of_one_firm("DV.GAN")
    told = {}
    for role in sorted(SCANNING):
        own, other = works_for(line, role, "DV.GAN"), works_for(line, role, "DV.XA")
        for name, (_, methods) in routes.items():
            for method in sorted(methods):
                if role in ROUTES[name][2]:
                    told[role, name, method] = (
                        answered(own, method, addresses[name]),
                        answered(other, method, addresses[name]),
                    )
    assert {key: found for key, found in told.items() if found != (True, False)} == {}
    assert len(told) > 60


def test_lists_and_the_home_page_name_nothing_of_another_firm(line: Line) -> None:
    held, lent = of_line(line)
    for subject, _ in routes_a_contractor_goes().values():
        subject(line, held, lent)
    of_one_firm("DV.GAN")
    secret = "Tên riêng của bên kia"
    Batch.objects.update(title=secret)
    Delivery.objects.update(folder_name=secret, failure="hỏng")
    Upload.objects.update(title=secret)
    batch = Batch.objects.filter(agency=line.agency).order_by("pk").first()
    Batch.objects.filter(pk=batch.pk).update(state="running")
    WatchedFolder.objects.create(name="thu-muc", batch=batch, set_at=clock.now())
    for home in ("thu-muc", line.agency.code):
        WatchedArrival.objects.create(path=f"/x/{home}/{secret}", look="1", still_since=clock.now(), problem="sai")
    told = {}
    for role in sorted(SCANNING):
        own, other = works_for(line, role, "DV.GAN"), works_for(line, role, "DV.XA")
        for address in ("/", *map(reverse, LISTS)):
            shown = [client.get(address) for client in (own, other)]
            assert [answer.status_code for answer in shown] == [200, 200], address
            told[role, address] = [secret in answer.content.decode() for answer in shown]
    assert {key for key, (_, other) in told.items() if other} == set()
    # The list can fail: on most of these screens the firm itself reads its own.
    assert sum(own for own, _ in told.values()) >= 12


def test_old_material_of_no_batch_is_of_the_firm_that_brought_it(line: Line) -> None:
    own, other = works_for(line, "contractor_lead", "DV.GAN"), works_for(line, "contractor_lead", "DV.XA")
    Delivery.objects.update(batch=None, registered_by="contractor_lead-dv.gan")
    address = reverse("digitisation:delivery", args=[line.delivery.pk])
    assert [client.get(address).status_code for client in (own, other)] == [200, 404]


def test_the_rate_of_defects_counts_what_ones_own_firm_delivered(line: Line) -> None:
    from tests.config.near_acceptance_rounds import batch_of

    from khoso.stages.digitisation import rates

    batch_of(line)
    of_one_firm("DV.GAN")
    works_for(line, "contractor_lead", "DV.GAN"), works_for(line, "contractor_lead", "DV.XA")
    told = {
        code: [one.rate.items for one in rates.rates_of(Person.objects.get(username=f"contractor_lead-{code}"))]
        for code in ("dv.gan", "dv.xa")
    }
    assert told["dv.gan"][0] > 0
    assert told["dv.xa"] == []
