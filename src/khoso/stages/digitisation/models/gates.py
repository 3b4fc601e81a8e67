"""The papers the law wants before scanning, and the files people bring with them."""

from __future__ import annotations

from django.db import models

from khoso.kernel.words import noop


class GateKind(models.TextChoices):
    """What must be on record before a batch may start.

    # Luật: TT 05/2025 Đ.7; NĐ 31/2026 Đ.12, Đ.14-15
    """

    PROCEDURE = "procedure", noop("Quy trình đưa tài liệu ra khỏi kho được phê duyệt")
    SITE = "site", noop("Địa điểm số hóa bảo đảm điều kiện")
    SURVEILLANCE = "surveillance", noop("Hệ thống giám sát 24/7 tại nơi số hóa")
    DEVICES = "devices", noop("Biên bản kiểm tra an ninh thiết bị")
    SECURITY_PLAN = "security_plan", noop("Phương án bảo đảm an toàn được thẩm định")
    RULES = "rules", noop("Nội quy, quy chế khu vực số hóa")
    UNDERTAKING = "undertaking", noop("Văn bản cam kết bảo mật")
    LICENCE = "licence", noop("Giấy chứng nhận đủ điều kiện kinh doanh dịch vụ lưu trữ")


class BatchDocument(models.Model):
    """A file brought for a batch (a paper of the law, a proof of wiping); its bytes are in the blob store."""

    agency = models.ForeignKey("identity.Agency", on_delete=models.PROTECT, related_name="+")
    # None: of no single batch, seen with every batch of the agency.
    batch = models.ForeignKey(
        "digitisation.Batch", null=True, blank=True, on_delete=models.PROTECT, related_name="documents"
    )
    # Whose paper it is, where it is a contractor's: no other contractor sees it.
    contractor = models.ForeignKey("identity.Agency", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    file_name = models.CharField(max_length=300)
    media_type = models.CharField(max_length=120)
    sha256 = models.CharField(max_length=64)
    size = models.BigIntegerField()
    added_by = models.ForeignKey("identity.Person", null=True, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField()

    class Meta:
        ordering = ["-added_at", "-pk"]

    def __str__(self) -> str:
        return self.file_name


class Gate(models.Model):
    """One paper on record: what, its number, from when to when it holds, for one batch or all of an agency.

    `devices` and `people`: whom an inspection or an undertaking speaks of; such a paper opens the way for no other.
    """

    agency = models.ForeignKey("identity.Agency", on_delete=models.PROTECT, related_name="+")
    # None: holds for every batch of the agency, and for deliveries that came without one.
    batch = models.ForeignKey(
        "digitisation.Batch", null=True, blank=True, on_delete=models.PROTECT, related_name="papers"
    )
    # Whose licence or undertaking it is; None for papers of the agency.
    contractor = models.ForeignKey("identity.Agency", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=20, choices=GateKind.choices)
    document_number = models.CharField(max_length=60)
    issued_on = models.DateField(null=True, blank=True)
    issued_by = models.CharField(max_length=200, blank=True)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)
    # None for what was recorded before files were kept with it.
    document = models.ForeignKey(BatchDocument, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    devices = models.ManyToManyField("digitisation.SiteDevice", blank=True, related_name="inspections")
    people = models.ManyToManyField("digitisation.SitePerson", blank=True, related_name="undertakings")
    recorded_by = models.ForeignKey(
        "identity.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    recorded_at = models.DateTimeField(null=True, blank=True)
    # A paper that turned out wrong or was taken back stays on record and opens nothing.
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        "identity.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    withdrawn_reason = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["agency", "batch", "contractor", "kind", "document_number"],
                condition=models.Q(withdrawn_at__isnull=True),
                nulls_distinct=False,
                name="one_gate_per_paper",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} · {self.document_number}"
