"""What Kho Số tells the sign-in library: closed to strangers, our words, our addresses, sealed secrets."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from khoso.foundation.identity.sign_in import assurance, directory, locks, passwords, sealing, sessions, upkeep
from khoso.foundation.identity.sign_in.address import address_of
from khoso.foundation.identity.sign_in.page import refused

# What the library says after an act, in our words; about what is not here it keeps silent.
_SAID = {
    "account/messages/password_changed.txt": _("Đã đổi mật khẩu. Các phiên khác của anh/chị đã được đăng xuất."),
    "mfa/messages/totp_activated.txt": _("Đã thêm ứng dụng tạo mã."),
    "mfa/messages/totp_deactivated.txt": _("Đã bỏ ứng dụng tạo mã."),
    "mfa/messages/webauthn_added.txt": _("Đã thêm khóa truy cập."),
    "mfa/messages/webauthn_removed.txt": _("Đã bỏ khóa truy cập."),
    "mfa/messages/recovery_codes_generated.txt": _("Đã tạo mã dự phòng mới; mã cũ không dùng được nữa."),
    "usersessions/messages/sessions_logged_out.txt": _("Đã đăng xuất các phiên khác."),
}

_NOT_CONFIRMED = _("Hệ thống tài khoản của thành phố không xác nhận lần đăng nhập này. Hãy thử lại sau ít phút.")


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Accounts are made by administrators only; nothing is sent by mail."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "username_password_mismatch": _(
            "Tên đăng nhập hoặc mật khẩu không đúng. Sau 5 lần sai, tài khoản bị khóa ít nhất 12 giờ."
        ),
        "too_many_login_attempts": _("Thử quá nhiều lần từ nơi này. Hãy đợi vài phút rồi thử lại."),
        "incorrect_password": _("Mật khẩu không đúng."),
        "enter_current_password": _("Mật khẩu đang dùng không đúng."),
        "incorrect_code": _("Mã không đúng hoặc đã dùng rồi. Hãy đợi mã mới trong ứng dụng."),
        "rate_limited": _("Thử quá nhanh. Hãy đợi một phút rồi thử lại."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_client_ip(self, request: HttpRequest) -> str:
        return address_of(request) or "0.0.0.0"  # noqa: S104 - no address known

    def is_safe_url(self, url: str) -> bool:
        return bool(url) and url_has_allowed_host_and_scheme(url, allowed_hosts=None)

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("identity:account")

    def add_message(
        self,
        request: HttpRequest,
        level: int,
        message_template: str | None = None,
        message_context: Any = None,
        extra_tags: str = "",
        message: str | None = None,
    ) -> None:
        if words := message or _SAID.get(message_template or ""):
            messages.add_message(request, level, words, extra_tags=extra_tags)

    def set_password(self, user: Any, password: str) -> None:
        passwords.change_password(user, password)

    def pre_login(self, request: HttpRequest, user: Any, **kwargs: Any) -> HttpResponse | None:
        if locks.is_locked_for(request, user):
            return locks.locked_page(request, None, {"username": user.username})
        if user.is_active and sessions.is_idle_too_long(user):
            upkeep.disable_idle(user)
        answer: HttpResponse | None = super().pre_login(request, user, **kwargs)
        return answer

    def post_login(self, request: HttpRequest, user: Any, **kwargs: Any) -> HttpResponse:
        answer: HttpResponse = super().post_login(request, user, **kwargs)
        locks.remember_device(request, answer, user)
        return answer

    def get_login_stages(self) -> list[str]:
        ours = {"allauth.mfa.stages.AuthenticateStage": "khoso.foundation.identity.sign_in.stages.SecondFactorStage"}
        return [ours[one] for one in super().get_login_stages() if one in ours]

    def get_reauthentication_methods(self, user: Any) -> list[dict[str, Any]]:
        """What a person may show again; whoever must have a second factor shows that one first."""
        words = {
            "reauthenticate": gettext("Bằng mật khẩu"),
            "mfa_reauthenticate": gettext("Bằng mã của ứng dụng"),
            "mfa_reauthenticate:webauthn": gettext("Bằng khóa truy cập (passkey)"),
        }
        return [one | {"description": words[one["id"]]} for one in super().get_reauthentication_methods(user)]


class FactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """Second factors: sealed, named in Vietnamese, and never the last one of an administrator taken away."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": _("Mã không đúng hoặc đã dùng rồi. Hãy đợi mã mới trong ứng dụng."),
        "cannot_delete_authenticator": _(
            "Tài khoản quản trị luôn phải có lớp xác thực thứ hai. Hãy thêm một khóa truy cập (passkey) trước khi bỏ."
        ),
        "cannot_generate_recovery_codes": _("Hãy thêm ứng dụng tạo mã hoặc khóa truy cập trước khi lấy mã dự phòng."),
    }

    def encrypt(self, text: str) -> str:
        return sealing.seal(text)

    def decrypt(self, encrypted_text: str) -> str:
        return sealing.unseal(encrypted_text)

    def get_totp_label(self, user: Any) -> str:
        return str(user.username)

    def _get_user_identifier(self, user: Any) -> str:
        return str(user.username)

    def _get_site_name(self) -> str:
        return "Kho Số"

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        return assurance.may_remove(authenticator.user, authenticator)

    def generate_authenticator_name(self, user: Any, type: Authenticator.Type) -> str:
        number = Authenticator.objects.filter(user_id=user.pk, type=type).count() + 1
        return gettext("Khóa %(number)d") % {"number": number}


class DirectoryAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc]
    """Single sign-on opens accounts that are here already; it makes none and gives no rights."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        if sociallogin.state.get("process") not in (None, "", "login"):
            # Signing in is all it is for: nobody joins an account of the directory to the one they are signed in to.
            directory.note_error("process", None)
            raise ImmediateHttpResponse(refused(request, str(_NOT_CONFIRMED)))
        try:
            directory.match(request, sociallogin)
        except directory.Unknown as unknown:
            raise ImmediateHttpResponse(refused(request, unknown.message)) from None

    def on_authentication_error(
        self, request: HttpRequest, provider: Any, error: Any = None, exception: Any = None, extra_context: Any = None
    ) -> None:
        directory.note_error(error, exception)
        raise ImmediateHttpResponse(refused(request, str(_NOT_CONFIRMED)))
