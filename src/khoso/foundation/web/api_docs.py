"""What the API can do, told twice from one source: OpenAPI for programs, a page for people."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET
from ninja import NinjaAPI

from khoso.foundation.identity.access import allow, allowed_by
from khoso.foundation.identity.permissions import anyone
from khoso.foundation.web import api_frame

_made: list[NinjaAPI] = []
_SCHEMAS = "#/components/schemas/"


def use(api: NinjaAPI) -> None:
    """Set which API is described. Called once at start-up."""
    _made[:] = [api]
    schema.cache_clear()


@cache
def schema() -> dict[str, Any]:
    """The OpenAPI description: what ninja knows, the one form of refusals, and the two ways to say who one is."""
    api = _made[0]
    drawn: dict[str, Any] = json.loads(json.dumps(api.get_openapi_schema(path_prefix=api_frame.PREFIX), default=str))
    parts = drawn.setdefault("components", {})
    model = api_frame.Problem.model_json_schema(ref_template=_SCHEMAS + "{model}")
    parts.setdefault("schemas", {}).update({**model.pop("$defs", {}), "Problem": model})
    parts["securitySchemes"] = {
        "token": {"type": "http", "scheme": "bearer"},
        "session": {"type": "apiKey", "in": "cookie", "name": "sessionid"},
    }
    refused = {
        "description": "Refused, or not possible now",
        "content": {"application/json": {"schema": {"$ref": _SCHEMAS + "Problem"}}},
    }
    predicates = _predicates(api)
    for methods in drawn["paths"].values():
        for operation in methods.values():
            operation["responses"].update({"4XX": refused, "503": refused})
            predicate = predicates[operation["operationId"]]
            operation["x-allowed-by"] = predicate
            operation["security"] = [{"token": []}, {"session": []}] + ([{}] if predicate == anyone.__name__ else [])
    return drawn


def _predicates(api: NinjaAPI) -> dict[str, str]:
    """The right each operation asks for, by operation id."""
    return {
        api.get_openapi_operation_id(operation): getattr(allowed_by(operation.view_func), "__name__", "nobody")
        for bound in api._get_bound_routers()
        for view in bound.path_operations.values()
        for operation in view.operations
    }


@dataclass(frozen=True)
class Shown:
    """One operation as the page shows it."""

    method: str
    path: str
    summary: str
    about: str
    allowed_by: str
    parameters: list[dict[str, Any]]
    body: list[dict[str, Any]]
    answer: list[dict[str, Any]]


@allow(anyone)
@require_GET
def openapi(request: HttpRequest) -> HttpResponse:
    """The description for programs."""
    return JsonResponse(schema(), json_dumps_params={"ensure_ascii": False, "indent": 1})


@allow(anyone)
@require_GET
def page(request: HttpRequest) -> HttpResponse:
    """The same for people, drawn here: no script of anybody else's."""
    groups: dict[str, list[Shown]] = {}
    for path, methods in schema()["paths"].items():
        for method, operation in methods.items():
            groups.setdefault(operation["tags"][0], []).append(_shown(path, method, operation))
    return render(request, "web/api_docs.html", {"groups": sorted(groups.items()), "crumbs": []})


def _shown(path: str, method: str, operation: dict[str, Any]) -> Shown:
    content = operation.get("requestBody", {}).get("content", {}).get("application/json", {})
    good: dict[str, Any] = next((part for code, part in operation["responses"].items() if code.startswith("2")), {})
    answered = good.get("content", {}).get("application/json", {})
    return Shown(
        method.upper(),
        path,
        operation["summary"],
        operation.get("description", ""),
        operation["x-allowed-by"],
        [{"name": one["name"], "in": one["in"], "type": _type(one["schema"])} for one in operation["parameters"]],
        _fields(content.get("schema", {})),
        _fields(answered.get("schema", {})),
    )


def _fields(part: dict[str, Any]) -> list[dict[str, Any]]:
    """Name and type of each member of a schema, one level deep."""
    if part.get("type") == "array":
        part = part["items"]
    if "$ref" in part:
        part = schema()["components"]["schemas"][part["$ref"].removeprefix(_SCHEMAS)]
    return [{"name": name, "type": _type(one)} for name, one in part.get("properties", {}).items()]


def _type(part: dict[str, Any]) -> str:
    if "$ref" in part:
        return str(part["$ref"].removeprefix(_SCHEMAS))
    if "anyOf" in part:
        return " | ".join(_type(one) for one in part["anyOf"])
    if part.get("type") == "array":
        return f"[{_type(part['items'])}]"
    return str(part.get("format") or part.get("type") or "")
