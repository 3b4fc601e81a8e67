"""How strictly one maker's lots are looked at: kept by the switching rules, changed by a person with a reason."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction
from django.utils.translation import gettext as _

from khoso.foundation.audit.actions import record
from khoso.foundation.identity.models import Agency, Person
from khoso.instruments.quality.compute import switching
from khoso.instruments.quality.compute.switching import KINDS, Standing
from khoso.instruments.quality.errors import InspectionRefused
from khoso.instruments.quality.models import Inspection, Switching
from khoso.kernel import clock


def standing(row: Switching) -> Standing:
    """A kept row as the rules read it: what a person ordered is no verdict."""
    return Standing(row.severity, row.score, tuple(one["accepted"] for one in row.recent if "accepted" in one))


def follow(inspection: Inspection, *, accepted: bool, bad: Mapping[str, int]) -> Switching:
    """One more lot of the stream was decided; inspection becomes stricter, milder or stops as the standard says."""
    row, _made = Switching.objects.select_for_update().get_or_create(key=inspection.plan["stream"])
    before = standing(row)
    now = switching.after(before, accepted=accepted, gain=switching.gain(inspection.plan, bad))
    row.score = now.score
    # What was ordered by hand stays in sight until the next switch.
    kept = [*row.recent, {"inspection": inspection.pk, "accepted": accepted}]
    if now.kind != before.kind:
        kept, row.severity, row.changed_at = [], now.kind, clock.now()
        details = {"stream": row.key, "from": before.kind, "to": now.kind}
        agency = inspection.agency.code
        record("quality.stream.switch", subject=("inspection", inspection.pk), agency=agency, details=details)
    row.recent = kept[-10:]
    row.save(update_fields=["score", "recent", "severity", "changed_at"])
    return row


@transaction.atomic
def override(stream: str, kind: str, reason: str, agency: Agency, by: Person) -> Switching:
    """Somebody orders normal, tightened or reduced inspection, and says why. The rules go on from there."""
    reason = reason.strip()[:500]
    if kind not in KINDS:
        raise InspectionRefused(_("Chưa đổi: hãy chọn kiểm tra thường, ngặt, giảm hoặc ngừng."), "kind")
    if not reason:
        raise InspectionRefused(_("Chưa đổi: hãy nêu lý do đổi chế độ kiểm tra."), "reason")
    row, _made = Switching.objects.select_for_update().get_or_create(key=stream)
    before, row.severity, row.score, row.changed_at = row.severity, kind, 0, clock.now()
    row.recent = [{"ordered": kind, "reason": reason, "by": by.username, "at": clock.now().isoformat()}]
    row.save(update_fields=["severity", "score", "recent", "changed_at"])
    details = {"stream": stream, "from": before, "to": kind, "reason": reason}
    record("quality.stream.order", subject=("stream", stream), agency=agency.code, details=details)
    return row
