"""Every right by its name, collected from the rooms' `permissions.py`, so that rights can be listed and asked for."""

from __future__ import annotations

import inspect
from collections.abc import Iterable
from types import ModuleType
from typing import Any

from khoso.foundation.identity.permissions import Predicate

_rights: dict[str, Predicate] = {}
_labels: dict[str, Any] = {}


def use(modules: Iterable[ModuleType]) -> None:
    """Set which rooms' predicates are known, with what a person reads of each (`LABELS` of the module).

    Called once at start-up; two of one name are refused.
    """
    found: dict[str, Predicate] = {}
    labels: dict[str, Any] = {}
    for module in modules:
        labels |= getattr(module, "LABELS", {})
        for name, predicate in predicates_in(module).items():
            if name in found:
                raise ValueError(f"two rights named {name}")
            found[name] = predicate
    _rights.clear()
    _rights.update(found)
    _labels.clear()
    _labels.update(labels)


def predicates_in(module: ModuleType) -> dict[str, Predicate]:
    """The predicates a module defines itself: functions of a person and, at will, a subject."""
    return {
        name: one
        for name, one in vars(module).items()
        if inspect.isfunction(one) and one.__module__ == module.__name__ and not name.startswith("_") and _is_one(one)
    }


def _is_one(function: Any) -> bool:
    given = list(inspect.signature(function).parameters.values())
    return [one.name for one in given] == ["person", "subject"] and given[1].default is None


def rights() -> dict[str, Predicate]:
    """Every right of every room by name."""
    return dict(_rights)


def label_of(name: str) -> Any:
    """What a person reads of a right; its name in the code where no words were given."""
    return _labels.get(name, name)


def may(person: Any, action: str, subject: Any = None) -> bool:
    """Whether `person` may do `action` (the name of a predicate) to `subject`. An unknown action is a mistake."""
    return _rights[action](person, subject)
