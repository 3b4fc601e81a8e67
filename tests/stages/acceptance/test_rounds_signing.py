"""Minutes are signed by every side over one digest; what is changed afterwards is seen; the certificate waits."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from PIL import Image
from tests.house import person, signed_in
from tests.line import Line
from tests.stages.acceptance.acceptance_house import (
    batch_of,
    certified,
    clerk,
    counted,
    defect_of,
    head,
    lead,
    minuted,
    sides,
    signed,
)

from khoso.engines import blobs
from khoso.engines.signatures import verify_pdf
from khoso.foundation.audit.models import AuditEntry
from khoso.kernel import clock
from khoso.kernel.errors import KhosoError
from khoso.stages.acceptance import queries, volumes
from khoso.stages.acceptance.actions import accept_dossier
from khoso.stages.acceptance.errors import NotAcceptable
from khoso.stages.acceptance.models import (
    AcceptanceRound,
    AcceptedDossier,
    RoundDossier,
    RoundItem,
    SignedMinutes,
    SigningSide,
)
from khoso.stages.acceptance.rounds import actions, drawing, signing
from khoso.stages.acceptance.rounds.errors import FiguresChanged, NotCertifiable, RoundNotAllowed, RoundRefused
from khoso.stages.acceptance.rounds.minutes import INVITED, Side
from khoso.stages.repository.models import Replica

pytestmark = [pytest.mark.django_db, pytest.mark.mission("D8"), pytest.mark.luat("TT05 Đ.9.8")]


def side_of(minutes: SignedMinutes, order: int) -> SigningSide:
    return SigningSide.objects.get(minutes=minutes, order=order)


def state(minutes: SignedMinutes) -> str:
    return AcceptanceRound.objects.get(pk=minutes.round_id).state  # type: ignore[no-any-return]


def test_both_sides_sign_and_the_pdf_bears_both_agencies(line: Line, tmp_path: Any) -> None:
    batch = batch_of(line)
    minutes = minuted(line, batch)
    signing.sign(side_of(minutes, 2), minutes.digest, by=lead(line))
    assert state(minutes) == "minuted"
    signing.sign(side_of(minutes, 1), minutes.digest, by=head(line))
    minutes.refresh_from_db()
    assert (minutes.state, state(minutes)) == ("signed", "signed")
    assert signing.problems_of(minutes) == []
    pdf = tmp_path / "bien-ban.pdf"
    with blobs.store().open(minutes.signed_pdf) as file:
        pdf.write_bytes(file.read())
    told = [one for one in verify_pdf(pdf) if one.kind == "signature"]
    assert [one.valid and one.intact for one in told] == [True, True]
    with blobs.store().open(minutes.drawn_pdf) as drawn:
        assert pdf.read_bytes().startswith(drawn.read())
    with blobs.store().open(minutes.docx) as word:
        assert word.read(2) == b"PK"


def test_an_invited_body_signs_too_and_one_without_an_account_on_paper(line: Line, neighbour: Any) -> None:
    batch = batch_of(line)
    guest = person("khach", (neighbour, "head"))
    more = [
        Side(INVITED, neighbour.name, guest.full_name, "Phó Giám đốc", neighbour, guest),
        Side(INVITED, "Công ty tư vấn Mẫu", "Người không tài khoản", "Chuyên gia"),
    ]
    minutes = minuted(line, batch, more)
    for order, by in ((1, head(line)), (2, lead(line)), (3, guest)):
        signing.sign(side_of(minutes, order), minutes.digest, by=by)
    assert state(minutes) == "minuted"
    # Who is named reads what they sign, though their role is in another agency.
    page = signed_in(Client(), guest).get(reverse("acceptance:minutes", args=[minutes.pk]))
    assert page.status_code == 200
    picture = BytesIO()
    Image.new("RGB", (60, 80), "white").save(picture, "PNG")
    upload = SimpleUploadedFile("bien-ban.png", picture.getvalue(), "image/png")
    signing.record_paper(side_of(minutes, 4), upload, minutes.digest, by=clerk(line))
    assert state(minutes) == "signed"
    last = side_of(minutes, 4)
    assert (last.acted_by, last.scan_type, last.pdf_sha256) == (clerk(line), "image/png", "")
    minutes.refresh_from_db()
    assert signing.problems_of(minutes) == []


@pytest.mark.parametrize(
    ("order", "who"),
    [(1, lead), (2, head), (1, clerk), (1, lambda line: person("la", (line.agency, "head")))],
)
def test_nobody_signs_for_a_side_that_is_not_theirs(line: Line, order: int, who: Any) -> None:
    minutes = minuted(line, batch_of(line))
    with pytest.raises(RoundNotAllowed):
        signing.sign(side_of(minutes, order), minutes.digest, by=who(line))
    assert side_of(minutes, order).state == "waiting"


@pytest.mark.luat("TT05 Đ.9.5")
def test_who_scanned_never_accepts_whatever_else_they_are(line: Line) -> None:
    batch = batch_of(line)
    line.delivery.registered_by = "thu-truong"
    line.delivery.save(update_fields=["registered_by"])
    with pytest.raises(RoundNotAllowed):
        actions.open_round(batch, [line.delivery.pk], by=head(line))
    minutes = minuted(line, batch)
    with pytest.raises(RoundNotAllowed):
        signing.sign(side_of(minutes, 1), minutes.digest, by=head(line))


@pytest.mark.parametrize(
    "tamper",
    [
        lambda one: RoundItem.objects.filter(round=one).update(a4=400),
        lambda one: RoundItem.objects.filter(round=one).update(condition="01"),
        lambda one: RoundItem.objects.filter(round=one).update(file_sha256="0" * 64),
        lambda one: RoundDossier.objects.filter(round=one).update(pages=900),
        lambda one: RoundItem.objects.filter(round=one)[0].delete(),
    ],
)
def test_a_counted_row_changed_after_signing_is_seen_and_nothing_is_certified(line: Line, tamper: Any) -> None:
    minutes = signed(line, batch_of(line))
    one = minutes.round
    tamper(one)
    assert len(signing.problems_of(minutes)) == 1
    with pytest.raises(FiguresChanged):
        actions.certify_round(one, "01/XN-KL", by=head(line))
    page = signed_in(Client(), head(line)).get(reverse("acceptance:round", args=[one.pk])).content.decode()
    assert "Số liệu đã khác với lúc chốt." in page
    assert not AcceptedDossier.objects.exists()


@pytest.mark.parametrize(
    "changes", [{"name": "Người khác"}, {"position": "Khác"}, {"person_id": None}, {"seal": "00" * 64}]
)
def test_a_signature_changed_afterwards_is_seen(line: Line, changes: dict[str, Any]) -> None:
    minutes = signed(line, batch_of(line))
    SigningSide.objects.filter(minutes=minutes, order=1).update(**changes)
    assert signing.problems_of(minutes) != []


def test_what_is_signed_is_what_was_seen(line: Line) -> None:
    minutes = minuted(line, batch_of(line))
    with pytest.raises(FiguresChanged):
        signing.sign(side_of(minutes, 1), "f" * 64, by=head(line))


def test_a_refusal_ends_the_minutes_and_the_round_is_counted_anew(line: Line) -> None:
    batch = batch_of(line)
    minutes = minuted(line, batch)
    with pytest.raises(RoundRefused):
        signing.refuse(side_of(minutes, 2), " ", by=lead(line))
    signing.refuse(side_of(minutes, 2), "Thiếu 3 trang A3", by=lead(line))
    minutes.refresh_from_db()
    assert (minutes.state, minutes.reason, state(minutes)) == ("refused", "Thiếu 3 trang A3", "counted")
    one = actions.count_round(minutes.round, by=clerk(line))
    assert drawing.minute_round(one, "01/BB-NT", sides(line, batch), by=clerk(line)).state == "open"


def test_what_is_minuted_is_not_counted_again(line: Line) -> None:
    minutes = minuted(line, batch_of(line))
    with pytest.raises(KhosoError):
        actions.count_round(minutes.round, by=clerk(line))


@pytest.mark.parametrize(
    "spoil",
    [
        lambda line: Replica.objects.filter(root="du-phong").update(is_whole=False),
        lambda line: Replica.objects.filter(root="chinh").delete(),
        defect_of,
    ],
)
def test_no_certificate_while_something_is_not_backed_up_or_has_a_defect(line: Line, spoil: Any) -> None:
    minutes = signed(line, batch_of(line))
    spoil(line)
    with pytest.raises(NotCertifiable) as refused:
        actions.certify_round(minutes.round, "01/XN-KL", by=head(line))
    assert len(refused.value.reasons) == 1
    assert (state(minutes), AcceptedDossier.objects.count()) == ("signed", 0)


def test_a_certificate_makes_its_dossiers_done_with_the_signed_volume(line: Line) -> None:
    before = volumes.pages_accepted(clock.now())
    one = certified(line, batch_of(line))
    row = AcceptedDossier.objects.get()
    counted_ = one.dossiers.get()
    assert (row.dossier_id, row.items, row.pages) == (line.dossier.pk, counted_.items, counted_.pages)
    assert before == {}
    assert volumes.pages_accepted(clock.now()) == {line.agency.pk: counted_.pages}
    assert queries.volume_of_batch(one.batch_id).pages == counted_.pages
    assert AuditEntry.objects.filter(verb="acceptance.dossier.accept").count() == 1
    with blobs.store().open(one.certificate_pdf) as pdf:
        assert pdf.read(5) == b"%PDF-"


def test_a_dossier_of_a_batch_is_not_accepted_by_itself(line: Line) -> None:
    batch_of(line)
    with pytest.raises(NotAcceptable) as refused:
        accept_dossier(line.dossier.pk)
    assert refused.value.reasons == [
        "Hồ sơ thuộc một đợt số hóa: nghiệm thu trong đợt nghiệm thu, không nghiệm thu lẻ."
    ]
    assert list(queries.acceptable_by(head(line))) == []


def test_a_cancelled_round_frees_its_dossiers(line: Line) -> None:
    batch = batch_of(line)
    minutes = minuted(line, batch)
    assert actions.open_round(batch, [line.delivery.pk], by=clerk(line)).number == 2
    with pytest.raises(RoundRefused):
        actions.count_round(AcceptanceRound.objects.get(number=2), by=clerk(line))
    actions.cancel_round(minutes.round, "Lập nhầm", by=clerk(line))
    minutes.refresh_from_db()
    assert (minutes.state, state(minutes)) == ("withdrawn", "cancelled")
    assert actions.count_round(AcceptanceRound.objects.get(number=2), by=clerk(line)).state == "counted"


def test_the_hand_over_of_a_delivery_is_minuted_once(line: Line) -> None:
    batch = batch_of(line)
    made = drawing.minute_handing(batch, line.delivery, "01/BB-BG", sides(line, batch), by=clerk(line))
    assert (made.facts["files"], made.facts["dossiers"]) == (line.delivery.files.count(), 1)
    with pytest.raises(RoundRefused):
        drawing.minute_handing(batch, line.delivery, "02/BB-BG", sides(line, batch), by=clerk(line))
    for order, by in ((1, head(line)), (2, lead(line))):
        signing.sign(side_of(made, order), made.digest, by=by)
    made.refresh_from_db()
    assert made.state == "signed"


def test_a_contractor_sees_no_round_of_another_contractor(line: Line, neighbour: Any) -> None:
    batch = batch_of(line)
    one = counted(line, batch)
    own = lead(line)
    for employer, status in ((batch.contractor, 200), (neighbour, 404)):
        type(own).objects.filter(pk=own.pk).update(employer=employer)
        answer = signed_in(Client(), lead(line)).get(reverse("acceptance:round", args=[one.pk]))
        assert answer.status_code == status


ROUND_ACTS = {
    "count": lambda one, by: actions.count_round(one, by=by),
    "cancel": lambda one, by: actions.cancel_round(one, "Lý do", by=by),
    "certify": lambda one, by: actions.certify_round(one, "09/XN-KL", by=by),
}
MAY = {
    "count": {"clerk", "supervisor", "head"},
    "cancel": {"clerk", "supervisor", "head"},
    "certify": {"head"},
}
ALLOWED = {
    "count": {"draft", "counted"},
    "cancel": {"draft", "counted", "minuted", "signed"},
    "certify": {"signed"},
}
ROLES = ["clerk", "supervisor", "head", "contractor_lead", "contractor_operator", "home_affairs", "archivist", "reader"]


@pytest.mark.parametrize("act", sorted(ROUND_ACTS))
def test_every_act_by_every_role_in_every_state(line: Line, act: str) -> None:
    from django.db import transaction

    one = signed(line, batch_of(line)).round
    people = {role: person(f"nguoi-{role}", (line.agency, role)) for role in ROLES}
    done, wanted = set(), set()
    for found in ("draft", "counted", "minuted", "signed", "certified", "cancelled"):
        for role, by in people.items():
            with transaction.atomic():
                AcceptanceRound.objects.filter(pk=one.pk).update(state=found)
                try:
                    with transaction.atomic():
                        ROUND_ACTS[act](one, by)
                    done.add((found, role))
                except KhosoError:
                    pass
                transaction.set_rollback(True)
            if role in MAY[act] and found in ALLOWED[act]:
                wanted.add((found, role))
    assert done == wanted


def test_the_screens_from_opening_to_the_certificate(line: Line) -> None:
    batch = batch_of(line)
    keeper, chief, firm = (signed_in(Client(), who(line)) for who in (clerk, head, lead))
    opened = keeper.post(reverse("acceptance:round-open", args=[batch.pk]), {"lo": [str(line.delivery.pk)]})
    one = AcceptanceRound.objects.get()
    assert opened["Location"] == reverse("acceptance:round", args=[one.pk])
    for name in ("acceptance:round", "acceptance:round-evidence", "acceptance:round-minute"):
        assert keeper.get(reverse(name, args=[one.pk])).status_code == 200
    for unit in ("ho-so", "tai-lieu", "trang", "truong"):
        assert keeper.get(reverse("acceptance:round-evidence", args=[one.pk]), {"muc": unit}).status_code == 200
    book = keeper.get(reverse("acceptance:round-evidence-file", args=[one.pk]), {"muc": "trang"})
    assert book.content[:2] == b"PK"
    form = {
        "number": "07/BB-NT",
        "client_organisation": line.agency.name,
        "client_account": head(line).pk,
        "contractor_organisation": batch.contractor.name,
        "contractor_account": lead(line).pk,
        "seen": one.digest,
    }
    answer = keeper.post(reverse("acceptance:round-minute", args=[one.pk]), form)
    minutes = SignedMinutes.objects.get()
    assert answer["Location"] == reverse("acceptance:minutes", args=[minutes.pk])
    for order, client in ((1, chief), (2, firm)):
        address = reverse("acceptance:side-sign", args=[minutes.pk, order])
        client.post(address, {"seen": minutes.digest})
        assert side_of(minutes, order).state == "waiting", "the second look was not taken"
        client.post(address, {"seen": minutes.digest, "da-doc": "1"})
        assert side_of(minutes, order).state == "signed"
    assert "Biên bản" in firm.get("/").content.decode()
    assert chief.get(reverse("acceptance:minutes-file", args=[minutes.pk, "pdf"])).content[:5] == b"%PDF-"
    chief.post(reverse("acceptance:round-certify", args=[one.pk]), {"number": "01/XN-KL"})
    one.refresh_from_db()
    assert one.state == "certified"
    assert chief.get(reverse("acceptance:round-certificate", args=[one.pk, "docx"])).content[:2] == b"PK"
    assert firm.get(reverse("acceptance:rounds"), {"dot": batch.pk}).status_code == 200
