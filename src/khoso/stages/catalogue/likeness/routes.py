"""The addresses of likeness."""

from __future__ import annotations

from django.urls import URLPattern, path

from khoso.stages.catalogue.likeness import views

urlpatterns: list[URLPattern] = [
    path("danh-muc/trung", views.twins, name="twins"),
    path("danh-muc/trung/<uuid:dossier_id>", views.dossier_twins, name="dossier-twins"),
    path("danh-muc/trung/<uuid:dossier_id>/ket-luan/<uuid:other_id>", views.judge, name="judge-twins"),
]
