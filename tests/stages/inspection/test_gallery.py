"""The gallery: which pages are shown to whom, many pictures in one answer, marks saved one by one."""

from __future__ import annotations

import json
import re
import struct
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from tests.house import House, signed_in
from tests.stages.inspection.test_page_replacing import picture
from tests.stages.inspection.test_rework import Desk

from khoso.engines import blobs
from khoso.foundation.audit.models import AuditEntry
from khoso.instruments.quality.models import Defect
from khoso.kernel import clock
from khoso.stages.catalogue.models import Item
from khoso.stages.digitisation.models import DeliveryFile, PaperBox, PaperHandOver, PaperLine, PaperPhoto
from khoso.stages.inspection.gallery import index, keys, marking, queries
from khoso.stages.inspection.gallery.jobs import make_thumbnails
from khoso.stages.inspection.lots import actions as lots
from khoso.stages.inspection.lots.kinds import kinds_of
from khoso.stages.inspection.models import PagePhoto

pytestmark = [pytest.mark.django_db, pytest.mark.mission("D7")]
JSON = {"HTTP_ACCEPT": "application/json"}


@pytest.fixture
def desk(house: House, tmp_path: Path) -> Desk:
    return Desk(tmp_path)


@pytest.fixture
def client(desk: Desk) -> Client:
    return signed_in(Client(), desk.inspector)  # type: ignore[no-any-return]


def at(desk: Desk, name: str, *more: Any, page: int = 2) -> str:
    return reverse(f"inspection:{name}", args=[desk.delivery.pk, desk.file.pk, page, *more])


def unpacked(content: bytes) -> list[tuple[int, bytes]]:
    (count,) = struct.unpack_from("<I", content)
    heads = [struct.unpack_from("<IHHI", content, 4 + 12 * number) for number in range(count)]
    told, start = [], 4 + 12 * count
    for place, _width, _height, length in heads:
        told.append((place, content[start : start + length]))
        start += length
    return told


def test_the_pictures_of_many_pages_come_in_one_answer(desk: Desk, client: Client) -> None:
    make_thumbnails(str(desk.file.pk))
    address = reverse("inspection:gallery-thumbnails", args=[desk.delivery.pk])
    version = queries.version_of(queries.shown_files(desk.delivery.pk))
    answer = client.get(address, {"p": "0-1,2,9", "v": version})
    told = unpacked(answer.content)
    assert [place for place, _data in told] == [0, 1, 2]
    assert {data[:4] + data[8:12] for _place, data in told} == {b"RIFFWEBP"}
    assert answer["Cache-Control"] == "private, max-age=900"
    assert client.get(address, {"p": "0-1", "v": "khac"})["Cache-Control"] == "private, no-store"
    # Small pictures are not looks; opening the wall is one.
    assert not AuditEntry.objects.filter(verb="inspection.page.show").exists()
    for _again in range(2):
        assert client.get(reverse("inspection:gallery", args=[desk.delivery.pk])).status_code == 200
    assert AuditEntry.objects.filter(verb="inspection.gallery.open").count() == 1


@pytest.mark.luat("KH 82 II")
@pytest.mark.parametrize("why", ["quarantined", "registered", "secret"])
def test_what_nobody_may_see_is_on_no_wall(desk: Desk, client: Client, why: str) -> None:
    make_thumbnails(str(desk.file.pk))
    if why == "secret":
        Item.objects.update(access_code="03")
    else:
        DeliveryFile.objects.update(state=why)
    told = client.get(reverse("inspection:gallery-index", args=[desk.delivery.pk])).json()
    pictures = client.get(reverse("inspection:gallery-thumbnails", args=[desk.delivery.pk]), {"p": "0-5"})
    assert (told["files"], unpacked(pictures.content)) == ([], [])
    assert client.get(at(desk, "gallery-image")).status_code == 404


@pytest.mark.luat("KH 82 II")
def test_pictures_of_an_order_kept_at_hand_are_asked_for_rights_each_time(desk: Desk, client: Client) -> None:
    make_thumbnails(str(desk.file.pk))
    told = _told_in(client.get(reverse("inspection:gallery", args=[desk.delivery.pk])))
    asked = {"p": "0-2", "v": told["v"]}
    address = reverse("inspection:gallery-thumbnails", args=[desk.delivery.pk])
    assert [place for place, _data in unpacked(client.get(address, asked).content)] == [0, 1, 2]
    Item.objects.update(access_code="03")
    answer = client.get(address, asked)
    assert (unpacked(answer.content), answer["Cache-Control"]) == ([], "private, no-store")


