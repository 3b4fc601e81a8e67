"""The catalogue, the record of what is stored, provenance and search, made again from the stored packages alone."""

from __future__ import annotations

import tempfile
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db import DatabaseError, transaction

from khoso.engines import index
from khoso.foundation.provenance import actions as provenance
from khoso.foundation.provenance.agents import AgentFacts, Linked
from khoso.kernel import clock
from khoso.kernel.errors import KhosoError
from khoso.stages.access import jobs as access
from khoso.stages.catalogue import actions as catalogue
from khoso.stages.packages import actions as packages
from khoso.stages.packages.actions import KeptPackage
from khoso.stages.packages.compute.read import PackageFacts, read_package
from khoso.stages.packages.compute.spec import AgentLink
from khoso.stages.repository import storage
from khoso.stages.repository.compute.checkout import check_out
from khoso.stages.repository.compute.ocfl_root import StorageRoot


@dataclass(frozen=True)
class Rebuilt:
    """What came of one object; `problem` is empty when all is well."""

    object_id: str
    items: int
    problem: str = ""


def rebuild() -> Iterator[Rebuilt]:
    """Go through every object of the storage root that is read first. What is in the database already stays."""
    index.recreated()
    for object_id in storage.primary().objects():
        try:
            with transaction.atomic():
                rebuilt = _rebuild_one(object_id)
            yield rebuilt
        # One object that is damaged, or meets another one's place, must not keep the others from coming back.
        except (KhosoError, KeyError, ValueError, OSError, DatabaseError) as problem:
            yield Rebuilt(object_id, 0, str(problem) or type(problem).__name__)


def _rebuild_one(object_id: str) -> Rebuilt:
    root = storage.primary()
    with tempfile.TemporaryDirectory(prefix="dung-lai-") as folder:
        facts = read_package(check_out(root, object_id, Path(folder)))
    told = facts.extras
    dossier = catalogue.restore(told["fonds"], told["dossier"], told["items"])
    item_ids = {str(item.doc_id): str(item.extras["item_id"]) for item in facts.items}
    inventory = root.inventory(object_id)
    files = root.files(object_id)
    kept = KeptPackage(
        package_id=facts.package_id or uuid.UUID(int=0),
        object_id=object_id,
        version=inventory.head,
        inventory_sha512=_inventory_digest(root, object_id),
        files=len(files),
        size=sum(file.size for file in files),
        replicas={
            name: each.place(object_id).relative_to(each.path).as_posix()
            for name, each in storage.roots().items()
            if each.exists(object_id)
        },
        stored_at=facts.created or clock.now(),
        item_paths={str(item.extras["item_id"]): f"representations/rep1/data/{item.file_name}" for item in facts.items},
    )
    packages.restore_package(dossier.pk, kept)
    _restore_events(facts, item_ids, dossier.pk)
    access.index_dossier(str(dossier.pk))
    return Rebuilt(object_id, len(facts.items))


def _inventory_digest(root: StorageRoot, object_id: str) -> str:
    sidecar = root.place(object_id) / "inventory.json.sha512"
    return sidecar.read_text().split()[0]


def _restore_events(facts: PackageFacts, item_ids: dict[str, str], dossier_id: Any) -> None:
    known = {each.id: AgentFacts(each.id[:160], each.name, each.type, each.version, each.note) for each in facts.agents}
    for event in facts.events:
        parts = event.links or (AgentLink(event.agent, ""),)
        subject = ("item", item_ids[event.object]) if event.object in item_ids else ("dossier", dossier_id)
        provenance.restore_event(
            uuid.UUID(event.id),
            event.type,
            at=event.at,
            subject=subject,
            agents=[Linked(known[part.agent], part.role) for part in parts if part.agent in known],
            outcome=event.outcome,
            detail=event.detail,
        )
