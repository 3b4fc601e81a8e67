"""The addresses of registers."""

from __future__ import annotations

from django.urls import URLPattern, path

from khoso.stages.catalogue.registers import views

urlpatterns: list[URLPattern] = [
    path("danh-muc/xuat", views.registers, name="registers"),
    path("danh-muc/xuat/<int:export_id>", views.register, name="register"),
    path("danh-muc/xuat/<int:export_id>/tep", views.register_file, name="register-file"),
    path("danh-muc/xuat/ho-so/<uuid:dossier_id>/<str:paper>", views.dossier_register, name="dossier-register"),
]
