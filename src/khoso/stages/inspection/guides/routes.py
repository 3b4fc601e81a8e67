"""Addresses of the checking guide."""

from __future__ import annotations

from django.urls import path

from khoso.stages.inspection.guides import views

urlpatterns = [
    path("kiem-tra/huong-dan", views.guides, name="guides"),
    path("kiem-tra/huong-dan/<int:agency_id>/da-hoc", views.guide_acknowledge, name="guide-acknowledge"),
    path("kiem-tra/huong-dan/<int:agency_id>/ban-moi", views.guide_issue, name="guide-issue"),
    path("kiem-tra/huong-dan/<int:agency_id>/tep/<int:guide_id>", views.guide_file, name="guide-file"),
]
