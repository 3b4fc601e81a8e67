"""Addresses of doubts that are alike."""

from __future__ import annotations

from typing import Any

from django.urls import path

from khoso.stages.recognition.alike import views

urlpatterns: list[Any] = [
    path("xac-nhan/giong-nhau", views.alike, name="alike"),
    path("xac-nhan/giong-nhau/<uuid:delivery_id>/<slug:field>", views.alike_group, name="alike-group"),
    path("xac-nhan/giong-nhau/<uuid:delivery_id>/<slug:field>/rut", views.alike_take_back, name="alike-take-back"),
]
