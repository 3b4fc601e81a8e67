"""The Django app that brings templates, tags and the built front end."""

from __future__ import annotations

from django.apps import AppConfig


class WebConfig(AppConfig):
    """Page shell and components; no tables."""

    name = "khoso.foundation.web"
    label = "web"
    verbose_name = "Giao diện"
