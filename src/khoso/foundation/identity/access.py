"""How a view says who may call it. A view that says nothing is refused to everyone."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping, Sequence
from functools import wraps
from typing import Any, TypeVar

from asgiref.sync import iscoroutinefunction
from django.urls import URLPattern, URLResolver

from khoso.foundation.identity.permissions import Predicate

View = TypeVar("View", bound=Callable[..., Any])
OURS = "khoso."


def allow(predicate: Predicate) -> Callable[[View], View]:
    """Let those call the view for whom `predicate` holds. The table of routes is made of these marks.

    A view of ours bears the mark itself. A view of a library (a function others use too, a method, a partial, what
    `as_view()` made) is wrapped, so that the mark holds here and nowhere else; the wrapper keeps its name.
    """

    def mark(view: View) -> View:
        marked = view if _is_ours(view) else _wrapped(view)
        marked.khoso_allows = predicate  # type: ignore[attr-defined]
        return marked

    return mark


def _is_ours(view: Callable[..., Any]) -> bool:
    return inspect.isfunction(view) and (getattr(view, "__module__", "") or "").startswith(OURS)


def _wrapped(view: View) -> View:
    name = getattr(view, "__name__", type(view).__name__)
    if iscoroutinefunction(view):

        async def later(*args: Any, **kwargs: Any) -> Any:
            return await view(*args, **kwargs)

        outer: Any = later
    else:

        def now(*args: Any, **kwargs: Any) -> Any:
            return view(*args, **kwargs)

        outer = now
    outer = wraps(view)(outer)
    outer.__name__ = name
    return outer  # type: ignore[no-any-return]


def allow_routes(
    patterns: Sequence[URLPattern | URLResolver], predicates: Mapping[str, Predicate], *, otherwise: Predicate | None
) -> list[URLPattern | URLResolver]:
    """Mark the routes of a library by their names before they are included; the library's own list stays as it was.

    A route that is not named gets `otherwise`; with None it stays unmarked, hence refused to everyone.
    """
    marked: list[URLPattern | URLResolver] = []
    for one in patterns:
        if isinstance(one, URLResolver):
            inner = allow_routes(one.url_patterns, predicates, otherwise=otherwise)
            marked.append(
                URLResolver(one.pattern, inner, one.default_kwargs, one.app_name, one.namespace)  # type: ignore[arg-type]
            )
            continue
        predicate = predicates.get(one.name or "", otherwise)
        callback = allow(predicate)(one.callback) if predicate else one.callback
        marked.append(URLPattern(one.pattern, callback, one.default_args, one.name))
    return marked


def allowed_by(view: Callable[..., Any]) -> Predicate | None:
    """The predicate of a view; None when it has none."""
    return getattr(view, "khoso_allows", None)


def methods_of(view: Callable[..., Any]) -> dict[str, Predicate | None] | None:
    """Who may call a view of the API, by method; None for a view that is no part of it."""
    found: dict[str, Predicate | None] | None = getattr(view, "khoso_methods", None)
    return found
