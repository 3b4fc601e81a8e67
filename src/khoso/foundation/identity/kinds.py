"""The kinds of agencies there are, today's and those that ended."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class AgencyKind(models.TextChoices):
    CITY = "city", _("Thành phố trực thuộc trung ương")
    OFFICE = "office", _("Văn phòng Ủy ban nhân dân")
    DEPARTMENT = "department", _("Sở, ban, ngành")
    PUBLIC_SERVICE = "public_service", _("Đơn vị sự nghiệp công lập")
    HISTORICAL_ARCHIVE = "historical_archive", _("Lưu trữ lịch sử")
    POLICE = "police", _("Công an")
    WARD = "ward", _("Phường")
    COMMUNE = "commune", _("Xã")
    TOWNSHIP = "township", _("Thị trấn")
    DISTRICT = "district", _("Huyện")
    DISTRICT_TOWN = "district_town", _("Thị xã")
    DISTRICT_CITY = "district_city", _("Thành phố thuộc tỉnh")
    PROVINCE = "province", _("Tỉnh")
    CONTRACTOR = "contractor", _("Đơn vị số hóa")
    AGENCY = "agency", _("Cơ quan, tổ chức khác")
    # Named by a delivery, registered by nobody yet: Home Affairs must confirm it.
    UNCONFIRMED = "unconfirmed", _("Chưa xác nhận")


# The word before the name of a place: «phường Biên Hòa».
TERRITORY_WORDS = {
    AgencyKind.CITY: "thành phố",
    AgencyKind.PROVINCE: "tỉnh",
    AgencyKind.DISTRICT: "huyện",
    AgencyKind.DISTRICT_TOWN: "thị xã",
    AgencyKind.DISTRICT_CITY: "thành phố",
    AgencyKind.WARD: "phường",
    AgencyKind.COMMUNE: "xã",
    AgencyKind.TOWNSHIP: "thị trấn",
}
TERRITORIES = frozenset(TERRITORY_WORDS)
