"""The number of a request: on the error page, in the trail and in the log it is the same."""

from __future__ import annotations

import uuid

from django.http import HttpRequest


def number_of(request: HttpRequest) -> str:
    """Sixteen hex digits, made when first asked for."""
    known: str | None = getattr(request, "khoso_number", None)
    if known is None:
        known = uuid.uuid4().hex[:16]
        request.khoso_number = known  # type: ignore[attr-defined]
    return known
