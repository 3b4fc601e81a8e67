"""Routes of the programme, by noun."""

from __future__ import annotations

from django.urls import URLPattern

from khoso.stages.programme.attachments import routes as attachments
from khoso.stages.programme.bodies import routes as bodies
from khoso.stages.programme.days import routes as days
from khoso.stages.programme.guidance import routes as guidance
from khoso.stages.programme.rounds import routes as rounds

app_name = "programme"

urlpatterns: list[URLPattern] = [
    *attachments.urlpatterns,
    *bodies.urlpatterns,
    *rounds.urlpatterns,
    *guidance.urlpatterns,
    *days.urlpatterns,
]
