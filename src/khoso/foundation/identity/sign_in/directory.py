"""Single sign-on by the city's directory (OpenID Connect): whose account of ours it opens, if any."""

from __future__ import annotations

from typing import Any

import structlog
from allauth.socialaccount.models import SocialAccount
from django.conf import settings
from django.utils.translation import gettext as _

from khoso.foundation.audit.actions import Actor, acting_as, present_actor, record
from khoso.foundation.identity.models import Person
from khoso.foundation.identity.sign_in import assurance
from khoso.kernel.errors import KhosoError

log = structlog.get_logger(__name__)


class Unknown(KhosoError):
    """The directory knows somebody whom this house does not."""

    code = "identity.directory_unknown"


def match(request: Any, sign_in: Any) -> None:
    """Let `sign_in` open the account of the person it belongs to. Raises Unknown when there is none.

    At the first sign-in the account is found by a verified address or a name; from then on by the directory's own
    number for the person, so that an address given to somebody else opens nothing.
    """
    claims = _claims(sign_in.account.extra_data)
    person = sign_in.user if sign_in.is_existing else _person_for(claims)
    linked = SocialAccount.objects.filter(user=person).exclude(uid=sign_in.account.uid).exists() if person else False
    if person is None or linked:
        said = str(claims.get(_claim_name()) or claims.get("sub", ""))
        _note_refusal(said, "linked" if linked else "unknown")
        raise Unknown(
            _(
                "Đã đăng nhập ở thành phố, nhưng Kho Số chưa có tài khoản ứng với «%(name)s». Không có gì được tạo ra. "
                "Hãy nhờ quản trị hệ thống cấp tài khoản, hoặc đăng nhập bằng tên và mật khẩu của Kho Số."
            )
            % {"name": said}
        )
    if not sign_in.is_existing:
        sign_in.user = person
        sign_in.account.user = person
        sign_in.account.save()
        with acting_as(present_actor(), username=person.username, full_name=person.full_name, person_id=person.pk):
            record("identity.directory.link", subject=("person", person.username), details={"sub": sign_in.account.uid})
    if settings.KHOSO_OIDC_MFA and _said_of_factors(claims) & settings.KHOSO_OIDC_MFA:
        assurance.note_second_factor(request, person, "directory")


def _claim_name() -> str:
    return str(settings.KHOSO_OIDC_MATCH)


def _claims(data: dict[str, Any]) -> dict[str, Any]:
    # What the signed token says of how somebody signed in is not in the answer about who they are.
    return {**(data.get("id_token") or {}), **(data.get("userinfo") or {})} or data


def _person_for(claims: dict[str, Any]) -> Person | None:
    name = _claim_name()
    said = claims.get(name)
    if not isinstance(said, str) or not said.strip():
        return None
    if name == "email":
        # An address nobody verified belongs to whoever typed it.
        verified = claims.get("email_verified") is True
        return Person.objects.filter(email__iexact=said.strip()).first() if verified else None
    return Person.objects.filter(username__iexact=said.strip()).first()


def _said_of_factors(claims: dict[str, Any]) -> set[str]:
    methods = claims.get("amr") or []
    said = {methods} if isinstance(methods, str) else {str(one) for one in methods}
    return said | {str(claims.get("acr", ""))}


def _note_refusal(name: str, why: str) -> None:
    with acting_as(Actor(name[:60], "", "", present_actor().address, present_actor().request_id)):
        record("identity.session.refuse", subject=("person", name[:60]), details={"why": why, "by": "directory"})


def note_error(error: Any, exception: Any) -> None:
    """The directory did not answer as it should: for the log and the trail."""
    log.warning("directory.failed", error=str(error), exception=str(exception))
    _note_refusal("", "directory_error")


def forget_link(person: Person) -> int:
    """Let the next single sign-on find the account anew."""
    gone, _each = SocialAccount.objects.filter(user=person).delete()
    return gone
