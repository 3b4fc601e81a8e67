"""Putting a file away, and taking it out again: what becomes of its rows. Who may ask for it is said in `actions`."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from khoso.foundation.audit.actions import record
from khoso.foundation.provenance import agents
from khoso.foundation.provenance.actions import record_event
from khoso.foundation.provenance.events import EventType
from khoso.kernel import clock, news
from khoso.kernel.findings import Finding
from khoso.stages.catalogue import actions as catalogue
from khoso.stages.digitisation import rules, spans, states
from khoso.stages.digitisation.events import FileStopped
from khoso.stages.digitisation.findings import replace_findings
from khoso.stages.digitisation.models import DeliveryFile, QuarantineCase


def was_released(sha256: str) -> bool:
    """Whether the security officer looked at these bytes and let them go."""
    released = QuarantineCase.objects.filter(sha256=sha256, decision=QuarantineCase.Decision.RELEASE)
    return released.exists()


def put_away(
    file: DeliveryFile, findings: Iterable[Finding], *, pages: int, by: Any = None, why: str = ""
) -> QuarantineCase:
    """The file goes where nobody but the security officer sees it; nothing it holds stays in any other row.

    # Luật: KH 82 II
    """
    case = QuarantineCase.objects.create(
        file=file,
        delivery_id=file.delivery_id,
        sha256=file.sha256,
        pages=pages,
        findings=[one.as_page_json() for one in findings],
        opened_at=clock.now(),
        opened_by=by,
        why=why[:500],
    )
    file.state = states.FILE_STATES.next(file.state, "quarantine")
    file.format, file.pages, file.checked_at = "", 0, clock.now()
    file.save(update_fields=["state", "format", "pages", "checked_at"])
    file.page_images.all().delete()
    _say_only(file, rules.in_review(file.path))
    spans.note_check(file)
    if file.item_id:
        catalogue.record_page_count(file.item_id, 0)
        catalogue.record_likeness(file.item_id, pages=[])
        catalogue.record_text_likeness(file.item_id, "")
    record_event(
        EventType.QUARANTINE,
        subject=("file", file.pk),
        agents=[agents.acting() if by else agents.house()],
        once=f"{file.sha256}/{case.pk}",
    )
    record("digitisation.quarantine.put", subject=("file", file.pk), details={"by_machine": by is None})
    news.publish(FileStopped(file_id=str(file.pk)))
    return case


def say_handed_over(file: DeliveryFile) -> None:
    """The one thing left to say of a file that left the house."""
    _say_only(file, rules.handed_over(file.path))


def forget_findings(file: DeliveryFile) -> None:
    """Nothing is said of the file any more: its check begins anew."""
    file.findings.all().delete()
    spans.end_findings_of(file)
    spans.end_check(file)


def _say_only(file: DeliveryFile, finding: Finding) -> None:
    file.findings.all().delete()
    spans.end_findings_of(file)
    replace_findings(file.delivery_id, "check", [finding], dossier_id=file.dossier_id, file_id=file.pk)
