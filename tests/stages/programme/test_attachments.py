"""Files people attach: what they are is told from their bytes, what could act is refused, what is kept is handed out
safely."""

from __future__ import annotations

import hashlib
from datetime import date, timedelta
from typing import Any

import pikepdf
import pytest
from django.test import Client
from django.urls import reverse
from tests.house import MOMENT, House, person, signed_in
from tests.stages.programme.files import changed, docx, image, pdf, upload, xlsx

from khoso.engines import blobs
from khoso.foundation.audit.models import AuditEntry
from khoso.foundation.web import uploads
from khoso.foundation.web.opening import DOCX, PDF, XLSX, fitting_name
from khoso.kernel.errors import FileRefused
from khoso.stages.programme.attachments import actions
from khoso.stages.programme.attachments.forms import AttachmentFields
from khoso.stages.programme.models import Attachment, Guidance, GuidanceVersion, Programme

pytestmark = [pytest.mark.mission("P2"), pytest.mark.mission("P12")]

TODAY = MOMENT.date()


def keep(data: bytes, agency: Any, name: str = "qd.pdf") -> Attachment:
    return actions.keep(upload(data, name), agency=agency, number="12/QĐ-UBND", issued_on=TODAY, title="QĐ", by=None)


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (pdf(), PDF),
        (docx(), DOCX),
        (xlsx(), XLSX),
        (image("PNG"), "image/png"),
        (image("JPEG"), "image/jpeg"),
        (image("TIFF"), "image/tiff"),
    ],
)
def test_the_kind_is_told_from_the_bytes_whatever_the_name(data: bytes, kind: str) -> None:
    assert actions.opened(upload(data, "virus.exe")).media_type == kind


OLD_WORD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
LOCKED_WORD = OLD_WORD + "EncryptedPackage".encode("utf-16-le")
TEMPLATE_LINK = (
    b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r" '
    b'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/attachedTemplate" '
    b'Target="http://mau.example/x.dotm" TargetMode="External"/></Relationships>'
)
DDE = (
    b'<w:r><w:instrText xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">DDEAUTO c:\\x'
    b"</w:instrText></w:r></w:p>"
)
MACRO_TYPE = (b"wordprocessingml.document.main", b"wordprocessingml.document.macroEnabled.main")

BAD = {
    "nothing": (b"", "empty"),
    "pdf without pages": (pdf(pages=0), "empty"),
    "pdf cut off": (pdf()[:40], "damaged"),
    "pdf with a password": (pdf(encryption=pikepdf.Encryption(user="x", owner="y")), "encrypted"),
    "pdf with locked rights": (pdf(encryption=pikepdf.Encryption(user="", owner="y")), "encrypted"),
    "pdf with a script": (pdf(script="app.alert(1)"), "active"),
    "pdf with a file inside": (pdf(embedded=b"MZ"), "active"),
    "docx without a word": (docx(""), "empty"),
    "docx cut off": (docx()[:-200], "damaged"),
    "docx with a macro": (changed(docx(), add={"word/vbaProject.bin": b"x"}), "active"),
    "docx called macro": (changed(docx(), replace={"[Content_Types].xml": MACRO_TYPE}), "active"),
    "docx with an object": (changed(docx(), add={"word/embeddings/oleObject1.bin": b"x"}), "active"),
    "docx from a far template": (changed(docx(), add={"word/_rels/settings.xml.rels": TEMPLATE_LINK}), "active"),
    "docx that asks a program": (changed(docx(), replace={"word/document.xml": (b"</w:p>", DDE)}), "active"),
    "docx with entities": (changed(docx(), add={"word/more.xml": b"<!DOCTYPE x [<!ENTITY a 'b'>]><x/>"}), "bomb"),
    "docx that bursts": (changed(docx(), add={"word/media/x.png": bytes(30 * 2**20)}), "bomb"),
    "xlsx without a value": (xlsx(None), "empty"),
    "xlsx with old macros": (changed(xlsx(), add={"xl/macrosheets/sheet1.xml": b"<x/>"}), "active"),
    "old word": (OLD_WORD, "wrong_kind"),
    "locked word": (LOCKED_WORD, "encrypted"),
    "a zip": (changed(docx(), replace={"[Content_Types].xml": (b"wordprocessingml", b"other")}), "wrong_kind"),
    "a page of the web": (b"<html><script>alert(1)</script>", "wrong_kind"),
    "a program": (b"MZ" + bytes(300), "wrong_kind"),
    "png cut off": (image("PNG")[:60], "damaged"),
}


@pytest.mark.parametrize("what", sorted(BAD))
def test_a_bad_file_is_refused_with_its_reason_and_nothing_is_kept(what: str, house: House, commune: Any) -> None:
    data, code = BAD[what]
    with pytest.raises(FileRefused) as refusal:
        keep(data, commune)
    assert refusal.value.code == f"attachment.{code}"
    assert Attachment.objects.count() == 0
    assert list(blobs.store().iter_digests()) == []


