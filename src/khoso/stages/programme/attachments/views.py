"""Handing an attached file out. It is never shown inside a page of ours: whoever made it is a stranger."""

from __future__ import annotations

from django.http import FileResponse, Http404, HttpRequest
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from khoso.engines import blobs
from khoso.foundation.identity.access import allow
from khoso.stages.programme.attachments import actions, queries
from khoso.stages.programme.permissions import can_read_guidance


# Wider than the programme itself: contractors take guidance away. The query asks again about this very file.
@allow(can_read_guidance)
@require_GET
def attachment(request: HttpRequest, attachment_id: int) -> FileResponse:
    found = queries.attachment_for(request.user, attachment_id)
    if found is None:
        raise Http404(_("Không có tệp này trong phạm vi của anh/chị."))
    try:
        stored = blobs.store().open(found.sha256)
    except blobs.BlobMissing as missing:
        raise Http404(missing.message) from None
    actions.record_fetched(found)
    answer = FileResponse(stored, as_attachment=True, filename=found.file_name, content_type=found.media_type)
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Content-Security-Policy"] = "default-src 'none'; sandbox; frame-ancestors 'none'"
    answer["Cache-Control"] = "private, no-store"
    return answer
