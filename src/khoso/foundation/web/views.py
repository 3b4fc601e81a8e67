"""Error pages and the sign of life."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

from khoso.foundation.identity.access import allow
from khoso.foundation.identity.permissions import anyone


@allow(anyone)
def alive(request: HttpRequest) -> HttpResponse:
    """Says that the web process answers; looks at nothing else."""
    return JsonResponse({"ok": True})


def bad_request(request: HttpRequest, exception: Any = None) -> HttpResponse:
    return render(request, "400.html", status=400)


def denied(request: HttpRequest, exception: Any = None) -> HttpResponse:
    return render(request, "403.html", {"reason": str(exception or "")}, status=403)


def not_found(request: HttpRequest, exception: Any = None) -> HttpResponse:
    # What a view says is written for people; what the table of routes says is not.
    said = exception.args[0] if getattr(exception, "args", None) else ""
    return render(request, "404.html", {"reason": said if isinstance(said, str) else ""}, status=404)


def broken(request: HttpRequest) -> HttpResponse:
    return render(request, "500.html", status=500)
