"""From when to when a check held and an error stood, written along with what they tell of: any day can be asked.

Findings and checks show how things are now and are replaced; a figure of a report must still come out in a year as it
did on its day. What began and ended at one moment never was.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import QuerySet

from khoso.kernel import clock
from khoso.kernel.findings import Severity
from khoso.stages.digitisation import rules, states
from khoso.stages.digitisation.models import DeliveryFile, FileCheck, FindingSpan


def note_check(file: DeliveryFile) -> None:
    """The machine has checked the file as it is now."""
    if file.checked_at is None:
        return
    end_check(file)
    FileCheck.objects.create(
        file=file,
        delivery_id=file.delivery_id,
        dossier_id=None if file.role == DeliveryFile.Role.EXTRA else file.dossier_id,
        checked_at=clock.now(),
        is_passed=file.state == states.CHECKED,
        pages=file.pages,
    )


def end_check(file: DeliveryFile) -> None:
    """What was checked is no longer there, or no longer what it was taken for."""
    now = clock.now()
    FileCheck.objects.filter(file=file, ended_at=None, checked_at=now).delete()
    FileCheck.objects.filter(file=file, ended_at=None).update(ended_at=now)


def note_place(file: DeliveryFile, *, is_checked: bool) -> None:
    """The file was found to belong to another dossier: from now on its check and its errors count there."""
    if is_checked:
        note_check(file)
    FindingSpan.objects.filter(file=file, closed_at=None).update(dossier_id=file.dossier_id)


def end_findings_of(file: DeliveryFile) -> None:
    """The file the findings were about is gone."""
    _close(FindingSpan.objects.filter(file=file, closed_at=None))


def note_findings(
    delivery_id: Any, source: str, found: Iterable[Any], *, dossier_id: Any = None, file_id: Any = None
) -> None:
    """What the check `source` says now of a subject. Errors that a person must mend are kept in time."""
    counts = Counter(
        one.code for one in found if one.severity == Severity.ERROR and one.code not in rules.NOT_OF_THE_MATERIAL
    )
    subject: Mapping[str, Any] = {
        "delivery_id": delivery_id,
        "source": source,
        "dossier_id": dossier_id,
        "file_id": file_id,
    }
    standing = FindingSpan.objects.filter(**subject, closed_at=None)
    before = {span.code: span for span in standing}
    over = [span.pk for code, span in before.items() if counts.get(code) != span.count]
    if over:
        _close(FindingSpan.objects.filter(pk__in=over))
    now = clock.now()
    FindingSpan.objects.bulk_create(
        FindingSpan(**subject, code=code, count=count, opened_at=now)
        for code, count in sorted(counts.items())
        if code not in before or before[code].pk in over
    )


def _close(spans: QuerySet[FindingSpan]) -> None:
    now = clock.now()
    keys = list(spans.values_list("pk", flat=True))
    FindingSpan.objects.filter(pk__in=keys, opened_at=now).delete()
    FindingSpan.objects.filter(pk__in=keys).update(closed_at=now)
