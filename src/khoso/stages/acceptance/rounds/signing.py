"""Signing minutes in the system: by the named person of each side, over one digest, with the agency's key in the PDF.

A person's signature is a statement (who, for whom, what digest, when) sealed with the key of this house; where the side
is an agency of the directory, its own key signs the PDF as well. A side without an account signs on paper, and the scan
of that paper is recorded by somebody who says so with their name.
"""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from khoso.engines import blobs, signatures
from khoso.engines.signatures import Seal
from khoso.foundation.audit.actions import record
from khoso.foundation.identity.permissions import holds
from khoso.foundation.identity.roles import CONTRACTORS, Role
from khoso.foundation.web.opening import fitting_name
from khoso.foundation.web.uploads import on_disk, opened
from khoso.instruments.signing import actions as signing
from khoso.kernel import clock
from khoso.kernel.text_vi import nfc, one_space
from khoso.stages.acceptance import evidence
from khoso.stages.acceptance.models import AcceptanceRound, SignedMinutes, SigningSide
from khoso.stages.acceptance.permissions import can_open_round, can_sign_round
from khoso.stages.acceptance.rounds import counting
from khoso.stages.acceptance.rounds.errors import FiguresChanged, RoundNotAllowed, RoundRefused
from khoso.stages.acceptance.rounds.minutes import (
    ACCEPTANCE,
    CLIENT,
    CONTRACTOR,
    SUBJECT,
    canonical,
    digest_of,
    end,
    sha256,
)
from khoso.stages.acceptance.states import (
    COMPLETE,
    OPEN,
    ROUND_STATES,
    SIDE_SIGNED,
    SIDE_STATES,
    WAITING,
)

# More names than these do not fit beside each other above the head of a page; the rest sign without being shown.
SHOWN_SIGNATURES = 3


def held(minutes_id: Any) -> SignedMinutes:
    rows = SignedMinutes.objects.select_for_update(of=("self",))
    return rows.select_related("agency", "batch", "round__agency").get(pk=minutes_id)


def why_not_sign(side: SigningSide, by: Any) -> str:
    """Why this person does not sign for this side; empty when they may.

    # Luật: TT 05/2025 Đ.9.5 (người quét không nghiệm thu)
    """
    if side.person_id is None or side.person_id != by.pk:
        return _("Chỉ người đại diện ghi trên biên bản ký cho bên của mình.")
    agency = side.minutes.agency
    is_contractor = holds(by, CONTRACTORS, agency)
    if side.part == CONTRACTOR:
        return "" if holds(by, {Role.CONTRACTOR_LEAD}, agency) else _("Bên số hóa do người phụ trách của đơn vị ký.")
    if is_contractor or by.username in evidence.makers(_deliveries(side.minutes)):
        return _("Anh/chị đã tham gia quét lô này nên không ký nghiệm thu.")
    if side.part == CLIENT and not holds(by, {Role.HEAD, Role.SUPERVISOR}, agency):
        return _("Bên giao việc do thủ trưởng hoặc Tổ Quản lý, Giám sát của cơ quan ký.")
    return "" if can_sign_round(by) else _("Vai trò của anh/chị không ký biên bản.")


def _deliveries(minutes: SignedMinutes) -> list[Any]:
    if minutes.round is not None:
        return list(minutes.round.deliveries.order_by().values_list("pk", flat=True))
    if minutes.delivery_id:
        return [minutes.delivery_id]
    return list(minutes.batch.deliveries.order_by().values_list("pk", flat=True))


def problems_of(minutes: SignedMinutes, sides: Sequence[SigningSide] | None = None) -> list[str]:
    """What no longer fits what was drawn or signed, each in one sentence; [] when every digest comes out the same."""
    rows = list(minutes.sides.order_by("order")) if sides is None else list(sides)
    found = []
    if sha256(canonical(minutes.facts)) != minutes.figures_digest:
        found.append(_("Số liệu ghi trên biên bản đã khác với lúc lập."))
    is_of_round = minutes.kind == ACCEPTANCE and minutes.round is not None and minutes.state in (OPEN, COMPLETE)
    if is_of_round and counting.digest_of(minutes.round) != minutes.facts.get("rows"):
        found.append(_("Dòng kiểm đếm của đợt nghiệm thu đã bị sửa sau khi lập biên bản."))
    if digest_of(minutes, rows) != minutes.digest:
        found.append(_("Biên bản hoặc tên các bên đã khác với lúc lập."))
    for side in rows:
        if side.state == SIDE_SIGNED and not _is_sealed(side, minutes):
            found.append(_("Chữ ký của «{name}» không còn khớp.").format(name=side.name))
    return found


