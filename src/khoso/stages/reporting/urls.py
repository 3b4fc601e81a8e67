"""Routes of reporting, by noun."""

from __future__ import annotations

from django.urls import URLPattern

from khoso.stages.reporting.reports import routes as reports
from khoso.stages.reporting.requests import routes as requests

app_name = "reporting"

urlpatterns: list[URLPattern] = [
    *requests.patterns,
    *reports.patterns,
]
