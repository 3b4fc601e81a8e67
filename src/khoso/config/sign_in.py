"""Settings of signing in: passwords, lock, sessions, second factors, single sign-on. `settings` takes them all in."""

from __future__ import annotations

import ipaddress
import os
import string
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.core.exceptions import ImproperlyConfigured

from khoso.config.home import Places
from khoso.kernel.words import noop

_NEAR = "127.0.0.0/8,::1/128,10.0.0.0/8,172.16.0.0/12,192.168.0.0/16,169.254.0.0/16,fc00::/7,fe80::/10"
APPS = [
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "django_password_validators",
    "django_password_validators.password_history",
]
PROVIDER = "thanh-pho"


def sign_in_settings(places: Places) -> dict[str, Any]:
    """Every setting of signing in. Raises ImproperlyConfigured for what the law does not allow."""
    return {**_passwords(), **_lock(), **_sessions(), **_factors(places), **_single_sign_on()}


def _passwords() -> dict[str, Any]:
    # Luật: QCVN 12:2026/BCA (from 8 characters, four kinds, none of the last 10; the present one counts beside them)
    ours = "khoso.foundation.identity.sign_in.passwords"
    return {
        "AUTH_PASSWORD_VALIDATORS": [
            {"NAME": f"{ours}.LongEnough", "OPTIONS": {"min_length": 8}},
            {"NAME": f"{ours}.FourKinds", "OPTIONS": {"special_characters": string.punctuation + " "}},
            {"NAME": f"{ours}.NotTheLastOnes", "OPTIONS": {"last_passwords": 11}},
            {"NAME": f"{ours}.NotTheName"},
        ],
        "DPV_DEFAULT_HISTORY_HASHER": f"{ours}.HistoryHasher",
        "PASSWORD_HASHERS": [
            "django.contrib.auth.hashers.Argon2PasswordHasher",
            "django.contrib.auth.hashers.PBKDF2PasswordHasher",
        ],
        # Luật: QCVN 12:2026/BCA (administrators change every 2 months; an account idle for 45 days is disabled)
        "KHOSO_ADMINISTRATOR_PASSWORD_MONTHS": _number("KHOSO_ADMINISTRATOR_PASSWORD_MONTHS", 2, least=1, most=2),
        "KHOSO_IDLE_DAYS": _number("KHOSO_IDLE_DAYS", 45, least=1, most=45),
    }


def _lock() -> dict[str, Any]:
    # Luật: QCVN 12:2026/BCA (lock after at most 5 failures; unlocks by itself after 12 hours to 30 days)
    return {
        "AXES_FAILURE_LIMIT": _number("KHOSO_LOCK_FAILURES", 5, least=1, most=5),
        "AXES_COOLOFF_TIME": timedelta(hours=_number("KHOSO_LOCK_HOURS", 12, least=12, most=30 * 24)),
        # Failures are counted in buckets that `locks` names: one for the account, one for each device it knows.
        "AXES_LOCKOUT_PARAMETERS": ["username"],
        "AXES_USERNAME_CALLABLE": "khoso.foundation.identity.sign_in.locks.bucket",
        "AXES_CLIENT_IP_CALLABLE": "khoso.foundation.identity.sign_in.address.address_of",
        "AXES_LOCKOUT_CALLABLE": "khoso.foundation.identity.sign_in.locks.locked_page",
        "AXES_RESET_ON_SUCCESS": True,
        # Who goes on guessing does not keep the owner out for longer.
        "AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT": False,
        "AXES_VERBOSE": False,
        "AXES_ENABLE_ADMIN": False,
        "SILENCED_SYSTEM_CHECKS": ["axes.W006"],
        # Locked everywhere, also where the owner signed in before.
        "KHOSO_LOCK_KNOWN_DEVICES": os.environ.get("KHOSO_LOCK_KNOWN_DEVICES") == "1",
        # Luật: QCVN 12:2026/BCA (logs are kept for at least 12 months)
        "KHOSO_LOG_MONTHS": _number("KHOSO_LOG_MONTHS", 24, least=12, most=1200),
    }


def _sessions() -> dict[str, Any]:
    # Luật: QCVN 12:2026/BCA (a session locks after at most 15 minutes idle)
    idle = _number("KHOSO_SESSION_MINUTES", 15, least=1, most=15)
    return {
        "KHOSO_SESSION_IDLE": timedelta(minutes=idle),
        "KHOSO_SESSION_WARNING": timedelta(minutes=min(2, idle / 2)),
        # Idleness is measured by the middleware; this is how long the row of a forgotten session stays.
        "SESSION_COOKIE_AGE": 12 * 3600,
        "SESSION_EXPIRE_AT_BROWSER_CLOSE": True,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "ACCOUNT_SESSION_REMEMBER": False,
        "KHOSO_INNER_NETWORKS": _networks("KHOSO_INNER_NETWORKS", _NEAR),
        "KHOSO_TRUSTED_PROXIES": _networks("KHOSO_TRUSTED_PROXIES", ""),
    }


