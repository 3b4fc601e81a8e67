"""Keeping what checks say."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction

from khoso.kernel.findings import Finding
from khoso.stages.digitisation import spans
from khoso.stages.digitisation.models import DeliveryFinding


@transaction.atomic
def replace_findings(
    delivery_id: object,
    source: str,
    findings: Iterable[Finding],
    *,
    dossier_id: object | None = None,
    file_id: object | None = None,
) -> None:
    """Keep what the check `source` says now about a subject in the place of what it said before."""
    findings = list(findings)
    spans.note_findings(delivery_id, source, findings, dossier_id=dossier_id, file_id=file_id)
    DeliveryFinding.objects.filter(
        delivery_id=delivery_id, source=source, dossier_id=dossier_id, file_id=file_id
    ).delete()
    DeliveryFinding.objects.bulk_create(
        DeliveryFinding(
            delivery_id=delivery_id,
            source=source,
            dossier_id=dossier_id,
            file_id=file_id,
            code=finding.code,
            severity=str(finding.severity),
            where=finding.where[:1000],
            page=finding.page,
            box=list(finding.box) if finding.box else None,
            message=finding.message[:1000],
        )
        for finding in findings
    )
