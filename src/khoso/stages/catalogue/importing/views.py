"""The screens of an import, in the order a person meets them."""

from __future__ import annotations

import tempfile
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from khoso.engines import blobs
from khoso.foundation.identity.access import allow
from khoso.foundation.identity.models import Agency
from khoso.foundation.identity.sign_in.sessions import background
from khoso.foundation.web.words import told
from khoso.kernel.errors import KhosoError
from khoso.stages.catalogue import states
from khoso.stages.catalogue.compute import surveying
from khoso.stages.catalogue.compute.opening import MAX_FILE_BYTES
from khoso.stages.catalogue.importing import actions, queries, showing
from khoso.stages.catalogue.importing.errors import ImportRefused
from khoso.stages.catalogue.importing.queries import Asked
from khoso.stages.catalogue.models import CatalogueImport
from khoso.stages.catalogue.permissions import can_import_catalogue

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ACCEPT = ".xlsx,.xls,.csv,.tsv"
_SEVERITIES = ("error", "warning", "info")


def _found(request: HttpRequest, import_id: uuid.UUID) -> CatalogueImport:
    found = queries.imports_seen_by(request.user).filter(pk=import_id).first()
    if found is None or not can_import_catalogue(request.user, found.agency):
        raise Http404(_("Không có lần nhập này trong phạm vi của anh/chị."))
    return found


@allow(can_import_catalogue)
@require_GET
def imports(request: HttpRequest) -> HttpResponse:
    page = Paginator(queries.imports_seen_by(request.user), 20).get_page(request.GET.get("trang"))
    rows = [{"run": one, "badge": showing.state_of(one)} for one in page]
    return render(request, "catalogue/import_list.html", {"rows": rows, "page": page, "crumbs": []})


