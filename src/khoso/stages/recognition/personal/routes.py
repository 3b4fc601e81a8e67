"""Addresses of personal data."""

from __future__ import annotations

from django.urls import path

from khoso.stages.recognition.personal import views

urlpatterns = [
    path("du-lieu-ca-nhan", views.personal_queue, name="personal-queue"),
    path("du-lieu-ca-nhan/<uuid:item_id>", views.personal_item, name="personal-item"),
]
