"""The addresses of notices. Codes of agencies are capitals, so that none is mistaken for a word of an address."""

from __future__ import annotations

from django.urls import path

from khoso.stages.reporting.reminders import views

urlpatterns = [
    path("loi-nhac", views.notices, name="notices"),
    path("loi-nhac/doc", views.mark_read, name="notices-read"),
    path("loi-nhac/viet", views.write, name="remind"),
    path("loi-nhac/chuoi", views.chains, name="chains"),
    path("loi-nhac/chuoi/gui-lai", views.try_again, name="letters-again"),
    path("loi-nhac/chuoi/ve/<str:kind>/<str:number>", views.chain_of, name="chain-of"),
    path("loi-nhac/chuoi/<str:code>", views.chain, name="chain"),
]
