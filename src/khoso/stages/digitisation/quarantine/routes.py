"""Addresses of this part of digitisation."""

from __future__ import annotations

from django.urls import URLPattern, path

from khoso.stages.digitisation.quarantine import views

urlpatterns: list[URLPattern] = [
    path("cach-ly", views.quarantine, name="quarantine"),
    path("tep/<uuid:file_id>/bao-dau-mat", views.report_secret, name="report-secret"),
    path("cach-ly/<int:case_id>", views.case, name="quarantine-case"),
    path("cach-ly/<int:case_id>/trang/<int:number>", views.case_page, name="quarantine-page"),
    path("cach-ly/<int:case_id>/quyet-dinh", views.case_decide, name="quarantine-decide"),
]
