"""What a browser sends: any order, repetition or interruption ends with the same bytes or a refusal."""

from __future__ import annotations

import hashlib
import json
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.house import House, person, signed_in
from tests.stages.digitisation import batch_house

from khoso.engines import blobs, disk
from khoso.engines.disk import Room
from khoso.foundation.identity.models import Agency
from khoso.kernel.errors import DiskLow
from khoso.stages.digitisation import states
from khoso.stages.digitisation.errors import BatchNotRunning
from khoso.stages.digitisation.intake import actions, plain_form, queries, receiving, rules, staging
from khoso.stages.digitisation.intake.errors import (
    BytesDiffer,
    NoRoom,
    UploadClosed,
    UploadNotAllowed,
    UploadRefused,
    WrongOffset,
    WrongPath,
)
from khoso.stages.digitisation.intake.rules import Announced
from khoso.stages.digitisation.models import Batch, DeliveryFile, Upload, UploadFile

pytestmark = [pytest.mark.django_db, pytest.mark.mission("D3")]


def sha(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def listed(path: str, data: bytes, modified: int = 1) -> Announced:
    return Announced(path, len(data), modified, sha(data))


def bundle_of(*files: tuple[int, bytes]) -> bytes:
    head = json.dumps([(number, len(data)) for number, data in files]).encode()
    return len(head).to_bytes(4, "big") + head + b"".join(data for _number, data in files)


@pytest.fixture
def lead(commune: Agency) -> Any:
    return person("qs-truong", (commune, "contractor_lead"))


@pytest.fixture
def batch(house: House, commune: Agency) -> Batch:
    return batch_house.running(commune)


@pytest.fixture
def upload(house: House, batch: Batch, lead: Any) -> Upload:
    return actions.open_upload(batch.agency, title="Hộp 01", batch=batch, by=lead)


def test_files_in_one_bundle_are_kept_and_known_again(upload: Upload, lead: Any) -> None:
    one, two = b"trang 1", b""
    told = receiving.declare(upload, [listed("a/001.tif", one), listed("a/002.tif", two)], by=lead)
    assert [(x.received, x.state) for x in told] == [(0, "awaited"), (0, "awaited")]
    done = receiving.take_bundle(upload, BytesIO(bundle_of((told[0].id, one), (told[1].id, two))), by=lead)
    assert sorted((x.id, x.state) for x in done) == sorted((x.id, "whole") for x in told)
    assert blobs.store().verify(sha(one))
    assert receiving.compare(upload, [listed("a/001.tif", one), listed("a/001.tif", one, 2)], by=lead) == [True, False]
    assert queries.count([upload.pk])[upload.pk].is_whole


def test_a_body_cut_short_keeps_what_came_whole(upload: Upload, lead: Any) -> None:
    files = [(f"{n}.tif", bytes([n]) * 50) for n in range(4)]
    told = receiving.declare(upload, [listed(*one) for one in files], by=lead)
    body = bundle_of(*((x.id, data) for x, (_path, data) in zip(told, files, strict=True)))
    receiving.take_bundle(upload, BytesIO(body[:-60]), by=lead)
    assert list(UploadFile.objects.filter(upload=upload).order_by("path").values_list("state", flat=True)) == [
        "whole",
        "whole",
        "awaited",
        "awaited",
    ]


def test_other_bytes_than_announced_are_refused_and_told(upload: Upload, lead: Any) -> None:
    [one] = receiving.declare(upload, [listed("a.tif", b"that")], by=lead)
    [told] = receiving.take_bundle(upload, BytesIO(bundle_of((one.id, b"gian"))), by=lead)
    row = UploadFile.objects.get(pk=one.id)
    assert (told.state, row.received, "SHA-256" in row.problem) == ("differs", 0, True)
    assert not blobs.store().exists(sha(b"gian"))
    with pytest.raises(UploadRefused):
        actions.deliver(upload, by=lead)
    [again] = receiving.declare(upload, [listed("a.tif", b"that")], by=lead)
    assert again.state == "awaited"


def test_a_large_file_of_other_bytes_is_thrown_away_whole(upload: Upload, lead: Any) -> None:
    [one] = receiving.declare(upload, [listed("a.pdf", b"0123456789")], by=lead)
    receiving.take_piece(upload, one.id, 0, BytesIO(b"01234"), 5, by=lead)
    with pytest.raises(BytesDiffer):
        receiving.take_piece(upload, one.id, 5, BytesIO(b"xxxxx"), 5, by=lead)
    assert UploadFile.objects.get(pk=one.id).state == "differs"
    assert staging.size_of(staging.part_of(upload.pk, one.id)) == 0


def test_bytes_already_here_are_not_asked_for(upload: Upload, lead: Any, batch: Batch, neighbour: Agency) -> None:
    data = b"x" * 100
    [one] = receiving.declare(upload, [listed("a.tif", data)], by=lead)
    receiving.take_bundle(upload, BytesIO(bundle_of((one.id, data))), by=lead)
    other = actions.open_upload(batch.agency, title="Hộp 02", batch=batch, by=lead)
    [told] = receiving.declare(other, [listed("b/c.tif", data)], by=lead)
    assert (told.state, told.was_here, told.received) == ("whole", True, 100)
    # Knowing a digest does not open another agency's bytes.
    stranger = person("ben-kia", (neighbour, "contractor_lead"))
    far = actions.open_upload(neighbour, title="Hộp", legacy_reason="Số hóa 2019", by=stranger)
    [told] = receiving.declare(far, [listed("b/c.tif", data)], by=stranger)
    assert (told.state, told.was_here) == ("awaited", False)


@pytest.mark.parametrize(
    "path",
    ["../a.tif", "/etc/passwd", "a/../../b", "C:\\x\\a.tif", "a//b.tif", "", " ", "a/\x00.tif", "a\u202efit.exe",
     "a/./b", "x" * 1000, "\\\\may\\chung\\a.tif", " a.tif", "a /b.tif"],
)  # fmt: skip
def test_paths_that_climb_or_hide_are_refused(path: str) -> None:
    with pytest.raises(WrongPath):
        rules.clean_path(path)


def test_paths_of_every_day_are_kept() -> None:
    assert rules.clean_path("Hộp 01\\Hồ sơ 02\\H19.2024.01.001.tif") == "Hộp 01/Hồ sơ 02/H19.2024.01.001.tif"
    assert rules.clean_path("Ho\u0302\u0323p/a.tif") == "Hộp/a.tif"


def test_a_piece_that_does_not_follow_says_where_to_go_on(upload: Upload, lead: Any) -> None:
    [one] = receiving.declare(upload, [listed("a.pdf", b"0123456789")], by=lead)
    receiving.take_piece(upload, one.id, 0, BytesIO(b"0123"), 4, by=lead)
    with pytest.raises(WrongOffset) as refused:
        receiving.take_piece(upload, one.id, 6, BytesIO(b"67"), 2, by=lead)
    assert refused.value.received == 4
    # A disk that lost its pieces is told from one that has them.
    staging.forget(staging.part_of(upload.pk, one.id))
    with pytest.raises(WrongOffset) as refused:
        receiving.take_piece(upload, one.id, 4, BytesIO(b"45"), 2, by=lead)
    assert refused.value.received == 0
    assert UploadFile.objects.get(pk=one.id).received == 0


_FILES = {"a.pdf": bytes(range(256)) * 3, "b.tif": b"b" * 300, "c.jpg": b"", "d.pdf": b"d"}


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.sampled_from(sorted(_FILES)), st.integers(0, 800), st.integers(0, 300), st.booleans())))
def test_any_order_of_pieces_ends_with_the_same_bytes(
    house: House, batch: Batch, lead: Any, steps: list[tuple[str, int, int, bool]]
) -> None:
    """Pieces at any offset, bodies cut short, files sent twice: then what is missing is sent, and all is as it was."""
    upload = actions.open_upload(batch.agency, title="Hộp", batch=batch, by=lead)
    for path, offset, length, is_cut in steps:
        [one] = receiving.declare(upload, [listed(path, _FILES[path])], by=lead)
        piece = _FILES[path][offset : offset + length]
        came = piece[: len(piece) // 2] if is_cut else piece
        try:
            told = receiving.take_piece(upload, one.id, offset, BytesIO(came), len(piece), by=lead)
        except WrongOffset as refused:
            assert refused.received == UploadFile.objects.get(pk=one.id).received
        else:
            assert told.state in ("awaited", "whole")
    for path, data in _FILES.items():
        [one] = receiving.declare(upload, [listed(path, data)], by=lead)
        if one.state != "whole":
            receiving.take_piece(upload, one.id, one.received, BytesIO(data[one.received :]), len(data), by=lead)
    rows = {row.path: row for row in upload.files.all()}
    assert {path: (row.state, row.sha256) for path, row in rows.items()} == {
        path: ("whole", sha(data)) for path, data in _FILES.items()
    }
    assert all(blobs.store().verify(row.sha256) for row in rows.values())
    upload.files.all().delete()


def test_changed_on_the_senders_disk_begins_anew(upload: Upload, lead: Any) -> None:
    [one] = receiving.declare(upload, [listed("a.pdf", b"0123456789")], by=lead)
    receiving.take_piece(upload, one.id, 0, BytesIO(b"01234"), 5, by=lead)
    [told] = receiving.declare(upload, [listed("a.pdf", b"abcdefghij", 2)], by=lead)
    assert (told.id, told.received, told.state) == (one.id, 0, "awaited")


def test_only_who_delivers_for_the_agency_sends(upload: Upload, commune: Agency, neighbour: Agency) -> None:
    for stranger in (
        person("xa-ben", (neighbour, "contractor_lead")),
        person("doc-gia", (commune, "reader")),
        person("giam-sat", (commune, "supervisor")),
    ):
        with pytest.raises(UploadNotAllowed):
            receiving.declare(upload, [listed("a.tif", b"x")], by=stranger)


def test_new_material_needs_a_running_batch(house: House, batch: Batch, lead: Any) -> None:
    for state in set(states.BATCH_STATES.states) - {states.RUNNING}:
        batch.state = state
        with pytest.raises(BatchNotRunning):
            actions.open_upload(batch.agency, title="Hộp", batch=batch, by=lead)
    with pytest.raises(UploadRefused):
        actions.open_upload(batch.agency, title="Hộp", by=lead)


def test_a_closed_upload_takes_nothing_more(upload: Upload, lead: Any) -> None:
    [one] = receiving.declare(upload, [listed("a.pdf", b"0123456789")], by=lead)
    receiving.take_piece(upload, one.id, 0, BytesIO(b"01234"), 5, by=lead)
    actions.cancel_upload(upload, by=lead)
    upload.refresh_from_db()
    with pytest.raises(UploadClosed):
        receiving.take_piece(upload, one.id, 5, BytesIO(b"56789"), 5, by=lead)
    with pytest.raises(UploadClosed):
        actions.deliver(upload, by=lead)


class Shrinking:
    """A disk with so many bytes free."""

    def __init__(self, free: int) -> None:
        self.free = free

    def room(self, place: Path) -> Room:
        return Room("d", self.free, 10**12)


def test_what_does_not_fit_is_said_before_a_byte_travels(upload: Upload, lead: Any) -> None:
    try:
        disk.use(Shrinking(10**10), {"kho tệp": Path()}, warn=disk.Threshold(0, 0), stop=disk.Threshold(0.5, 9 * 10**9))
        with pytest.raises(NoRoom) as refused:
            receiving.declare(upload, [Announced("a.pdf", 2 * 10**9, 1, "0" * 64)], by=lead)
        assert "1,9 GiB" in str(refused.value.message)
        assert not upload.files.exists()
        disk.use(Shrinking(10**9), {"kho tệp": Path()}, warn=disk.Threshold(0, 0), stop=disk.Threshold(0.5, 9 * 10**9))
        with pytest.raises(DiskLow):
            receiving.take_bundle(upload, BytesIO(b""), by=lead)
    finally:
        _usual_disk()


def _usual_disk() -> None:
    from khoso.config.home import disk_threshold, watched_places

    disk.use(disk.LocalDisk(), watched_places(), warn=disk_threshold("WARN"), stop=disk_threshold("STOP"))


def test_the_page_and_its_questions(client: Client, house: House, batch: Batch, lead: Any) -> None:
    """From opening to a delivery, as the script asks."""
    signed_in(client, lead)
    made = client.post("/giao-scan", {"batch": batch.pk, "title": "Hộp 01"})
    address = made.headers["Location"]
    data = {"H19.99.2020.01.001.pdf": b"%PDF-1.4", "lon.tif": b"II*\0" + b"x" * 20}
    asked = [{"path": path, "size": len(one), "modified": 5} for path, one in data.items()]
    odd = {"path": "../x", "size": 1, "modified": 5}
    told = _ask(client, f"{address}/so-sanh", [*asked, odd])
    assert [one["whole"] for one in told["files"]] == [False, False]
    assert [one["path"] for one in told["refused"]] == ["../x"]
    digests = [{**one, "sha256": sha(data[one["path"]])} for one in asked]
    first, second = _ask(client, f"{address}/khai", digests)["files"]
    body = bundle_of((first["id"], data[first["path"]]))
    client.post(f"{address}/goi", body, content_type="application/octet-stream")
    piece = f"{address}/tep/{second['id']}"
    late = client.post(f"{piece}?tu=9", b"xx", content_type="application/octet-stream")
    assert (late.status_code, late.json()["received"]) == (409, 0)
    sent = client.post(f"{piece}?tu=0", data["lon.tif"], content_type="application/octet-stream")
    assert sent.json()["state"] == "whole"
    assert [one["whole"] for one in _ask(client, f"{address}/so-sanh", asked)["files"]] == [True, True]
    assert client.get(address).status_code == 200
    done = client.post(f"{address}/lap-lo", {"workbook": "none"})
    assert done.headers["Location"].startswith("/lo-giao-nop/")


def _ask(client: Client, address: str, files: list[dict[str, Any]]) -> Any:
    answer = client.post(address, json.dumps({"files": files}), content_type="application/json")
    assert answer.status_code == 200, answer.content
    return answer.json()


def test_nonsense_is_refused_in_words(client: Client, upload: Upload, lead: Any) -> None:
    signed_in(client, lead)
    address = f"/giao-scan/{upload.pk}"
    for path, body in (
        ("so-sanh", b"{"),
        ("so-sanh", b'{"files": 3}'),
        ("khai", b'{"files": [3]}'),
        ("goi", b"\xff\xff\xff\xff"),
        ("goi", b"\0\0\0\2[]"[:3]),
        ("goi", b"\0\0\0\5[[1]]"),
        ("tep/1?tu=x", b"x"),
        ("tep/999999?tu=0", b"x"),
    ):
        answer = client.post(f"{address}/{path}", body, content_type="application/octet-stream")
        told = answer.json()
        assert (path, answer.status_code) == (path, 422) or told["files"] == []
        assert told.get("message") or told.get("refused")


def test_an_ordinary_form_sends_a_small_delivery(client: Client, upload: Upload, lead: Any) -> None:
    signed_in(client, lead)
    from django.core.files.uploadedfile import SimpleUploadedFile

    files = [SimpleUploadedFile(f"{n}.tif", bytes([n]) * 10) for n in range(3)]
    assert client.post(f"/giao-scan/{upload.pk}/bieu-mau", {"files": files}).status_code == 302
    assert queries.count([upload.pk])[upload.pk].whole == 3
    twins = [SimpleUploadedFile("x.tif", b"1"), SimpleUploadedFile("x.tif", b"2")]
    with pytest.raises(UploadRefused):
        plain_form.take(upload, twins, by=lead)


def test_an_upload_becomes_a_delivery_and_another_mends_it(
    house: House, upload: Upload, batch: Batch, lead: Any
) -> None:
    """The second brings one file anew: its bytes take the place of the first's, the other stays as it was."""
    from tests.stages.digitisation.intake_samples import dossier_in_catalogue, one_page_pdf

    dossier = dossier_in_catalogue(batch.agency, items=2)
    pages = {f"{dossier.reference_code}.{n:03d}.pdf": one_page_pdf(n) for n in (1, 2)}
    _send_all(upload, pages, lead)
    delivery = actions.deliver(upload, by=lead)
    house.queue.run_all(only="digitisation.register_delivery")
    assert dict(DeliveryFile.objects.filter(delivery=delivery).values_list("path", "sha256")) == {
        path: sha(data) for path, data in pages.items()
    }
    assert delivery.batch_id == batch.pk
    again = actions.open_upload(batch.agency, title="Sửa", batch=batch, by=lead)
    mended = {next(iter(pages)): one_page_pdf(9)}
    _send_all(again, mended, lead)
    assert actions.deliver(again, by=lead, into=delivery).pk == delivery.pk
    house.queue.run_all(only="digitisation.register_delivery")
    assert dict(DeliveryFile.objects.filter(delivery=delivery).values_list("path", "sha256")) == {
        path: sha(data) for path, data in (pages | mended).items()
    }


def _send_all(upload: Upload, files: dict[str, bytes], by: Any) -> None:
    told = receiving.declare(upload, [listed(path, data) for path, data in files.items()], by=by)
    body = bundle_of(*((one.id, data) for one, data in zip(told, files.values(), strict=True)))
    receiving.take_bundle(upload, BytesIO(body), by=by)
