"""A new fonds, series, dossier or item, described by a person: the same checks as a correction."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from khoso.foundation.audit.actions import record
from khoso.foundation.identity.models import Agency
from khoso.kernel import dates, ids
from khoso.stages.catalogue import actions as room
from khoso.stages.catalogue.compute import identifiers
from khoso.stages.catalogue.describing import queries, shapes
from khoso.stages.catalogue.describing.actions import checked
from khoso.stages.catalogue.describing.errors import DescribingNotAllowed, DescriptionRefused
from khoso.stages.catalogue.models import Dossier, Fonds, Item, Series
from khoso.stages.catalogue.permissions import can_describe


def _may(by: Any, agency_id: int) -> None:
    if not can_describe(by, agency_id):
        raise DescribingNotAllowed(_("Chưa ghi: anh/chị không mô tả hồ sơ của cơ quan này."))


def _blank(level: shapes.Level) -> dict[str, Any]:
    return dict.fromkeys((field.name for field in level.fields), "")


@transaction.atomic
def new_fonds(agency: Agency, said: Mapping[str, Any], *, by: Any) -> Fonds:
    """A fonds of an agency. Raises DescriptionRefused when the code is taken there."""
    _may(by, agency.pk)
    level = shapes.LEVELS["fonds"]
    wanted = checked(level, _blank(level), said)
    if Fonds.objects.filter(agency=agency, code=wanted["code"]).exists():
        raise DescriptionRefused(_("Chưa ghi: cơ quan đã có phông mang mã này."), "code")
    if not wanted.get("origin"):
        wanted.pop("origin", None)
    return room.register_fonds(agency, **wanted)


@transaction.atomic
def new_series(fonds: Fonds, said: Mapping[str, Any], *, by: Any) -> Series:
    """A register or group of a fonds. Raises DescriptionRefused when its code is taken there."""
    _may(by, fonds.agency_id)
    level = shapes.LEVELS["series"]
    wanted = checked(level, _blank(level), said)
    if Series.objects.filter(fonds=fonds, code=wanted["code"]).exists():
        raise DescriptionRefused(_("Chưa ghi: phông đã có mục lục, nhóm mang ký hiệu này."), "code")
    series = Series.objects.create(id=ids.new("series", fonds.pk, wanted["code"]), fonds=fonds, **wanted)
    details = {"code": series.code}
    record("catalogue.series.register", subject=("series", series.pk), agency=fonds.agency.code, details=details)
    return series


@transaction.atomic
def new_dossier(fonds: Fonds, said: Mapping[str, Any], *, by: Any) -> Dossier:
    """A dossier at a place of a fonds that is free, not arranged before a report says so.

    Raises DescriptionRefused when a dossier is there already, StateSecret.
    """
    _may(by, fonds.agency_id)
    level = shapes.LEVELS["dossier"]
    wanted = checked(level, _blank(level), said)
    place = {name: wanted.pop(name, "") for name in ("register_number", "box", "number")}
    if Dossier.objects.filter(fonds=fonds, **place).exists():
        raise DescriptionRefused(_("Chưa ghi: đã có hồ sơ cùng mục lục, hộp và số ở phông này."), "number")
    if (code := wanted.get("reference_code")) and Dossier.objects.filter(reference_code=code).exists():
        raise DescriptionRefused(_("Chưa ghi: mã này đã dùng cho chỗ khác."), "reference_code")
    start = dates.parse(wanted.get("start"))
    if not wanted.get("paper_reference_code"):
        wanted["paper_reference_code"] = identifiers.paper_code(
            fonds.archive_code, wanted.get("store", ""), wanted.get("shelf", ""), place["box"], place["number"]
        )
    return room.register_dossier(fonds, **place, year=start.year if start else None, arrangement="unarranged", **wanted)


@transaction.atomic
def new_item(dossier: Dossier, material: str, said: Mapping[str, Any], *, by: Any) -> Item:
    """The next item of a dossier. Raises DescriptionRefused, StateSecret."""
    _may(by, dossier.fonds.agency_id)
    level = shapes.LEVELS[material]
    wanted = checked(level, {**_blank(level), "reference_code": ""}, said)
    dossier = Dossier.objects.select_for_update().get(pk=dossier.pk)
    details = {name: value for name, value in wanted.items() if name in shapes.DETAILS}
    columns = {name: value for name, value in wanted.items() if name not in shapes.DETAILS}
    return room.register_item(
        dossier,
        ordinal=queries.next_ordinal(dossier),
        material=material,
        details=details,
        described_by=Item.DescribedBy.PERSON,
        **columns,
    )
