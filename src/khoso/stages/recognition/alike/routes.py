"""Addresses of doubts that are alike."""

from __future__ import annotations

from typing import Any

urlpatterns: list[Any] = []
