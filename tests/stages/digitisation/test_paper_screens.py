"""The screens of paper: counted by whoever may, few questions for many boxes, labels that decode back, minutes."""

from __future__ import annotations

import io
import itertools
import re
import uuid
import zipfile
from datetime import timedelta
from typing import Any

import cv2
import numpy as np
import pypdfium2
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from PIL import Image
from tests.house import MOMENT, House, person, signed_in
from tests.stages.digitisation.paper_house import SHEETS, PaperHouse, paper_house

from khoso.engines import blobs
from khoso.foundation.identity.actions import register_agency
from khoso.kernel import clock
from khoso.stages.catalogue.models import Dossier
from khoso.stages.digitisation import states
from khoso.stages.digitisation.models import (
    PaperBox,
    PaperDifference,
    PaperHandOver,
    PaperLabel,
    PaperLine,
    PaperPhoto,
)
from khoso.stages.digitisation.paper import actions, offers, papers, queries, rules
from khoso.stages.digitisation.paper.actions import Counted

pytestmark = [pytest.mark.django_db, pytest.mark.mission("D2")]


@pytest.fixture
def there(house: House) -> PaperHouse:
    return paper_house()


def client_of(who: Any) -> Client:
    return signed_in(Client(), who)  # type: ignore[no-any-return]


def picture(kind: str = "JPEG", size: tuple[int, int] = (300, 200), **more: Any) -> bytes:
    made = io.BytesIO()
    Image.new("RGB", size, (200, 180, 150)).save(made, kind, **more)
    return made.getvalue()


