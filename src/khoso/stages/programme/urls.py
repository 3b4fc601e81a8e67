"""Routes of the programme, by noun."""

from __future__ import annotations

from django.urls import URLPattern

from khoso.stages.programme.attachments import routes as attachments
from khoso.stages.programme.bodies import routes as bodies
from khoso.stages.programme.days import routes as days
from khoso.stages.programme.guidance import routes as guidance
from khoso.stages.programme.plan import routes as plan
from khoso.stages.programme.rounds import routes as rounds
from khoso.stages.programme.work import routes as work

app_name = "programme"

urlpatterns: list[URLPattern] = [
    *attachments.urlpatterns,
    *plan.urlpatterns,
    *bodies.urlpatterns,
    *rounds.urlpatterns,
    *guidance.urlpatterns,
    *days.urlpatterns,
    *work.urlpatterns,
]
