"""Addresses of what was learnt."""

from __future__ import annotations

from typing import Any

urlpatterns: list[Any] = []
