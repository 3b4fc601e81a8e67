"""Addresses of policies."""

from __future__ import annotations

from typing import Any

from django.urls import path

from khoso.stages.recognition.policies import views

urlpatterns: list[Any] = [
    path("xac-nhan/chinh-sach", views.policies, name="policies"),
    path("xac-nhan/chinh-sach/dat", views.policy_set, name="policy-set"),
    path("xac-nhan/chinh-sach/mau", views.policy_sample, name="policy-sample"),
]
