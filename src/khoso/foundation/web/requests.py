"""What a request carries: its number, the same on the error page, in the trail and in the log; for whom one acts."""

from __future__ import annotations

import uuid

from django.http import HttpRequest

# Where a session keeps the code of the agency its person chose to act for.
ACTING_AGENCY = "acting_agency"


def number_of(request: HttpRequest) -> str:
    """Sixteen hex digits, made when first asked for."""
    known: str | None = getattr(request, "khoso_number", None)
    if known is None:
        known = uuid.uuid4().hex[:16]
        request.khoso_number = known  # type: ignore[attr-defined]
    return known
