"""Files with a secrecy mark: who sees what of them on every road, and what may be decided."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import Client
from django.urls import reverse
from tests.house import House, person, signed_in
from tests.line import Line
from tests.stages.digitisation import paper

from khoso.engines import blobs
from khoso.foundation.audit.models import AuditEntry
from khoso.foundation.identity.models import Agency
from khoso.foundation.provenance.models import PremisEvent
from khoso.kernel.findings import Finding, Severity
from khoso.kernel.states import WrongState
from khoso.stages.catalogue.models import Fingerprint
from khoso.stages.digitisation import actions, queries, rules, states
from khoso.stages.digitisation.actions import FileEntry, ItemEntry, PageFacts
from khoso.stages.digitisation.models import Delivery, DeliveryFile, QuarantineCase
from khoso.stages.digitisation.quarantine import actions as quarantine
from khoso.stages.digitisation.quarantine.cards import home_cards, navigation
from khoso.stages.digitisation.quarantine.errors import AlreadyDecided, DecisionIncomplete, QuarantineNotAllowed

pytestmark = [pytest.mark.django_db, pytest.mark.mission("S3"), pytest.mark.luat("KH 82 II")]
SECRET = Finding("page.secrecy_mark", Severity.ERROR, "Trang 2 có dấu «TỐI MẬT».", page=2, box=(10, 10, 90, 60))
SKEWED = Finding("page.skewed", Severity.WARNING, "Trang 1 nghiêng.", page=1)


def deliver(delivery: Delivery, sha256: str, path: str = "hs/1.pdf", ordinal: int = 1) -> DeliveryFile:
    actions.register_dossier(
        delivery,
        fonds_code="P01",
        fonds_title="Phông",
        dossier_fields={"number": "7", "box": "3", "year": 2011, "title": "Hồ sơ"},
        items=[ItemEntry(ordinal, {"subject": "Về việc xây cầu"})],
        files=[FileEntry(path, "item", sha256, 10, ordinal)],
        findings=[],
    )
    return DeliveryFile.objects.get(delivery=delivery, path=path)


def check(file: DeliveryFile, *findings: Finding, pages: int = 3) -> DeliveryFile:
    actions.record_check(
        file.pk,
        verdict=rules.verdict(findings),
        file_format="PDF/A",
        pages=[PageFacts(number, 100, 100, 200.0, True, False, "d", 7) for number in range(1, pages + 1)],
        findings=list(findings),
        checked_sha256=file.sha256,
    )
    return DeliveryFile.objects.get(pk=file.pk)


@pytest.fixture
def delivery(house: House, commune: Agency, tmp_path: Path) -> Delivery:
    return actions.open_delivery(
        commune, folder=tmp_path, catalogue_path=tmp_path / "a.xlsx", catalogue_sha256="0" * 64
    )


@pytest.fixture
def sha256(house: House, tmp_path: Path) -> str:
    page = paper.save_jpeg(paper.text_page(1, dpi=100, lines=5), tmp_path / "x.jpg", dpi=100)
    return blobs.store().put_file(page).sha256


@pytest.fixture
def officer(commune: Agency) -> Any:
    return person("antoan", (commune, "security_officer"))


@pytest.fixture
def away(delivery: Delivery, sha256: str) -> DeliveryFile:
    return check(deliver(delivery, sha256), SECRET, SKEWED, pages=1)


def the_case() -> QuarantineCase:
    return QuarantineCase.objects.get()


def told_of(delivery: Delivery) -> list[tuple[str, int | None, Any, str]]:
    return [(row.code, row.page, row.box, row.message) for row in queries.findings(delivery.pk)]


REVIEW = ("file.in_review", None, None, "hs/1.pdf: tệp đang được xem xét; chưa phải làm gì.")


def test_nothing_of_a_file_in_quarantine_stays_in_a_row_that_others_read(
    away: DeliveryFile, delivery: Delivery
) -> None:
    assert (away.state, away.pages, away.format) == (states.QUARANTINED, 0, "")
    assert (queries.pages_of(away.pk), away.item.page_count) == ([], 0)  # type: ignore[union-attr]
    assert told_of(delivery) == [REVIEW]
    assert queries.stopped_files(delivery.pk) == [
        ("hs/1.pdf", "file.in_review", "tệp đang được xem xét; chưa phải làm gì.")
    ]
    assert list(Fingerprint.objects.filter(item=away.item)) == []
    told = json.dumps([*AuditEntry.objects.values("content"), *PremisEvent.objects.values("detail")], default=str)
    assert "secrecy" not in told
    assert "MẬT" not in told


def test_what_was_seen_stands_in_the_case(away: DeliveryFile) -> None:
    case = the_case()
    assert (case.pages, case.opened_by, case.is_open) == (1, None, True)
    assert [one["code"] for one in case.findings] == ["page.secrecy_mark", "page.skewed"]


@pytest.mark.parametrize("role", ["clerk", "archivist", "supervisor", "head", "contractor_lead", "contractor_operator"])
def test_the_delivery_its_lists_and_its_programs_say_only_that_it_is_looked_into(
    away: DeliveryFile, delivery: Delivery, role: str
) -> None:
    client = signed_in(Client(), person("mot", (delivery.agency, role)))
    pages = [
        client.get(reverse("digitisation:delivery", args=[delivery.pk])),
        client.get(reverse("digitisation:delivery", args=[delivery.pk]), {"ma": "file.in_review"}),
        client.get(reverse("digitisation:delivery", args=[delivery.pk]), {"ma": "page.secrecy_mark"}),
        client.get(f"/api/v1/deliveries/{delivery.pk}/findings"),
        client.get("/"),
    ]
    assert [page.status_code for page in pages] == [200] * len(pages)
    for page in pages:
        said = page.content.decode()
        assert "TỐI MẬT" not in said
        assert "dấu mật" not in said.lower()
        assert "Trang 2" not in said
    assert client.get(reverse("access:file-history", args=[away.pk])).status_code == 404


@pytest.mark.parametrize(
    "role", ["clerk", "archivist", "supervisor", "head", "home_affairs", "contractor_lead", "auditor", "administrator"]
)
def test_nobody_but_the_security_officer_opens_the_quarantine(
    away: DeliveryFile, delivery: Delivery, role: str
) -> None:
    one = person("mot", (delivery.agency, role))
    client, case = signed_in(Client(), one), the_case()
    asked = [
        client.get(reverse("digitisation:quarantine")),
        client.get(reverse("digitisation:quarantine-case", args=[case.pk])),
        client.get(reverse("digitisation:quarantine-page", args=[case.pk, 1])),
        client.post(reverse("digitisation:quarantine-decide", args=[case.pk]), {"viec": "cho-di-tiep", "chac": "1"}),
    ]
    assert {answer.status_code for answer in asked} <= {403, 404}
    with pytest.raises(QuarantineNotAllowed):
        quarantine.release(case.pk, by=one, reason="x")
    with pytest.raises(QuarantineNotAllowed):
        quarantine.hand_over(case.pk, by=one, reason="x", minutes_number="1")
    assert (navigation(one), home_cards(one)) == ([], [])


def test_the_security_officer_is_told_and_looks_and_each_look_is_kept(away: DeliveryFile, officer: Any) -> None:
    client, case = signed_in(Client(), officer), the_case()
    [card] = home_cards(officer)
    assert (card.count, [line.url for line in card.lines]) == (
        1, [reverse("digitisation:quarantine-case", args=[case.pk])],
    )  # fmt: skip
    assert b"hs/1.pdf" in client.get(reverse("digitisation:quarantine")).content
    page = client.get(reverse("digitisation:quarantine-case", args=[case.pk])).content.decode()
    assert "Trang 2 có dấu «TỐI MẬT»." in page
    answer = client.get(reverse("digitisation:quarantine-page", args=[case.pk, 1]))
    assert (answer.status_code, answer["Content-Type"], "no-store" in answer["Cache-Control"]) == (
        200, "image/jpeg", True,
    )  # fmt: skip
    [look] = AuditEntry.objects.filter(verb="digitisation.quarantine.look")
    assert (look.actor, json.loads(look.content)["details"]) == ("antoan", {"page": 1})
    assert client.get(reverse("digitisation:quarantine-page", args=[case.pk, 9])).status_code == 404


def test_a_decision_wants_a_tick_a_reason_and_for_a_hand_over_the_minutes(away: DeliveryFile, officer: Any) -> None:
    client, case = signed_in(Client(), officer), the_case()
    address = reverse("digitisation:quarantine-decide", args=[case.pk])
    for form in (
        {"viec": "cho-di-tiep", "ly-do": "Dấu cũ"},
        {"viec": "cho-di-tiep", "chac": "1", "ly-do": " "},
        {"viec": "ban-giao", "chac": "1", "ly-do": "Mật thật", "so-bien-ban": ""},
        {"viec": "ban-giao", "ly-do": "Mật thật", "so-bien-ban": "12/BB"},
    ):
        client.post(address, form)
        assert the_case().is_open
    with pytest.raises(DecisionIncomplete):
        quarantine.release(case.pk, by=officer, reason="")
    client.post(address, {"viec": "cho-di-tiep", "chac": "1", "ly-do": "Dấu đã giải mật"})
    assert (the_case().decision, the_case().decided_by) == ("release", officer)
    with pytest.raises(AlreadyDecided):
        quarantine.hand_over(case.pk, by=officer, reason="x", minutes_number="1")


def test_what_is_released_is_checked_again_and_goes_on(
    away: DeliveryFile, delivery: Delivery, officer: Any, house: House
) -> None:
    quarantine.release(the_case().pk, by=officer, reason="Dấu đã giải mật")
    file = DeliveryFile.objects.get(pk=away.pk)
    assert (file.state, told_of(delivery)) == (states.REGISTERED, [])
    assert house.queue.waiting[-1][1] == {"file_id": str(file.pk)}
    # The machine sees the mark again; a person has judged these very bytes.
    file = check(file, SECRET, SKEWED)
    assert (file.state, file.pages) == (states.CHECKED, 3)
    assert [code for code, *_ in told_of(delivery)] == ["page.skewed"]
    again = check(deliver(delivery, file.sha256, "hs/2.pdf", 2), SECRET)
    assert again.state == states.CHECKED
    assert check(deliver(delivery, "c" * 64, "hs/3.pdf", 3), SECRET).state == states.QUARANTINED


def test_what_is_handed_over_leaves_the_house_and_the_dossier_goes_on(
    away: DeliveryFile, delivery: Delivery, officer: Any, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        quarantine.hand_over(the_case().pk, by=officer, reason="Là tài liệu mật", minutes_number="12/BB-BG")
    file = DeliveryFile.objects.get(pk=away.pk)
    assert (file.state, blobs.store().exists(file.sha256)) == (states.HANDED_OVER, False)
    assert [code for code, *_ in told_of(delivery)] == ["file.handed_over"]
    assert queries.errors_of_dossiers([file.dossier_id])[file.dossier_id] == {}
    client = signed_in(Client(), officer)
    page = client.get(reverse("digitisation:quarantine-case", args=[the_case().pk]))
    assert (page.status_code, b"12/BB-BG" in page.content, b"<img" in page.content) == (200, True, False)
    # The same secret delivered again is put away again.
    assert check(deliver(delivery, file.sha256, "hs/9.pdf", 9), SECRET).state == states.QUARANTINED


def test_bytes_another_file_still_has_are_kept(
    away: DeliveryFile, delivery: Delivery, officer: Any, django_capture_on_commit_callbacks: Any
) -> None:
    deliver(delivery, away.sha256, "hs/2.pdf", 2)
    with django_capture_on_commit_callbacks(execute=True):
        quarantine.hand_over(the_case().pk, by=officer, reason="Mật", minutes_number="1")
    assert blobs.store().exists(away.sha256)


def test_intake_again_and_another_file_in_its_place_change_nothing(away: DeliveryFile, delivery: Delivery) -> None:
    same = deliver(delivery, away.sha256)
    other = deliver(delivery, "b" * 64)
    assert (same.state, other.state, other.sha256) == (states.QUARANTINED, states.QUARANTINED, away.sha256)
    said = [message for code, _, _, message in told_of(delivery) if code == "file.in_quarantine"]
    assert said == [rules.in_quarantine("hs/1.pdf").message]
    assert "mật" not in said[0].lower()


def test_a_person_puts_away_what_the_machine_missed_and_every_road_closes(line: Line) -> None:
    from khoso.stages.access import queries as access
    from khoso.stages.access.models import IndexedDossier, ReadableItem
    from khoso.stages.recognition import queries as recognition

    ReadableItem.objects.all().delete()
    IndexedDossier.objects.all().delete()
    item = line.items[0]
    file = queries.file_of_item(item.pk)
    assert file is not None
    clerk = person("mot", (line.agency, "clerk"))
    assert (access.pages_of(item.pk) != [], recognition.page_texts(file.pk) != []) == (True, True)
    with pytest.raises(DecisionIncomplete):
        quarantine.put_away(file.pk, by=clerk, why=" ")
    with pytest.raises(QuarantineNotAllowed):
        quarantine.put_away(file.pk, by=AnonymousUser(), why="Trang 1 có dấu MẬT")
    quarantine.put_away(file.pk, by=clerk, why="Trang 1 có dấu MẬT")
    assert (the_case().opened_by, the_case().pages) == (clerk, file.pages)
    assert (access.pages_of(item.pk), access.readable_page(item.pk, 1), access.pictures_of(file.pk)) == ([], None, [])
    assert access.items_with_pictures([item.pk]) == set()
    assert (access.words_of(item.pk), recognition.page_texts(file.pk), recognition.reading_of(file.pk)) == (
        {},
        [],
        None,
    )
    assert (recognition.proposals_of(item.pk), list(recognition.fields_confirmed_by(clerk).filter(item=item))) == (
        {}, [],
    )  # fmt: skip
    assert file.pk not in [one.pk for one in queries.readable_files(line.delivery.pk)]
    client = signed_in(Client(), clerk)
    for address in (
        reverse("access:viewer", args=[item.pk]),
        reverse("access:words", args=[item.pk, 1]),
        reverse("access:iiif-info", args=[item.pk, 1]),
        reverse("access:iiif-image", args=[item.pk, 1, "full", "!100,100", "0", "default.jpg"]),
        reverse("recognition:confirm", args=[item.pk]),
    ):
        assert client.get(address).status_code == 404, address


def test_states_of_a_file_in_quarantine() -> None:
    table = states.FILE_STATES
    allowed = {(state, move) for state in states.PUT_AWAY for _, move in table.moves if table.allows(state, move)}
    assert allowed == {("quarantined", "release"), ("quarantined", "hand_over"), ("handed_over", "deliver_again")}
    with pytest.raises(WrongState):
        table.next("quarantined", "check")


def test_who_sees_a_mark_the_machine_missed_puts_the_file_away_at_once_after_being_asked_twice(line: Line) -> None:
    file = queries.file_of_item(line.items[0].pk)
    assert file is not None
    scanner = signed_in(Client(), person("tho-quet", (line.agency, "contractor_operator")))
    stranger = signed_in(Client(), person("nguoi-ngoai", (line.agency, "reader")))
    address = reverse("digitisation:report-secret", args=[file.pk])
    link = f"{address}?trang=1"
    page = reverse("inspection:gallery-page", args=[line.delivery.pk, file.pk, 1])
    shown = scanner.get(page)
    assert link in shown.content.decode()
    assert scanner.get(page, headers={"Accept": "application/json"}).json()["secret"] == link
    said = {"da-thay": "Trang 1: dấu MẬT ở góc trái"}
    # Once is not enough, nor is saying nothing; and whoever may not see the page says nothing of it.
    assert [scanner.get(link).status_code, scanner.post(link, said).status_code] == [200, 422]
    assert scanner.post(link, {"chac": "1", "da-thay": "  "}).status_code == 422
    assert stranger.post(link, {**said, "chac": "1"}).status_code in (403, 404)
    assert QuarantineCase.objects.count() == 0
    assert scanner.post(link, {**said, "chac": "1"}).status_code == 302
    case = the_case()
    assert (case.file_id, case.opened_by.username, case.why) == (file.pk, "tho-quet", said["da-thay"])
    assert [scanner.get(one).status_code for one in (link, page)] == [404, 404]
    # It is put away once.
    assert scanner.post(link, {**said, "chac": "1"}).status_code == 404
    assert QuarantineCase.objects.count() == 1
