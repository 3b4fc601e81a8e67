"""The addresses of hand-over."""

from __future__ import annotations

from django.urls import URLPattern, path

from khoso.stages.selection.handover import views

urlpatterns: list[URLPattern] = [
    path("lua-chon/giao-nop", views.handovers, name="handovers"),
    path("lua-chon/giao-nop/lap", views.handover_make, name="handover-make"),
    path("lua-chon/giao-nop/<int:list_id>", views.handover, name="handover"),
    path("lua-chon/giao-nop/<int:list_id>/ban-moi", views.handover_version, name="handover-version"),
    path("lua-chon/giao-nop/<int:list_id>/tep/<str:paper>", views.handover_file, name="handover-file"),
]
