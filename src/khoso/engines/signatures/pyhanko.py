"""Sign PDF files with pyHanko: PAdES as an incremental update, the bytes that were there stay as they were."""

from __future__ import annotations

import asyncio
import contextlib
import errno
import hashlib
import os
from collections.abc import Iterator
from datetime import datetime
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from typing import Any, cast

from asn1crypto import tsp, x509
from pyhanko.pdf_utils import generic, misc
from pyhanko.pdf_utils.generic import pdf_name
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.pdf_utils.writer import BasePdfFileWriter
from pyhanko.sign import fields, signers
from pyhanko.sign.general import SigningError
from pyhanko.sign.signers import pdf_signer
from pyhanko.sign.signers.pdf_cms import PdfCMSSignedAttributes
from pyhanko.sign.timestamps import TimeStamper
from pyhanko.sign.timestamps.common_utils import TimestampRequestError
from pyhanko.stamp.base import BaseStampStyle
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.errors import InvalidCertificateError, PathError
from pyhanko_certvalidator.registry import SimpleCertificateStore

from khoso.engines.signatures import stamp as stamps
from khoso.engines.signatures.memory import TestSigner
from khoso.engines.signatures.pkcs12 import Pkcs12Signer
from khoso.engines.signatures.port import Evidence, SignatureFacts, Signer, Timestamper
from khoso.engines.signatures.pyhanko_verify import embedded, verify_pdf
from khoso.kernel.clock import VIETNAM
from khoso.kernel.errors import DiskFull, FileRefused, UsageError
from khoso.kernel.text_vi import one_space

__all__ = ["Evidence", "Pkcs12Signer", "SignatureFacts", "TestSigner", "sign_pdf", "verify_pdf"]

FIELD = "ChuKySo"
_DIGEST = "sha256"
# Room for the CMS besides its certificates; a time stamp brings its own certificates.
_ROOM, _ROOM_FOR_TIMESTAMP = 2_048, 8_192
# What pyHanko lets out of a file whose objects are not what they should be.
_BROKEN = (misc.PdfError, ValueError, TypeError, KeyError, IndexError, AttributeError, RecursionError, AssertionError)


def sign_pdf(
    source: Path,
    out: Path,
    *,
    signer: Signer,
    signer_name: str,
    at: datetime,
    timestamper: Timestamper | None = None,
    evidence: Evidence | None = None,
    again: bool = False,
    shown_as: str | None = None,
    share: tuple[int, int] = (0, 1),
) -> SignatureFacts:
    """Write `source`, signed by `signer` for the agency `signer_name` at `at`, to `out`.

    The profile is PAdES-B-B, B-T with a `timestamper`, B-LTA with also `evidence` for the certificates. A file that is
    already signed is handed on untouched, with the facts of its signature, unless `again`. The same input, key and
    time give the same bytes when no timestamper takes part. `shown_as` names the file in messages. `share`: this
    signature is the n-th, from 0, of so many that stand beside each other at the top; a later one is not shown.

    Raises FileRefused (file.missing, file.encrypted, file.damaged, signature.certificate_expired,
    signature.not_possible), EngineMissing (font), UsageError, DiskFull.
    """
    # Luật: TT 05/2025 Đ.8.1.c, Đ.9.6 (cơ quan quản lý tài liệu gốc ký số, hiển thị tên cơ quan và thời gian ký)
    shown = shown_as or source.name
    if not one_space(signer_name):
        raise UsageError("Thiếu tên cơ quan ký số.")
    if at.tzinfo is None:
        raise UsageError("Thời điểm ký số phải có múi giờ.")
    if evidence and not timestamper:
        raise UsageError("Chữ ký lưu lâu dài (B-LTA) cần thêm dịch vụ cấp dấu thời gian.")
    _check_validity(signer, at)
    data = _read(source, shown)
    before = hashlib.sha256(data).hexdigest()
    with _refusing(shown):
        reader = PdfFileReader(BytesIO(data), strict=False)
        if reader.encrypted:
            raise FileRefused("file.encrypted", f"{shown} có mật khẩu nên không ký được. Hãy bỏ mật khẩu rồi nộp lại.")
        if reader.embedded_signatures and not again:
            facts = _present(reader, before)
            _write(out, data)
            return facts
        name = _free_name(reader)
        signed = _sign(data, signer, one_space(signer_name), at, timestamper, evidence, name, share)
    _write(out, signed)
    profile = "PAdES-B-LTA" if evidence else "PAdES-B-T" if timestamper else "PAdES-B-B"
    fingerprint = hashlib.sha256(signer.certificate).hexdigest()
    after = hashlib.sha256(signed).hexdigest()
    return SignatureFacts(before, after, one_space(signer_name), at, fingerprint, profile, name)


