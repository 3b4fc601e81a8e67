"""By which policy fields are accepted, what each person keyed, and what corrections taught."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class ConfirmPolicy(models.Model):
    """How much of what the machine claims is accepted without a look, from a moment on; the latest row counts.

    Each change is a new row, so that it can be told under which policy a field was accepted.
    """

    # None: of every agency that has none of its own.
    agency = models.ForeignKey("identity.Agency", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    # A field is accepted when its confidence is at least this, 0 to 1; above 1: none ever is.
    sure_from = models.FloatField(default=0.97)
    # Other thresholds by field name, {"subject": 0.99}.
    sure_by_field = models.JSONField(default=dict, blank=True)
    # Of each hundred accepted fields so many are looked at all the same.
    sampled_percent = models.FloatField(default=2.0)
    # Of each hundred items so many are keyed by two people.
    double_percent = models.FloatField(default=0.0)
    seed = models.CharField(max_length=40, blank=True)
    made_by = models.ForeignKey("identity.Person", null=True, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    reason = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ["-made_at", "-pk"]
        indexes = [models.Index(fields=["agency", "-made_at"], name="policy_of_agency")]

    def __str__(self) -> str:
        return f"Từ {self.sure_from:.2f}"


class Keying(models.Model):
    """What one person entered for an item that two people key; neither sees the other's before both are there."""

    fields = models.ForeignKey("recognition.ItemFields", on_delete=models.CASCADE, related_name="keyings")
    # 1 or 2: who keyed first and second; 3: who decided between them.
    ordinal = models.PositiveSmallIntegerField()
    by = models.ForeignKey("identity.Person", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    # Field name → value.
    values = models.JSONField()

    class Meta:
        ordering = ["ordinal"]
        constraints = [
            models.UniqueConstraint(fields=["fields", "ordinal"], name="one_keying_each"),
            # Who keyed cannot key again, nor decide between the two.
            models.UniqueConstraint(fields=["fields", "by"], name="keyed_once_by_each"),
        ]

    def __str__(self) -> str:
        return f"{self.fields_id}: {self.ordinal}"


class KnownTerm(models.Model):
    """What a person taught by correcting: this reading, of this field, means that. Tried on what is read next."""

    class Kind(models.TextChoices):
        NOTATION_PART = "notation", _("Chữ viết tắt trong ký hiệu")
        AGENCY = "agency", _("Tên cơ quan")
        PERSON = "person", _("Tên người ký")
        PLACE = "place", _("Địa danh")

    class State(models.TextChoices):
        PROPOSED = "proposed", _("Chờ duyệt")
        USED = "used", _("Đang dùng")
        WITHDRAWN = "withdrawn", _("Thôi dùng")

    kind = models.CharField(max_length=12, choices=Kind.choices)
    # None: for every agency.
    agency = models.ForeignKey("identity.Agency", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    # As the machine read it, folded to small letters without accents.
    read_as = models.CharField(max_length=200)
    means = models.CharField(max_length=200)
    # How many corrections said so, and how many said otherwise.
    times = models.PositiveIntegerField(default=1)
    against = models.PositiveIntegerField(default=0)
    state = models.CharField(max_length=12, choices=State.choices, default=State.PROPOSED)
    taught_by = models.ForeignKey("identity.Person", null=True, on_delete=models.PROTECT, related_name="+")
    taught_at = models.DateTimeField()
    # Who approved or withdrew it; None: only corrections spoke.
    judged_by = models.ForeignKey("identity.Person", null=True, on_delete=models.PROTECT, related_name="+")
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "agency", "read_as", "means"], nulls_distinct=False, name="one_term_each"
            )
        ]
        indexes = [models.Index(fields=["kind", "read_as"], name="terms_as_read")]

    def __str__(self) -> str:
        return f"{self.read_as} → {self.means}"
