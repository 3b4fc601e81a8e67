"""Addresses of rounds, their minutes and the evidence behind their figures."""

from __future__ import annotations

from django.urls import URLPattern, path

from khoso.stages.acceptance.rounds import views, views_evidence, views_minutes

urlpatterns: list[URLPattern] = [
    path("nghiem-thu", views.rounds, name="rounds"),
    path("nghiem-thu/mo/<int:batch_id>", views.round_open, name="round-open"),
    path("nghiem-thu/dot/<int:round_id>", views.round_page, name="round"),
    path("nghiem-thu/dot/<int:round_id>/kiem-dem", views.round_count, name="round-count"),
    path("nghiem-thu/dot/<int:round_id>/huy", views.round_cancel, name="round-cancel"),
    path("nghiem-thu/dot/<int:round_id>/xac-nhan", views.round_certify, name="round-certify"),
    path("nghiem-thu/dot/<int:round_id>/xac-nhan/<str:paper>", views.round_certificate, name="round-certificate"),
    path("nghiem-thu/dot/<int:round_id>/bang-chung", views_evidence.evidence, name="round-evidence"),
    path("nghiem-thu/dot/<int:round_id>/bang-chung/tep", views_evidence.evidence_file, name="round-evidence-file"),
    path("nghiem-thu/dot/<int:round_id>/bien-ban", views_minutes.round_minute, name="round-minute"),
    path("nghiem-thu/ban-giao/<uuid:delivery_id>", views_minutes.handing_minute, name="handing-minute"),
    path("nghiem-thu/bien-ban/<int:minutes_id>", views_minutes.minutes_page, name="minutes"),
    path("nghiem-thu/bien-ban/<int:minutes_id>/rut", views_minutes.minutes_withdraw, name="minutes-withdraw"),
    path("nghiem-thu/bien-ban/<int:minutes_id>/tep/<str:paper>", views_minutes.minutes_file, name="minutes-file"),
    path("nghiem-thu/bien-ban/<int:minutes_id>/ben/<int:side>/ky", views_minutes.side_sign, name="side-sign"),
    path("nghiem-thu/bien-ban/<int:minutes_id>/ben/<int:side>/tu-choi", views_minutes.side_refuse, name="side-refuse"),
    path("nghiem-thu/bien-ban/<int:minutes_id>/ben/<int:side>/ban-giay", views_minutes.side_paper, name="side-paper"),
    path("nghiem-thu/bien-ban/<int:minutes_id>/ben/<int:side>/ban-quet", views_minutes.side_scan, name="side-scan"),
]
