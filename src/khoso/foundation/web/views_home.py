"""The home page: what waits for me today, what is late, what I did last."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from khoso.foundation.identity.access import allow
from khoso.foundation.identity.permissions import is_signed_in
from khoso.kernel import clock
from khoso.kernel.figures import CardKind, cards_for


@allow(is_signed_in)
@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """Made of the cards the rooms declare; the page itself knows of no room."""
    told = cards_for(request.user)
    context = {
        "late": told[CardKind.LATE],
        "waiting": told[CardKind.WAITING],
        "done": told[CardKind.DONE],
        "figures": told[CardKind.FIGURE],
        "today": clock.now().astimezone(clock.VIETNAM),
    }
    return render(request, "web/home.html", context)
