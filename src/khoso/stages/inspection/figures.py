"""What inspection tells the progress of a delivery and the home page."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from khoso.foundation.identity.permissions import can_see_deliveries
from khoso.foundation.web.ages import late_before
from khoso.kernel.figures import CardKind, CardLine, DossierStage, Figure, HomeCard, NavItem, Reached, StageProgress
from khoso.stages.digitisation import queries as digitisation
from khoso.stages.digitisation.labels import finding_label
from khoso.stages.inspection import queries, states, volumes
from khoso.stages.inspection.gallery import cards as gallery
from khoso.stages.inspection.guides import cards as guides
from khoso.stages.inspection.lots import cards as lots
from khoso.stages.inspection.lots import volumes as lot_volumes
from khoso.stages.inspection.rework import cards as rework

_PARTS = (lots, gallery, rework, guides)

LINES = 5


def progress(delivery_ids: list[Any]) -> dict[Any, list[StageProgress]]:
    files = digitisation.file_progress(delivery_ids)
    return {
        delivery: [StageProgress("sign", _("Ký số"), signed, files[delivery]["readable"], _("tệp"))]
        for delivery, signed in queries.files_signed(delivery_ids).items()
    }


def _in_words(wait: str) -> str:
    """What a dossier waits for as a person says it: kept is the code of a finding with how many."""
    code, colon, count = wait.partition(": ")
    return f"{finding_label(code)}: {count}" if colon else wait


def stages(dossier_ids: list[Any]) -> dict[Any, DossierStage]:
    passings = queries.passings_of(dossier_ids)
    settled = queries.settled_among(passings.values())
    return {
        dossier: DossierStage(
            name=passing.state,
            label=str(states.PASSING_LABELS[passing.state]),
            is_settled=dossier in settled,
            waits_for="; ".join(_in_words(one) for one in passing.waits_for),
        )
        for dossier, passing in passings.items()
    }


def reached(delivery_ids: list[Any]) -> dict[Any, Reached]:
    return queries.reached_in(delivery_ids)


def marks(delivery_ids: list[Any]) -> dict[Any, Hashable]:
    return {**queries.passing_marks(delivery_ids)}


def navigation(person: Any) -> list[NavItem]:
    return [item for part in _PARTS for item in part.navigation(person)]


def home_cards(person: Any) -> list[HomeCard]:
    return [*(card for part in _PARTS for card in part.home_cards(person)), *_held(person)]


def _held(person: Any) -> list[HomeCard]:
    if not can_see_deliveries(person):
        return []
    rows = queries.underway(person)
    held = [row for row in rows if row.state == states.LACKING_GATE]
    late = [row for row in held if row.since < late_before()]
    return [
        *_state_card(
            CardKind.LATE,
            "gates-late",
            _("Hồ sơ bị giữ quá lâu vì thiếu giấy tờ"),
            "file-description",
            late,
            about=_("Bổ sung giấy tờ thì hồ sơ tự chạy tiếp."),
        ),
        *_state_card(
            CardKind.WAITING,
            "gates",
            _("Hồ sơ chờ giấy tờ theo luật"),
            "file-description",
            [row for row in held if row not in late],
            about=_("Bổ sung giấy tờ thì hồ sơ tự chạy tiếp."),
        ),
        *_state_card(
            CardKind.WAITING,
            "dossiers-with-errors",
            _("Hồ sơ có lỗi phải sửa"),
            "alert-circle",
            [row for row in rows if row.state == states.WITH_ERRORS],
            about=_("Sửa theo danh sách lỗi của lô rồi giao lại tệp."),
        ),
        *_work_card(rows),
    ]


def _state_card(
    kind: CardKind, name: str, title: Any, sign: str, rows: list[queries.Underway], *, about: Any
) -> list[HomeCard]:
    if not rows:
        return []
    lines = [CardLine(row.title, _url(row), _dossiers(row.dossiers), row.since) for row in rows[:LINES]]
    count = sum(row.dossiers for row in rows)
    return [HomeCard(kind, name, title, sign, count=count, about=about, lines=tuple(lines), order=35)]


def _work_card(rows: list[queries.Underway]) -> list[HomeCard]:
    """The deliveries of which a dossier is not signed yet, newest first, each with how much of it is."""
    opened: dict[Any, int] = {}
    for row in rows:
        opened[row.delivery_id] = opened.get(row.delivery_id, 0) + row.dossiers
    if not opened:
        return []
    first = {row.delivery_id: row for row in reversed(rows)}
    shown = list(first)[:LINES]
    totals = queries.dossiers_passing(shown)
    lines = [
        CardLine(
            first[key].title,
            _url(first[key]),
            ngettext("đã ký %(done)s trên %(total)s hồ sơ", "đã ký %(done)s trên %(total)s hồ sơ", totals[key])
            % {"done": totals[key] - opened[key], "total": totals[key]},
            percent=100 * (totals[key] - opened[key]) // totals[key],
        )
        for key in shown
    ]
    url = reverse("digitisation:delivery-list")
    title = _("Lô đang làm")
    return [
        HomeCard(
            CardKind.WAITING, "deliveries", title, "package", count=len(opened), url=url, lines=tuple(lines), order=90
        )
    ]


def _dossiers(count: int) -> str:
    return ngettext("%(count)s hồ sơ", "%(count)s hồ sơ", count) % {"count": count}


def _url(row: queries.Underway) -> str:
    return reverse("digitisation:delivery", args=[row.delivery_id])


def declared() -> list[Figure]:
    # Luật: TT 05/2025 Đ.9.6; KH 82 VI.6.a
    return [
        Figure(
            "inspection.dossiers_signed",
            gettext_lazy("Hồ sơ đã ký số"),
            gettext_lazy("hồ sơ"),
            "digitise",
            volumes.dossiers_signed,
            volumes.dossiers_signed_lines,
            order=45,
            about=gettext_lazy("Hồ sơ mà mọi tệp đã được kiểm tra và ký số của cơ quan."),
        ),
        *lot_volumes.declared(),
    ]
