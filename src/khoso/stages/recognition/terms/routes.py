"""Addresses of what corrections taught."""

from __future__ import annotations

from typing import Any

from django.urls import path

from khoso.stages.recognition.terms import views

urlpatterns: list[Any] = [
    path("xac-nhan/da-hoc", views.terms, name="terms"),
    path("xac-nhan/da-hoc/<int:term_id>/duyet", views.term_approve, name="term-approve"),
    path("xac-nhan/da-hoc/<int:term_id>/thoi-dung", views.term_withdraw, name="term-withdraw"),
]
