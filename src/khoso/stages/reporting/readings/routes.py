"""Addresses of figures, their evidence, and the curve of an agency."""

from __future__ import annotations

from django.urls import path

from khoso.stages.reporting.readings import curve_views, views

urlpatterns = [
    path("bao-cao/duong-tien-do", curve_views.agency_curve, name="curve"),
    path(
        "bao-cao/duong-tien-do/<str:name>/<int:agency_id>/ke-hoach",
        curve_views.volume_edit,
        name="volume-edit",
    ),
    path("bao-cao/so-lieu", views.figure_list, name="figures"),
    path("bao-cao/so-lieu/<str:name>/<int:agency_id>", views.evidence, name="evidence"),
    path("bao-cao/so-lieu/<str:name>/<int:agency_id>/tai-ve", views.evidence_file, name="evidence-export"),
]
