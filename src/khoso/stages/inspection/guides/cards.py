"""What the checking guide tells the navigation and the home page."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from khoso.foundation.identity.permissions import agencies_of
from khoso.kernel.figures import CardKind, HomeCard, NavGroup, NavItem
from khoso.stages.inspection.guides import queries
from khoso.stages.inspection.permissions import CHECKERS, can_inspect, can_see_inspection


def navigation(person: Any) -> list[NavItem]:
    if not can_see_inspection(person):
        return []
    url, under = reverse("inspection:guides"), reverse("inspection:lots")
    return [NavItem(NavGroup.DIGITISE, gettext_lazy("Hướng dẫn"), url, "books", order=43, under=under)]


def home_cards(person: Any) -> list[HomeCard]:
    """A checker of one agency who has yet to acknowledge the guide in force there."""
    if not can_inspect(person):
        return []
    scope = agencies_of(person, CHECKERS)
    if scope is None or len(scope) != 1:
        return []
    (agency,) = scope
    guide = queries.must_acknowledge(person, agency)
    if guide is None or not queries.has_lots(agency):
        return []
    url = f"{reverse('inspection:guides')}?co-quan={agency}"
    about = _("Chưa xác nhận thì chưa kiểm tra được lô nào.")
    title = _("Học hướng dẫn kiểm tra")
    return [HomeCard(CardKind.WAITING, "checking-guide", title, "books", url=url, order=42, about=about)]