def upload(data: bytes, name: str = "anh.jpg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data, content_type="image/jpeg")


# the way of a clerk --------------------------------------------------------------------------------------------------


def test_from_chosen_boxes_to_confirmed_minutes(there: PaperHouse) -> None:
    clerk, lead = client_of(there.clerk), client_of(there.lead)
    page = reverse("digitisation:paper-new", args=[there.batch.pk])
    keys = [one.key for one in offers.offers(there.batch, "out")]
    answer = clerk.post(page, {"chieu": "giao", "hop": keys, "so": "01/BB", "ngay": "2026-11-22"})
    one = PaperHandOver.objects.get()
    assert answer["Location"] == reverse("digitisation:handing", args=[one.pk])
    do = reverse("digitisation:handing-do", args=[one.pk])
    first, second = one.boxes.all()
    clerk.post(do, {"viec": "dem", "hop": [first.pk]})
    # Enter in the other box saves what stands there and goes on to what is left: nothing, so back to the hand-over.
    lines = list(second.lines.all())
    typed = {f"to-{line.pk}": "40" for line in lines} | {f"co-{line.pk}": "here" for line in lines}
    typed |= {f"to-{lines[0].pk}": "38", f"tt-{lines[0].pk}": "01", f"gc-{lines[0].pk}": "Thiếu 2 tờ cuối"}
    count = reverse("digitisation:handing-count", args=[one.pk, second.pk])
    answer = clerk.post(count, typed | {"viec": "luu-tiep"})
    assert answer["Location"] == reverse("digitisation:handing", args=[one.pk])
    for other, asked in ((clerk, []), (lead, [first.pk, second.pk])):
        if asked:
            other.post(do, {"viec": "dem", "hop": asked})
        other.post(do, {"viec": "xac-nhan"})
    one.refresh_from_db()
    assert (one.state, one.giver, one.receiver) == (states.CONFIRMED, there.clerk, there.lead)
    assert queries.paper_balance(there.batch.pk).sheets_out == 6 * SHEETS - 2


def test_a_count_that_makes_no_sense_keeps_the_others(there: PaperHouse) -> None:
    one = there.made("out")
    box = one.boxes.get(place=1)
    lines = list(box.lines.all())
    typed = {f"co-{line.pk}": "here" for line in lines} | {f"to-{line.pk}": "40" for line in lines}
    for wrong in ("", "4O", "-3", "99999999", "²"):
        PaperLine.objects.update(giver_presence="", giver_sheets=None)
        sent = typed | {f"to-{lines[1].pk}": wrong, "viec": "luu"}
        answer = client_of(there.clerk).post(reverse("digitisation:handing-count", args=[one.pk, box.pk]), sent)
        assert answer.status_code == 422
        assert f'name="to-{lines[1].pk}" value="{wrong[:6]}"' in answer.content.decode()
        assert list(box.lines.order_by("place").values_list("giver_sheets", flat=True)) == [40, None, 40]


def test_one_scanned_dossier_is_ticked_with_one_press(there: PaperHouse) -> None:
    one = there.made("out")
    line = PaperLine.objects.order_by("place")[1]
    client = client_of(there.lead)
    landing = client.get(reverse("digitisation:label", args=[rules.label_code("dossier", line.dossier_id)]))
    address = f"{reverse('digitisation:handing-box', args=[one.pk, line.box_id])}?ho-so={line.pk}"
    assert landing["Location"] == address
    shown = client.get(address).content.decode()
    assert shown.count('<li class="paper-line') == 1
    count = f"{reverse('digitisation:handing-count', args=[one.pk, line.box_id])}?ho-so={line.pk}"
    client.post(count, {"viec": "du"})
    assert list(PaperLine.objects.order_by("place").values_list("receiver_sheets", flat=True)) == [
        None,
        SHEETS,
        *[None] * 4,
    ]


def test_a_label_tells_strangers_nothing_and_leads_on_when_nothing_is_counted(there: PaperHouse) -> None:
    one = there.out()
    code = queries.box_code(one.boxes.get(place=1))
    address = reverse("digitisation:label", args=[code])
    assert Client().get(address)["Location"].startswith("/dang-nhap")
    other = person("xa-khac", (actions_agency("Q.KHAC"), "clerk"))
    assert client_of(other).get(address).status_code == 404
    assert client_of(there.clerk).get(reverse("digitisation:label", args=["KHONGCOMA0"])).status_code == 404
    shown = client_of(there.clerk).get(address)
    assert (shown.status_code, one.get_way_display() in shown.content.decode()) == (200, True)
    back = there.made("back")
    box = back.boxes.get(place=1)
    assert client_of(there.clerk).get(address)["Location"] == reverse(
        "digitisation:handing-box", args=[back.pk, box.pk]
    )


def actions_agency(code: str) -> Any:
    return register_agency(code, f"Cơ quan {code}", kind="commune")


def test_labels_stay_the_same_from_one_hand_over_to_the_next(there: PaperHouse) -> None:
    there.out()
    before = set(PaperLabel.objects.values_list("code", flat=True))
    there.made("back")
    assert set(PaperLabel.objects.values_list("code", flat=True)) == before
    assert len(before) == 8


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("https://kho.so/n/ABCDEFGH12", "ABCDEFGH12"),
        ("abcde-fgh12", "ABCDEFGH12"),
        (" ABCDE FGH1 2 ", "ABCDEFGH12"),
        ("OBCDEFGHIL", "0BCDEFGH11"),
        ("ABC", ""),
        ("ABCDEFGHU2", ""),
        ("ＡBCDEFGH12", ""),
    ],
)
def test_how_a_code_is_read(typed: str, read: str) -> None:
    assert rules.typed_code(typed) == read


# labels and minutes --------------------------------------------------------------------------------------------------


def decoded(pdf: bytes, labels: int) -> list[str]:
    """What a camera reads on every page: it looks from several distances, as who holds it moves it until it sees."""
    document = pypdfium2.PdfDocument(pdf)
    told: set[str] = set()
    for dpi in (200, 150, 250, 300):
        for page in document if len(told) < labels else ():
            grey = np.asarray(page.render(scale=dpi / 72).to_pil().convert("L"))
            told |= {one for one in cv2.QRCodeDetector().detectAndDecodeMulti(grey)[1] if one}
    document.close()
    return sorted(told)