def _is_sealed(side: SigningSide, minutes: SignedMinutes) -> bool:
    """Whether the statement is this house's, about this very digest, this side and this moment."""
    if side.digest != minutes.digest or side.statement != _statement(side, side.acted_at):
        return False
    try:
        seal = Seal(bytes.fromhex(side.seal), side.seal_key)
    except ValueError:
        return False
    return signatures.seal_keys().verify(side.statement.encode(), seal).is_ours


def _statement(side: SigningSide, at: datetime | None) -> str:
    return canonical(
        {
            "minutes": side.minutes_id,
            "order": side.order,
            "organisation": side.organisation,
            "name": side.name,
            "position": side.position,
            "person": side.person_id,
            "recorded_by": side.acted_by_id,
            "digest": side.digest,
            "scan": side.scan_sha256,
            "at": at.astimezone(UTC).isoformat() if at else "",
        }
    )


@transaction.atomic
def sign(side: SigningSide, seen: str, *, by: Any) -> SignedMinutes:
    """Sign for one side. `seen` is the digest of what the signer looked at.

    Raises RoundNotAllowed, FiguresChanged when it is another by now, WrongState.
    """
    minutes, side = _of(side)
    if why := why_not_sign(side, by):
        raise RoundNotAllowed(_("Chưa ký: {why}").format(why=why))
    state = SIDE_STATES.next(side.state, "sign")
    _must_be_whole(minutes, seen)
    side.state, side.acted_by, side.acted_at, side.digest = state, by, clock.now(), minutes.digest
    _seal(side)
    _sign_pdf(minutes, side)
    side.save()
    details = {"number": minutes.number, "side": side.organisation, "name": side.name, "digest": minutes.digest}
    record("acceptance.minutes.sign", subject=(SUBJECT, minutes.pk), agency=minutes.agency.code, details=details)
    return _completed(minutes)


@transaction.atomic
def record_paper(side: SigningSide, upload: UploadedFile, seen: str, *, by: Any) -> SignedMinutes:
    """A side without an account here signed the printed minutes: keep the scan, with who recorded it.

    Raises RoundNotAllowed, RoundRefused, FileRefused (nothing is kept), FiguresChanged, WrongState.
    """
    minutes, side = _of(side)
    if not can_open_round(by, minutes.agency):
        raise RoundNotAllowed(_("Chưa ghi: việc này của văn thư, Tổ Quản lý, Giám sát hoặc thủ trưởng cơ quan."))
    if side.person_id is not None:
        raise RoundRefused(_("Chưa ghi: bên này có tài khoản; người đại diện tự ký trong Kho Số."))
    state = SIDE_STATES.next(side.state, "sign")
    _must_be_whole(minutes, seen)
    told = opened(upload)
    with on_disk(upload) as path:
        side.scan_sha256 = blobs.store().put_file(path).sha256
    side.scan_name, side.scan_type = fitting_name(nfc(upload.name or ""), told.media_type)[:200], told.media_type
    side.state, side.acted_by, side.acted_at, side.digest = state, by, clock.now(), minutes.digest
    _seal(side)
    side.save()
    details = {"number": minutes.number, "side": side.organisation, "name": side.name, "sha256": side.scan_sha256}
    record("acceptance.minutes.file", subject=(SUBJECT, minutes.pk), agency=minutes.agency.code, details=details)
    return _completed(minutes)


@transaction.atomic
def refuse(side: SigningSide, reason: str, *, by: Any) -> SignedMinutes:
    """A side does not sign, and says why. The minutes end; a round goes back to be counted anew."""
    minutes, side = _of(side)
    if side.person_id is None:
        # Who has no account refuses by letter: whoever runs the round writes that down.
        if not can_open_round(by, minutes.agency):
            raise RoundNotAllowed(_("Chưa ghi: việc này của văn thư, Tổ Quản lý, Giám sát hoặc thủ trưởng cơ quan."))
    elif why := why_not_sign(side, by):
        raise RoundNotAllowed(_("Chưa ghi: {why}").format(why=why))
    state = SIDE_STATES.next(side.state, "refuse")
    _must_be_open(minutes)
    if not (reason := one_space(reason)[:500]):
        raise RoundRefused(_("Chưa ghi: hãy nêu lý do không ký."), "reason")
    side.state, side.acted_by, side.acted_at, side.reason = state, by, clock.now(), reason
    side.save()
    end(minutes, "refuse", reason)
    _reopen(minutes)
    details = {"number": minutes.number, "side": side.organisation, "name": side.name, "reason": reason}
    record("acceptance.minutes.refuse", subject=(SUBJECT, minutes.pk), agency=minutes.agency.code, details=details)
    return minutes


