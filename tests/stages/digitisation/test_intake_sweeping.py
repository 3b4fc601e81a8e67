"""Uploads given up long ago leave nothing behind but what something else names."""

from __future__ import annotations

import os
from datetime import timedelta
from typing import Any

import pytest
from tests.house import House, person
from tests.stages.digitisation import batch_house
from tests.stages.digitisation.test_intake_receiving import bundle_of, listed, sha

from khoso.engines import blobs
from khoso.foundation.audit.models import AuditEntry
from khoso.foundation.identity.models import Agency
from khoso.kernel import clock
from khoso.stages.digitisation.intake import actions, receiving, staging, sweeping
from khoso.stages.digitisation.models import BatchDocument, Upload, UploadFile

pytestmark = [pytest.mark.django_db, pytest.mark.mission("D3")]


@pytest.fixture
def lead(commune: Agency) -> Any:
    return person("qs-truong", (commune, "contractor_lead"))


def sent(agency: Agency, lead: Any, title: str, *contents: bytes) -> Upload:
    """An upload of old material with these files, whole."""
    from io import BytesIO

    upload = actions.open_upload(agency, title=title, legacy_reason="Thử", by=lead)
    told = receiving.declare(upload, [listed(f"{n}.tif", data) for n, data in enumerate(contents)], by=lead)
    missing = [(x.id, data) for x, data in zip(told, contents, strict=True) if x.state != "whole"]
    receiving.take_bundle(upload, BytesIO(bundle_of(*missing)), by=lead)
    return upload


def long_ago(*contents: bytes) -> None:
    for data in contents:
        place = blobs.store().path_of(sha(data))
        if place is not None:
            os.utime(place, (0, 0))


ONLY, SHARED, PAPER, TWICE = b"chi o day", b"lo khac cung co", b"giay to", b"hai lan bo"
ALL = (ONLY, SHARED, PAPER, TWICE)


def kept() -> set[bytes]:
    return {data for data in ALL if blobs.store().exists(sha(data))}


def test_what_nothing_names_goes_after_thirty_days_and_is_traced(house: House, commune: Agency, lead: Any) -> None:
    first, second = sent(commune, lead, "Bỏ", *ALL), sent(commune, lead, "Bỏ nữa", TWICE)
    sent(commune, lead, "Giữ", SHARED)
    batch = batch_house.running(commune)
    about = {"agency": commune, "batch": batch, "file_name": "a.pdf", "media_type": "application/pdf"}
    BatchDocument.objects.create(**about, sha256=sha(PAPER), size=len(PAPER), added_at=clock.now())
    for upload in (first, second):
        actions.cancel_upload(upload, by=lead)
    long_ago(*ALL)
    assert sweeping.sweep() == 0
    assert kept() == set(ALL)
    with clock.frozen_at(clock.now() + sweeping.KEPT + timedelta(hours=1)):
        assert sweeping.sweep() == 2
        assert sweeping.sweep() == 0
    assert kept() == {SHARED, PAPER}
    assert set(UploadFile.objects.values_list("upload__title", flat=True)) == {"Giữ"}
    rows = AuditEntry.objects.filter(verb="digitisation.upload.sweep").order_by("position")
    assert {(row.subject_id, row.agency) for row in rows} == {
        (str(first.pk), commune.code),
        (str(second.pk), commune.code),
    }


def test_bytes_that_came_again_meanwhile_stay(house: House, commune: Agency, lead: Any) -> None:
    gone = sent(commune, lead, "Bỏ", ONLY)
    actions.cancel_upload(gone, by=lead)
    with clock.frozen_at(clock.now() + sweeping.KEPT + timedelta(hours=1)):
        # Put there a moment ago by something that has no row yet: a folder that is being registered.
        blobs.store().put_bytes(ONLY)
        place = blobs.store().path_of(sha(ONLY))
        assert place is not None
        os.utime(place, (clock.now().timestamp(),) * 2)
        assert sweeping.sweep() == 1
    assert blobs.store().exists(sha(ONLY))


def test_the_same_folder_can_be_sent_again_after_the_sweep(house: House, commune: Agency, lead: Any) -> None:
    actions.cancel_upload(sent(commune, lead, "Bỏ", ONLY), by=lead)
    long_ago(ONLY)
    with clock.frozen_at(clock.now() + sweeping.KEPT + timedelta(hours=1)):
        sweeping.sweep()
        assert not blobs.store().exists(sha(ONLY))
        again = sent(commune, lead, "Gửi lại", ONLY)
        assert again.files.get().state == "whole"
        assert blobs.store().verify(sha(ONLY))


def test_pieces_that_nobody_will_finish_go_and_those_of_an_open_upload_stay(
    house: House, commune: Agency, lead: Any
) -> None:
    open_one, ended = (actions.open_upload(commune, title=t, legacy_reason="Thử", by=lead) for t in ("Mở", "Bỏ"))
    actions.cancel_upload(ended, by=lead)
    folders = [staging.root() / name for name in (str(open_one.pk), str(ended.pk), "la-hoac")]
    for folder in folders:
        folder.mkdir(parents=True)
        (folder / "1.part").write_bytes(b"dang do")
    sweeping.sweep()
    assert [folder.exists() for folder in folders] == [True, True, True]
    for folder in folders:
        os.utime(folder, (0, 0))
    sweeping.sweep()
    assert [folder.exists() for folder in folders] == [True, False, False]
    rows = AuditEntry.objects.filter(verb="digitisation.upload.sweep")
    assert {row.subject_id for row in rows} == {str(ended.pk), "la-hoac"}
