"""Who looks at what: floors, rooms, and the doors a room has for the others."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from tests.architecture.house import PROJECT, imports, room_of

# The doors every room has: verbs, questions, what it tells, what it raises, its words for people.
DOORS = {"actions", "queries", "events", "errors", "labels"}

# Windows in the wall: module of another room → who looks through, and why. A new one is a decision, not a habit.
WINDOWS = {
    # words a person reads, kept once
    ("khoso.stages.access.dossier_page", "khoso.stages.digitisation.states"): "labels of a file's state",
    ("khoso.stages.access.dossier_page", "khoso.stages.recognition.states"): "labels of a field's state",
    ("khoso.stages.access.views_pages", "khoso.stages.recognition.choosing"): "names of the index fields",
    # parts of pages, drawn once
    ("khoso.stages.access.dossier_page", "khoso.stages.digitisation.cards"): "a finding is one line everywhere",
    # decisions as pure functions
    (
        "khoso.stages.recognition.choosing",
        "khoso.stages.catalogue.rules",
    ): "the lengths the law gives to fields, kept once",
    (
        "khoso.stages.inspection.actions",
        "khoso.stages.digitisation.rules",
    ): "the finding of a missing paper, worded once",
    # packages put bytes where the repository keeps them
    ("khoso.stages.packages.jobs", "khoso.stages.repository.storage"): "the storage roots in use",
    ("khoso.stages.packages.queries", "khoso.stages.repository.storage"): "the storage roots in use",
}


def test_the_contracts_of_the_floors_hold() -> None:
    program = Path(sys.executable).parent / "lint-imports"
    done = subprocess.run([program], cwd=PROJECT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def test_rooms_enter_each_other_by_the_doors_or_by_a_listed_window() -> None:
    seen = {
        (source, target)
        for source, target in imports()
        if room_of(source) and room_of(target) and room_of(source) != room_of(target)
        if target.removeprefix(f"{room_of(target)}.").split(".")[0] not in DOORS | {"compute"}
    }
    assert seen == set(WINDOWS)


def test_models_stay_in_their_room() -> None:
    foreign = [
        (source, target)
        for source, target in imports()
        if room_of(target) and room_of(source) != room_of(target) and target.endswith(".models")
        if not source.startswith("khoso.config.")
    ]
    assert foreign == []


def test_compute_of_one_room_is_a_library_for_the_rooms_downstream_only() -> None:
    """A compute module may use another room's compute; it never asks another room's tables."""
    asked = [
        (source, target)
        for source, target in imports()
        if ".compute" in source and room_of(target) and room_of(source) != room_of(target) and ".compute" not in target
    ]
    assert asked == []


def test_no_django_under_a_compute_roof() -> None:
    heavy = ("django", "psycopg", "procrastinate")
    found = [
        (source, target)
        for source, target in imports()
        if ".compute" in source or source.startswith("khoso.kernel")
        if target.split(".")[0] in heavy
    ]
    assert found == []


def test_only_the_room_itself_and_config_make_news_handlers() -> None:
    """Handlers are collected by config; a room that imports another's handlers would hear news twice."""
    found = [
        (source, target)
        for source, target in imports()
        if target.endswith(".handlers") and room_of(source) != room_of(target) and not source.startswith("khoso.config")
    ]
    assert found == []
