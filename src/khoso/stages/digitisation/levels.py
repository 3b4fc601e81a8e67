"""The machine's levels and the rate of defective items, as the screens show them."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from khoso.foundation.identity.access import allow
from khoso.foundation.identity.permissions import can_see_deliveries
from khoso.stages.digitisation import rates
from khoso.stages.digitisation.compute import codes
from khoso.stages.digitisation.compute.decree import BANDS, Band, Rate
from khoso.stages.digitisation.compute.profile import ADMINISTRATIVE, PROFILES
from khoso.stages.digitisation.labels import finding_label

_SEVERITY_TONES = {"error": "error", "warning": "warning", "info": "info"}


@allow(can_see_deliveries)
@require_GET
def defect_rates(request: HttpRequest) -> HttpResponse:
    """The share of defective items of each fonds beside the fine it would draw."""
    rows = [{"fonds": one, **shown(one.rate)} for one in rates.rates_of(request.user)]
    rows.sort(key=lambda row: (-row["rate"].percent, row["fonds"].agency_name, row["fonds"].code))
    return render(request, "digitisation/rates.html", {"rows": rows, "bands": [_band(band) for band in BANDS]})


def shown(rate: Rate) -> dict[str, Any]:
    """A rate with its words."""
    band = rate.band
    return {
        "rate": rate,
        "percent": f"{rate.percent:.2f}".replace(".", ","),
        "fine": fine_label(band),
        "tone": "good" if band is None else "bad" if band.low is None or band.low >= 5 else "warn",
        "kinds": [(_(label), rate.by_kind.get(kind, 0)) for kind, label in codes.COUNTED_LABELS.items()],
    }


def fine_label(band: Band | None) -> str:
    """The fine of a band in words."""
    if band is None:
        return _("Không bị tính")
    if band.low is None:
        return _("Từ 2% trở lên: Nghị định không định mức phạt")
    return _("{low}–{high} triệu đồng").format(low=band.low, high=band.high)


def _band(band: Band) -> dict[str, str]:
    since = f"{band.since / 10:g}".replace(".", ",")
    until = f"{band.until / 10:g}".replace(".", ",") if band.until else ""
    if not band.since:
        share = _("dưới {until}%").format(until=until)
    else:
        share = _("từ {since}% đến dưới {until}%").format(since=since, until=until) if until else _("từ 2% trở lên")
    return {"share": share, "fine": fine_label(band) if band.low is not None else _("không định mức")}


@allow(can_see_deliveries)
@require_GET
def check_levels(request: HttpRequest) -> HttpResponse:
    """Every finding of the machine check: from what on, by which law, what to do, whether it is fined."""
    profile = PROFILES.get(request.GET.get("loai", ""), ADMINISTRATIVE)
    rows = [
        {
            "code": one.code,
            "label": finding_label(one.code),
            "severity": str(one.severities[0]),
            "threshold": codes.fill(_(one.threshold), profile),
            "mend": codes.fill(_(one.mend), profile),
            "law": codes.law_of(one, profile),
            "counted": _(codes.COUNTED_LABELS[one.counted]) if one.counted else "",
        }
        for one in codes.CODES.values()
        if profile.is_paper or not one.is_of_paper
    ]
    profiles = [{"code": one.code, "name": _(one.name), "is_chosen": one is profile} for one in PROFILES.values()]
    return render(request, "digitisation/check_levels.html", {"rows": rows, "profiles": profiles, "profile": profile})
