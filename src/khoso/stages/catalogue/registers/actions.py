"""Drawing registers: at once when they are short, behind the scenes when they are long. Every one is in the trail."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from khoso.engines import blobs
from khoso.engines.jobs import enqueue
from khoso.foundation.audit.actions import Actor, acting_as, present_actor, record
from khoso.foundation.identity.models import Agency, Person
from khoso.foundation.web.words import told
from khoso.kernel import clock
from khoso.kernel.errors import KhosoError
from khoso.stages.catalogue.models import Dossier, Item, RegisterExport
from khoso.stages.catalogue.registers import drawing, layouts, scope
from khoso.stages.catalogue.registers.errors import NoSuchForm, NothingToList
from khoso.stages.catalogue.registers.scope import Scope

# Lines that are drawn while the person waits.
AT_ONCE = 2_000
# The headings of the Circular's XML instead of its Vietnamese names.
ELEMENTS = "tt05-phan-tu"


def ask(chosen: Scope, form: str, file_format: str, *, by: Any, waits: bool = False) -> RegisterExport:
    """Draw the register of what was chosen, of what `by` sees; a long one is queued unless somebody `waits` for it.

    `by` None: at the machine, which sees everything.

    Raises NothingToList, NoSuchForm, TooLongToPrint.
    """
    if file_format not in drawing.FORMATS.get(_plain(form), ()):
        raise NoSuchForm
    rows = scope.dossiers_of(chosen, by)
    lines = lines_in(rows, form)
    if not rows.order_by().exists():
        raise NothingToList
    agency = _only_agency(rows)
    asked = RegisterExport.objects.create(
        person=by if isinstance(by, Person) else None,
        agency=agency,
        scope=chosen.plain(),
        form=form,
        file_format=file_format,
        asked_at=clock.now(),
        total=lines,
    )
    if lines > AT_ONCE and not waits:
        with transaction.atomic():
            record(
                "catalogue.register.ask",
                subject=("register", asked.pk),
                agency=agency.code if agency else None,
                details={"form": form, "format": file_format, "scope": chosen.plain(), "lines": lines},
            )
            enqueue("catalogue.draw_register", export_id=asked.pk)
        return asked
    try:
        return draw(asked, by)
    except KhosoError as refused:
        fail(asked.pk, refused)
        raise


def lines_in(rows: QuerySet[Dossier], form: str) -> int:
    """How many lines a register of these dossiers has."""
    if _plain(form) in (layouts.ITEMS, layouts.DELIVERY):
        return Item.objects.filter(dossier__in=rows.order_by().values("pk")).count()
    return rows.order_by().count()


def draw(asked: RegisterExport, by: Any) -> RegisterExport:
    """Write the file, keep it, record it with its count and digest."""
    RegisterExport.objects.filter(pk=asked.pk).update(state=RegisterExport.State.DRAWING)
    rows = scope.dossiers_of(scope.read(asked.scope), by)

    def progress(done: int) -> None:
        RegisterExport.objects.filter(pk=asked.pk).update(done=done)

    with tempfile.TemporaryDirectory(prefix="khoso-register-") as folder:
        path = Path(folder) / f"muc-luc.{asked.file_format}"
        lines = drawing.draw(
            rows,
            _plain(asked.form),
            asked.file_format,
            path,
            as_elements=asked.form == ELEMENTS,
            progress=progress,
        )
        kept = blobs.store().put_file(path)
    with transaction.atomic():
        asked.refresh_from_db()
        asked.state, asked.finished_at = RegisterExport.State.READY, clock.now()
        asked.sha256, asked.size, asked.total, asked.done = kept.sha256, kept.size, lines, lines
        asked.save()
        record(
            "catalogue.register.export",
            subject=("register", asked.pk),
            agency=asked.agency.code if asked.agency else None,
            details={
                "form": asked.form,
                "format": asked.file_format,
                "scope": asked.scope,
                "lines": lines,
                "sha256": kept.sha256,
            },
        )
    return asked


def draw_asked(export_id: int) -> None:
    """Draw a queued register in the name of who asked for it; one that is ready is left as it is."""
    asked = RegisterExport.objects.select_related("person", "agency").get(pk=export_id)
    if asked.state == RegisterExport.State.READY:
        return
    with acting_as(_actor_of(asked)):
        draw(asked, asked.person)


def fail(export_id: int, error: KhosoError) -> None:
    """Say why a register could not be drawn."""
    RegisterExport.objects.filter(pk=export_id).update(
        state=RegisterExport.State.FAILED, refused=told(error.message)[:1000], finished_at=clock.now()
    )


def fetch(asked: RegisterExport) -> None:
    """Record that a kept register was taken again."""
    record(
        "catalogue.register.fetch",
        subject=("register", asked.pk),
        agency=asked.agency.code if asked.agency else None,
        details={"lines": asked.total, "sha256": asked.sha256},
    )


def _plain(form: str) -> str:
    return layouts.CIRCULAR if form == ELEMENTS else form


def _only_agency(rows: QuerySet[Dossier]) -> Agency | None:
    found = list(rows.order_by().values_list("fonds__agency_id", flat=True).distinct()[:2])
    return Agency.objects.get(pk=found[0]) if len(found) == 1 else None


def _actor_of(asked: RegisterExport) -> Actor:
    person = asked.person
    if person is None:
        return present_actor()
    return Actor(
        username=person.username,
        full_name=person.full_name,
        agency=asked.agency.code if asked.agency else "",
        person_id=person.pk,
    )
