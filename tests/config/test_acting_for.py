"""Who works for several agencies says for which one they act; the trail says it with what they do."""

from __future__ import annotations

from typing import Any

import pytest
from tests.house import person

from khoso.foundation.audit.models import AuditEntry
from khoso.foundation.identity.models import Agency
from khoso.foundation.identity.roles import Role

pytestmark = [pytest.mark.mission("P3"), pytest.mark.django_db]


@pytest.fixture
def agencies() -> list[Agency]:
    return [Agency.objects.create(code=f"VIEC.0{number}", name=f"Cơ quan số {number}") for number in (1, 2, 3)]


@pytest.fixture
def signed_in(client: Any, agencies: list[Agency]) -> Any:
    """Somebody with roles in the first two agencies."""
    first, second, _ = agencies
    someone = person("hai-noi", (first, Role.CLERK), (first, Role.SUPERVISOR), (second, Role.CLERK))
    client.force_login(someone, "django.contrib.auth.backends.ModelBackend")
    return client


def test_the_menu_shows_every_agency_with_its_roles(signed_in: Any) -> None:
    page = signed_in.get("/").content.decode()
    assert [name in page for name in ("Cơ quan số 1", "Cơ quan số 2", "Cơ quan số 3")] == [True, True, False]
    assert f"{Role.CLERK.label}, {Role.SUPERVISOR.label}" in page
    assert 'value="VIEC.02"' in page
    assert 'value="VIEC.01"' not in page


def test_the_choice_is_kept_and_told_in_the_trail(signed_in: Any) -> None:
    signed_in.post("/lam-viec-cho", {"agency": "VIEC.02"})
    chosen = AuditEntry.objects.get(verb="web.agency.choose")
    assert (chosen.actor, chosen.subject_id) == ("hai-noi", "VIEC.02")
    assert 'value="VIEC.01"' in signed_in.get("/").content.decode()
    signed_in.post("/lam-viec-cho", {"agency": "VIEC.01"})
    told = AuditEntry.objects.filter(verb="web.agency.choose").order_by("id").values_list("agency", "subject_id")
    assert list(told) == [("VIEC.01", "VIEC.02"), ("VIEC.02", "VIEC.01")]


def test_an_agency_without_a_role_there_is_refused(signed_in: Any) -> None:
    assert signed_in.post("/lam-viec-cho", {"agency": "VIEC.03"}).status_code == 403
    assert AuditEntry.objects.filter(verb="web.agency.choose").count() == 0


def test_a_choice_whose_role_has_ended_falls_back(signed_in: Any) -> None:
    from khoso.foundation.identity.models import Membership

    signed_in.post("/lam-viec-cho", {"agency": "VIEC.02"})
    Membership.objects.filter(agency__code="VIEC.02").delete()
    page = signed_in.get("/").content.decode()
    assert "Cơ quan số 2" not in page
    assert "Cơ quan số 1" in page
