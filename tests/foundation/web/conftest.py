"""Templates are rendered by an engine of their own: only the page shell, no database."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from django.template import Engine, RequestContext
from django.test import RequestFactory, override_settings
from tests.foundation.web.samples import TEMPLATE_FOLDERS


@pytest.fixture(scope="session", autouse=True)
def _plain_addresses() -> Iterator[None]:
    """Whatever settings the whole suite runs with, these pages need no collected static files."""
    storages = {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
    with override_settings(STORAGES=storages, STATIC_URL="/static/", LANGUAGE_CODE="vi"):
        yield


@pytest.fixture(scope="session")
def engine() -> Engine:
    return Engine(
        dirs=[str(folder) for folder in TEMPLATE_FOLDERS],
        libraries={
            "khoso_web": "khoso.foundation.web.templatetags.khoso_web",
            "khoso_identity": "khoso.foundation.identity.templatetags.khoso_identity",
            "i18n": "django.templatetags.i18n",
            "static": "django.templatetags.static",
        },
        context_processors=["django.template.context_processors.request", "django.template.context_processors.csrf"],
    )


@pytest.fixture
def render(engine: Engine) -> Callable[..., str]:
    """`render(name, context, path)` → the page as text, as a signed-in person gets it."""

    def run(name: str, context: dict[str, object], path: str = "/") -> str:
        return engine.get_template(name).render(RequestContext(RequestFactory().get(path), dict(context)))

    return run
