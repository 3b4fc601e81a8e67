"""Which plan a reader of the city's pages looks at, and whether they may."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from khoso.stages.programme import queries as programme
from khoso.stages.reporting.permissions import can_see_city

# Nobody's agency: whoever heads an agency does not head the city when no city is named.
NOBODYS = -1
TABS = (
    ("reporting:city-wall", "table"),
    ("reporting:city-map", "layout-sidebar"),
    ("reporting:city-curve", "chart-bar"),
    ("reporting:city-bottlenecks", "filter"),
    ("reporting:city-flags", "alert-triangle"),
    ("reporting:city-ranking", "list-details"),
    ("reporting:city-reports", "report"),
)


def plan_of(request: HttpRequest) -> Any:
    """The present programme, for whoever may see its city. None where no plan was loaded yet."""
    plan = programme.current_plan()
    city = plan.city_id if plan is not None and plan.city_id is not None else NOBODYS
    if not can_see_city(request.user, city):
        # As for anything beyond somebody's reach: it is not there.
        raise Http404(_("Trang này dành cho Sở Nội vụ và lãnh đạo thành phố."))
    return plan


def plan_or_404(request: HttpRequest) -> Any:
    """The same, for pages about something of the plan."""
    plan = plan_of(request)
    if plan is None:
        raise Http404(_("Chưa nạp kế hoạch nào."))
    return plan


def tabs(here: str) -> list[dict[str, Any]]:
    """The city's pages, as every one of them shows them."""
    labels = {
        "reporting:city-wall": _("Bức tường"),
        "reporting:city-map": _("Bản đồ ô"),
        "reporting:city-curve": _("Tiến độ"),
        "reporting:city-bottlenecks": _("Ách tắc"),
        "reporting:city-flags": _("Không khớp"),
        "reporting:city-ranking": _("Xếp hạng"),
        "reporting:city-reports": _("Báo cáo tổng hợp"),
    }
    return [
        {"label": labels[name], "url": reverse(name), "icon": sign, "is_here": name == f"reporting:{here}"}
        for name, sign in TABS
    ]


def crumbs(*last: tuple[str, str]) -> list[dict[str, str]]:
    found = [{"label": _("Toàn thành phố"), "url": reverse("reporting:city-wall")}]
    return found + [{"label": label, "url": url} for label, url in last]