def test_the_page_brings_the_list_it_is_drawn_from(desk: Desk, client: Client) -> None:
    desk.scans.doubt(desk.file, 2, "page.skewed")
    desk.mark(3, note="</script><b>đậm")
    address = reverse("inspection:gallery", args=[desk.delivery.pk])
    assert _told_in(client.get(address)) == client.get(f"{address}/muc-luc.json").json()


def test_a_wall_that_lacks_pictures_asks_the_machine_once(desk: Desk, client: Client, house: House) -> None:
    house.queue.waiting.clear()
    for _again in range(2):
        client.get(reverse("inspection:gallery", args=[desk.delivery.pk]))
    assert [job.name for job, _ids in house.queue.waiting] == ["inspection.resume_thumbnails"]
    assert [name for name, _ids in house.run()] == ["inspection.resume_thumbnails", "inspection.make_thumbnails"]
    assert [
        row[4] for row in _told_in(client.get(reverse("inspection:gallery", args=[desk.delivery.pk])))["files"]
    ] == [1]


def _told_in(answer: Any) -> Any:
    """The list of pages a wall brings along."""
    found = re.search(r'<script id="cac-trang" type="application/json">(.*?)</script>', answer.content.decode(), re.S)
    assert found is not None
    return json.loads(found[1])


def test_the_list_of_pages_says_only_what_is_out_of_the_ordinary(desk: Desk, client: Client) -> None:
    desk.scans.doubt(desk.file, 2, "page.skewed")
    desk.scans.doubt(desk.file, None, "file.not_pdfa")
    lot = lots.draw_lot([desk.delivery.pk], "page", desk.inspector, seed="x")
    made = desk.mark(3)
    told = client.get(reverse("inspection:gallery-index", args=[desk.delivery.pk]), {"lo": lot.pk}).json()
    assert [row[1:] for row in told["files"]] == [[desk.file.item.reference_code, 0, 3, 0]]
    assert (told["doubts"], [code for code, _label in told["codes"]]) == ({"1": [0]}, ["page.skewed"])
    assert {one["p"]: one["id"] for one in told["defects"]} == {2: made.pk}
    assert sorted(told["units"]) == ["0", "1", "2"]


def test_a_page_of_a_lot_is_good_or_bad_and_what_is_taken_back_waits_again(desk: Desk, client: Client) -> None:
    lot = lots.draw_lot([desk.delivery.pk], "page", desk.inspector, seed="x")
    asked = f"?lo={lot.pk}"
    good = client.post(at(desk, "gallery-good", page=1) + asked, **JSON)
    assert (good.status_code, good.json()["unit"]) == (200, ["sample", "good"])
    sent = {"kind": "blur", "note": "mờ", "box": "0.1,0.2,0.5,0.6"}
    marked = client.post(at(desk, "gallery-mark") + asked, sent, **JSON).json()
    assert marked["unit"][1] == "bad"
    made = Defect.objects.get(pk=marked["made"])
    assert (made.severity, made.box, made.note, made.seen_in) == ("major", [0.1, 0.2, 0.4, 0.4], "mờ", desk.file.sha256)
    changed = client.post(at(desk, "gallery-change", made.pk) + asked, {"severity": "critical"}, **JSON).json()
    assert [(one["severity"], one["note"]) for one in changed["defects"]] == [("critical", "mờ")]
    undone = client.post(at(desk, "gallery-undo", made.pk) + asked, **JSON).json()
    assert (undone["defects"], undone["unit"][1]) == ([], "")


def test_a_mark_sent_again_because_its_answer_was_lost_is_there_once(desk: Desk, client: Client) -> None:
    first, again, other = (
        client.post(at(desk, "gallery-mark"), {"kind": kind, **more}, **JSON).json()["made"]
        for kind, more in (("blur", {}), ("blur", {"again": "1"}), ("skew", {"again": "1"}))
    )
    assert (first, Defect.objects.count()) == (again, 2)
    assert other != first


@pytest.mark.parametrize("wrong", [{"kind": "khac"}, {"kind": "blur", "box": "0.5,0.5,1.5,0.6"}, {"kind": "spelling"}])
def test_a_mark_that_says_nothing_is_refused_in_words(desk: Desk, client: Client, wrong: dict[str, str]) -> None:
    answer = client.post(at(desk, "gallery-mark"), wrong, **JSON)
    assert (answer.status_code, Defect.objects.count()) == (422, 0)
    assert answer.json()["refused"].startswith("Chưa ghi lỗi")


