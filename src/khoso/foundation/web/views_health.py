"""The health page: one verdict, every probe, and what failed with a way to do it again."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_POST

from khoso.engines.jobs import watching
from khoso.foundation.identity.access import allow
from khoso.foundation.identity.permissions import can_keep_machine, can_see_health
from khoso.foundation.web import actions
from khoso.kernel import clock, figures
from khoso.kernel.figures import Health, Probe, ProbePart

PARTS = {
    ProbePart.WORK: _("Việc nền"),
    ProbePart.DISK: _("Ổ đĩa"),
    ProbePart.STORAGE: _("Bản lưu trữ"),
    ProbePart.TRAIL: _("Nhật ký và dấu niêm"),
    ProbePart.ENGINE: _("Bộ máy"),
}
WORDS = {Health.GOOD: _("Ổn"), Health.WARN: _("Cần xem"), Health.BAD: _("Hỏng")}
TONES = {Health.GOOD: "good", Health.WARN: "warn", Health.BAD: "bad"}


@allow(can_see_health)
@require_GET
def health(request: HttpRequest) -> HttpResponse:
    probes = figures.probes()
    troubles = [probe for probe in probes if probe.health is not Health.GOOD]
    context = {
        "troubles": troubles,
        "verdict": TONES[_worst(probes)],
        "parts": _parts(probes),
        "queue": watching.queue_state(),
        "failed": watching.failed_jobs(),
        "may_retry": can_keep_machine(request.user),
        "looked_at": clock.now(),
    }
    return render(request, "web/health.html", context)


def _worst(probes: list[Probe]) -> Health:
    seen = {probe.health for probe in probes}
    return next((health for health in (Health.BAD, Health.WARN) if health in seen), Health.GOOD)


def _parts(probes: list[Probe]) -> list[dict[str, Any]]:
    """The probes by part, each with its word and colour; parts nobody declared a probe for are left out."""
    return [
        {
            "name": part.value,
            "label": label,
            "rows": [
                {"probe": probe, "word": WORDS[probe.health], "tone": TONES[probe.health]}
                for probe in probes
                if probe.part is part
            ],
        }
        for part, label in PARTS.items()
        if any(probe.part is part for probe in probes)
    ]


@allow(can_keep_machine)
@require_POST
def retry_job(request: HttpRequest, job_id: int) -> HttpResponse:
    if actions.retry_job(job_id):
        messages.success(request, gettext("Việc số %(number)s được xếp lại vào hàng đợi.") % {"number": job_id})
    else:
        messages.info(request, gettext("Việc số %(number)s không còn trong danh sách việc hỏng.") % {"number": job_id})
    return redirect("web:health")


@allow(can_keep_machine)
@require_POST
def retry_all_jobs(request: HttpRequest) -> HttpResponse:
    done = actions.retry_all_jobs()
    words = ngettext("%(count)s việc được xếp lại vào hàng đợi.", "%(count)s việc được xếp lại vào hàng đợi.", done)
    messages.success(request, words % {"count": done})
    return redirect("web:health")
