"""Making hand-over lists: frozen, numbered, a new version when the catalogue changed.

# Luật: KH 82 III.2.a, c; TT 05/2025 Đ.20.3
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.db.models import Max

from khoso.foundation.audit.actions import record
from khoso.foundation.identity.agencies.letterhead import letterhead
from khoso.foundation.identity.models import Agency
from khoso.kernel import clock
from khoso.stages.catalogue import queries as catalogue
from khoso.stages.selection.handover import queries, rules
from khoso.stages.selection.handover.errors import (
    AlreadyReplaced,
    MayNotHandOver,
    NotASource,
    NothingChanged,
    NothingToHandOver,
)
from khoso.stages.selection.handover.snapshots import snapshot_of
from khoso.stages.selection.models import HandoverEntry, HandoverList
from khoso.stages.selection.permissions import can_list_handover


@transaction.atomic
def make_handover_list(agency: Agency, *, with_early: bool = False, by: Any) -> HandoverList:
    """List the arranged permanent dossiers of an agency that are due and on no list; `with_early`: those not due too.

    Raises MayNotHandOver, NotASource, NothingToHandOver.
    """
    _must_may(by, agency)
    if not queries.is_source(agency):
        raise NotASource
    # Two people who press at once make one list.
    Agency.objects.select_for_update().get(pk=agency.pk)
    year = clock.today().year
    rows = queries.unlisted(agency.pk)
    if not with_early:
        rows = rows.filter(work_ended__lte=rules.latest_due_work(year))
    dossiers = list(rows.select_related("fonds"))
    if not dossiers:
        raise NothingToHandOver
    there = HandoverList.objects.filter(agency=agency)
    ordinal = (there.filter(year=year).aggregate(last=Max("ordinal"))["last"] or 0) + 1
    time = there.filter(version=1).count() + 1
    made = HandoverList.objects.create(
        agency=agency,
        year=year,
        ordinal=ordinal,
        number=rules.number_of(ordinal, letterhead(agency).initials, time, year),
        title=f"Mục lục hồ sơ nộp lưu vào lưu trữ lịch sử, lần {time}, năm {year}",
        made_at=clock.now(),
        made_by=by,
    )
    _freeze(made, dossiers)
    record(
        "selection.handover.make",
        subject=("handover_list", made.pk),
        agency=agency.code,
        details=_told(made, len(dossiers)),
    )
    return made


@transaction.atomic
def make_handover_version(one: HandoverList, *, by: Any) -> HandoverList:
    """The list anew as the catalogue stands: the same number, the next version; the old one stays as it was.

    A dossier that is no longer permanent or no longer arranged leaves the list.
    Raises MayNotHandOver, AlreadyReplaced, NothingChanged.
    """
    _must_may(by, one.agency)
    held = HandoverList.objects.select_for_update(of=("self",)).select_related("agency").get(pk=one.pk)
    if queries.is_replaced(held):
        raise AlreadyReplaced
    entries = list(queries.entries_of(held))
    ids = [entry.dossier_id for entry in entries]
    now = {row.pk: row for row in catalogue.permanent_arranged([held.agency_id]).filter(pk__in=ids)}
    kept = [now[entry.dossier_id] for entry in entries if entry.dossier_id in now]
    before = [(entry.dossier_id, entry.snapshot) for entry in entries]
    if [(row.pk, snapshot_of(row)) for row in kept] == before:
        raise NothingChanged
    if not kept:
        raise NothingToHandOver
    made = HandoverList.objects.create(
        agency=held.agency,
        year=held.year,
        ordinal=held.ordinal,
        number=held.number,
        title=held.title,
        version=held.version + 1,
        replaces=held,
        made_at=clock.now(),
        made_by=by,
    )
    _freeze(made, kept)
    record(
        "selection.handover.renew",
        subject=("handover_list", made.pk),
        agency=made.agency.code,
        details=_told(made, len(kept)),
    )
    return made


def fetch_handover(one: HandoverList, form: str, file_format: str, lines: int, sha256: str) -> None:
    """Record that a list was taken as a file."""
    record(
        "selection.handover.fetch",
        subject=("handover_list", one.pk),
        agency=one.agency.code,
        details={"form": form, "format": file_format, "lines": lines, "sha256": sha256},
    )


def _freeze(one: HandoverList, dossiers: Iterable[Any]) -> None:
    HandoverEntry.objects.bulk_create(
        [HandoverEntry(list=one, dossier_id=row.pk, snapshot=snapshot_of(row)) for row in dossiers], batch_size=2000
    )


def _told(one: HandoverList, count: int) -> dict[str, Any]:
    return {"number": one.number, "version": one.version, "dossiers": count}


def _must_may(by: Any, agency: Agency) -> None:
    if not can_list_handover(by, agency):
        raise MayNotHandOver
