"""Reading where dossiers stand between confirmation and packaging."""

from __future__ import annotations

from typing import Any

from django.db.models import Count

from khoso.stages.catalogue import queries as catalogue
from khoso.stages.digitisation import queries as digitisation
from khoso.stages.inspection import states
from khoso.stages.inspection.models import Passing, SignedFile
from khoso.stages.inspection.rules import DossierFacts, decide
from khoso.stages.recognition import queries as recognition


def facts_of(dossier_id: Any) -> DossierFacts:
    """What `rules.decide` looks at for one dossier."""
    files = digitisation.files_of_dossier(dossier_id)
    passed = [file for file in files if file.is_readable]
    read = recognition.readings_of([file.pk for file in passed])
    with_file = [file.item_id for file in passed if file.item_id and file.pk in read and not read[file.pk].failure]
    decided = recognition.states_of(with_file)
    return DossierFacts(
        files_open=sum(file.is_open for file in files) + sum(file.pk not in read for file in passed),
        items_undecided=sum(decided.get(item) not in ("confirmed", "passed") for item in with_file),
        items_with_file=len(with_file),
        is_legacy=bool(catalogue.dossier(dossier_id).legacy_reason),
        errors=digitisation.errors_of_dossier(dossier_id),
        missing_gates=tuple(digitisation.missing_gates(dossier_id)),
    )


def passing_of(dossier_id: Any) -> Passing | None:
    return Passing.objects.filter(dossier_id=dossier_id).first()


def passings_of(dossier_ids: list[Any]) -> dict[Any, Passing]:
    """Passing by dossier id."""
    return {row.dossier_id: row for row in Passing.objects.filter(dossier_id__in=dossier_ids)}


def signed_dossiers(dossier_ids: list[Any]) -> list[Any]:
    """Those of the dossiers that are signed."""
    rows = Passing.objects.filter(dossier_id__in=dossier_ids, state=states.SIGNED)
    return list(rows.order_by("dossier_id").values_list("dossier_id", flat=True))


def signed_files(dossier_id: Any) -> dict[Any, str]:
    """SHA-256 of the signed file, by file id."""
    return dict(SignedFile.objects.filter(dossier_id=dossier_id).values_list("file_id", "sha256"))


def progress(delivery_id: object) -> dict[str, int]:
    """How many dossiers are in which state, and how many files are signed."""
    rows = Passing.objects.filter(delivery_id=delivery_id)
    counts = dict(rows.values_list("state").annotate(Count("id")).order_by())
    return {
        **{state: counts.get(state, 0) for state in states.PASSING.states},
        "files_signed": SignedFile.objects.filter(file__delivery_id=delivery_id).count(),
    }


def is_settled(passing: Passing) -> bool:
    """Whether nothing happens to the dossier until a person or a paper comes."""
    if passing.state in (states.READY, states.SIGNED):
        return False
    facts = facts_of(passing.dossier_id)
    decision = decide(facts)
    if states.PASSING.next(passing.state, decision.move) != passing.state:
        return False
    return not facts.files_open
