"""Words of the catalogue that are not in the Circular's code tables."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class FondsKind(models.TextChoices):
    # Luật: TT 05/2025 Đ.3 (phông, công trình, sưu tập lưu trữ)
    FONDS = "fonds", _("Phông lưu trữ")
    WORKS = "works", _("Công trình")
    COLLECTION = "collection", _("Sưu tập")


class Origin(models.TextChoices):
    """Where material comes from. # Luật: KH 82 II.1–4"""

    # II.1 and II.4: made in the work of the agency that keeps it; the kind of agency says which of the two.
    CREATED = "created", _("Hình thành tại cơ quan")
    # II.2
    HISTORICAL = "historical", _("Tài liệu lưu trữ lịch sử")
    # II.3
    FORMER_DISTRICT = "former_district", _("Tài liệu cấp huyện đã kết thúc hoạt động")


class Arrangement(models.TextChoices):
    """How far material is arranged (chỉnh lý). # Luật: KH 82 III.1.a"""

    UNARRANGED = "unarranged", _("Chưa chỉnh lý")
    ARRANGING = "arranging", _("Đang chỉnh lý")
    ARRANGED = "arranged", _("Đã chỉnh lý hoàn chỉnh")


class Material(models.TextChoices):
    """What an item is. # Luật: TT 05/2025 Đ.4.1.c–đ"""

    TEXT = "text", _("Văn bản, tài liệu")
    PHOTO = "photo", _("Phim âm bản, ảnh")
    AUDIOVISUAL = "audiovisual", _("Ghi âm, ghi hình")


class ReserveStatus(models.TextChoices):
    # Luật: TT 05/2025 Phụ lục I, tình trạng dự phòng
    DONE = "01", _("Đã dự phòng")
    NOT_YET = "02", _("Chưa dự phòng")