def test_a_file_over_the_limit_is_refused_before_it_is_opened(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(uploads, "MOST_MEGABYTES", 0)
    with pytest.raises(FileRefused) as refusal:
        actions.opened(upload(pdf()))
    assert refusal.value.code == "attachment.too_large"


def test_the_same_bytes_are_kept_once_under_two_papers(house: House, commune: Any) -> None:
    data = pdf()
    first, second = keep(data, commune), keep(data, commune, "lan-hai.PDF")
    assert (first.sha256, second.file_name) == (hashlib.sha256(data).hexdigest(), "lan-hai.pdf")
    assert list(blobs.store().iter_digests()) == [first.sha256]
    told = AuditEntry.objects.filter(chain="programme").values_list("verb", "agency")
    assert list(told) == [("programme.attachment.keep", commune.code)] * 2


@pytest.mark.parametrize(
    ("name", "kind", "kept"),
    [
        ("QĐ 12.pdf", PDF, "QĐ 12.pdf"),
        ("QĐ.docx", PDF, "QĐ.pdf"),
        ("virus.exe", PDF, "virus.exe.pdf"),
        ("..\\..\\etc/anh.JPEG", "image/jpeg", "anh.jpeg"),
        ("qd\u202efdp.exe", DOCX, "qdfdp.exe.docx"),
        ("", XLSX, "tep.xlsx"),
        (".pdf", PDF, "pdf.pdf"),
        ("12.QĐ-UBND", PDF, "12.QĐ-UBND.pdf"),
    ],
)
def test_a_name_gets_the_ending_its_bytes_deserve(name: str, kind: str, kept: str) -> None:
    assert fitting_name(name, kind) == kept


def asked(data: dict[str, Any], file: Any = None) -> AttachmentFields:
    return AttachmentFields(data, {"file": file} if file else {})


def test_the_form_says_what_is_wrong_and_keeps_what_was_typed(house: House) -> None:
    tomorrow = (TODAY + timedelta(days=1)).isoformat()
    form = asked({"number": "12/QĐ", "issued_on": tomorrow, "title": "Trích yếu"}, upload(pdf(script="x")))
    assert not form.is_valid()
    assert set(form.errors) == {"file", "issued_on"}
    assert form["number"].value() == "12/QĐ"
    assert 'name="number" value="12/QĐ"' in str(form["number"])


def test_the_form_hands_on_the_paper(house: House) -> None:
    form = asked({"number": " 12/QĐ ", "issued_on": "01/06/2026", "title": ""}, upload(pdf()))
    assert form.is_valid(), form.errors
    assert form.paper() == {"number": "12/QĐ", "issued_on": date(2026, 6, 1), "title": ""}


def test_a_number_without_its_file_is_asked_for(house: House) -> None:
    class Optional(AttachmentFields):
        file_required = False

    assert not Optional({"number": "12/QĐ"}).is_valid()
    assert Optional({"number": ""}).is_valid()


def fetched(client: Client, one: Attachment) -> Any:
    return client.get(reverse("programme:attachment", args=[one.pk]))


@pytest.mark.mission("X1")
def test_a_file_is_handed_out_so_that_it_cannot_act(house: House, commune: Any, client: Client) -> None:
    data = pdf()
    one = keep(data, commune, "Quyết định số 12.pdf")
    answer = fetched(signed_in(client, person("vanthu", (commune, "clerk"))), one)
    assert b"".join(answer.streaming_content) == data
    assert answer["Content-Disposition"].startswith("attachment; filename*=utf-8''Quy%E1%BA%BFt")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer["Content-Security-Policy"]
    entry = AuditEntry.objects.get(verb="programme.attachment.fetch")
    assert (entry.actor, entry.agency, entry.subject_id) == ("vanthu", commune.code, str(one.pk))


@pytest.mark.mission("X1")
def test_another_agency_gets_it_only_once_it_is_guidance(
    house: House, commune: Any, neighbour: Any, client: Client
) -> None:
    one = keep(pdf(), commune)
    signed_in(client, person("ben", (neighbour, "contractor_lead")))
    assert fetched(client, one).status_code == 404
    programme = Programme.objects.create(
        code="KH",
        title="Kế hoạch",
        starts_on=TODAY,
        ends_on=TODAY,
        first_period_starts_on=TODAY,
        loaded_at=MOMENT,
    )
    guidance = Guidance.objects.create(programme=programme, title="Hướng dẫn", issuer=commune)
    GuidanceVersion.objects.create(
        guidance=guidance, number="1", ordinal=1, in_force_from=TODAY, attachment=one, published_at=MOMENT
    )
    assert fetched(client, one).status_code == 200
