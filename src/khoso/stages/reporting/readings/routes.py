"""Addresses of figures, their evidence, and the curve of an agency."""

from __future__ import annotations

from django.urls import path

from khoso.stages.reporting.readings import views

urlpatterns = [
    path("bao-cao/so-lieu", views.figure_list, name="figures"),
    path("bao-cao/so-lieu/<str:name>/<int:agency_id>", views.evidence, name="evidence"),
    path("bao-cao/so-lieu/<str:name>/<int:agency_id>/tai-ve", views.evidence_file, name="evidence-export"),
]
