"""How a view says who may call it. A view that says nothing is refused to everyone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from khoso.foundation.identity.permissions import Predicate

View = TypeVar("View", bound=Callable[..., Any])


def allow(predicate: Predicate) -> Callable[[View], View]:
    """Let those call the view for whom `predicate` holds. The table of routes is made of these marks."""

    def mark(view: View) -> View:
        view.khoso_allows = predicate  # type: ignore[attr-defined]
        return view

    return mark


def allowed_by(view: Callable[..., Any]) -> Predicate | None:
    """The predicate of a view; None when it has none."""
    return getattr(view, "khoso_allows", None)