@pytest.mark.parametrize("size", list(papers.SHEETS))
def test_every_label_decodes_back_from_the_printed_page(there: PaperHouse, size: str) -> None:
    one = there.made("out")
    answer = client_of(there.clerk).get(
        reverse("digitisation:handing-labels", args=[one.pk]), {"loai": "ca-hai", "co": size, "bo": "1"}
    )
    wanted = [queries.box_code(box) for box in one.boxes.all()]
    wanted += [rules.label_code("dossier", line.dossier_id) for line in one.lines.all()]
    assert decoded(answer.content, len(wanted)) == sorted(f"http://testserver/n/{code}" for code in wanted)


def text_of(docx: bytes) -> str:
    xml = zipfile.ZipFile(io.BytesIO(docx)).read("word/document.xml").decode()
    return re.sub(r"<[^>]+>", "", xml.replace("</w:p>", "\n"))


def minutes(one: PaperHandOver, who: Any, form: str) -> bytes:
    answer = client_of(who).get(reverse("digitisation:handing-minutes", args=[one.pk, form]))
    assert answer.status_code == 200
    return bytes(answer.content)


@pytest.mark.luat("ND30 PL III; TT05 Đ.9.1.c")
def test_the_minutes_of_a_hand_over_out(there: PaperHouse) -> None:
    one = there.counted(there.made("out", number="12/BB-UBND"), d2=Counted("left", None, "", "Đang mượn đọc"))
    assert "BIÊN BẢN (DỰ THẢO)" in text_of(minutes(one, there.clerk, "docx"))
    one = there.confirmed(one)
    told = text_of(minutes(one, there.lead, "docx"))
    for said in (
        "BIÊN BẢN\n",
        "Giao tài liệu lưu trữ để số hóa (lần 1, đợt 1)",
        "Bên giao: Ủy ban nhân dân xã Giấy; đại diện: Người giay-vanthu",
        "Bên nhận: Công ty Quét Mẫu; đại diện: Người giay-phutrach",
        "Số hộp: 2",
        "Số hồ sơ: 5",
        "Số tờ: 200",
        "Bình thường: 5 hồ sơ",
        "Để lại, không giao lần này: 1 hồ sơ",
        "Để lại, chưa giao; Đang mượn đọc",
        one.frozen_digest,
        there.dossiers[5].reference_code,
    ):
        assert said in told, said
    assert "DỰ THẢO" not in told
    # The same bytes for ever.
    assert minutes(one, there.clerk, "pdf") == minutes(one, there.lead, "pdf")
    assert minutes(one, there.clerk, "pdf").startswith(b"%PDF-")


@pytest.mark.luat("TT05 Đ.9.4.e")
def test_the_minutes_of_a_return_tell_every_difference(there: PaperHouse, monkeypatch: pytest.MonkeyPatch) -> None:
    # Time goes on while the minutes come about: each question is a millisecond later.
    moments = itertools.count()
    # Undone here, before the fixture that stopped the clock sets it going again.
    with monkeypatch.context() as going:
        going.setattr(clock, "_source", lambda: MOMENT + timedelta(milliseconds=next(moments)))
        there.out()
        one = there.back(d1=Counted("missing"), d2=Counted("here", 39, "03"))
        told = text_of(minutes(one, there.clerk, "docx"))
    for said in (
        "Trả tài liệu lưu trữ gốc sau số hóa",
        "Không tìm thấy khi kiểm đếm: 1 hồ sơ",
        "Có 3 chênh lệch",
        "Thiếu hồ sơ",
        "Thiếu tờ",
        "40 tờ",
        "39 tờ",
        "Tình trạng xấu hơn",
        "Hỏng",
        "Người giay-phutrach, 29/11/2026",
    ):
        assert said in told, said


