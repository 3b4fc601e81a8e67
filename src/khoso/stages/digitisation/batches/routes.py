"""Addresses of batches and their papers."""

from __future__ import annotations

from django.urls import URLPattern, path

from khoso.stages.digitisation.batches import views

urlpatterns: list[URLPattern] = [
    path("dot-so-hoa", views.batches, name="batches"),
    path("dot-so-hoa/lap", views.batch_make, name="batch-make"),
    path("dot-so-hoa/<int:wave_id>", views.batch, name="batch"),
    path("dot-so-hoa/<int:wave_id>/sua", views.batch_change, name="batch-change"),
    path("dot-so-hoa/<int:wave_id>/buoc/<str:move>", views.batch_move, name="batch-move"),
    path("dot-so-hoa/<int:wave_id>/giay-to/<str:gate>", views.batch_paper, name="batch-paper"),
    path("dot-so-hoa/<int:wave_id>/rut-giay-to/<int:gate_id>", views.batch_paper_withdraw, name="batch-paper-withdraw"),
    path("dot-so-hoa/<int:wave_id>/tep/<int:document_id>", views.batch_document, name="batch-document"),
]
