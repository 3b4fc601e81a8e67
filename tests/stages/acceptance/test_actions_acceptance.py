"""Accepting a dossier that went the whole line, and every reason not to."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse
from tests.house import person, signed_in
from tests.line import Line

from khoso.foundation.audit.models import AuditEntry
from khoso.foundation.identity.models import Agency
from khoso.stages.acceptance.actions import accept_dossier
from khoso.stages.acceptance.errors import NotAcceptable
from khoso.stages.acceptance.models import AcceptedDossier
from khoso.stages.catalogue.models import Dossier
from khoso.stages.digitisation.models import DeliveryFile
from khoso.stages.inspection.models import ScanOrigin
from khoso.stages.packages.models import Package
from khoso.stages.recognition.models import ItemFields

pytestmark = [pytest.mark.django_db, pytest.mark.luat("TT05 Đ.9.8")]


def reasons(line: Line) -> list[str]:
    with pytest.raises(NotAcceptable) as refused:
        accept_dossier(line.dossier.pk)
    assert not AcceptedDossier.objects.exists()
    return refused.value.reasons


def test_what_is_stored_and_confirmed_is_accepted_once_with_its_volume(line: Line) -> None:
    first = accept_dossier(line.dossier.pk)
    assert accept_dossier(line.dossier.pk) == first
    assert (first.items, first.pages) == (2, 2)
    assert AuditEntry.objects.filter(verb="acceptance.dossier.accept").count() == 1


def test_what_nobody_confirmed_is_refused(line: Line) -> None:
    ItemFields.objects.filter(item=line.items[0]).update(state="passed")
    assert reasons(line) == ["1 tài liệu chưa có người xác nhận trường thông tin."]


def test_what_is_not_stored_is_refused(line: Line) -> None:
    Package.objects.all().delete()
    assert reasons(line) == ["Gói tin chưa được lưu và kiểm tra trong kho."]


def test_what_was_digitised_before_today_is_never_accepted_as_new_work(line: Line) -> None:
    Dossier.objects.update(legacy_reason="Đã số hóa năm 2019")
    assert reasons(line) == ["Tài liệu số hóa trước đây không nghiệm thu như khối lượng mới."]


def test_a_row_without_a_file_is_refused(line: Line) -> None:
    DeliveryFile.objects.filter(item=line.items[0]).update(state="refused")
    assert reasons(line) == ["1 tài liệu trong bảng kê không có tệp."]


@pytest.mark.parametrize(
    ("role", "status", "accepted"),
    [("head", 302, 1), ("supervisor", 302, 1), ("clerk", 403, 0), ("contractor", 403, 0), ("administrator", 403, 0)],
)
def test_only_the_head_and_the_supervisors_of_the_agency_accept(
    line: Line, role: str, status: int, accepted: int
) -> None:
    client = signed_in(Client(), person("mot", (line.agency, role)))
    answer = client.post(reverse("acceptance:accept", args=[line.dossier.pk]))
    assert (answer.status_code, AcceptedDossier.objects.count()) == (status, accepted)


def test_the_head_of_another_agency_accepts_nothing_here(line: Line, neighbour: Agency) -> None:
    client = signed_in(Client(), person("mot", (neighbour, "head"), (line.agency, "clerk")))
    answer = client.post(reverse("acceptance:accept", args=[line.dossier.pk]))
    assert (answer.status_code, AcceptedDossier.objects.count()) == (404, 0)


@pytest.mark.mission("D7")
@pytest.mark.parametrize("role", ["head", "supervisor"])
def test_who_scanned_or_delivered_never_accepts_whatever_role_was_slipped_in(line: Line, role: str) -> None:
    maker, scanner = (person(name, (line.agency, role)) for name in ("nguoi-nop", "nguoi-quet"))
    delivery = line.delivery
    type(delivery).objects.filter(pk=delivery.pk).update(registered_by=maker.username)
    ScanOrigin.objects.create(delivery=delivery, operator="Ca 2", operator_username=scanner.username)
    address = reverse("acceptance:accept", args=[line.dossier.pk])
    for one in (maker, scanner):
        signed_in(Client(), one).post(address)
        assert not AcceptedDossier.objects.exists()
    signed_in(Client(), person("nguoi-khac", (line.agency, role))).post(address)
    assert AcceptedDossier.objects.get().accepted_by == "nguoi-khac"