def _factors(places: Places) -> dict[str, Any]:
    secure = os.environ.get("KHOSO_HTTPS") == "1"
    return {
        "ACCOUNT_ADAPTER": "khoso.foundation.identity.sign_in.adapters.AccountAdapter",
        "ACCOUNT_LOGIN_METHODS": {"username"},
        "ACCOUNT_SIGNUP_FIELDS": ["username*", "password1*"],
        "ACCOUNT_EMAIL_VERIFICATION": "none",
        "ACCOUNT_REAUTHENTICATION_TIMEOUT": 5 * 60,
        "ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE": False,
        "ACCOUNT_FORMS": {
            "login": "khoso.foundation.identity.sign_in.forms.SignInForm",
            "change_password": "khoso.foundation.identity.sign_in.forms.ChangePasswordForm",
            "reauthenticate": "khoso.foundation.identity.sign_in.forms.ReauthenticateForm",
        },
        # The lock counts per account; these only slow down whoever tries many accounts from one place.
        "ACCOUNT_RATE_LIMITS": {
            "login": "120/m/ip",
            "login_failed": "60/m/ip,15/5m/key",
            "reauthenticate": "15/m/user",
        },
        "MFA_ADAPTER": "khoso.foundation.identity.sign_in.adapters.FactorAdapter",
        "MFA_SUPPORTED_TYPES": ["totp", "webauthn", "recovery_codes"],
        "MFA_FORMS": {
            "authenticate": "khoso.foundation.identity.sign_in.forms.CodeForm",
            "authenticate_webauthn": "khoso.foundation.identity.sign_in.forms.PasskeyForm",
            "reauthenticate": "khoso.foundation.identity.sign_in.forms.CodeAgainForm",
            "activate_totp": "khoso.foundation.identity.sign_in.forms.ActivateCodeForm",
            "add_webauthn": "khoso.foundation.identity.sign_in.forms.AddPasskeyForm",
            "edit_webauthn": "khoso.foundation.identity.sign_in.forms.RenamePasskeyForm",
        },
        "MFA_TOTP_ISSUER": "Kho Số",
        "MFA_TOTP_TOLERANCE": 1,
        "MFA_RECOVERY_CODE_COUNT": 10,
        "MFA_ALLOW_UNVERIFIED_EMAIL": True,
        # Where the pages themselves come without encryption (a trial on this machine), so may a passkey.
        "MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN": not secure,
        "KHOSO_FACTOR_KEYS": places.keys / "factors",
        "KHOSO_ENROL_ONLY_INSIDE": os.environ.get("KHOSO_ENROL_ONLY_INSIDE") == "1",
    }


def _single_sign_on() -> dict[str, Any]:
    always = {
        "SOCIALACCOUNT_ADAPTER": "khoso.foundation.identity.sign_in.adapters.DirectoryAdapter",
        "SOCIALACCOUNT_ONLY": False,
        "SOCIALACCOUNT_STORE_TOKENS": False,
        "SOCIALACCOUNT_EMAIL_AUTHENTICATION": False,
        # A link, not a form: the content security policy lets no form lead to another house.
        "SOCIALACCOUNT_LOGIN_ON_GET": True,
        "KHOSO_OIDC_MATCH": os.environ.get("KHOSO_OIDC_MATCH", "email"),
        "KHOSO_OIDC_MFA": frozenset(filter(None, os.environ.get("KHOSO_OIDC_MFA", "").split(","))),
        "KHOSO_OIDC_PROVIDER": "",
        "SOCIALACCOUNT_PROVIDERS": {},
    }
    issuer = os.environ.get("KHOSO_OIDC_ISSUER", "").rstrip("/")
    if not issuer:
        return always
    app = {
        "provider_id": PROVIDER,
        "name": os.environ.get("KHOSO_OIDC_NAME", noop("tài khoản thành phố")),
        "client_id": _needed("KHOSO_OIDC_CLIENT_ID"),
        "secret": _secret("KHOSO_OIDC_CLIENT_SECRET"),
        "settings": {"server_url": issuer, "oauth_pkce_enabled": True},
    }
    return always | {
        "KHOSO_OIDC_PROVIDER": PROVIDER,
        "SOCIALACCOUNT_PROVIDERS": {"openid_connect": {"OAUTH_PKCE_ENABLED": True, "APPS": [app]}},
    }


def _needed(name: str) -> str:
    value = os.environ.get(name, "")
    if not value:
        raise ImproperlyConfigured(f"Đặt KHOSO_OIDC_ISSUER thì phải đặt cả {name}.")
    return value


def _secret(name: str) -> str:
    """The secret itself, or what the file says that `<name>_FILE` points to."""
    if path := os.environ.get(f"{name}_FILE"):
        return Path(path).read_text(encoding="utf-8").strip()
    return _needed(name)


def _number(name: str, otherwise: int, *, least: int, most: int) -> int:
    said = os.environ.get(name, str(otherwise))
    if not said.isascii() or not said.isdigit() or not least <= int(said) <= most:
        raise ImproperlyConfigured(f"{name}={said}: phải là số nguyên từ {least} đến {most} (QCVN 12:2026/BCA).")
    return int(said)


def _networks(name: str, otherwise: str) -> list[ipaddress.IPv4Network | ipaddress.IPv6Network]:
    try:
        return [ipaddress.ip_network(one.strip()) for one in os.environ.get(name, otherwise).split(",") if one.strip()]
    except ValueError as wrong:
        raise ImproperlyConfigured(
            f"{name}: {wrong}. Viết các dải mạng dạng 10.0.0.0/8, cách nhau bằng dấu phẩy."
        ) from wrong
