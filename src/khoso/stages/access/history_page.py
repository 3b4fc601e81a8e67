"""The life of one digital object, from the scan that came to the copies that are kept, as a page tells it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from khoso.foundation.provenance import labels
from khoso.foundation.provenance import queries as provenance
from khoso.foundation.provenance.events import EventType
from khoso.foundation.provenance.models import PremisEvent
from khoso.stages.digitisation import queries as digitisation
from khoso.stages.digitisation.labels import finding_label
from khoso.stages.packages import queries as packages
from khoso.stages.repository import queries as repository

Subject = tuple[str, object]
_TONES = {"success": "good", "warning": "warn", "fail": "bad"}


@dataclass(frozen=True)
class Part:
    """An agent's part in an event."""

    name: str
    version: str
    role_label: str
    role: str
    type_label: str


@dataclass(frozen=True)
class Happening:
    """One event as the page shows it: in Vietnamese, with the word of the vocabulary beside it."""

    label: str
    word: str
    at: datetime
    outcome: str
    outcome_label: str
    tone: str
    object_kind: str
    object_label: str
    object_id: str
    detail: str
    parts: list[Part]

    @property
    def by_role(self) -> list[tuple[str, list[Part]]]:
        """The agents under the name of their part, which is said once."""
        told: dict[str, list[Part]] = {}
        for part in self.parts:
            told.setdefault(part.role_label, []).append(part)
        return list(told.items())


def objects_of_item(item: Any) -> list[Subject]:
    """The item, the files it was delivered as, and the package, object and copies it is kept in."""
    file = digitisation.file_of_item(item.pk)
    return [("item", item.pk), *([("file", file.pk)] if file else []), *_kept(item.dossier_id)]


def objects_of_file(file: Any) -> list[Subject]:
    """A delivered file, and what it is kept in when its dossier is."""
    return [("file", file.pk), *(_kept(file.dossier_id) if file.dossier_id else [])]


def _kept(dossier_id: Any) -> list[Subject]:
    package = packages.package_of(dossier_id)
    if package is None:
        return []
    stored = repository.stored_object(package.object_id)
    copies = [("replica", f"{package.object_id}@{one.root}") for one in stored.replicas.all()] if stored else []
    return [("package", package.pk), ("object", package.object_id), *copies]


def happenings(objects: list[Subject]) -> list[Happening]:
    """What happened to these objects, oldest first."""
    # What was drawn or signed of other files of the same dossier is told with the package as their source.
    wanted = {(kind, str(identifier)) for kind, identifier in objects}
    return [
        _happening(event) for event in provenance.life_of(objects) if (event.object_kind, event.object_id) in wanted
    ]


def _in_words(event: PremisEvent) -> str:
    """What an event says of itself; the codes of findings as the screens call them."""
    if event.object_kind != "file" or event.type != EventType.VALIDATION:
        return event.detail
    return "; ".join(str(finding_label(code)) for code in event.detail.split("; ") if code)


def _happening(event: PremisEvent) -> Happening:
    return Happening(
        label=labels.vietnamese(event.type),
        word=event.type,
        at=event.at,
        outcome=event.outcome,
        outcome_label=labels.vietnamese_outcome(event.outcome),
        tone=_TONES.get(event.outcome, "calm"),
        object_kind=event.object_kind,
        object_label=labels.vietnamese_object(event.object_kind),
        object_id=event.object_id,
        detail=_in_words(event),
        parts=[
            Part(
                link.agent.name,
                link.agent.version,
                labels.vietnamese_role(link.role),
                link.role,
                labels.vietnamese_agent_type(link.agent.type),
            )
            for link in event.links.all()
        ],
    )
