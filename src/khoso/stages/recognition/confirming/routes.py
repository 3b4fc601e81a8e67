"""Addresses of the queue and the workbench."""

from __future__ import annotations

from typing import Any

from django.urls import path

from khoso.stages.recognition.confirming import views, views_queue

urlpatterns: list[Any] = [
    path("xac-nhan", views_queue.confirm_queue, name="confirm-queue"),
    path("xac-nhan/bat-dau", views.confirm_start, name="confirm-start"),
    path("xac-nhan/quay-lai", views.confirm_back, name="confirm-back"),
    path("xac-nhan/phan-xu", views_queue.disputes, name="disputes"),
    path("xac-nhan/thong-ke", views.figures, name="confirm-figures"),
    path("xac-nhan/<uuid:item_id>", views.confirm, name="confirm"),
    path("xac-nhan/<uuid:item_id>/tiep", views.confirm_next, name="confirm-next"),
    path("xac-nhan/<uuid:item_id>/de-sau", views.confirm_later, name="confirm-later"),
    path("xac-nhan/<uuid:item_id>/giu", views.confirm_hold, name="confirm-hold"),
    path("xac-nhan/<uuid:item_id>/phan-xu", views.arbitrate, name="arbitrate"),
]