@allow(can_import_catalogue)
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Choose the agency and the workbook; with `theo`, the mended workbook of an import."""
    follows = _followed(request)
    agencies = list(queries.agencies_to_import_for(request.user)[:2000])
    context: dict[str, Any] = {
        "agencies": agencies,
        "follows": follows,
        "chosen": request.POST.get("agency", str(follows.agency_id if follows else "")),
        "accept": ACCEPT,
        "most": surveying.MOST_MEGABYTES,
        "crumbs": showing.crumbs(_("Nhập bảng mới")),
    }
    if request.method != "POST":
        return render(request, "catalogue/import_new.html", context)
    try:
        agency = _agency(agencies, request.POST.get("agency", ""), follows)
        with _on_disk(request.FILES.get("file")) as (path, name):
            run = actions.take_in(path, name, agency=agency, by=request.user, follows=follows)  # type: ignore[arg-type]
    except KhosoError as refused:
        return render(request, "catalogue/import_new.html", {**context, "refused": told(refused.message)}, status=422)
    return redirect("catalogue:import-columns", run.pk)


def _followed(request: HttpRequest) -> CatalogueImport | None:
    said = request.POST.get("theo") or request.GET.get("theo") or ""
    try:
        return _found(request, uuid.UUID(said)) if said else None
    except ValueError:
        raise Http404(_("Không có lần nhập này trong phạm vi của anh/chị.")) from None


def _agency(agencies: list[Agency], said: str, follows: CatalogueImport | None) -> Agency:
    if follows is not None:
        return follows.agency
    chosen = next((one for one in agencies if str(one.pk) == said), None)
    if chosen is None and not said and len(agencies) == 1:
        chosen = agencies[0]
    if chosen is None:
        raise ImportRefused(_("Hãy chọn cơ quan có tài liệu trong bảng."), "agency")
    return chosen


@contextmanager
def _on_disk(upload: UploadedFile | None) -> Iterator[tuple[Path, str]]:
    """The upload as a file with the ending of its name."""
    if upload is None:
        raise ImportRefused(_("Chưa chọn tệp nào."), "file")
    name = upload.name or "bang-ke.xlsx"
    if (upload.size or 0) > MAX_FILE_BYTES:
        raise ImportRefused(
            _("Tệp lớn quá %(most)d MB. Hãy chia theo hộp hoặc theo mục lục.") % {"most": surveying.MOST_MEGABYTES},
            "file",
        )
    with tempfile.TemporaryDirectory(prefix="khoso-nhan-") as folder:
        path = Path(folder) / f"bang{Path(name).suffix.lower()[:8]}"
        with path.open("wb") as file:
            for part in upload.chunks():
                file.write(part)
        yield path, name


@allow(can_import_catalogue)
@require_http_methods(["GET", "POST"])
def columns(request: HttpRequest, import_id: uuid.UUID) -> HttpResponse:
    """What each column is: as the machine guesses, as a person confirms."""
    run = _found(request, import_id)
    if not states.IMPORT_STATES.allows(run.state, "confirm_columns"):
        return redirect("catalogue:import", run.pk)
    if request.method != "POST":
        return render(request, "catalogue/import_columns.html", showing.columns_page(run))
    by: Any = request.user
    said = {one["letter"]: request.POST.get(f"cot-{one['letter']}", "") for one in run.columns}
    given = {name: request.POST.get(name, "") for name in ("fonds_code", "fonds_title", "origin", "encoding")}
    try:
        if "sheet" in request.POST:
            actions.choose_sheet(run.pk, request.POST["sheet"], by=by)
            return redirect("catalogue:import-columns", run.pk)
        actions.confirm_columns(run.pk, said, by=by, **given)
        actions.start_check(run.pk, by=by)
    except KhosoError as refused:
        context = showing.columns_page(run, said=said, given=given)
        return render(
            request, "catalogue/import_columns.html", {**context, "refused": told(refused.message)}, status=422
        )
    return redirect("catalogue:import", run.pk)


@allow(can_import_catalogue)
@require_GET
def one(request: HttpRequest, import_id: uuid.UUID) -> HttpResponse:
    run = _found(request, import_id)
    if run.state == states.UPLOADED:
        return redirect("catalogue:import-columns", run.pk)
    return render(request, "catalogue/import.html", showing.page(run, _asked(request), request.GET.get("trang", "1")))


def _asked(request: HttpRequest) -> Asked:
    code, severity, row = (request.GET.get(name, "") for name in ("ma", "muc", "dong"))
    return Asked(
        code=code[:80],
        severity=severity if severity in _SEVERITIES else "",
        row=int(row) if row.isascii() and row.isdecimal() and len(row) < 8 else 0,
        # What was done for the person is told too, but not before they ask.
        hides_info=not code and not row and "muc" not in request.GET,
    )


@allow(can_import_catalogue)
@background
@require_GET
def progress(request: HttpRequest, import_id: uuid.UUID) -> HttpResponse:
    return render(request, "catalogue/_import_progress.html", showing.progress(_found(request, import_id)))


@allow(can_import_catalogue)
@require_POST
def check(request: HttpRequest, import_id: uuid.UUID) -> HttpResponse:
    return _done(request, import_id, actions.start_check)


@allow(can_import_catalogue)
@require_POST
def stop(request: HttpRequest, import_id: uuid.UUID) -> HttpResponse:
    return _done(request, import_id, actions.stop)


@allow(can_import_catalogue)
@require_POST
def withdraw(request: HttpRequest, import_id: uuid.UUID) -> HttpResponse:
    return _done(request, import_id, actions.withdraw)


def _done(request: HttpRequest, import_id: uuid.UUID, action: Any) -> HttpResponse:
    run = _found(request, import_id)
    try:
        action(run.pk, by=request.user)
    except KhosoError as refused:
        messages.error(request, told(refused.message))
    return redirect("catalogue:import", run.pk)


@allow(can_import_catalogue)
@require_POST
def load(request: HttpRequest, import_id: uuid.UUID) -> HttpResponse:
    """Let the good rows in, with what the sheet does not say; after a stop, go on."""
    run = _found(request, import_id)
    said = request.POST
    given: dict[str, Any] = {
        "arrangement": said.get("arrangement", ""),
        "report_number": said.get("report_number", ""),
        "on_difference": said.get("on_difference", ""),
        "reason": said.get("reason", ""),
        "choices": {
            name.removeprefix("chon-"): value for name, value in said.items() if name.startswith("chon-") and value
        },
    }
    try:
        day = actions.report_day(said.get("report_on", ""))
        actions.start_load(run.pk, by=request.user, report_on=day, **given)  # type: ignore[arg-type]
    except KhosoError as refused:
        if run.state != states.CHECKED:
            messages.error(request, told(refused.message))
            return redirect("catalogue:import", run.pk)
        given["report_on"] = said.get("report_on", "")
        context = showing.page(run, Asked(hides_info=True), "1", given)
        return render(request, "catalogue/import.html", {**context, "refused": told(refused.message)}, status=422)
    return redirect("catalogue:import", run.pk)


@allow(can_import_catalogue)
@require_GET
def dossiers(request: HttpRequest, import_id: uuid.UUID) -> HttpResponse:
    """What this import made, dossier by dossier."""
    run = _found(request, import_id)
    page = Paginator(queries.dossiers_of(run), showing.PER_PAGE).get_page(request.GET.get("trang"))
    context = {"run": run, "page": page, "crumbs": showing.crumbs_below(run, _("Hồ sơ đã vào"))}
    return render(request, "catalogue/import_dossiers.html", context)


@allow(can_import_catalogue)
@require_GET
def marked(request: HttpRequest, import_id: uuid.UUID) -> FileResponse:
    """The workbook of the bad rows, faults in colour."""
    run = _found(request, import_id)
    if not run.marked_digest:
        raise Http404(_("Lần nhập này không có bảng trả lại."))
    return _file(run, run.marked_digest, f"tra-lai-{Path(run.file_name).stem}.xlsx", "marked")


@allow(can_import_catalogue)
@require_GET
def file(request: HttpRequest, import_id: uuid.UUID) -> FileResponse:
    """The workbook as it came."""
    run = _found(request, import_id)
    return _file(run, run.file_digest, run.file_name, "workbook")


def _file(run: CatalogueImport, digest: str, name: str, what: str) -> FileResponse:
    stored = blobs.store().open(digest)
    actions.record_fetched(run, what)
    is_xlsx = name.lower().endswith(".xlsx")
    answer = FileResponse(
        stored, as_attachment=True, filename=name, content_type=XLSX if is_xlsx else "application/octet-stream"
    )
    answer["X-Content-Type-Options"] = "nosniff"
    return answer
