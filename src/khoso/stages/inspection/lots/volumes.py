"""Lots decided and defects open at a moment, by agency, and the lists behind them."""

from __future__ import annotations

from datetime import datetime
from functools import partial

from django.db.models import Count, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from khoso.instruments.quality.labels import FAILED, PASSED
from khoso.instruments.quality.queries import Defect
from khoso.kernel.figures import EvidenceLine, Figure, FigureKind
from khoso.stages.inspection.lots import kinds, queries
from khoso.stages.inspection.models import Lot, Units


def _decided(state: str, until: datetime) -> QuerySet[Lot]:
    """A verdict stays: a mended lot is another lot."""
    return Lot.objects.filter(inspection__state=state, inspection__decided_at__lte=until).order_by()


def _lots(state: str, until: datetime) -> dict[int, int]:
    return dict(_decided(state, until).values_list("agency_id").annotate(counted=Count("pk")))


def _lot_lines(state: str, agency: int, until: datetime, offset: int, limit: int) -> list[EvidenceLine]:
    rows = _decided(state, until).filter(agency_id=agency).select_related("inspection", "agency")
    return [
        EvidenceLine(
            _("Lô %(number)s") % {"number": one.pk} + f" · {Units(one.units).label}",
            reverse("inspection:lot", args=[one.pk]),
            one.agency.code,
            one.inspection.decided_at if one.inspection else None,
        )
        for one in rows.order_by("-inspection__decided_at", "-pk")[offset : offset + limit]
    ]


def _open(until: datetime) -> QuerySet[Defect]:
    rows = Defect.objects.filter(subject_kind=queries.SCANS, found_at__lte=until).order_by()
    return rows.filter(Q(ended_at=None) | Q(ended_at__gt=until))


def defects_open(until: datetime) -> dict[int, int]:
    """Defects found by then and neither mended nor waived by then."""
    return dict(_open(until).values_list("agency_id").annotate(counted=Count("pk")))


def defects_open_lines(agency: int, until: datetime, offset: int, limit: int) -> list[EvidenceLine]:
    rows = list(_open(until).filter(agency_id=agency).order_by("-found_at", "-pk")[offset : offset + limit])
    places = queries.places_of(rows)
    lots = dict(Lot.objects.filter(inspection__in=[one.inspection_id for one in rows]).values_list("inspection", "pk"))
    return [
        EvidenceLine(
            f"{kinds.label_of(one.kind)} · {places.get(one.pk, '')}",
            reverse("inspection:lot", args=[lots[one.inspection_id]])
            if one.inspection_id in lots
            else reverse("inspection:lots"),
            "",
            one.found_at,
        )
        for one in rows
    ]


def declared() -> list[Figure]:
    """# Luật: TT 05/2025 Đ.9.5; KH 82 VI.6.a"""
    return [
        Figure(
            "inspection.lots_accepted",
            gettext_lazy("Lô kiểm tra đạt"),
            gettext_lazy("lô"),
            "digitise",
            partial(_lots, PASSED),
            partial(_lot_lines, PASSED),
            order=41,
            about=gettext_lazy("Lô trang hoặc trường thông tin được người kiểm tra kết luận đạt."),
        ),
        Figure(
            "inspection.lots_not_accepted",
            gettext_lazy("Lô kiểm tra không đạt"),
            gettext_lazy("lô"),
            "digitise",
            partial(_lots, FAILED),
            partial(_lot_lines, FAILED),
            order=42,
            about=gettext_lazy("Lô bị trả lại toàn bộ để rà soát và kiểm tra lại."),
        ),
        Figure(
            "inspection.defects_open",
            gettext_lazy("Lỗi chưa sửa xong"),
            gettext_lazy("lỗi"),
            "digitise",
            defects_open,
            defects_open_lines,
            FigureKind.OPEN,
            order=43,
            about=gettext_lazy("Lỗi do người kiểm tra ghi, chưa được xác nhận đã sửa."),
        ),
    ]
