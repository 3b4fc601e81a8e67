"""Addresses of the conditions of liquidation."""

from __future__ import annotations

from django.urls import URLPattern, path

from khoso.stages.acceptance.liquidation import views

urlpatterns: list[URLPattern] = [
    path("nghiem-thu/thanh-ly/<int:batch_id>", views.liquidation, name="liquidation"),
    path("nghiem-thu/thanh-ly/<int:batch_id>/xac-nhan", views.liquidation_declare, name="liquidation-declare"),
    path("nghiem-thu/thanh-ly/<int:batch_id>/rut", views.liquidation_take_back, name="liquidation-take-back"),
]
