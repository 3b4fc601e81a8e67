"""Which attached files a person may take away."""

from __future__ import annotations

from typing import Any

from khoso.foundation.identity.permissions import agencies_of
from khoso.stages.programme.models import Attachment, GuidanceVersion, Round
from khoso.stages.programme.permissions import PROGRAMME_SEEN_BY, can_read_guidance, can_see_programme


def attachment_for(person: Any, attachment_id: int) -> Attachment | None:
    """The file, when it lies within the person's scope or was published to all of their kind; else None."""
    found = Attachment.objects.select_related("agency").filter(pk=attachment_id).first()
    if found is None or can_see_programme(person, found):
        return found
    if can_read_guidance(person) and GuidanceVersion.objects.filter(attachment=found).exists():
        return found
    # A notice that Home Affairs published is for every agency to read.
    is_notice = can_see_programme(person) and Round.objects.filter(notice=found, published_at__isnull=False).exists()
    return found if is_notice else None


def attachments_seen_by(person: Any) -> Any:
    """Attached files of the agencies a person sees, newest first."""
    reach = agencies_of(person, PROGRAMME_SEEN_BY)
    rows = Attachment.objects.select_related("agency").order_by("-added_at", "-pk")
    return rows if reach is None else rows.filter(agency_id__in=reach)
