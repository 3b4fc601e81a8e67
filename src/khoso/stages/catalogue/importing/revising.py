"""What is there already and differs from the sheet: kept as it is, or corrected with what it said before."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from khoso.foundation.audit.actions import present_actor
from khoso.foundation.provenance import agents
from khoso.foundation.provenance.actions import record_event
from khoso.foundation.provenance.events import EventType
from khoso.foundation.provenance.queries import events_of
from khoso.kernel import clock, news
from khoso.stages.catalogue.events import ItemDescribed
from khoso.stages.catalogue.importing import looking
from khoso.stages.catalogue.models import CatalogueImport, Dossier, Item, Revision

if TYPE_CHECKING:
    from khoso.stages.catalogue.importing.loading import Loaded

KEEP, UPDATE = "keep", "update"


class Revising:
    """Corrects what the person chose to correct, as one batch of revisions named after the import."""

    def __init__(self, run: CatalogueImport, done: Loaded) -> None:
        self._run, self._done = run, done
        self._choices: Mapping[str, str] = run.options.get("choices", {})
        self._revisions: list[Revision] = []
        self._items: list[uuid.UUID] = []

    def dossier(self, row: Mapping[str, Any], there: Dossier) -> None:
        """The first row that names a dossier speaks for it."""
        self._one("dossier", row["row"], there, row["dossier"])

    def item(self, row: Mapping[str, Any], there: Item) -> None:
        if self._one("item", row["row"], there, row["item"]):
            self._items.append(there.pk)

    def _one(self, kind: str, row: int, there: Dossier | Item, said: Mapping[str, Any]) -> bool:
        differing = looking.differing(there, said)
        if not differing:
            self._done.skipped += 1
            return False
        if self._choices.get(str(row), self._run.options.get("on_difference", KEEP)) != UPDATE:
            self._done.kept += 1
            return False
        before = {name: was for name, (was, _) in differing.items()}
        after = {name: now for name, (_, now) in differing.items()}
        own = {name: value for name, value in after.items() if hasattr(there, name)}
        for name, value in own.items():
            setattr(there, name, value)
        changed = list(own)
        if isinstance(there, Item) and len(own) < len(after):
            there.details = there.details | {name: value for name, value in after.items() if name not in own}
            changed.append("details")
        there.save(update_fields=changed)
        self._revisions.append(
            Revision(
                subject_kind=kind,
                subject_id=there.pk,
                at=clock.now(),
                author=present_actor().username,
                reason=self._reason,
                before=before,
                after=after,
                batch=self._run.pk,
            )
        )
        self._done.updated += 1
        return True

    @property
    def _reason(self) -> str:
        return str(self._run.options.get("reason") or self._run.file_name)[:500]

    def finish(self) -> None:
        """Write the revisions, and tell of items that have a history of their own."""
        Revision.objects.bulk_create(self._revisions)
        for pk in self._items:
            news.publish(ItemDescribed(item_id=str(pk)))
        # An item nobody scanned has no life as a digital object yet: its revisions say it all.
        for pk in sorted({event.object_id for event in events_of("item", self._items)}):
            record_event(
                EventType.METADATA_MODIFICATION,
                subject=("item", pk),
                agents=[agents.acting()],
                once=f"import/{self._run.pk}",
                detail=self._reason,
            )
