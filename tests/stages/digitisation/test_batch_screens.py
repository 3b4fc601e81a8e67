"""The screens of batches and sites, read and sent to as the people who use them do."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from tests.house import House, signed_in
from tests.stages.digitisation.batch_house import (
    approved,
    bring,
    clerk_of,
    complete,
    device,
    firm,
    head_of,
    lead_of,
    operator,
    planned,
    running,
    scan,
)

from khoso.foundation.audit.models import AuditEntry
from khoso.foundation.identity.models import Agency
from khoso.kernel import clock, figures
from khoso.stages.digitisation import states
from khoso.stages.digitisation.batches import volumes
from khoso.stages.digitisation.batches.cards import home_cards
from khoso.stages.digitisation.models import Batch, Gate, SiteDevice, SitePerson, SiteSoftware, WipeRecord

pytestmark = [pytest.mark.django_db, pytest.mark.mission("D1")]


def page(client: Client, name: str, *args: object, query: str = "") -> Any:
    return client.get(reverse(f"digitisation:{name}", args=args) + query)


@pytest.fixture
def clerk(house: House, commune: Agency) -> Client:
    return signed_in(Client(), clerk_of(commune))  # type: ignore[no-any-return]


@pytest.fixture
def head(house: House, commune: Agency) -> Client:
    return signed_in(Client(), head_of(commune))  # type: ignore[no-any-return]


def test_a_clerk_makes_a_batch_brings_a_paper_and_the_head_starts_it(
    clerk: Client, head: Client, commune: Agency
) -> None:
    chosen = approved(commune)
    told = {
        "title": "Đợt 1",
        "contractor": firm().pk,
        "contract_number": "12/HĐ",
        "profile": "administrative",
        "selection_list": str(chosen.pk),
    }
    answer = clerk.post(reverse("digitisation:batch-make"), told)
    batch = Batch.objects.get()
    assert answer["Location"] == reverse("digitisation:batch", args=[batch.pk])
    shown = page(clerk, "batch", batch.pk).content.decode()
    assert "Chưa bắt đầu được: còn thiếu giấy tờ" in shown
    sent = {
        "number": "07/BB",
        "issued_by": "Tổ Quản lý",
        "issued_on": "2026-01-05",
        "valid_from": "2026-01-05",
        "file": scan("bien-ban.pdf"),
    }
    assert clerk.post(reverse("digitisation:batch-paper", args=[batch.pk, "site"]), sent).status_code == 302
    paper = Gate.objects.get()
    fetched = page(clerk, "batch-document", batch.pk, paper.document_id)
    assert (fetched["Content-Disposition"], fetched.getvalue()[:4]) == ('attachment; filename="bien-ban.pdf"', b"%PDF")
    assert AuditEntry.objects.filter(verb="digitisation.document.fetch").count() == 1
    Gate.objects.all().delete()
    complete(batch)
    step = reverse("digitisation:batch-move", args=[batch.pk, "bat-dau"])
    assert clerk.get(step).status_code == 404
    assert "Đủ giấy tờ thì được quét và giao scan" in head.get(step).content.decode()
    assert Batch.objects.get().state == states.PLANNED
    assert head.post(step).status_code == 302
    assert Batch.objects.get().state == states.RUNNING


@pytest.mark.luat("TT05 Đ.7")
def test_the_page_of_a_batch_names_each_paper_who_brings_it_the_law_and_the_fine(
    clerk: Client, commune: Agency
) -> None:
    shown = page(clerk, "batch", planned(commune).pk)
    rows = [(row.requirement.kind, row.bringer, row.is_open) for row in shown.context["rows"]]
    assert [kind for kind, _, is_open in rows if not is_open] == [kind for kind, _, _ in rows]
    text = shown.content.decode()
    for words in ("TT 05/2025 Đ.7.3.b; NĐ 31/2026 Đ.12", "25–40 triệu đồng", "Công an thành phố", "Phụ trách đơn vị"):
        assert words in text
    assert len(shown.context["lacking"]) == 3


def test_a_refused_start_says_everything_that_is_wanting_and_changes_nothing(head: Client, commune: Agency) -> None:
    batch = planned(commune)
    answer = head.post(reverse("digitisation:batch-move", args=[batch.pk, "bat-dau"]))
    assert (answer.status_code, len(answer.context["lacking"])) == (422, 9)
    assert Batch.objects.get().state == states.PLANNED


def test_a_reason_is_asked_before_a_batch_is_suspended_or_given_up(head: Client, commune: Agency) -> None:
    batch = running(commune)
    step = reverse("digitisation:batch-move", args=[batch.pk, "tam-dung"])
    assert head.post(step, {"reason": " "}).status_code == 422
    assert head.post(step, {"reason": "Mất điện"}).status_code == 302
    shown = Batch.objects.get()
    assert (shown.state, shown.reason) == (states.SUSPENDED, "Mất điện")
    # Somebody was quicker: told, not broken.
    assert head.post(step, {"reason": "Mất điện"}).status_code == 302
    assert page(head, "batch-move", batch.pk, "khong-co").status_code == 404


def test_a_paper_without_its_file_is_refused_beside_the_field(clerk: Client, commune: Agency) -> None:
    batch = planned(commune)
    address = reverse("digitisation:batch-paper", args=[batch.pk, "site"])
    answer = clerk.post(address, {"number": "1", "issued_by": "Tổ", "valid_from": "2026-01-05"})
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["file"])
    assert page(clerk, "batch-paper", batch.pk, "list").status_code == 404


def test_a_withdrawn_paper_is_shown_with_its_reason(clerk: Client, commune: Agency) -> None:
    batch = planned(commune)
    paper = bring(batch, "site", number="07/BB")
    address = reverse("digitisation:batch-paper-withdraw", args=[batch.pk, paper.pk])
    assert "Rút giấy tờ 07/BB" in clerk.get(address).content.decode()
    assert clerk.post(address, {"reason": "Ghi nhầm"}).status_code == 302
    assert "Ghi nhầm" in page(clerk, "batch", batch.pk).content.decode()


@pytest.mark.mission("X4")
def test_the_register_is_kept_on_the_screen(clerk: Client, head: Client, commune: Agency) -> None:
    batch, day = planned(commune), clock.today().isoformat()
    person = {"name": "Phạm Văn Mẫu", "identity_number": "079090000025", "duty": "operator", "arrived_on": day}
    thing = {"kind": "computer", "name": "Máy trạm", "serial": "WS-1", "arrived_on": day}
    program = {"name": "Quét", "version": "5", "arrived_on": day}
    for sort, sent in (("nguoi", person), ("thiet-bi", thing), ("phan-mem", program)):
        assert page(clerk, "site-add", batch.pk, sort).status_code == 200
        assert clerk.post(reverse("digitisation:site-add", args=[batch.pk, sort]), sent).status_code == 302
        assert clerk.post(reverse("digitisation:site-add", args=[batch.pk, sort]), {"note": "-"}).status_code == 422
    one, machine = SitePerson.objects.get(), SiteDevice.objects.get()
    seal = reverse("digitisation:device-seal", args=[batch.pk, machine.pk])
    assert clerk.post(seal, {"disk_serial": "SSD-1", "seal_number": "NP-1"}).status_code == 302
    machine.refresh_from_db()
    assert (machine.disk_serial, machine.seal_number) == ("SSD-1", "NP-1")
    leave = reverse("digitisation:site-leave", args=[batch.pk, "nguoi", one.pk])
    assert clerk.post(leave, {"left_on": day}).status_code == 302
    shown = page(clerk, "site", batch.pk).content.decode()
    assert "Phạm Văn Mẫu" in shown and "NP-1" in shown
    yesterday = (clock.today() - timedelta(1)).isoformat()
    assert "Phạm Văn Mẫu" not in page(clerk, "site", batch.pk, query=f"?ngay={yesterday}").content.decode()
    assert SiteSoftware.objects.get().version == "5"


@pytest.mark.luat("ND31 Đ.12")
def test_a_device_goes_out_of_the_door_only_after_its_wiping(head: Client, commune: Agency) -> None:
    batch = planned(commune)
    one = device(batch)
    away = reverse("digitisation:device-leave", args=[batch.pk, one.pk])
    refused = head.post(away, {"left_on": clock.today().isoformat()})
    assert (refused.status_code, "chưa có biên bản xóa dữ liệu" in refused.content.decode()) == (422, True)
    sent = {
        "method": "overwrite",
        "minutes_number": "03/BB-XDL",
        "day": (clock.today() - timedelta(1)).isoformat(),
        "time": "09:30",
        "witness_of_agency": "Bùi Văn Mẫu",
        "witness_of_contractor": "Hồ Văn Mẫu",
        "before": scan("truoc.pdf"),
        "after": scan("sau.pdf"),
    }
    wipe = reverse("digitisation:device-wipe", args=[batch.pk, one.pk])
    assert head.get(wipe).status_code == 200
    assert head.post(wipe, sent).status_code == 302
    assert WipeRecord.objects.get().minutes_number == "03/BB-XDL"
    assert head.post(away, {"left_on": clock.today().isoformat()}).status_code == 302
    minutes = page(head, "wipe-file", batch.pk, one.pk, "pdf")
    register = page(head, "site-file", batch.pk, "docx")
    assert (minutes.content[:4], register.content[:2]) == (b"%PDF", b"PK")
    assert page(head, "site-file", batch.pk, "exe").status_code == 404


@pytest.mark.mission("X4")
def test_a_contractors_lead_opens_no_other_contractors_batch(house: House, commune: Agency) -> None:
    ours, theirs = planned(commune), planned(commune, title="Khác", contractor=firm("DV.02"))
    client = signed_in(Client(), lead_of(commune, firm()))
    assert page(client, "batch", ours.pk).status_code == 200
    for name in ("batch", "site", "batch-change"):
        assert page(client, name, theirs.pk).status_code in (403, 404)
    assert [row.batch for row in page(client, "batches").context["rows"]] == [ours]
    paper = bring(theirs, "licence")
    assert page(client, "batch-document", theirs.pk, paper.document_id).status_code == 404
    assert page(client, "batch-document", ours.pk, paper.document_id).status_code == 404
    assert page(client, "batch-paper", ours.pk, "site").status_code == 404
    assert page(client, "batch-paper", ours.pk, "licence").status_code == 200


def test_the_list_is_narrowed_by_state_and_deliveries_by_batch(clerk: Client, commune: Agency) -> None:
    planned(commune)
    gone = planned(commune, title="Đã hủy")
    Batch.objects.filter(pk=gone.pk).update(state=states.CANCELLED)
    assert len(page(clerk, "batches").context["rows"]) == 2
    assert [row.batch for row in page(clerk, "batches", query="?trang-thai=cancelled").context["rows"]] == [gone]
    assert page(clerk, "delivery-list", query=f"?dot={gone.pk}").status_code == 200
    assert page(clerk, "delivery-list", query="?dot=999999").status_code == 404


def test_the_home_page_tells_what_is_wanting_what_runs_out_and_what_may_start(house: House, commune: Agency) -> None:
    head, clerk = head_of(commune), clerk_of(commune)

    def told(person: Any) -> list[tuple[str, figures.CardKind, int | None]]:
        return [(card.name, card.kind, card.count) for card in home_cards(person)]

    assert told(head) == []
    batch = planned(commune)
    assert told(clerk) == [("batches-preparing", figures.CardKind.WAITING, 1)]
    complete(batch, until=clock.today() + timedelta(20))
    assert (told(head), told(clerk)) == ([("batches-ready", figures.CardKind.WAITING, 1)], [])
    Batch.objects.filter(pk=batch.pk).update(state=states.RUNNING, started_at=clock.now())
    assert told(clerk) == [("batches-expiring", figures.CardKind.WAITING, 1)]
    Gate.objects.filter(kind="site").delete()
    assert told(clerk)[0] == ("batches-lacking", figures.CardKind.LATE, 1)


def test_batches_under_way_are_counted_and_shown_at_any_moment(house: House, commune: Agency) -> None:
    batch, now = planned(commune), clock.now()
    assert volumes.batches_running(now) == {}
    Batch.objects.filter(pk=batch.pk).update(
        state=states.FINISHED, started_at=now - timedelta(days=5), ended_at=now - timedelta(days=1)
    )
    moments = (now - timedelta(days=6), now - timedelta(days=5), now - timedelta(days=2), now)
    assert [volumes.batches_running(at).get(commune.pk, 0) for at in moments] == [0, 1, 1, 0]
    [line] = volumes.batches_running_lines(commune.pk, moments[2], 0, 10)
    assert (line.title, line.url) == ("Đợt 1", reverse("digitisation:batch", args=[batch.pk]))


def test_pages_of_batches_ask_no_more_questions_for_many_than_for_few(
    clerk: Client, commune: Agency, django_assert_max_num_queries: Any
) -> None:
    batch = planned(commune)
    for place in range(12):
        operator(batch, f"Người {place}", f"0790900001{place:02d}")
        device(batch, f"WS-{place}")
        bring(batch, "rules", number=f"{place}/QC")
        planned(commune, title=f"Đợt {place}")
    page(clerk, "batches")
    with django_assert_max_num_queries(45):
        page(clerk, "batch", batch.pk)
    with django_assert_max_num_queries(45):
        page(clerk, "site", batch.pk)
    with django_assert_max_num_queries(45):
        page(clerk, "batches")
