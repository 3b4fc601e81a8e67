"""Django's settings. What differs from machine to machine comes from the environment (KHOSO_*, DATABASE_URL)."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from csp.constants import NONE, SELF  # type: ignore[import-untyped]

from khoso.config import database, sign_in
from khoso.config.home import places

PLACES = places()
PLACES.root.mkdir(parents=True, exist_ok=True)


def _secret_key() -> str:
    """KHOSO_SECRET_KEY, or a key made once and kept readable by its owner only."""
    if stated := os.environ.get("KHOSO_SECRET_KEY"):
        return stated
    path = PLACES.keys / "secret-key"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        temporary = path.with_name(f"secret-key.{os.getpid()}")
        temporary.touch(mode=0o600)
        temporary.write_text(secrets.token_urlsafe(48))
        try:
            os.link(temporary, path)
        except FileExistsError:
            pass
        finally:
            temporary.unlink()
    return path.read_text()


SECRET_KEY = _secret_key()
DEBUG = os.environ.get("KHOSO_DEBUG") == "1"
ALLOWED_HOSTS = os.environ.get("KHOSO_HOSTS", "localhost,127.0.0.1,[::1]").split(",")
CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in ALLOWED_HOSTS if host[0].isalpha() and "." in host]

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_htmx",
    "axes",
    "csp",
    "procrastinate.contrib.django",
    "khoso.foundation.identity",
    "khoso.foundation.audit",
    "khoso.foundation.provenance",
    "khoso.foundation.web",
    "khoso.instruments.approvals",
    "khoso.instruments.quality",
    "khoso.instruments.signing",
    "khoso.stages.programme",
    "khoso.stages.catalogue",
    "khoso.stages.selection",
    "khoso.stages.digitisation",
    "khoso.stages.recognition",
    "khoso.stages.inspection",
    "khoso.stages.repository",
    "khoso.stages.packages",
    "khoso.stages.acceptance",
    "khoso.stages.access",
    "khoso.stages.reporting",
    "khoso.config",
    # After our rooms: where a template of theirs has the name of one of ours, ours is shown.
    *sign_in.APPS,
]

MIDDLEWARE = [
    "khoso.foundation.web.middleware.RequestMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "khoso.foundation.web.api_gate.ServiceTokenMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "khoso.foundation.web.middleware.LanguageMiddleware",
    "khoso.foundation.web.middleware.ActorMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "axes.middleware.AxesMiddleware",
    "khoso.foundation.identity.sign_in.middleware.SessionMiddleware",
    "khoso.foundation.identity.sign_in.middleware.AssuranceMiddleware",
    "khoso.foundation.web.middleware.PermissionMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

ROOT_URLCONF = "khoso.config.urls"
WSGI_APPLICATION = "khoso.config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "khoso.config.shell.page_shell",
            ]
        },
    }
]

DATABASES = {"default": database.django_settings(database.url())}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "identity.Person"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "khoso.foundation.identity.sign_in.backends.PasswordBackend",
    # Sessions begun before, and tests, name this one.
    "django.contrib.auth.backends.ModelBackend",
]
LOGIN_URL = "identity:sign-in"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "/"
globals().update(sign_in.sign_in_settings(PLACES))
CSRF_FAILURE_VIEW = "khoso.foundation.web.views_errors.stale_form"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = os.environ.get("KHOSO_HTTPS") == "1"
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if SESSION_COOKIE_SECURE else None
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if SESSION_COOKIE_SECURE else 0
X_FRAME_OPTIONS = "DENY"

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:", "blob:"],
        "font-src": [SELF, "data:"],
        "connect-src": [SELF],
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}

LANGUAGE_CODE = "vi"
LANGUAGES = [("vi", "Tiếng Việt"), ("en", "English")]
LANGUAGE_COOKIE_NAME = "khoso_language"
LANGUAGE_COOKIE_AGE = 365 * 24 * 3600
LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_SECURE = SESSION_COOKIE_SECURE
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Ho_Chi_Minh"

STATIC_URL = "static/"
STATICFILES_DIRS = [Path(__file__).resolve().parents[1] / "foundation" / "web" / "static"]
STATICFILES_FINDERS = ["django.contrib.staticfiles.finders.FileSystemFinder"]
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = DEBUG
# The build puts a digest into every name and a compressed copy beside every file.
WHITENOISE_IMMUTABLE_FILE_TEST = r"^/static/built/assets/.+-[\w-]{8}\.\w+$"

# In the database, which all processes share: a limit counted by one of them alone would be no limit.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "khoso_cache",
        "OPTIONS": {"MAX_ENTRIES": 20_000},
    }
}

# How old may be what the home page tells of the whole house, which is counted once for everyone who sees all of it.
KHOSO_COUNTED_SECONDS = float(os.environ.get("KHOSO_COUNTED_SECONDS", "10"))
# Days after which something that waits for a person is late, and after which a stored copy is to be read again.
KHOSO_LATE_DAYS = int(os.environ.get("KHOSO_LATE_DAYS", "14"))
# Working days in which a difficulty is answered.
KHOSO_ANSWER_DAYS = int(os.environ.get("KHOSO_ANSWER_DAYS", "5"))
# Where people open the system, for links in letters; empty: letters name the page without a link.
KHOSO_URL = os.environ.get("KHOSO_URL", "").rstrip("/")
KHOSO_FIXITY_DAYS = int(os.environ.get("KHOSO_FIXITY_DAYS", "90"))

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": os.environ.get("KHOSO_LOG", "WARNING")},
    "loggers": {
        "pyhanko": {"level": "ERROR"},
        "pyhanko_certvalidator": {"level": "ERROR"},
        "procrastinate": {"level": os.environ.get("KHOSO_LOG_JOBS", "CRITICAL")},
    },
}
