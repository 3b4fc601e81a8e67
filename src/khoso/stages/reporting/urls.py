"""Routes of reporting, by noun."""

from __future__ import annotations

from django.urls import URLPattern

from khoso.stages.reporting.city import routes as city
from khoso.stages.reporting.difficulties import routes as difficulties
from khoso.stages.reporting.readings import routes as readings
from khoso.stages.reporting.reminders import routes as reminders
from khoso.stages.reporting.reports import routes as reports
from khoso.stages.reporting.requests import routes as requests

app_name = "reporting"

urlpatterns: list[URLPattern] = [
    *difficulties.urlpatterns,
    *reminders.urlpatterns,
    *readings.urlpatterns,
    *city.urlpatterns,
    *requests.patterns,
    *reports.patterns,
]
