"""Where personal data stands on a page, so that access can cover it."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class PersonalMark(models.Model):
    """One place of a page with personal data of one kind. What it says is not kept here: the page says it.

    # Luật: NĐ 13/2023/NĐ-CP Đ.2.3–2.4
    """

    class Kind(models.TextChoices):
        IDENTITY_NUMBER = "identity", _("Số định danh, CMND, hộ chiếu")
        BIRTH_DATE = "birth", _("Ngày sinh")
        ADDRESS = "address", _("Địa chỉ nhà")
        BANK_ACCOUNT = "bank", _("Số tài khoản ngân hàng")
        HEALTH = "health", _("Tình trạng sức khỏe")
        PHONE = "phone", _("Số điện thoại")

    reading = models.ForeignKey("recognition.Reading", on_delete=models.CASCADE, related_name="personal_marks")
    page = models.PositiveIntegerField()
    kind = models.CharField(max_length=10, choices=Kind.choices)
    # x0, y0, x1, y1 in pixels of the page image.
    box = models.JSONField()
    confidence = models.FloatField()
    # None: nobody looked; a person may say that it is none.
    is_right = models.BooleanField(null=True, blank=True)
    looked_by = models.ForeignKey("identity.Person", null=True, on_delete=models.PROTECT, related_name="+")
    looked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["page", "pk"]
        indexes = [models.Index(fields=["reading", "page"], name="personal_of_page")]

    def __str__(self) -> str:
        return f"{self.kind}, trang {self.page}"
