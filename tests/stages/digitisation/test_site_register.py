"""The register of a site: who and what was there on a day, and no device leaves before it was wiped."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from tests.house import House, person
from tests.stages.digitisation import batch_house
from tests.stages.digitisation.batch_house import clerk_of, device, firm, head_of, lead_of, operator, planned, scan

from khoso.engines import blobs
from khoso.foundation.audit.models import AuditEntry
from khoso.foundation.identity.models import Agency
from khoso.kernel import clock
from khoso.kernel.errors import FileRefused
from khoso.stages.digitisation import actions, queries, states
from khoso.stages.digitisation.actions import Wiping
from khoso.stages.digitisation.batches.errors import BatchNotAllowed, SiteRefused
from khoso.stages.digitisation.errors import DeviceNotWiped
from khoso.stages.digitisation.models import Batch, SiteDevice, WipeRecord
from khoso.stages.digitisation.site import papers
from khoso.stages.digitisation.site import queries as site

pytestmark = [pytest.mark.django_db, pytest.mark.mission("X4")]


@pytest.fixture
def batch(house: House, commune: Agency) -> Batch:
    return planned(commune)


def wiping(**more: Any) -> Wiping:
    told = Wiping("overwrite", "03/BB-XDL", clock.now() - timedelta(hours=2), "Bùi Văn Mẫu", "Hồ Văn Mẫu")
    return replace(told, **more)


def wipe(one: SiteDevice, **more: Any) -> WipeRecord:
    before, after = scan("truoc.pdf", "trước"), scan("sau.pdf", "sau")
    return actions.record_wipe(one, wiping(**more), before=before, after=after, by=head_of(one.agency))


@pytest.mark.mission("D1")
@pytest.mark.luat("ND31 Đ.12")
def test_a_device_leaves_only_after_its_wiping_is_on_record(batch: Batch) -> None:
    one = device(batch)
    with pytest.raises(DeviceNotWiped) as refused:
        actions.release_device(one, clock.today(), by=head_of(batch.agency))
    assert "«Máy trạm · WS-1» chưa có biên bản xóa dữ liệu" in refused.value.message
    assert queries.unwiped_devices(batch.pk) == [one]
    made = wipe(one)
    assert queries.unwiped_devices(batch.pk) == [one]
    actions.release_device(one, clock.today(), by=head_of(batch.agency))
    assert queries.unwiped_devices(batch.pk) == []
    assert made.proof_before is not None
    assert blobs.store().path_of(made.proof_before.sha256) != blobs.store().path_of(made.proof_after.sha256)
    verbs = AuditEntry.objects.filter(subject_kind="site_device").order_by("pk").values_list("verb", flat=True)
    assert list(verbs) == [f"digitisation.site_device.{act}" for act in ("arrive", "wipe", "leave")]


@pytest.mark.luat("ND31 Đ.12")
@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"method": "lau"}, "method"),
        ({"method": "no_storage"}, "method"),
        ({"minutes_number": " "}, "minutes_number"),
        ({"witness_of_agency": ""}, "witness_of_agency"),
        ({"witness_of_contractor": ""}, "witness_of_contractor"),
        ({"witness_of_contractor": "bùi văn mẫu"}, "witness_of_contractor"),
        ({"wiped_at": clock.now() + timedelta(days=9000)}, "wiped_at"),
        ({"wiped_at": clock.now() - timedelta(days=9000)}, "wiped_at"),
    ],
)
def test_a_wiping_without_both_witnesses_a_number_and_a_true_moment_is_none(
    batch: Batch, more: dict[str, Any], field: str
) -> None:
    one = device(batch)
    with pytest.raises(SiteRefused) as refused:
        wipe(one, **more)
    assert (refused.value.field, WipeRecord.objects.count()) == (field, 0)


@pytest.mark.parametrize(("before", "after", "field"), [(False, True, "before"), (True, False, "after")])
def test_a_wiping_is_proved_before_and_after(batch: Batch, before: bool, after: bool, field: str) -> None:
    one, head = device(batch), head_of(batch.agency)
    with pytest.raises(SiteRefused) as refused:
        actions.record_wipe(
            one, wiping(), before=scan("a.pdf") if before else None, after=scan("b.pdf") if after else None, by=head
        )
    assert refused.value.field == field


def test_a_device_that_keeps_nothing_is_attested_not_wiped(batch: Batch) -> None:
    one = device(batch, "SC-1", kind="scanner", disk_serial="")
    made = actions.record_wipe(one, wiping(method="no_storage"), before=None, after=scan(), by=head_of(batch.agency))
    assert (made.proof_before, queries.unwiped_devices(batch.pk)) == (None, [one])


def test_a_proof_that_is_no_picture_and_no_paper_is_refused_and_the_device_stays(batch: Batch) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile

    one, bad = device(batch), SimpleUploadedFile("anh.pdf", b"MZ\x90\x00", "application/pdf")
    with pytest.raises(FileRefused):
        actions.record_wipe(one, wiping(), before=scan(), after=bad, by=head_of(batch.agency))
    assert WipeRecord.objects.count() == 0


@pytest.mark.parametrize("role", ["contractor_lead", "contractor_operator", "clerk", "reader"])
def test_only_who_answers_for_the_paper_witnesses_and_lets_go(batch: Batch, role: str) -> None:
    one, by = device(batch), person(f"ai-{role}", (batch.agency, role))
    with pytest.raises(BatchNotAllowed):
        actions.record_wipe(one, wiping(), before=scan(), after=scan(), by=by)
    with pytest.raises(BatchNotAllowed):
        actions.release_device(one, clock.today(), by=by)


def test_what_was_wiped_or_gone_is_not_wiped_or_sent_away_again(batch: Batch) -> None:
    one, head = device(batch), head_of(batch.agency)
    wipe(one)
    with pytest.raises(SiteRefused):
        wipe(one)
    with pytest.raises(SiteRefused) as refused:
        actions.release_device(one, clock.today() - timedelta(1), by=head)
    assert refused.value.field == "left_on"
    actions.release_device(one, clock.today(), by=head)
    with pytest.raises(SiteRefused):
        actions.release_device(one, clock.today(), by=head)


@pytest.mark.luat("KH82 I.2.d")
def test_the_register_tells_who_and_what_was_there_on_a_day(batch: Batch) -> None:
    today, clerk = clock.today(), clerk_of(batch.agency)
    gone, stays = operator(batch), operator(batch, "Tô Thị Mẫu", "079195000036")
    one = device(batch)
    actions.register_site_software(batch, name="Quét", version="5.2", arrived_on=today, by=clerk)
    actions.leave_site(gone, today - timedelta(2), by=clerk)

    def there(day: date) -> tuple[list[str], int, int]:
        told = site.register_of(batch, day=day)
        return [row.person.name for row in told.people], len(told.devices), len(told.software)

    assert there(today - timedelta(6)) == ([], 0, 0)
    assert there(today - timedelta(5)) == ([gone.name, stays.name], 1, 0)
    assert there(today - timedelta(2)) == ([gone.name, stays.name], 1, 0)
    assert there(today - timedelta(1)) == ([stays.name], 1, 0)
    assert there(today) == ([stays.name], 1, 1)
    assert one.left_on is None


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"name": " "}, "name"),
        ({"identity_number": "12345"}, "identity_number"),
        ({"duty": "giám đốc"}, "duty"),
        ({"arrived_on": date(2099, 1, 1)}, "arrived_on"),
        ({"identity_number": "079090000025"}, "identity_number"),
    ],
)
def test_a_person_that_cannot_be_is_refused_beside_the_field(batch: Batch, more: dict[str, Any], field: str) -> None:
    operator(batch)
    told = {"name": "Tô Thị Mẫu", "identity_number": "079195000036", "arrived_on": clock.today()} | more
    with pytest.raises(SiteRefused) as refused:
        actions.register_site_person(batch, **told, by=clerk_of(batch.agency))
    assert refused.value.field == field


def test_the_number_of_a_card_is_not_in_the_trail_and_not_whole_on_the_screen(batch: Batch) -> None:
    one = operator(batch)
    [entry] = AuditEntry.objects.filter(verb="digitisation.site_person.arrive")
    assert one.identity_number not in entry.content
    [row] = site.register_of(batch).people
    assert row.card == "079…025"


def test_a_contractor_writes_in_the_register_of_its_own_batch_alone(batch: Batch) -> None:
    lead = lead_of(batch.agency, firm())
    told = {"name": "A", "identity_number": "079195000036", "arrived_on": clock.today()}
    assert actions.register_site_person(batch, **told, by=lead).contractor == firm()
    theirs = planned(batch.agency, title="Khác", contractor=firm("DV.02"))
    with pytest.raises(BatchNotAllowed):
        actions.register_site_person(theirs, **told, by=lead)


@pytest.mark.parametrize("state", [states.CLOSED, states.CANCELLED])
def test_the_register_of_a_batch_that_is_over_is_shut(batch: Batch, state: str) -> None:
    Batch.objects.filter(pk=batch.pk).update(state=state)
    with pytest.raises(SiteRefused):
        device(Batch.objects.get(pk=batch.pk))


@pytest.mark.luat("ND30 PL.III")
@pytest.mark.parametrize("paper", papers.FORMATS)
def test_register_and_minutes_are_drawn(batch: Batch, paper: str) -> None:
    batch_house.complete(batch)
    one = SiteDevice.objects.get(batch=batch)
    made = wipe(one)
    head = {"pdf": b"%PDF", "docx": b"PK\x03\x04"}[paper]
    register = papers.register_file(batch, site.register_of(batch), paper, with_cards=False)
    minutes = papers.wipe_minutes(WipeRecord.objects.get(pk=made.pk), paper)
    assert (register[:4], minutes[:4]) == (head, head)
