"""Time stamps of RFC 3161: asking an authority for one, and saying what one is worth."""

from __future__ import annotations

import asyncio
import hashlib
import secrets
import urllib.error
import urllib.request
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from asn1crypto import cms, pem, tsp, x509
from pyhanko.sign.validation.generic_cms import validate_tst_signed_data
from pyhanko_certvalidator import ValidationContext

from khoso.engines.signatures.port import Timestamper
from khoso.kernel.errors import KhosoError

_SECONDS = 10
_MOST_BYTES = 1 << 20


class NoTimestamp(KhosoError):
    """The authority gave no time stamp, or one for something else."""

    code = "signature.no_timestamp"


@dataclass(frozen=True, slots=True)
class Stamp:
    """What a time stamp says. `error` is empty when it holds for the bytes it was held against."""

    at: datetime | None = None
    authority: str = ""
    is_trusted: bool = False
    error: str = ""


class HttpTimestamper:
    """An authority reached over HTTP, as RFC 3161 describes."""

    def __init__(self, url: str) -> None:
        if not url.startswith(("http://", "https://")):
            raise ValueError(f"KHOSO_TSA_URL: {url}")
        self._url = url

    def respond(self, request: bytes) -> bytes:
        """The authority's answer. Raises NoTimestamp when it cannot be reached."""
        asked = urllib.request.Request(  # noqa: S310 (the scheme is checked above)
            self._url, data=request, headers={"Content-Type": "application/timestamp-query"}
        )
        try:
            with urllib.request.urlopen(asked, timeout=_SECONDS) as answer:  # noqa: S310
                told: bytes = answer.read(_MOST_BYTES)
                return told
        except (OSError, ValueError) as error:
            raise NoTimestamp(f"Không liên lạc được dịch vụ cấp dấu thời gian: {error}") from error


def request(timestamper: Timestamper, data: bytes) -> bytes:
    """A token (DER) over `data` that holds. Raises NoTimestamp."""
    nonce = secrets.randbits(63)
    asked = tsp.TimeStampReq(
        {
            "version": 1,
            "message_imprint": {
                "hash_algorithm": {"algorithm": "sha256"},
                "hashed_message": hashlib.sha256(data).digest(),
            },
            "nonce": nonce,
            "cert_req": True,
        }
    )
    try:
        answer = tsp.TimeStampResp.load(timestamper.respond(asked.dump()))
        if answer["status"]["status"].native not in ("granted", "granted_with_mods"):
            raise NoTimestamp(f"Dịch vụ cấp dấu thời gian từ chối: {answer['status'].native}")
        token = answer["time_stamp_token"]
        if token["content"]["encap_content_info"]["content"].parsed["nonce"].native != nonce:
            raise NoTimestamp("Dịch vụ cấp dấu thời gian trả lời cho một yêu cầu khác.")
        found: bytes = token.dump()
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise NoTimestamp(f"Không đọc được trả lời của dịch vụ cấp dấu thời gian: {error}") from error
    # A token is believed only after looking at it: it will be wanted when the authority is long gone.
    if error_said := look(found, data, ()).error:
        raise NoTimestamp(error_said)
    return found


def look(token: bytes, data: bytes, roots: Sequence[bytes]) -> Stamp:
    """What a token over `data` says. Never raises for what the token holds; asks nobody.

    Trusted when its certificate leads to one of `roots` (DER or PEM).
    """
    try:
        signed = cms.ContentInfo.load(token)["content"]
        info = signed["encap_content_info"]["content"].parsed
        when: datetime = info["gen_time"].native
        context = ValidationContext(
            trust_roots=[x509.Certificate.load(pem.unarmor(root)[2] if pem.detect(root) else root) for root in roots],
            moment=when,
            allow_fetching=False,
            revocation_mode="soft-fail",
        )
        told = _run(validate_tst_signed_data(signed, context, lambda name: hashlib.new(name, data).digest()))
        if not (told["intact"] and told["valid"]):
            return Stamp(error="Dấu thời gian không khớp nội dung.")
        subject = told["signing_cert"].subject.native
        return Stamp(when, str(subject.get("common_name", "")), told.get("trust_problem_indic") is None and bool(roots))
    except Exception as error:  # noqa: BLE001 (a hostile token may raise anything; the verdict says it)
        return Stamp(error=f"Dấu thời gian không dùng được: {' '.join(str(error).split())[:160]}")


def _run(coroutine: Any) -> dict[str, Any]:
    loop = asyncio.new_event_loop()
    try:
        told: dict[str, Any] = loop.run_until_complete(coroutine)
        return told
    finally:
        loop.close()
