"""What the shell itself tells: the way home and to the state of the machine, and how the queue is."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from khoso.engines.jobs.watching import QueueState, queue_state
from khoso.foundation.identity.permissions import can_see_health, is_signed_in
from khoso.foundation.web.trail import figures as trail
from khoso.kernel import clock
from khoso.kernel.figures import Health, HomeCard, NavGroup, NavItem, Probe, ProbePart

# Work that could be done now and waits so long says that workers are too few, stand still, or are not there.
WAITS_LONG = timedelta(minutes=30)


def navigation(person: Any) -> list[NavItem]:
    items = []
    if is_signed_in(person):
        items.append(NavItem(NavGroup.WORK, _("Trang chủ"), reverse("web:home"), "home", order=0))
    if can_see_health(person):
        items.append(NavItem(NavGroup.MANAGE, _("Hệ thống"), reverse("web:health"), "server", order=90))
    return [*items, *trail.navigation(person)]


def home_cards(person: Any) -> list[HomeCard]:
    return trail.home_cards(person)


def probes() -> list[Probe]:
    state = queue_state()
    return [_age(state), _failures(state), _workers(state), *trail.probes()]


def _probe(name: str, label: Any, health: Health, seen: str, remedy: Any = "") -> Probe:
    return Probe(name, label, health, seen, remedy if health is not Health.GOOD else "", part=ProbePart.WORK)


def _age(state: QueueState) -> Probe:
    waits = clock.now() - state.waiting_since if state.waiting_since else timedelta()
    seen = gettext("không có việc nào chờ")
    if state.todo:
        seen = gettext("%(todo)s việc chờ, %(doing)s việc đang làm; chờ lâu nhất %(minutes)s phút") % {
            "todo": state.todo,
            "doing": state.doing,
            "minutes": int(waits.total_seconds() // 60),
        }
    health = Health.WARN if waits > WAITS_LONG else Health.GOOD
    remedy = _("Xem còn bao nhiêu tiến trình đang chạy; chạy thêm bằng «khoso worker».")
    return _probe("jobs.age", _("Hàng đợi"), health, seen, remedy)


def _failures(state: QueueState) -> Probe:
    troubles = []
    if state.failed:
        troubles.append(gettext("%(count)s việc hỏng") % {"count": state.failed})
    if state.stalled:
        troubles.append(gettext("%(count)s việc đứng im") % {"count": state.stalled})
    health = Health.WARN if troubles else Health.GOOD
    remedy = _("Xem lý do trong nhật ký máy, chữa nguyên nhân, rồi bấm «Làm lại».")
    return _probe("jobs.failed", _("Việc hỏng"), health, ", ".join(troubles) or gettext("không có"), remedy)


def _workers(state: QueueState) -> Probe:
    seen = gettext("%(count)s tiến trình đang sống") % {"count": state.workers}
    health = Health.BAD if state.todo and not state.workers else Health.GOOD
    remedy = _("Không ai làm việc đang chờ: chạy «khoso serve» hoặc «khoso worker».")
    return _probe("jobs.workers", _("Tiến trình làm việc"), health, seen, remedy)
