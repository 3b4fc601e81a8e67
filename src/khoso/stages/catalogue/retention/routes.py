"""The addresses of retention."""

from __future__ import annotations

from django.urls import URLPattern, path

from khoso.stages.catalogue.retention import views

urlpatterns: list[URLPattern] = [
    path("danh-muc/het-han", views.expired, name="expired"),
    path("danh-muc/het-han/lap", views.expired_make, name="expired-make"),
    path("danh-muc/het-han/<int:list_id>", views.expiry_list, name="expiry-list"),
    path("danh-muc/het-han/<int:list_id>/bo-sung", views.expiry_supplement, name="expiry-supplement"),
    path("danh-muc/het-han/<int:list_id>/nhan", views.expiry_receive, name="expiry-receive"),
    path("danh-muc/het-han/<int:list_id>/tep/<str:paper>", views.expiry_file, name="expiry-file"),
]
