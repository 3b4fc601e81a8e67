"""The screen of who keeps the machine: what is there, what is missing, what waits."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from khoso.config.health import look
from khoso.engines.jobs.procrastinate_queue import waiting_jobs
from khoso.foundation.identity.access import allow
from khoso.foundation.identity.permissions import can_keep_machine

NAMES = {
    "ocr": _("Nhận dạng chữ"),
    "imaging": _("Xử lý ảnh"),
    "formats": _("Nhận biết định dạng"),
    "signatures": _("Ký số"),
    "index": _("Chỉ mục tìm kiếm"),
    "jobs": _("Hàng đợi việc nền"),
    "blobs": _("Kho tệp"),
    "database": _("Cơ sở dữ liệu"),
    "disk": _("Ổ đĩa"),
}


@allow(can_keep_machine)
@require_GET
def system(request: HttpRequest) -> HttpResponse:
    engines = [(NAMES.get(report.capability, report.capability), report) for report in look()]
    return render(request, "house/system.html", {"engines": engines, "jobs": waiting_jobs(), "crumbs": []})
