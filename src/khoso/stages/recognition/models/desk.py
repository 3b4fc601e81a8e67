"""Who holds which item at the workbench, and what each person's turns at it came to."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Claim(models.Model):
    """One person has an item before them: until the moment named, nobody else is given it.

    The row stays when its time is over, so that a person finds again what they left; anyone may then take it.
    """

    fields = models.OneToOneField("recognition.ItemFields", on_delete=models.CASCADE, related_name="claim")
    by = models.ForeignKey("identity.Person", on_delete=models.CASCADE, related_name="+")
    until = models.DateTimeField()
    # Fetched while the item before it is still being worked on; not yet looked at.
    is_ahead = models.BooleanField(default=False)

    class Meta:
        indexes = [models.Index(fields=["by", "until"], name="claims_of_person")]

    def __str__(self) -> str:
        return f"{self.fields_id}: {self.by_id}"


class DeskTurn(models.Model):
    """One turn of a person at the workbench: what was done, how long it was in view, how many keys it took."""

    class Kind(models.TextChoices):
        CONFIRM = "confirm", _("Xác nhận")
        KEY = "key", _("Nhập lần một")
        SECOND = "second", _("Nhập lần hai")
        ARBITRATE = "arbitrate", _("Phân xử")
        ALIKE = "alike", _("Trả lời chung")

    delivery = models.ForeignKey("digitisation.Delivery", on_delete=models.CASCADE, related_name="+")
    # None: of a whole group of doubts.
    fields = models.ForeignKey("recognition.ItemFields", null=True, on_delete=models.CASCADE, related_name="turns")
    by = models.ForeignKey("identity.Person", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    kind = models.CharField(max_length=10, choices=Kind.choices)
    # How long the form was in view of somebody at work, and the keys pressed in it; None where no screen told.
    seconds = models.PositiveIntegerField(null=True, blank=True)
    keys = models.PositiveIntegerField(null=True, blank=True)
    # Of a keying by two: whether both were alike, and how many of this person's values the arbiter did not take.
    has_agreed = models.BooleanField(null=True, blank=True)
    overruled = models.PositiveSmallIntegerField(default=0)

    class Meta:
        indexes = [
            models.Index(fields=["by", "-at"], name="turns_of_person"),
            models.Index(fields=["delivery", "by"], name="turns_of_delivery"),
        ]

    def __str__(self) -> str:
        return f"{self.by_id}: {self.kind}"