# photos --------------------------------------------------------------------------------------------------------------


def test_a_photo_is_drawn_anew_before_it_is_kept(there: PaperHouse) -> None:
    one = there.made("out")
    box = one.boxes.get(place=1)
    exif = Image.Exif()
    exif[0x010F] = "Máy của ai đó"
    exif[0x0112] = 6
    sent = picture(size=(3000, 1500), exif=exif) + b"<script>duoi</script>"
    address = reverse("digitisation:handing-photo", args=[one.pk, box.pk])
    client_of(there.lead).post(address, {"anh": upload(sent), "ho-so": str(box.lines.all()[0].pk)})
    kept = PaperPhoto.objects.get()
    # Turned upright, made smaller, nothing of the phone left in it.
    assert (kept.width, kept.height, kept.line) == (1000, 2000, box.lines.all()[0])
    with blobs.store().open(kept.sha256) as stream:
        data = stream.read()
    assert (b"script" in data, len(Image.open(io.BytesIO(data)).getexif())) == (False, 0)
    shown = client_of(there.clerk).get(reverse("digitisation:handing-picture", args=[kept.pk]))
    assert (shown["Content-Type"], shown["X-Content-Type-Options"]) == ("image/jpeg", "nosniff")
    assert b"".join(shown.streaming_content) == data  # type: ignore[attr-defined]


BOMB = picture("PNG", (12_000, 9_000))


@pytest.mark.parametrize(
    "sent",
    [
        b"",
        b"GIF89a" + b"\0" * 64,
        b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
        b"%PDF-1.7\n",
        b"\xff\xd8\xff" + b"\0" * 400,
        picture()[:200],
        b"\x89PNG\r\n\x1a\n" + b"\0" * 64,
        BOMB,
    ],
    ids=["empty", "gif", "svg", "pdf", "no jpeg", "cut", "no png", "bomb"],
)
def test_hostile_photos_are_refused_and_nothing_is_kept(there: PaperHouse, sent: bytes) -> None:
    one = there.made("out")
    client, box = client_of(there.clerk), one.boxes.get(place=1)
    answer = client.post(reverse("digitisation:handing-photo", args=[one.pk, box.pk]), {"anh": upload(sent)})
    assert answer.status_code == 302
    answer = client.post(reverse("digitisation:handing-scan", args=[one.pk]), {"anh": upload(sent)})
    assert answer.status_code == 422
    assert PaperPhoto.objects.count() == 0


def test_a_photo_of_a_label_leads_to_its_box(there: PaperHouse) -> None:
    one = there.made("out")
    box = one.boxes.get(place=2)
    labels = papers.labels_pdf(papers.box_labels([box], "http://testserver/n/"), "2x4", 0)
    page = pypdfium2.PdfDocument(labels)[0].render(scale=150 / 72).to_pil().convert("RGB")
    # As a hand holds it: turned a little, on a grey table.
    shot = page.rotate(7, expand=True, fillcolor=(120, 118, 110)).crop((0, 0, 1240, 900))
    made = io.BytesIO()
    shot.save(made, "JPEG", quality=80)
    scan = reverse("digitisation:handing-scan", args=[one.pk])
    answer = client_of(there.lead).post(scan, {"anh": upload(made.getvalue())})
    assert answer["Location"] == reverse("digitisation:handing-box", args=[one.pk, box.pk])
    assert client_of(there.lead).post(scan, {"anh": upload(picture())}).status_code == 422
    answer = client_of(there.lead).post(scan, {"ma": queries.box_code(box).lower()})
    assert answer["Location"] == reverse("digitisation:handing-box", args=[one.pk, box.pk])


# differences on the screen -------------------------------------------------------------------------------------------