@pytest.mark.luat("TT05 Đ.9.5")
def test_whoever_scanned_marks_nothing_and_takes_back_nothing(desk: Desk) -> None:
    made = desk.mark(2)
    scanner = signed_in(Client(), desk.scanner)
    assert scanner.get(at(desk, "gallery-page")).status_code == 200
    for name, more in (("gallery-mark", ()), ("gallery-undo", (made.pk,)), ("gallery-good", ())):
        assert scanner.post(at(desk, name, *more), {"kind": "blur"}).status_code == 403
    assert Defect.objects.get().state == "found"


def test_without_scripts_a_page_is_shown_and_marked_by_a_form(desk: Desk, client: Client) -> None:
    assert "Ghi lỗi" in client.get(at(desk, "gallery-page")).content.decode()
    answer = client.post(at(desk, "gallery-mark"), {"kind": "skew", "severity": ""})
    assert (answer.status_code, answer["Location"]) == (302, at(desk, "gallery-page"))
    assert Defect.objects.values_list("kind", "severity").get() == ("skew", "minor")


def test_a_page_seen_is_one_row_and_a_page_drawn_ahead_is_none(desk: Desk, client: Client) -> None:
    assert client.get(at(desk, "gallery-image"), {"ve": "1"}).status_code == 204
    assert not AuditEntry.objects.filter(verb="inspection.page.show").exists()
    for _again in range(3):
        assert client.get(at(desk, "gallery-image"))["Content-Type"] == "image/jpeg"
    assert [row.details["page"] for row in AuditEntry.objects.filter(verb="inspection.page.show")] == [2]


def test_a_photo_of_the_paper_stands_beside_its_page(desk: Desk, client: Client) -> None:
    address = at(desk, "gallery-add-photo")
    told = client.post(address, {"photo": SimpleUploadedFile("giay.jpg", picture(90))}, **JSON).json()
    assert client.get(told["photos"][0]["url"])["Content-Type"] == "image/jpeg"
    wrong = client.post(address, {"photo": SimpleUploadedFile("giay.jpg", b"rac")}, **JSON)
    assert (wrong.status_code, PagePhoto.objects.count()) == (422, 1)
    other = told["photos"][0]["url"].replace("/2/anh-giay", "/3/anh-giay")
    assert client.get(other).status_code == 404


def test_photos_of_the_hand_over_stand_beside_the_page(desk: Desk, client: Client) -> None:
    dossier, inspector = desk.file.dossier, desk.inspector
    out = PaperHandOver.objects.create(
        batch=desk.scans.batch, way="out", ordinal=1, held_on=clock.today(), made_by=inspector, made_at=clock.now()
    )
    box = PaperBox.objects.create(hand_over=out, place=1, fonds=dossier.fonds, box="07")
    line = PaperLine.objects.create(hand_over=out, box=box, place=1, dossier=dossier, reference_code="x", title="x")
    kept = blobs.store().put_bytes(picture(90)).sha256
    for of in (line, None):
        PaperPhoto.objects.create(
            box=box, line=of, sha256=kept, width=9, height=9, taken_by=inspector, taken_at=clock.now()
        )
    elsewhere = PaperBox.objects.create(hand_over=out, place=2, fonds=dossier.fonds, box="08")
    PaperPhoto.objects.create(box=elsewhere, sha256=kept, width=9, height=9, taken_by=inspector, taken_at=clock.now())
    told = client.get(at(desk, "gallery-page"), **JSON).json()["photos"]
    assert [one["note"] for one in told] == ["Giao nhận: hộp 07", "Giao nhận: hồ sơ"]
    assert {client.get(one["url"]).status_code for one in told} == {200}


def test_every_kind_of_page_lies_on_a_key_of_its_own() -> None:
    codes = [kind.code for kind in kinds_of("page")]
    assert sorted(keys.KEYS) == sorted(codes)
    assert len(set(keys.KEYS.values())) == len(codes)
    assert all(len(key) == 1 and key.isalpha() for key in keys.KEYS.values())
    assert {one["key"] for one in marking.kinds()} == set(keys.KEYS.values())


def test_ranges_are_written_and_read_alike() -> None:
    assert index.as_ranges([0, 1, 2, 5, 7, 8]) == "0-2,5,7-8"
    assert index.from_ranges("0-2,5,7-8", most=9) == [0, 1, 2, 5, 7, 8]
    assert index.from_ranges("x,-1,3-1,²,0-999999999", most=3) == [0, 1, 2]
