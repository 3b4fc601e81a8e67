"""Views somebody keeps: filters, columns and order under a name; one may open by itself."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction
from django.http import QueryDict
from django.utils.translation import gettext as _

from khoso.kernel import clock
from khoso.kernel.text_vi import one_space
from khoso.stages.catalogue.browsing import asking
from khoso.stages.catalogue.browsing.columns import COLUMNS
from khoso.stages.catalogue.browsing.errors import ViewRefused
from khoso.stages.catalogue.models import SavedView

MOST = 60
# The view without a name holds the columns a person likes, whatever they look at.
LIKED = ""


def views_of(person: Any) -> list[SavedView]:
    """The named views of a person."""
    return list(SavedView.objects.filter(person=person).exclude(name=LIKED))


def default_of(person: Any) -> SavedView | None:
    """What opens when a person asks for nothing in particular."""
    return SavedView.objects.filter(person=person, is_default=True).first()


def liked_columns(person: Any) -> list[str]:
    """The columns a person chose last."""
    found = SavedView.objects.filter(person=person, name=LIKED).values_list("columns", flat=True).first()
    return [str(name) for name in found or []]


def address(view: SavedView) -> str:
    """`?…` that shows a view."""
    return asking.read(_as_query(view.filters, view.columns, view.order)).address()


def _as_query(filters: Mapping[str, Any], columns: Iterable[str], order: str) -> QueryDict:
    query = QueryDict(mutable=True)
    for name, values in filters.items():
        query.setlist(name, [str(value) for value in values])
    query.setlist("cot", list(columns))
    if order:
        query["xep"] = order
    return query


@transaction.atomic
def keep(person: Any, name: str, asked: asking.Asked, *, is_default: bool = False) -> SavedView:
    """Keep what is asked under `name`; the same name again replaces what it held. Raises ViewRefused."""
    name = one_space(name)
    if not name or len(name) > 100:
        raise ViewRefused(_("Chưa lưu: hãy đặt tên cho cách xem, tối đa 100 ký tự."))
    mine = SavedView.objects.filter(person=person)
    if mine.exclude(name=name).count() >= MOST:
        raise ViewRefused(_("Chưa lưu: đã có 60 cách xem. Hãy xóa bớt cách xem không dùng nữa."))
    filters: dict[str, list[str]] = {}
    for key, value in asked.parameters():
        if key not in ("cot", "xep"):
            filters.setdefault(key, []).append(value)
    if is_default:
        mine.update(is_default=False)
    view, _made = SavedView.objects.update_or_create(
        person=person,
        name=name,
        defaults={
            "filters": filters,
            "columns": list(asked.columns),
            "order": ("-" if asked.falling else "") + asked.order,
            "saved_at": clock.now(),
            "is_default": is_default,
        },
    )
    return view


def like_columns(person: Any, names: Iterable[str]) -> None:
    """Remember the columns a person likes."""
    columns = [name for name in dict.fromkeys(names) if name in COLUMNS]
    SavedView.objects.update_or_create(
        person=person, name=LIKED, defaults={"columns": columns, "saved_at": clock.now()}
    )


def drop(person: Any, view_id: int) -> None:
    """Forget a view of one's own; others' stay."""
    SavedView.objects.filter(person=person, pk=view_id).exclude(name=LIKED).delete()


@transaction.atomic
def make_default(person: Any, view_id: int) -> None:
    """Let a view open by itself, or no longer when it did."""
    mine = SavedView.objects.select_for_update().filter(person=person)
    view = mine.filter(pk=view_id).exclude(name=LIKED).first()
    if view is None:
        return
    wanted = not view.is_default
    mine.update(is_default=False)
    if wanted:
        mine.filter(pk=view.pk).update(is_default=True)
