"""The forms of signing in: the library's, with our words and our lock."""

from __future__ import annotations

from typing import Any, NoReturn

from allauth.account.forms import ChangePasswordForm as LibraryChangePasswordForm
from allauth.account.forms import LoginForm
from allauth.account.forms import ReauthenticateForm as LibraryReauthenticateForm
from allauth.core import context
from allauth.mfa.base.forms import AuthenticateForm
from allauth.mfa.base.forms import ReauthenticateForm as MfaReauthenticateForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm, AuthenticateWebAuthnForm, EditWebAuthnForm
from django import forms
from django.contrib.auth.signals import user_login_failed
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from khoso.foundation.identity.sign_in import locks

_EMPTY = {"required": _("Chưa điền ô này.")}
_CODE = {"autocomplete": "one-time-code", "inputmode": "numeric", "class": "form-control", "autofocus": True}


def _dress(form: forms.Form, **labels: Any) -> None:
    for name, field in form.fields.items():
        field.widget.attrs["class"] = "form-control"
        field.widget.attrs.pop("placeholder", None)
        field.error_messages |= _EMPTY
        if name in labels:
            field.label = labels[name]


def _refuse_locked(request: Any, person: Any) -> NoReturn:
    request.axes_locked_out = True
    request.axes_credentials = {"username": person.username}
    raise ValidationError(_("Tài khoản đang bị khóa."))


class SignInForm(LoginForm):  # type: ignore[misc]
    """Username and password. What is asked is called `username`, as everywhere."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _dress(self, login=_("Tên đăng nhập"), password=_("Mật khẩu"))

    def add_prefix(self, field_name: str) -> str:
        return "username" if field_name == "login" else str(super().add_prefix(field_name))


class ChangePasswordForm(LibraryChangePasswordForm):  # type: ignore[misc]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _dress(
            self,
            oldpassword=_("Mật khẩu đang dùng"),
            password1=_("Mật khẩu mới"),
            password2=_("Gõ lại mật khẩu mới"),
        )

    def clean_oldpassword(self) -> Any:
        """The present password; a wrong one counts as one at the door does."""
        request = context.request
        if locks.is_locked_for(request, self.user):
            _refuse_locked(request, self.user)
        try:
            return super().clean_oldpassword()
        except ValidationError:
            user_login_failed.send(sender=__name__, credentials={"username": self.user.username}, request=request)
            raise

    def clean(self) -> Any:
        cleaned = forms.Form.clean(self) or self.cleaned_data
        first, second = cleaned.get("password1"), cleaned.get("password2")
        if first and second and first != second:
            self.add_error("password2", _("Hai lần gõ không giống nhau."))
        return cleaned


class ReauthenticateForm(LibraryReauthenticateForm):  # type: ignore[misc]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _dress(self, password=_("Mật khẩu"))


class _NotWhileLocked:
    """A locked account takes no codes either."""

    user: Any

    def clean_code(self) -> Any:
        request = context.request
        if locks.is_locked_for(request, self.user):
            _refuse_locked(request, self.user)
        return super().clean_code()  # type: ignore[misc]


class CodeForm(_NotWhileLocked, AuthenticateForm):  # type: ignore[misc]
    """A code of the application, or a recovery code."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _dress(self, code=_("Mã xác thực"))
        self.fields["code"].widget.attrs |= _CODE


class CodeAgainForm(_NotWhileLocked, MfaReauthenticateForm):  # type: ignore[misc]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _dress(self, code=_("Mã xác thực"))
        self.fields["code"].widget.attrs |= _CODE


class ActivateCodeForm(ActivateTOTPForm):  # type: ignore[misc]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _dress(self, code=_("Mã ứng dụng đang hiện"))
        self.fields["code"].widget.attrs |= {**_CODE, "autofocus": False}


class PasskeyForm(AuthenticateWebAuthnForm):  # type: ignore[misc]
    """What a passkey answers."""


class AddPasskeyForm(AddWebAuthnForm):  # type: ignore[misc]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].label = _("Tên để nhận ra khóa này")
        self.fields["name"].widget.attrs["class"] = "form-control"
        self.fields["name"].max_length = 60


class RenamePasskeyForm(EditWebAuthnForm):  # type: ignore[misc]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _dress(self, name=_("Tên để nhận ra khóa này"))