@transaction.atomic
def withdraw(minutes: SignedMinutes, reason: str, *, by: Any) -> SignedMinutes:
    """Take minutes back before everybody signed; a round may be counted again."""
    minutes = held(minutes.pk)
    if not can_open_round(by, minutes.agency):
        raise RoundNotAllowed(_("Chưa rút: việc này của văn thư, Tổ Quản lý, Giám sát hoặc thủ trưởng cơ quan."))
    _must_be_open(minutes)
    if not (reason := one_space(reason)[:500]):
        raise RoundRefused(_("Chưa rút: hãy nêu lý do."), "reason")
    end(minutes, "withdraw", reason)
    _reopen(minutes)
    return minutes


def _of(side: SigningSide) -> tuple[SignedMinutes, SigningSide]:
    """The minutes, held, and the side as it stands."""
    minutes = held(side.minutes_id)
    found = SigningSide.objects.select_related("agency", "person").get(pk=side.pk)
    found.minutes = minutes
    return minutes, found


def _must_be_open(minutes: SignedMinutes) -> None:
    if minutes.state != OPEN:
        raise RoundRefused(_("Chưa ghi: biên bản này không còn chờ ký."))


def _must_be_whole(minutes: SignedMinutes, seen: str) -> None:
    _must_be_open(minutes)
    if seen != minutes.digest:
        raise FiguresChanged(_("Chưa ký: biên bản đã khác với bản anh/chị vừa xem. Hãy xem lại rồi ký."))
    if found := problems_of(minutes):
        raise FiguresChanged(
            _("Chưa ký: {problems} Hãy rút biên bản và kiểm đếm lại.").format(problems=" ".join(found))
        )


def _seal(side: SigningSide) -> None:
    side.statement = _statement(side, side.acted_at)
    told = signatures.seal_keys().seal(side.statement.encode())
    side.seal, side.seal_key = told.signature.hex(), told.key_id


def _sign_pdf(minutes: SignedMinutes, side: SigningSide) -> None:
    """Add the signature of the side's agency to the PDF, as an increment: the signatures before it stay whole."""
    if side.agency is None or side.acted_at is None:
        return
    before = minutes.signed_pdf or minutes.drawn_pdf
    sides = minutes.sides.filter(agency__isnull=False).count()
    place = minutes.sides.filter(agency__isnull=False, order__lt=side.order).count()
    key = signatures.signer_for(side.agency.code, side.agency.name)
    with tempfile.TemporaryDirectory(prefix="khoso-bien-ban-") as folder:
        plain, out = Path(folder) / "truoc.pdf", Path(folder) / "sau.pdf"
        plain.write_bytes(_bytes(before))
        facts = signatures.sign_pdf(
            plain,
            out,
            signer=key.signer,
            signer_name=side.agency.name,
            at=side.acted_at,
            timestamper=key.timestamper,
            evidence=key.evidence,
            again=True,
            shown_as=str(minutes),
            share=(place, min(sides, SHOWN_SIGNATURES)),
        )
        side.pdf_sha256 = minutes.signed_pdf = blobs.store().put_file(out).sha256
    minutes.save(update_fields=["signed_pdf"])
    signing.record_signature(
        subject=(SUBJECT, minutes.pk),
        sha256_before=facts.sha256_before,
        sha256_after=facts.sha256_after,
        signer_name=facts.signer_name,
        signed_at=facts.at,
        profile=facts.profile,
        certificate_fingerprint=facts.certificate_fingerprint,
        is_demonstration=key.is_demonstration,
    )


def _bytes(sha256_: str) -> bytes:
    with blobs.store().open(sha256_) as file:
        return file.read()


def _completed(minutes: SignedMinutes) -> SignedMinutes:
    """Every side signed: the minutes are done, and the round they are of goes on."""
    if minutes.sides.exclude(state=SIDE_SIGNED).exists():
        return minutes
    end(minutes, "complete")
    if minutes.kind == ACCEPTANCE and minutes.round_id:
        _move_round(minutes.round_id, "sign")
    return minutes


def _reopen(minutes: SignedMinutes) -> None:
    if minutes.kind == ACCEPTANCE and minutes.round_id:
        _move_round(minutes.round_id, "reopen")


def _move_round(round_id: Any, move: str) -> None:
    one = AcceptanceRound.objects.select_for_update().get(pk=round_id)
    one.state = ROUND_STATES.next(one.state, move)
    one.save(update_fields=["state"])


def waiting_sides(minutes: SignedMinutes) -> list[SigningSide]:
    return [one for one in minutes.sides.all() if one.state == WAITING]
