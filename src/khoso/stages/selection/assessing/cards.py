"""What assessing has for the navigation and the home page: the queue of the agency one acts for."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from khoso.foundation.identity.people.queries import acting_for
from khoso.foundation.web.counting import capped
from khoso.kernel.figures import CardKind, CardLine, HomeCard, NavGroup, NavItem
from khoso.stages.selection.assessing.queue import Question, narrowed
from khoso.stages.selection.permissions import can_assess, can_see_selection

_LINES = 3


def navigation(person: Any) -> list[NavItem]:
    if not can_see_selection(person):
        return []
    return [NavItem(NavGroup.HOLDINGS, _("Lựa chọn"), reverse("selection:assessing"), "list-check", order=30)]


def home_cards(person: Any) -> list[HomeCard]:
    """«Hồ sơ chờ đánh giá» of the agency one acts for."""
    acting = acting_for(person) if can_assess(person) else None
    if acting is None or not can_assess(person, acting.agency):
        return []
    question = Question(agency=acting.agency_id)
    rows = narrowed(question)
    count = capped(rows)
    if not count:
        return []
    lines = tuple(
        CardLine(title, f"{reverse('selection:assess', args=[pk])}?{question.as_query()}", about=code, about_lang="vi")
        for pk, title, code in rows.order_by("reference_code").values_list("pk", "title", "reference_code")[:_LINES]
    )
    return [
        HomeCard(
            CardKind.WAITING,
            "dossiers-to-assess",
            _("Hồ sơ chờ đánh giá"),
            "list-check",
            count=count,
            url=f"{reverse('selection:assessing')}?{question.as_query()}",
            lines=lines,
            order=40,
            about=_("Trả lời phiếu ngắn cho từng hồ sơ, hoặc cho cả mục lục một lần."),
        )
    ]