def test_a_difference_from_explained_to_concluded(there: PaperHouse) -> None:
    there.out()
    there.back(d1=Counted("missing"))
    one = PaperDifference.objects.get()
    do = reverse("digitisation:difference-do", args=[one.pk])
    page = reverse("digitisation:difference", args=[one.pk])
    assert 'value="giai-trinh"' in client_of(there.lead).get(page).content.decode()
    assert client_of(there.lead).post(do, {"viec": "giai-trinh", "noi_dung": ""}).status_code == 422
    client_of(there.lead).post(do, {"viec": "giai-trinh", "noi_dung": "Đang tìm"})
    client_of(there.head).post(do, {"viec": "tra-lai", "noi_dung": "Nêu rõ nơi để", "han": "2026-12-05"})
    one.refresh_from_db()
    assert (one.state, f"{one.due_on:%d/%m}") == ("open", "05/12")
    client_of(there.lead).post(do, {"viec": "giai-trinh", "noi_dung": "Để lẫn ở phòng quét"})
    assert 'value="ket-luan"' not in client_of(there.clerk).get(page).content.decode()
    client_of(there.clerk).post(do, {"viec": "tim-thay", "noi_dung": "Nhận lại", "so_to": "40", "tinh_trang": "02"})
    assert queries.paper_balance(there.batch.pk).is_back
    shown = client_of(there.clerk).get(reverse("digitisation:paper", args=[there.batch.pk])).content.decode()
    assert "Tài liệu của đợt đã về đủ kho" in shown


# many ----------------------------------------------------------------------------------------------------------------


def questions(client: Client, address: str) -> int:
    client.get(address)
    with CaptureQueriesContext(connection) as asked:
        assert client.get(address).status_code == 200
    return len(asked)


def test_five_hundred_boxes_are_shown_with_few_questions(house: House) -> None:
    few = paper_house()
    small = few.made("out")
    client = client_of(few.clerk)
    box = small.boxes.get(place=1)
    pages = {
        "paper": reverse("digitisation:paper", args=[few.batch.pk]),
        "handing": reverse("digitisation:handing", args=[small.pk]),
        "box": reverse("digitisation:handing-box", args=[small.pk, box.pk]),
        "new": reverse("digitisation:paper-new", args=[few.batch.pk]) + "?chieu=giao",
    }
    before = {name: questions(client, address) for name, address in pages.items()}
    fill(small, boxes=500, each=10)
    assert (small.boxes.count(), small.lines.count()) == (502, 5006)
    assert {name: questions(client, address) for name, address in pages.items()} == before
    # One press counts them all, in as many questions as for one.
    with CaptureQueriesContext(connection) as asked:
        assert actions.count_boxes(small, list(small.boxes.values_list("pk", flat=True)), by=few.clerk) == 5006
    assert len(asked) < 15
    with CaptureQueriesContext(connection) as asked:
        actions.confirm(small, by=few.clerk)
    assert len(asked) < 15


def fill(one: PaperHandOver, *, boxes: int, each: int) -> None:
    like = one.lines.select_related("dossier").all()[0]
    dossiers = [
        Dossier(
            id=uuid.uuid4(),
            fonds_id=like.dossier.fonds_id,
            number=f"{place:05d}",
            box=f"B{place // each}",
            reference_code=f"NHIEU.{place}",
            title=f"Hồ sơ {place}",
        )
        for place in range(boxes * each)
    ]
    Dossier.objects.bulk_create(dossiers, batch_size=1000)
    made = PaperBox.objects.bulk_create(
        PaperBox(hand_over=one, place=100 + place, fonds_id=like.dossier.fonds_id, box=f"B{place}", store="Kho 2")
        for place in range(boxes)
    )
    PaperLine.objects.bulk_create(
        [
            PaperLine(
                hand_over=one,
                box=made[place // each],
                place=1000 + place,
                dossier=dossier,
                reference_code=dossier.reference_code,
                title=dossier.title,
                number=dossier.number,
                expected_sheets=30,
                expected_condition="02",
            )
            for place, dossier in enumerate(dossiers)
        ],
        batch_size=1000,
    )
