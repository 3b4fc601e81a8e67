"""Addresses of the plan. A key is Roman capitals, a dot and a number: no word of an address is taken for one."""

from __future__ import annotations

from django.urls import path, register_converter

from khoso.stages.programme.plan import load_views, views


class KeyConverter:
    """`II.10`."""

    regex = r"[IVXLC]{1,6}\.[0-9]{1,3}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(KeyConverter, "plankey")

urlpatterns = [
    path("ke-hoach", views.plan, name="plan"),
    path("ke-hoach/so-do", views.picture, name="plan-picture"),
    path("ke-hoach/tai", views.download, name="plan-download"),
    path("ke-hoach/mau", load_views.blank, name="plan-template"),
    path("ke-hoach/nap", load_views.load, name="plan-load"),
    path("ke-hoach/nap/xac-nhan", load_views.confirm, name="plan-confirm"),
    path("ke-hoach/<plankey:key>", views.plan_task, name="plan-task"),
]
