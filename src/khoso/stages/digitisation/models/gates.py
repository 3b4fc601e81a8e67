"""The papers the law wants on record before scanning."""

from __future__ import annotations

from django.db import models

from khoso.kernel.words import noop


class GateKind(models.TextChoices):
    """What must be on record before a batch may start.

    # Luật: TT 05/2025 Đ.7; NĐ 31/2026 Đ.12
    """

    PROCEDURE = "procedure", noop("Quy trình đưa tài liệu ra khỏi kho được phê duyệt")
    SITE = "site", noop("Địa điểm số hóa bảo đảm điều kiện")
    DEVICES = "devices", noop("Biên bản kiểm tra an ninh thiết bị")
    SECURITY_PLAN = "security_plan", noop("Phương án bảo đảm an toàn được thẩm định")
    RULES = "rules", noop("Nội quy, quy chế khu vực số hóa")
    UNDERTAKING = "undertaking", noop("Văn bản cam kết bảo mật")


class Gate(models.Model):
    """One paper on record for an agency: what, its number, from when to when it holds."""

    agency = models.ForeignKey("identity.Agency", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=20, choices=GateKind.choices)
    document_number = models.CharField(max_length=60)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["agency", "kind", "document_number"], name="one_gate_per_paper")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} · {self.document_number}"
