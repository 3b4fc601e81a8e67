"""Routes of requests."""

from __future__ import annotations

from django.urls import URLPattern, path

from khoso.stages.reporting.requests import views

patterns: list[URLPattern] = [
    path("bao-cao/yeu-cau", views.request_list, name="requests"),
    path("bao-cao/yeu-cau/moi", views.request_new, name="request-new"),
    path("bao-cao/yeu-cau/<int:request_id>", views.request_page, name="request"),
    path("bao-cao/yeu-cau/<int:request_id>/xlsx", views.request_file, name="request-file"),
    path("bao-cao/yeu-cau/<int:request_id>/gia-han", views.request_extend, name="request-extend"),
    path("bao-cao/yeu-cau/<int:request_id>/dong", views.request_close, name="request-close"),
]
