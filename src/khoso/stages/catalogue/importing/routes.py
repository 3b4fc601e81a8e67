"""The addresses of importing."""

from __future__ import annotations

from django.urls import URLPattern, path

from khoso.stages.catalogue.importing import views

urlpatterns: list[URLPattern] = [
    path("danh-muc/nhap", views.imports, name="imports"),
    path("danh-muc/nhap/moi", views.new, name="import-new"),
    path("danh-muc/nhap/<uuid:import_id>", views.one, name="import"),
    path("danh-muc/nhap/<uuid:import_id>/cot", views.columns, name="import-columns"),
    path("danh-muc/nhap/<uuid:import_id>/tien-do", views.progress, name="import-progress"),
    path("danh-muc/nhap/<uuid:import_id>/kiem-tra", views.check, name="import-check"),
    path("danh-muc/nhap/<uuid:import_id>/nap", views.load, name="import-load"),
    path("danh-muc/nhap/<uuid:import_id>/dung", views.stop, name="import-stop"),
    path("danh-muc/nhap/<uuid:import_id>/bo", views.withdraw, name="import-withdraw"),
    path("danh-muc/nhap/<uuid:import_id>/tra-lai", views.marked, name="import-marked"),
    path("danh-muc/nhap/<uuid:import_id>/ho-so", views.dossiers, name="import-dossiers"),
    path("danh-muc/nhap/<uuid:import_id>/tep", views.file, name="import-file"),
]
