"""Minutes that several sides sign here: of an acceptance, of a hand-over of files, of the checks before liquidation."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from khoso.stages.acceptance import states


class SignedMinutes(models.Model):
    """One paper with its sides. Its bytes are drawn once; each side signs the same digest.

    # Luật: TT 05/2025 Đ.9.8 (biên bản bàn giao từng lần, biên bản nghiệm thu); KH 82 Phụ lục II
    """

    class Kind(models.TextChoices):
        ACCEPTANCE = "acceptance", _("Biên bản nghiệm thu")
        HANDING = "handing", _("Biên bản bàn giao sản phẩm số hóa")
        LIQUIDATION = "liquidation", _("Biên bản kiểm điều kiện thanh lý")

    kind = models.CharField(max_length=12, choices=Kind.choices)
    agency = models.ForeignKey("identity.Agency", on_delete=models.PROTECT, related_name="+")
    batch = models.ForeignKey("digitisation.Batch", on_delete=models.PROTECT, related_name="+")
    round = models.ForeignKey(
        "acceptance.AcceptanceRound", null=True, blank=True, on_delete=models.PROTECT, related_name="minutes"
    )
    # The delivery a hand-over is about.
    delivery = models.ForeignKey(
        "digitisation.Delivery", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    number = models.CharField(max_length=60)
    place = models.CharField(max_length=200, blank=True)
    note = models.TextField(blank=True)
    state = models.CharField(max_length=10, choices=states.MINUTES_LABELS, default=states.OPEN)
    # SHA-256 of what is signed: the figures and the paper as it was drawn.
    digest = models.CharField(max_length=64)
    # Digest of the figures alone, to be reckoned again from their rows.
    figures_digest = models.CharField(max_length=64)
    # What it says, for screens: counted when it was drawn.
    facts = models.JSONField(default=dict)
    docx = models.CharField(max_length=64)
    # As drawn, and with the signatures of the agencies that signed so far.
    drawn_pdf = models.CharField(max_length=64)
    signed_pdf = models.CharField(max_length=64, blank=True)
    made_by = models.ForeignKey("identity.Person", null=True, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    # Why it was refused or withdrawn.
    reason = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ["-made_at", "-pk"]
        verbose_name_plural = "signed minutes"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state__in=states.MINUTES_STATES.states), name="known_minutes_state"
            ),
            models.UniqueConstraint(
                fields=["round"],
                condition=models.Q(kind="acceptance", state__in=(states.OPEN, states.COMPLETE)),
                name="one_standing_minutes_per_round",
            ),
            models.UniqueConstraint(
                fields=["delivery"],
                condition=models.Q(kind="handing", state__in=(states.OPEN, states.COMPLETE)),
                name="one_standing_handing_per_delivery",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.number}"


class SigningSide(models.Model):
    """One side of minutes: which body, who signs for it, in which order, and what they did."""

    class Part(models.TextChoices):
        CLIENT = "client", _("Bên giao việc")
        CONTRACTOR = "contractor", _("Bên số hóa")
        INVITED = "invited", _("Cơ quan được mời")

    minutes = models.ForeignKey(SignedMinutes, on_delete=models.CASCADE, related_name="sides")
    order = models.PositiveSmallIntegerField()
    part = models.CharField(max_length=10, choices=Part.choices)
    organisation = models.CharField(max_length=300)
    # None for a body that is not in the directory.
    agency = models.ForeignKey("identity.Agency", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    # None for a representative without an account here: the signed paper is recorded instead.
    person = models.ForeignKey("identity.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=120)
    position = models.CharField(max_length=200, blank=True)
    state = models.CharField(max_length=10, choices=states.SIDE_LABELS, default=states.WAITING)
    acted_at = models.DateTimeField(null=True, blank=True)
    # The account that acted: the signer's own, or that of who recorded the signed paper.
    acted_by = models.ForeignKey("identity.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    # What was signed, and the house's seal (Ed25519, hex) over the statement of who signed what and when.
    digest = models.CharField(max_length=64, blank=True)
    statement = models.TextField(blank=True)
    seal = models.CharField(max_length=128, blank=True)
    seal_key = models.CharField(max_length=64, blank=True)
    # The paper as it stood with this side's signature in it; empty when it was signed on paper.
    pdf_sha256 = models.CharField(max_length=64, blank=True)
    # The scan of the paper signed by hand.
    scan_sha256 = models.CharField(max_length=64, blank=True)
    scan_name = models.CharField(max_length=200, blank=True)
    scan_type = models.CharField(max_length=100, blank=True)
    reason = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ["order"]
        constraints = [
            models.UniqueConstraint(fields=["minutes", "order"], name="one_side_per_place"),
            models.CheckConstraint(condition=models.Q(state__in=states.SIDE_STATES.states), name="known_side_state"),
        ]
        indexes = [
            models.Index(fields=["person"], condition=models.Q(state=states.WAITING), name="side_waiting"),
        ]

    def __str__(self) -> str:
        return f"{self.organisation}: {self.name}"
