"""Routes of the programme, by noun."""

from __future__ import annotations

from django.urls import URLPattern

from khoso.stages.programme.attachments import routes as attachments

app_name = "programme"

urlpatterns: list[URLPattern] = [
    *attachments.urlpatterns,
]
