"""The pages of the sign-in library that are open here, under names it looks for. What is not listed is closed:
signing up, addresses and passwords by mail."""

from __future__ import annotations

from typing import Any

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as recovery_codes
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as webauthn
from allauth.socialaccount.providers.openid_connect import views as directory
from allauth.usersessions import views as usersessions
from django.urls import path

from khoso.foundation.identity.access import allow
from khoso.foundation.identity.permissions import anyone, is_signed_in
from khoso.foundation.identity.sign_in import account_views, views
from khoso.foundation.identity.sign_in.middleware import FACTOR, PASSWORD, changes_factors, open_before


def _mine(view: Any) -> Any:
    """For whoever is signed in, also before the second factor is shown: it is shown or enrolled here."""
    return allow(is_signed_in)(open_before(FACTOR)(view))


def _enrols(view: Any) -> Any:
    """For whoever is signed in and has no second factor yet, or has shown it."""
    return changes_factors(_mine(view))


def _anyone(view: Any) -> Any:
    return allow(anyone)(open_before(PASSWORD, FACTOR)(view))


_FACTORS = "tai-khoan/xac-thuc"
_AGAIN = "tai-khoan/xac-nhan"
urlpatterns = [
    path("dang-nhap", views.sign_in, name="account_login"),
    path("dang-nhap/xac-thuc", views.second_factor, name="mfa_authenticate"),
    path("dang-nhap/ngung-dung", _anyone(account.account_inactive), name="account_inactive"),
    path("tai-khoan/mat-khau", account_views.change_password, name="account_change_password"),
    path("tai-khoan/phien", allow(is_signed_in)(usersessions.list_usersessions), name="usersessions_list"),
    path(_FACTORS, _mine(mfa.index), name="mfa_index"),
    path(f"{_FACTORS}/ung-dung", _enrols(totp.activate_totp), name="mfa_activate_totp"),
    path(
        f"{_FACTORS}/ung-dung/bo",
        changes_factors(allow(is_signed_in)(totp.deactivate_totp)),
        name="mfa_deactivate_totp",
    ),
    path(f"{_FACTORS}/khoa", _mine(webauthn.list_webauthn), name="mfa_list_webauthn"),
    path(f"{_FACTORS}/khoa/them", _enrols(webauthn.add_webauthn), name="mfa_add_webauthn"),
    path(
        f"{_FACTORS}/khoa/<int:pk>/ten",
        changes_factors(allow(is_signed_in)(webauthn.edit_webauthn)),
        name="mfa_edit_webauthn",
    ),
    path(
        f"{_FACTORS}/khoa/<int:pk>/bo",
        changes_factors(allow(is_signed_in)(webauthn.remove_webauthn)),
        name="mfa_remove_webauthn",
    ),
    path(f"{_FACTORS}/du-phong", _enrols(recovery_codes.view_recovery_codes), name="mfa_view_recovery_codes"),
    path(
        f"{_FACTORS}/du-phong/tao", _enrols(recovery_codes.generate_recovery_codes), name="mfa_generate_recovery_codes"
    ),
    path(
        f"{_FACTORS}/du-phong/tai", _enrols(recovery_codes.download_recovery_codes), name="mfa_download_recovery_codes"
    ),
    path(_AGAIN, _mine(account.reauthenticate), name="account_reauthenticate"),
    path(f"{_AGAIN}/ma", _mine(mfa.reauthenticate), name="mfa_reauthenticate"),
    path(f"{_AGAIN}/khoa", _mine(webauthn.reauthenticate_webauthn), name="mfa_reauthenticate_webauthn"),
    # Not found as long as no directory is named in the settings.
    path("dang-nhap/sso/<str:provider_id>", _anyone(directory.login), name="openid_connect_login"),
    path("dang-nhap/sso/<str:provider_id>/ve", _anyone(directory.callback), name="openid_connect_callback"),
]
