"""What may be done with selection lists: the door other rooms come in by."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db import transaction

from khoso.foundation.audit.actions import record
from khoso.foundation.identity.models import Agency
from khoso.kernel import news
from khoso.stages.selection.events import ListApproved
from khoso.stages.selection.models import SelectionEntry, SelectionList
from khoso.stages.selection.proposing.actions import draft_from, propose
from khoso.stages.selection.proposing.deciding import approve, give_back
from khoso.stages.selection.proposing.entries import digest
from khoso.stages.selection.rules import dossier_key

__all__ = ["approve", "approve_list", "draft_from", "give_back", "propose"]


@transaction.atomic
def approve_list(
    agency: Agency,
    *,
    title: str,
    decision_number: str,
    decision_date: date,
    approved_by: str,
    entries: Iterable[tuple[str, str, str]],
) -> SelectionList:
    """Record a decision on paper that approves a list. `entries` are (fonds title, box, dossier number)."""
    approved, made = SelectionList.objects.get_or_create(
        agency=agency,
        decision_number=decision_number,
        defaults={"title": title, "decision_date": decision_date, "approved_by": approved_by, "is_paper": True},
    )
    if made:
        # A list may name a dossier twice (two spellings of one number); it is approved all the same.
        by_key = {dossier_key(*entry): entry for entry in entries}
        SelectionEntry.objects.bulk_create(
            SelectionEntry(list=approved, fonds_title=fonds, box=box, number=number, key=key)
            for key, (fonds, box, number) in by_key.items()
        )
        approved.frozen_digest = digest(approved)
        approved.save(update_fields=["frozen_digest"])
        record(
            "selection.list.approve",
            subject=("selection_list", approved.pk),
            details={"decision": decision_number, "entries": approved.entries.count()},
        )
        news.publish(ListApproved(list_id=approved.pk))
    return approved
