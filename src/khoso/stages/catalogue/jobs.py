"""The catalogue's work behind the scenes, by noun."""

from __future__ import annotations