@contextlib.contextmanager
def _refusing(shown: str) -> Iterator[None]:
    """What the library says about a broken file, said as a refusal."""
    try:
        yield
    except (SigningError, TimestampRequestError, PathError, InvalidCertificateError) as error:
        raise FileRefused("signature.not_possible", f"Không ký được {shown}: {str(error)[:160]}") from error
    except _BROKEN as error:
        detail = " ".join(str(error).split())[:120]
        raise FileRefused(
            "file.damaged", f"{shown} không phải PDF lành ({detail}). Hãy xuất lại tệp rồi ký."
        ) from error


def _read(path: Path, shown: str) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise FileRefused("file.missing", f"Không mở được {shown}: {error.strerror}.") from error


def _write(path: Path, data: bytes) -> None:
    """Whole or not at all: a half-written file must never look signed."""
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        with part.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    except OSError as error:
        part.unlink(missing_ok=True)
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise DiskFull(f"Hết chỗ trên đĩa khi ghi {path.name}.") from error
        raise


def _check_validity(signer: Signer, at: datetime) -> None:
    """Refuse a key whose certificate is not good at `at`: nobody could trust the signature afterwards."""
    validity = x509.Certificate.load(signer.certificate)["tbs_certificate"]["validity"]
    if not validity["not_before"].native <= at <= validity["not_after"].native:
        raise FileRefused(
            "signature.certificate_expired",
            "Chứng thư số của cơ quan ký chưa có hoặc đã hết hiệu lực vào lúc ký. Hãy dùng chứng thư còn hạn.",
        )


def _present(reader: PdfFileReader, digest: str) -> SignatureFacts:
    first = embedded(reader)[0]
    cms = first.signer_info
    stamped = any(attribute["type"].native == "signature_time_stamp_token" for attribute in cms["unsigned_attrs"])
    later = any(str(one.sig_object.get("/Type")) == "/DocTimeStamp" for one in reader.embedded_signatures)
    profile = "PAdES-B-LTA" if later else "PAdES-B-T" if stamped else "PAdES-B-B"
    when = first.self_reported_timestamp or datetime.fromtimestamp(0, VIETNAM)
    name = str(first.sig_object.get("/Name") or first.signer_cert.subject.native.get("common_name", ""))
    fingerprint = hashlib.sha256(first.signer_cert.dump()).hexdigest()
    return SignatureFacts(digest, digest, name, when, fingerprint, profile, str(first.field_name), True)


def _free_name(reader: PdfFileReader) -> str:
    taken = {name for name, _, _ in fields.enumerate_sig_fields(reader)}
    return next(name for name in (FIELD, *(f"{FIELD}{n}" for n in range(2, 10_000))) if name not in taken)


def _sign(
    data: bytes,
    signer: Signer,
    name: str,
    at: datetime,
    timestamper: Timestamper | None,
    evidence: Evidence | None,
    field: str,
    share: tuple[int, int] = (0, 1),
) -> bytes:
    writer = _Update(BytesIO(data), strict=False)
    page = stamps.page_of(writer.find_page_for_modification(0)[0].get_object())
    place, places = share
    is_shown = place < places
    stamp = stamps.compose(name, at, page, places=places)
    rect, turn = stamps.place(stamp, page, aside=place if is_shown else 0, places=places)
    tool = pdf_signer.PdfSigner(
        _metadata(field, name, at, evidence),
        signer=_adapted(cast(Any, signer)),
        timestamper=_TimestampAdapter(timestamper) if timestamper else None,
        stamp_style=_Style(stamp, turn) if is_shown else None,
        # The box may have fractions; the type of the library's field says whole numbers and it takes both.
        new_field_spec=fields.SigFieldSpec(field, on_page=0, box=cast(Any, rect) if is_shown else None),
    )
    room = _ROOM + len(signer.certificate) + sum(map(len, signer.chain)) + (_ROOM_FOR_TIMESTAMP if timestamper else 0)
    # A loop without asyncio.run's signal handling, which costs as much as a signature and is of no use in a worker.
    loop = asyncio.new_event_loop()
    try:
        return loop.run_until_complete(_perform(tool, writer, at.astimezone(VIETNAM).replace(microsecond=0), 2 * room))
    finally:
        loop.close()


