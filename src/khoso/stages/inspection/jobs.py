"""Background work of inspection: decide whether a dossier may be signed, and sign it."""

from __future__ import annotations

import tempfile
from pathlib import Path

from django.utils.translation import gettext_lazy as _

from khoso.engines import blobs, jobs, signatures
from khoso.engines.jobs import job
from khoso.instruments.signing import actions as signing
from khoso.kernel.errors import KhosoError
from khoso.stages.catalogue import queries as catalogue
from khoso.stages.digitisation import queries as digitisation
from khoso.stages.inspection import actions, queries, states
from khoso.stages.inspection.rules import decide
from khoso.stages.recognition import queries as recognition


def _tell_failure(*, error: KhosoError, dossier_id: str) -> None:
    actions.record_hindrance(dossier_id, error)


@job("inspection.consider_dossier", on_failure=_tell_failure, label=_("Xét hồ sơ trước khi ký"))
def consider_dossier(dossier_id: str) -> None:
    """Decide where the dossier stands now; ask for its signing when it is ready."""
    if digitisation.delivery_of_dossier(dossier_id) is None:
        return
    state = actions.record_decision(dossier_id, decide(queries.facts_of(dossier_id)))
    if state == states.READY:
        lock = f"dossier:{dossier_id}"
        jobs.enqueue("inspection.sign_dossier", dossier_id=dossier_id, lock=lock, once=f"sign:{dossier_id}")


@job("inspection.sign_dossier", on_failure=_tell_failure, label=_("Ký số"), needs_room=True)
def sign_dossier(dossier_id: str) -> None:
    """Sign every two-layer file of the dossier in the name of the agency that owns the records.

    # Luật: TT 05/2025 Đ.8.1.c, Đ.9.6
    """
    # A file may have come again since the dossier was found ready.
    if actions.record_decision(dossier_id, decide(queries.facts_of(dossier_id))) != states.READY:
        return
    moment = actions.begin_signing(dossier_id)
    if moment is None:
        return
    agency = catalogue.dossier(dossier_id).fonds.agency
    passed = [file for file in digitisation.files_of_dossier(dossier_id) if file.is_readable]
    readings = recognition.readings_of([file.pk for file in passed])
    files = [file for file in passed if readings[file.pk].pdfa_sha256]
    key = signatures.signer_for(agency.code, agency.name)
    store = blobs.store()
    signed = {}
    with tempfile.TemporaryDirectory(prefix="sign-") as folder:
        for file in files:
            source = store.path_of(readings[file.pk].pdfa_sha256)
            assert source is not None
            out = Path(folder) / f"{file.pk}.pdf"
            facts = signatures.sign_pdf(
                source,
                out,
                signer=key.signer,
                signer_name=agency.name,
                at=moment,
                timestamper=key.timestamper,
                evidence=key.evidence,
                shown_as=file.path,
            )
            signed[file.pk] = store.put_file(out).sha256
            out.unlink()
            signing.record_signature(
                subject=("file", file.pk),
                sha256_before=facts.sha256_before,
                sha256_after=facts.sha256_after,
                signer_name=facts.signer_name,
                signed_at=facts.at,
                profile=facts.profile,
                certificate_fingerprint=facts.certificate_fingerprint,
                is_demonstration=key.is_demonstration,
            )
    actions.record_signed(dossier_id, signed, of={file.pk: file.sha256 for file in files})


from khoso.stages.inspection.gallery import jobs as gallery_jobs  # noqa: E402, F401 - declares its job
