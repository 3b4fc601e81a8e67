"""Say what the signatures of a PDF are worth, whatever the file looks like."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from io import BytesIO
from pathlib import Path

from asn1crypto import pem, x509
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.diff_analysis import ModificationLevel
from pyhanko.sign.validation import validate_pdf_signature, validate_pdf_timestamp
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
from pyhanko.sign.validation.status import SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext

from khoso.engines.signatures.port import SignatureVerdict

MAX_BYTES = 2 * 2**30


def embedded(reader: PdfFileReader) -> list[EmbeddedPdfSignature]:
    """The signatures proper, without document time stamps."""
    return list(reader.embedded_regular_signatures) or list(reader.embedded_signatures)


def verify_pdf(path: Path, trust_roots: Sequence[bytes] = ()) -> list[SignatureVerdict]:
    """One verdict for each signature and document time stamp; none for a file without any.

    `trust_roots` are certificates, DER or PEM. Certificates are judged as of the time of signing (the time stamp's
    time when there is one), without asking the network. Never raises for what the file holds: a file that cannot be
    read gives one verdict with an `error`.
    """
    try:
        if path.stat().st_size > MAX_BYTES:
            return [_unreadable("tệp quá lớn")]
        roots = [_certificate(root) for root in trust_roots]
        reader = PdfFileReader(BytesIO(path.read_bytes()), strict=False)
        if reader.encrypted:
            return [_unreadable("tệp có mật khẩu")]
        found = list(reader.embedded_signatures)
    except Exception as error:  # noqa: BLE001 (a hostile file may raise anything; the verdict says it)
        return [_unreadable(str(error) or type(error).__name__)]
    return [_judge(one, roots) for one in found]


def _certificate(data: bytes) -> x509.Certificate:
    return x509.Certificate.load(pem.unarmor(data)[2] if pem.detect(data) else data)


def _unreadable(reason: str, field: str = "", kind: str = "signature") -> SignatureVerdict:
    message = f"Không đọc được: {' '.join(reason.split())[:160]}."
    return SignatureVerdict(field, False, False, False, "", None, False, message, kind)


def _judge(one: EmbeddedPdfSignature, roots: list[x509.Certificate]) -> SignatureVerdict:
    kind, field = "signature", ""
    try:
        field = str(one.field_name)
        is_timestamp = str(one.sig_object.get("/Type")) == "/DocTimeStamp"
        kind = "timestamp" if is_timestamp else "signature"
        when = _moment(one)
        context = ValidationContext(
            trust_roots=roots, moment=when, allow_fetching=False, revocation_mode="soft-fail", retroactive_revinfo=True
        )
        status = (
            validate_pdf_timestamp(one, context)
            if is_timestamp
            else validate_pdf_signature(one, context, ts_validation_context=context)
        )
        whole = status.coverage == SignatureCoverageLevel.ENTIRE_FILE or status.modification_level in (
            ModificationLevel.NONE,
            ModificationLevel.LTA_UPDATES,
        )
        unchanged = whole or getattr(status, "docmdp_ok", False)
        return SignatureVerdict(
            field=field,
            valid=bool(status.intact and status.valid and unchanged),
            intact=bool(status.intact),
            trusted=bool(status.trusted),
            signer=_name(one),
            at=when,
            covers_whole_document=bool(whole and status.coverage >= SignatureCoverageLevel.ENTIRE_REVISION),
            error="" if unchanged else "Tệp bị thêm nội dung sau khi ký.",
            kind=kind,
        )
    except Exception as error:  # noqa: BLE001 (a hostile file may raise anything; the verdict says it)
        return _unreadable(str(error) or type(error).__name__, field, kind)


def _moment(one: EmbeddedPdfSignature) -> datetime | None:
    """The time a time stamp vouches for, or else the time the signer claims."""
    if str(one.sig_object.get("/Type")) == "/DocTimeStamp":
        tokens = [one.signed_data]
    else:
        tokens = [
            value["content"]
            for attribute in one.signer_info["unsigned_attrs"]
            if attribute["type"].native == "signature_time_stamp_token"
            for value in attribute["values"]
        ]
    for token in tokens:
        found = token["encap_content_info"]["content"].parsed["gen_time"].native
        if isinstance(found, datetime):
            return found
    return one.self_reported_timestamp


def _name(one: EmbeddedPdfSignature) -> str:
    names = one.signer_cert.subject.native
    name = str(one.sig_object.get("/Name") or "")
    common = names.get("common_name", "")
    certified = common if isinstance(common, str) else ", ".join(map(str, common))
    return certified or name