async def _perform(tool: pdf_signer.PdfSigner, writer: IncrementalPdfFileWriter, at: datetime, room: int) -> bytes:
    """The library's own steps of signing, with the time handed in instead of taken from its clock."""
    session = tool.init_signing_session(writer)
    session.system_time = at
    validation = await session.perform_presign_validation(writer)
    document = session.prepare_tbs_document(validation_info=validation, bytes_reserved=room)
    prepared, output = document.digest_tbs_document(output=BytesIO())
    finished = await document.perform_signature(
        document_digest=prepared.document_digest, pdf_cms_signed_attrs=PdfCMSSignedAttributes(signing_time=at)
    )
    await finished.post_signature_processing(output)
    return cast(BytesIO, output).getvalue()


def _metadata(field: str, name: str, at: datetime, evidence: Evidence | None) -> signers.PdfSignatureMetadata:
    common: dict[str, Any] = {
        "field_name": field,
        "md_algorithm": _DIGEST,
        "subfilter": fields.SigSeedSubFilter.PADES,
        "name": name,
    }
    if evidence:
        common |= {
            "embed_validation_info": True,
            "use_pades_lta": True,
            "timestamp_field_name": f"{field}-DauThoiGian",
            "validation_context": ValidationContext(
                trust_roots=[x509.Certificate.load(root) for root in evidence.trust_roots],
                crls=list(evidence.crls),
                moment=at,
                allow_fetching=False,
                revocation_mode="hard-fail",
            ),
        }
    return signers.PdfSignatureMetadata(**common)


class _Update(IncrementalPdfFileWriter):
    """An update that adds a signature and changes nothing the record says of itself.

    The library would write the present time and its own name into the document's properties, and draw a random file
    identifier: the first is not the archive's to change, both make every run different.
    """

    @classmethod
    def _handle_id(cls, prev: PdfFileReader) -> generic.ArrayObject:
        stream = prev.stream
        stream.seek(0)
        fresh = generic.ByteStringObject(hashlib.sha256(stream.read()).digest()[:16])
        try:
            first = prev.trailer["/ID"][0]
        except (KeyError, IndexError, TypeError):
            return generic.ArrayObject([fresh, fresh])
        if isinstance(first, generic.TextStringObject):
            first = generic.ByteStringObject(first.original_bytes)
        return generic.ArrayObject([first, fresh])

    def _update_meta(self) -> None:
        return


class _Style(BaseStampStyle):
    """Hands the library our stamp when it asks for one."""

    def __init__(self, stamp: stamps.Stamp, turn: tuple[int, int, int, int]) -> None:
        object.__setattr__(self, "_drawn", (stamp, turn))

    def create_stamp(self, writer: BasePdfFileWriter, box: object, text_params: dict[str, Any]) -> Any:
        return _Drawn(stamps.draw(writer, *getattr(self, "_drawn")))  # noqa: B009 (frozen dataclass)


class _Drawn:
    def __init__(self, form: generic.IndirectObject) -> None:
        self._form = form

    def apply_appearance(self, annotation: generic.DictionaryObject) -> None:
        """Make the drawn form the only look of the signature's annotation."""
        annotation[pdf_name("/AP")] = generic.DictionaryObject({pdf_name("/N"): self._form})


class _Adapter(signers.Signer):
    """Our Signer as the library's."""

    def __init__(self, signer: Signer) -> None:
        self._ours = signer
        registry = SimpleCertificateStore()
        registry.register_multiple([x509.Certificate.load(one) for one in signer.chain])
        super().__init__(signing_cert=x509.Certificate.load(signer.certificate), cert_registry=registry)

    async def async_sign_raw(self, data: bytes, digest_algorithm: str, dry_run: bool = False) -> bytes:
        return self._ours.sign(data, digest_algorithm)


@lru_cache(maxsize=32)
def _adapted(signer: Any) -> _Adapter:
    """One adapter for one signer: its certificates are then parsed once and not for every file."""
    return _Adapter(signer)


class _TimestampAdapter(TimeStamper):
    """Our Timestamper as the library's."""

    def __init__(self, timestamper: Timestamper) -> None:
        super().__init__()
        self._ours = timestamper

    async def async_request_tsa_response(self, req: tsp.TimeStampReq) -> tsp.TimeStampResp:
        return tsp.TimeStampResp.load(self._ours.respond(req.dump()))
