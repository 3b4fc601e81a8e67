"""The queue of likely twins and both sides beside each other: who reads what, who judges, what is traced."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from tests.house import House, person, signed_in

from khoso.foundation.audit.models import AuditEntry
from khoso.foundation.identity.models import Agency
from khoso.kernel import clock
from khoso.stages.catalogue import actions, queries
from khoso.stages.catalogue.likeness import jobs
from khoso.stages.catalogue.likeness.errors import TwinsNotAllowed, VerdictRefused
from khoso.stages.catalogue.models import Dossier, TwinVerdict

pytestmark = [pytest.mark.django_db, pytest.mark.mission("S6")]

TITLE = "Hồ sơ xây dựng cầu Rạch Tre và đường vào trạm bơm Bến Sắn"


def _dossier(agency: Agency, number: str, title: str, subjects: list[str], **fields: Any) -> Dossier:
    fonds = actions.register_fonds(agency, code="P01", title="Phông")
    made = actions.register_dossier(fonds, number=number, year=1987, title=title, **fields)
    for ordinal, subject in enumerate(subjects, start=1):
        said = {"notation": "QĐ-UBND", "issued_date": f"1987-01-{ordinal:02d}", "issuer": "UBND tỉnh Sông Bé"}
        actions.register_item(made, ordinal=ordinal, number=str(ordinal), subject=subject, **said)
    return made


@pytest.fixture
def pair(house: House, commune: Agency, neighbour: Agency) -> tuple[Dossier, Dossier]:
    """Ours, and the same one as the neighbour has it: with a paper of its own and a place nobody else needs to know."""
    papers = ["Về việc phê duyệt thiết kế cầu", "Về việc giao đất làm đường"]
    one = _dossier(commune, "1", TITLE, papers)
    other = _dossier(
        neighbour,
        "9",
        TITLE.replace("Hồ sơ ", "HS "),
        [*papers, "Thư riêng của nhà thầu"],
        store="Kho kín",
        note="Ghi riêng",
    )
    jobs.compare_dossiers()
    return one, other


def _client(agency: Agency, role: str) -> Client:
    return signed_in(Client(), person(f"nguoi-{role}", (agency, role)), proved=True)


def test_the_queue_shows_a_pair_once_to_each_agency_and_to_nobody_else(
    pair: tuple[Dossier, Dossier], commune: Agency, neighbour: Agency
) -> None:
    far = Agency.objects.create(code="H19.77", name="Ủy ban nhân dân xã Xa")
    shown = {}
    for agency in (commune, neighbour, far):
        client = signed_in(Client(), person(f"vt-{agency.pk}", (agency, "clerk")), proved=True)
        page = client.get(reverse("catalogue:twins")).content.decode()
        shown[agency] = page.count('class="ks-twin"')
    assert shown == {commune: 1, neighbour: 1, far: 0}


@pytest.mark.parametrize(
    ("asked", "count"),
    [
        ("", 1),
        ("noi=khac-co-quan", 1),
        ("noi=cung-co-quan", 0),
        ("dau=number", 1),
        ("dau=page", 0),
        ("so-hoa=1", 0),
        ("q=rạch+tre", 1),
        ("q=khong+co", 0),
        ("xem=la-mot", 0),
        ("xem=vo-ly&noi=vo-ly&dau=vo-ly&trang=vo-ly", 1),
    ],
)
def test_the_queue_is_narrowed(pair: tuple[Dossier, Dossier], commune: Agency, asked: str, count: int) -> None:
    page = _client(commune, "clerk").get(f"{reverse('catalogue:twins')}?{asked}").content.decode()
    assert page.count('class="ks-twin"') == count


def test_of_another_agency_only_what_saves_double_work_is_told(
    pair: tuple[Dossier, Dossier], commune: Agency, neighbour: Agency
) -> None:
    one, other = pair
    address = reverse("catalogue:dossier-twins", args=[one.pk])
    far = _client(commune, "clerk").get(address).content.decode()
    wide = _client(commune, "archivist").get(address).content.decode()
    hidden = ["Kho kín", "Ghi riêng", "Thư riêng của nhà thầu", other.reference_code]
    assert [words in far for words in hidden] == [False] * 4
    assert [words in wide for words in hidden[:3]] == [True] * 3
    assert [words in far for words in ("phê duyệt thiết kế cầu", "1 tài liệu chỉ có bên kia")] == [True, True]
    # The other one's own page is its agency's alone.
    assert _client(commune, "supervisor").get(reverse("catalogue:dossier-twins", args=[other.pk])).status_code == 404


@pytest.mark.luat("KH 82 II")
@pytest.mark.parametrize("secret", [{"access_code": "03"}, {"secrecy_mark": "Mật"}, {"secrecy_held_for": "mật"}])
def test_another_agencys_secret_is_on_no_page(
    pair: tuple[Dossier, Dossier], commune: Agency, secret: dict[str, str]
) -> None:
    one, other = pair
    actions.judge_twins(one.pk, other.pk, verdict="same", reason="Cùng một bản", by=person("vt", (commune, "clerk")))
    Dossier.objects.filter(pk=other.pk).update(**secret)
    client = _client(commune, "archivist")
    pages = [
        client.get(reverse("catalogue:twins")).content.decode(),
        client.get(f"{reverse('catalogue:twins')}?xem=la-mot").content.decode(),
        client.get(reverse("catalogue:dossier-twins", args=[one.pk])).content.decode(),
        client.get(reverse("catalogue:dossier-twins", args=[one.pk]) + f"?voi={other.pk}").content.decode(),
    ]
    assert [other.title in page for page in pages] == [False] * 4
    assert client.post(reverse("catalogue:judge-twins", args=[one.pk, other.pk])).status_code == 404


def test_a_verdict_is_given_with_a_reason_changed_and_traced(pair: tuple[Dossier, Dossier], commune: Agency) -> None:
    one, other = pair
    client = _client(commune, "clerk")
    address = reverse("catalogue:judge-twins", args=[one.pk, other.pk])
    assert client.post(address, {"verdict": "same", "reason": " "}).status_code == 422
    assert not TwinVerdict.objects.exists()
    assert client.post(address, {"verdict": "same", "reason": "Đã đối chiếu bản giấy"}).status_code == 302
    Dossier.objects.filter(pk=other.pk).update(digitised_at=clock.now())
    twin = queries.twins_of([one.pk])[one.pk][0]
    assert (twin.is_same, twin.is_digitised, twin.agency, twin.verdict and twin.verdict.reason) == (
        True,
        True,
        other.fonds.agency,
        "Đã đối chiếu bản giấy",
    )
    client.post(address, {"verdict": "different", "reason": "Bản sao của bước khác"})
    traced = AuditEntry.objects.filter(verb="catalogue.twins.judge").order_by("position")
    assert [entry.details["verdict"] for entry in traced] == ["same", "different"]
    assert queries.twins_of([other.pk])[other.pk][0].is_different


def test_a_verdict_stays_when_descriptions_no_longer_look_alike(pair: tuple[Dossier, Dossier], commune: Agency) -> None:
    one, other = pair
    by = person("vt", (commune, "clerk"))
    actions.judge_twins(one.pk, other.pk, verdict="same", reason="Cùng một bản", by=by)
    Dossier.objects.filter(pk=other.pk).update(title="Sổ khác hẳn")
    other.items.update(number="", notation="", subject="")
    jobs.compare_dossiers()
    assert [(twin.dossier.pk, twin.is_same) for twin in queries.twins_of([one.pk])[one.pk]] == [(other.pk, True)]


def test_who_may_not_judge_changes_nothing(pair: tuple[Dossier, Dossier], commune: Agency, neighbour: Agency) -> None:
    one, other = pair
    far = Agency.objects.create(code="H19.77", name="Ủy ban nhân dân xã Xa")
    with pytest.raises(TwinsNotAllowed):
        actions.judge_twins(one.pk, other.pk, verdict="same", reason="x", by=person("xa", (far, "clerk")))
    with pytest.raises(VerdictRefused):
        actions.judge_twins(one.pk, one.pk, verdict="same", reason="x", by=person("vt", (commune, "clerk")))
    assert _client(commune, "head").post(
        reverse("catalogue:judge-twins", args=[one.pk, other.pk]), {"verdict": "same", "reason": "x"}
    ).status_code in (403, 404)
    assert not TwinVerdict.objects.exists()
