"""The addresses of the cut-off tool."""

from __future__ import annotations

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
