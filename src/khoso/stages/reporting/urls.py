"""Routes of reporting, by noun."""

from __future__ import annotations

from django.urls import URLPattern

from khoso.stages.reporting.city import routes as city
from khoso.stages.reporting.readings import routes as readings

app_name = "reporting"

urlpatterns: list[URLPattern] = [
    *readings.urlpatterns,
    *city.urlpatterns,
]
