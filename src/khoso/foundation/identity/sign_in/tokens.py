"""Tokens of connected systems: shown once, kept as a digest, of service accounts only, a year at most.

# Luật: QCVN 12:2026/BCA (tài khoản dịch vụ tách riêng, có thời hạn, thu hồi được)
"""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from khoso.foundation.audit.actions import record
from khoso.foundation.identity.models import AccountKind, Person, ServiceToken
from khoso.foundation.identity.people.errors import NotYours
from khoso.foundation.identity.permissions import can_edit_people, roles_of
from khoso.foundation.identity.roles import MACHINE
from khoso.kernel import clock
from khoso.kernel.errors import KhosoError

MOST_DAYS = 365
# So that a leaked token is known for what it is wherever it turns up.
MARK = "khoso_"
# Looking at who uses a token must not write a row a request.
SEEN_AGAIN = timedelta(minutes=1)


class TokenRefused(KhosoError):
    """This account cannot have such a token."""

    code = "identity.token.refused"


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


@transaction.atomic
def issue_token(person: Person, purpose: str, *, days: int, by: Person | None) -> tuple[ServiceToken, str]:
    """A new token of a service account and its secret, which is told this once. `by` is None at the console.

    Raises NotYours, TokenRefused.
    """
    _require_keeper(by)
    if person.kind != AccountKind.SERVICE or not person.is_active:
        raise TokenRefused(
            _("Chỉ cấp mã kết nối cho tài khoản dịch vụ đang dùng; «{name}» không phải.").format(name=person.username)
        )
    if roles_of(person) & MACHINE:
        raise TokenRefused(_("Tài khoản giữ quyền quản trị không được dùng mã kết nối: phải có lớp xác thực thứ hai."))
    if not 1 <= days <= MOST_DAYS or not purpose.strip():
        raise TokenRefused(_("Cần ghi mục đích, và thời hạn từ 1 đến {most} ngày.").format(most=MOST_DAYS))
    secret = MARK + secrets.token_urlsafe(32)
    now = clock.now()
    token = ServiceToken.objects.create(
        person=person,
        purpose=purpose.strip()[:200],
        digest=_digest(secret),
        issued_at=now,
        expires_at=now + timedelta(days=days),
    )
    details = {"token": token.pk, "purpose": token.purpose, "expires_at": token.expires_at.isoformat()}
    record("identity.token.issue", subject=("person", person.username), details=details)
    return token, secret


@transaction.atomic
def revoke_token(token_id: int, *, by: Person | None) -> ServiceToken:
    """Take a token out of use at once; doing it again changes nothing. Raises NotYours, TokenRefused."""
    _require_keeper(by)
    token = ServiceToken.objects.select_for_update().select_related("person").filter(pk=token_id).first()
    if token is None:
        raise TokenRefused(_("Không có mã kết nối số {number}.").format(number=token_id))
    if token.revoked_at is None:
        token.revoked_at = clock.now()
        token.save(update_fields=["revoked_at"])
        record("identity.token.revoke", subject=("person", token.person.username), details={"token": token.pk})
    return token


def token_for(secret: str) -> ServiceToken | None:
    """The token with this secret when it may be used now: not expired, not revoked, its account in use."""
    if not secret.startswith(MARK) or not secret.isascii() or len(secret) > 200:
        return None
    token = ServiceToken.objects.select_related("person").filter(digest=_digest(secret)).first()
    now = clock.now()
    if token is None or token.revoked_at is not None or token.expires_at <= now:
        return None
    if not token.person.is_active or token.person.kind != AccountKind.SERVICE or roles_of(token.person) & MACHINE:
        return None
    if token.last_used_at is None or now - token.last_used_at >= SEEN_AGAIN:
        ServiceToken.objects.filter(pk=token.pk).update(last_used_at=now)
        Person.objects.filter(pk=token.person_id).update(last_seen_at=now)
    return token


def tokens_of(person: Any = None) -> QuerySet[ServiceToken]:
    """All tokens, or those of one account, the newest first."""
    rows = ServiceToken.objects.select_related("person").order_by("-issued_at", "-pk")
    return rows if person is None else rows.filter(person=person)


def _require_keeper(by: Person | None) -> None:
    if by is not None and not can_edit_people(by):
        raise NotYours(_("Chỉ quản trị hệ thống được cấp và thu hồi mã kết nối."))
