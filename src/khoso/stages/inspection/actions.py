"""Deciding whether a dossier may be signed, and recording that it was."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from khoso.engines import jobs
from khoso.foundation.audit.actions import record
from khoso.foundation.provenance import agents
from khoso.foundation.provenance.actions import record_event
from khoso.foundation.provenance.events import EventType
from khoso.kernel import clock, news
from khoso.kernel.errors import KhosoError
from khoso.stages.catalogue import queries as catalogue
from khoso.stages.digitisation import actions as digitisation
from khoso.stages.digitisation import queries as digitisation_queries
from khoso.stages.digitisation.rules import gate_finding
from khoso.stages.inspection import states
from khoso.stages.inspection.events import DossierSigned
from khoso.stages.inspection.gallery.actions import resume_thumbnails
from khoso.stages.inspection.models import Passing, SignedFile
from khoso.stages.inspection.rules import Decision
from khoso.stages.recognition import queries as recognition


@transaction.atomic
def record_decision(dossier_id: Any, decision: Decision) -> str:
    """Record where the dossier stands. A signed dossier stays signed. Returns the state."""
    delivery = digitisation_queries.delivery_of_dossier(dossier_id)
    assert delivery is not None
    passing, _ = Passing.objects.select_for_update().get_or_create(
        dossier_id=dossier_id, defaults={"delivery": delivery, "changed_at": clock.now()}
    )
    if passing.state == states.SIGNED:
        return passing.state
    state = states.PASSING.next(passing.state, decision.move)
    lacking = [gate_finding(decision.waits_for)] if state == states.LACKING_GATE else []
    digitisation.replace_findings(delivery.pk, "gate", lacking, dossier_id=dossier_id)
    if state != passing.state or passing.waits_for != list(decision.waits_for):
        passing.state, passing.waits_for, passing.changed_at = state, list(decision.waits_for), clock.now()
        passing.save()
        record("inspection.dossier.decide", subject=("dossier", dossier_id), details={"state": state})
    return state


def record_hindrance(dossier_id: Any, error: KhosoError) -> None:
    """The machine could not sign a dossier yet."""
    delivery = digitisation_queries.delivery_of_dossier(dossier_id)
    if delivery is not None:
        digitisation.record_hindrance("sign", error, delivery_id=delivery.pk, dossier_id=dossier_id)


@transaction.atomic
def resume(delivery_id: object) -> None:
    """Look again at every dossier of a delivery that is not signed."""
    dossiers = digitisation_queries.dossiers_with_files(delivery_id)
    signed = set(
        Passing.objects.filter(dossier_id__in=dossiers, state=states.SIGNED).values_list("dossier_id", flat=True)
    )
    for dossier_id in dossiers:
        if dossier_id not in signed:
            ask_to_consider(dossier_id)
    resume_thumbnails(delivery_id)


def ask_to_consider(dossier_id: object) -> None:
    lock = f"dossier:{dossier_id}"
    jobs.enqueue("inspection.consider_dossier", dossier_id=str(dossier_id), lock=lock, once=f"consider:{dossier_id}")


@transaction.atomic
def begin_signing(dossier_id: Any) -> datetime | None:
    """Fix the moment the signatures of a ready dossier will carry; None when it is not ready to be signed."""
    passing = Passing.objects.select_for_update().get(dossier_id=dossier_id)
    if passing.state != states.READY:
        return None
    if passing.signing_at is None:
        passing.signing_at = clock.now()
        passing.save(update_fields=["signing_at"])
    return passing.signing_at


@transaction.atomic
def record_signed(dossier_id: Any, signed: Mapping[Any, str], *, of: Mapping[Any, str]) -> None:
    """Every file of the dossier is signed: `signed` gives the SHA-256 of each signed file by file id.

    `of` gives the SHA-256 of the delivered files they were made of. When one of those is another by now, nothing is
    recorded: the news of it brings the dossier here again.
    """
    passing = Passing.objects.select_for_update().get(dossier_id=dossier_id)
    if passing.state == states.SIGNED or digitisation_queries.present_digests(of) != dict(of):
        return
    passing.state, passing.changed_at = states.PASSING.next(passing.state, "sign"), clock.now()
    passing.waits_for = []
    passing.save()
    digitisation.replace_findings(passing.delivery_id, "sign", [], dossier_id=dossier_id)
    owner = catalogue.dossier(dossier_id).fonds.agency
    signers = [
        agents.organization(owner.code, owner.name),
        agents.engine("signatures", "pyhanko"),
        agents.house(),
    ]
    read = recognition.readings_of(list(signed))
    for file_id, sha256 in signed.items():
        SignedFile.objects.update_or_create(file_id=file_id, defaults={"dossier_id": dossier_id, "sha256": sha256})
        record_event(
            EventType.DIGITAL_SIGNATURE_GENERATION,
            subject=("file", file_id),
            agents=signers,
            once=sha256,
            detail=f"SHA-256 sau khi ký {sha256}",
            sources=[("pdfa", read[file_id].pdfa_sha256)] if file_id in read else [],
            outcomes=[("signed", sha256)],
        )
    record("inspection.dossier.sign", subject=("dossier", dossier_id), details={"files": len(signed)})
    news.publish(DossierSigned(dossier_id=str(dossier_id)))


from khoso.stages.inspection.lots.actions import draw_again as draw_again  # noqa: E402
from khoso.stages.inspection.lots.actions import draw_lot as draw_lot  # noqa: E402
from khoso.stages.inspection.lots.actions import note_sender as note_sender  # noqa: E402
from khoso.stages.inspection.lots.actions import say_origin as say_origin  # noqa: E402
