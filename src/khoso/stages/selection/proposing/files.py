"""Papers of lists, handed out as downloads that no browser runs; the trail says who took one."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _

from khoso.engines import blobs, office
from khoso.foundation.audit.actions import record
from khoso.kernel import clock
from khoso.stages.selection.models import SelectionList
from khoso.stages.selection.proposing import papers

MEDIA_TYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
}


def list_bytes(one: SelectionList, form: str) -> bytes:
    """The list in one of three forms. Raises Http404 for any other."""
    if form not in MEDIA_TYPES:
        raise Http404(_("Không có dạng tệp này."))
    if form != "xlsx" and one.entries.count() > papers.DRAWN_AT_ONCE:
        raise Http404(_("Danh mục này dài quá để dựng ngay; hãy tải bản Excel, hoặc quyết định kèm danh mục."))
    _fetched(one, form)
    if form == "xlsx":
        return office.xlsx(papers.list_sheets(one), at=clock.now())
    paper = papers.list_paper(one)
    return office.docx(paper) if form == "docx" else office.pdf(paper, at=clock.now())


def kept_bytes(one: SelectionList, digest: str) -> bytes:
    """A decision's own bytes. Raises Http404 when the store has lost them."""
    _fetched(one, digest)
    return stored(digest)


def stored(digest: str) -> bytes:
    """Bytes of a paper that was kept. Raises Http404 when they are gone."""
    try:
        with blobs.store().open(digest) as file:
            return file.read()
    except blobs.BlobMissing as missing:
        raise Http404(missing.message) from None


def _fetched(one: SelectionList, what: str) -> None:
    details = {"title": one.title, "form": what[:12]}
    record("selection.list.fetch", subject=("selection_list", one.pk), agency=one.agency.code, details=details)


def answer(content: bytes, name: str, form: str) -> HttpResponse:
    """A file to keep."""
    told = HttpResponse(content, content_type=MEDIA_TYPES[form])
    told["Content-Disposition"] = f'attachment; filename="{name}.{form}"'
    told["X-Content-Type-Options"] = "nosniff"
    told["Cache-Control"] = "private, no-store"
    return told
