"""Who and what is at a place of digitising, from when to when, and how devices were wiped before they left."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class _OnSite(models.Model):
    """A row of the register of a batch's site, between two days (both inclusive; no last day: still there)."""

    batch = models.ForeignKey("digitisation.Batch", on_delete=models.PROTECT, related_name="%(class)s_rows")
    agency = models.ForeignKey("identity.Agency", on_delete=models.PROTECT, related_name="+")
    # None when the agency scans with its own people and devices.
    contractor = models.ForeignKey("identity.Agency", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    arrived_on = models.DateField()
    left_on = models.DateField(null=True, blank=True)
    note = models.CharField(max_length=500, blank=True)
    recorded_by = models.ForeignKey("identity.Person", null=True, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta:
        abstract = True
        ordering = ["arrived_on", "pk"]


class SitePerson(_OnSite):
    """Somebody who works at the place of digitising."""

    class Duty(models.TextChoices):
        OPERATOR = "operator", _("Người quét")
        LEAD = "lead", _("Phụ trách tại chỗ")
        TECHNICIAN = "technician", _("Kỹ thuật viên")
        CHECKER = "checker", _("Người kiểm tra sản phẩm")

    # The account, where there is one.
    person = models.ForeignKey("identity.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=120)
    duty = models.CharField(max_length=12, choices=Duty.choices, default=Duty.OPERATOR)
    # Number of the identity card shown at the door. # Luật: TT 05/2025 Đ.7.4.c
    identity_number = models.CharField(max_length=20)

    class Meta(_OnSite.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["batch", "identity_number"],
                condition=models.Q(left_on__isnull=True),
                name="one_person_on_site",
            )
        ]

    def __str__(self) -> str:
        return self.name


class SiteDevice(_OnSite):
    """A device at the place of digitising. It leaves only after its data was destroyed. # Luật: TT 05/2025 Đ.7.2.a"""

    class Kind(models.TextChoices):
        SCANNER = "scanner", _("Máy quét")
        COMPUTER = "computer", _("Máy tính")
        SERVER = "server", _("Máy chủ")
        STORAGE = "storage", _("Ổ lưu trữ")
        NETWORK = "network", _("Thiết bị mạng")
        CAMERA = "camera", _("Máy ảnh, camera")
        OTHER = "other", _("Thiết bị khác")

    kind = models.CharField(max_length=10, choices=Kind.choices)
    name = models.CharField(max_length=200)
    serial = models.CharField(max_length=80)
    # Of each disk in it, as printed; empty for a device that keeps nothing.
    disk_serial = models.CharField(max_length=200, blank=True)
    # The number of the seal the police put on it.
    seal_number = models.CharField(max_length=80, blank=True)

    class Meta(_OnSite.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["batch", "serial"], condition=models.Q(left_on__isnull=True), name="one_device_on_site"
            )
        ]

    def __str__(self) -> str:
        return f"{self.name} · {self.serial}"


class SiteSoftware(_OnSite):
    """A program used for digitising, looked at before work began. # Luật: TT 05/2025 Đ.7.2.b"""

    name = models.CharField(max_length=200)
    version = models.CharField(max_length=60)
    checked_on = models.DateField(null=True, blank=True)
    checked_by = models.CharField(max_length=200, blank=True)

    class Meta(_OnSite.Meta):
        pass

    def __str__(self) -> str:
        return f"{self.name} {self.version}"


class WipeRecord(models.Model):
    """How all data on a device was destroyed, before and after, in front of both sides.

    # Luật: TT 05/2025 Đ.7.2.a; NĐ 31/2026 Đ.12
    """

    class Method(models.TextChoices):
        OVERWRITE = "overwrite", _("Ghi đè toàn bộ ổ")
        CRYPTO = "crypto", _("Hủy khóa mã hóa của ổ")
        DEGAUSS = "degauss", _("Khử từ")
        DESTROY = "destroy", _("Phá hủy vật lý")
        NO_STORAGE = "no_storage", _("Thiết bị không có bộ nhớ lưu dữ liệu")

    device = models.OneToOneField(SiteDevice, on_delete=models.PROTECT, related_name="wiping")
    agency = models.ForeignKey("identity.Agency", on_delete=models.PROTECT, related_name="+")
    method = models.CharField(max_length=12, choices=Method.choices)
    minutes_number = models.CharField(max_length=60)
    wiped_at = models.DateTimeField()
    proof_before = models.ForeignKey(
        "digitisation.BatchDocument", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    proof_after = models.ForeignKey("digitisation.BatchDocument", on_delete=models.PROTECT, related_name="+")
    witness_of_agency = models.CharField(max_length=120)
    witness_of_contractor = models.CharField(max_length=120)
    note = models.CharField(max_length=500, blank=True)
    recorded_by = models.ForeignKey("identity.Person", null=True, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta:
        ordering = ["wiped_at", "pk"]

    def __str__(self) -> str:
        return f"{self.device} · {self.minutes_number}"
