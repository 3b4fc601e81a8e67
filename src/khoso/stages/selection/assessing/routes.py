"""The addresses of assessing."""

from __future__ import annotations

from django.urls import path

from khoso.stages.selection.assessing import many_views, views

_MANY = "lua-chon/danh-gia-loat"
urlpatterns = [
    path("lua-chon", views.assessing, name="assessing"),
    path("lua-chon/danh-gia/<uuid:dossier_id>", views.assess, name="assess"),
    path("lua-chon/danh-gia/<uuid:dossier_id>/ghi", views.save, name="assess-save"),
    path(_MANY, many_views.assess_many, name="assess-many"),
    path(f"{_MANY}/<uuid:batch_id>", many_views.batch, name="assess-batch"),
    path(f"{_MANY}/<uuid:batch_id>/hoan-tac", many_views.undo, name="assess-batch-undo"),
]
