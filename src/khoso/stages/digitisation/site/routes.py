"""Addresses of the register of a site."""

from __future__ import annotations

from django.urls import URLPattern, path

from khoso.stages.digitisation.site import views

_SITE = "dot-so-hoa/<int:wave_id>/noi-so-hoa"

urlpatterns: list[URLPattern] = [
    path(_SITE, views.site, name="site"),
    path(f"{_SITE}/them/<str:sort>", views.site_add, name="site-add"),
    path(f"{_SITE}/<str:sort>/<int:entry_id>/roi-di", views.site_leave, name="site-leave"),
    path(f"{_SITE}/may/<int:device_id>/niem-phong", views.device_seal, name="device-seal"),
    path(f"{_SITE}/may/<int:device_id>/xoa-du-lieu", views.device_wipe, name="device-wipe"),
    path(f"{_SITE}/may/<int:device_id>/cho-di", views.device_leave, name="device-leave"),
    path(f"{_SITE}/may/<int:device_id>/bien-ban/<str:paper>", views.wipe_file, name="wipe-file"),
    path(f"{_SITE}/so/<str:paper>", views.site_file, name="site-file"),
]
