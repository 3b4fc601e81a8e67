"""How far the index fields of an item are, and what the machine proposes for each."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from khoso.stages.recognition import states


class ItemFields(models.Model):
    """How far the index fields of one item are: the machine's proposals and a person's word on them."""

    item = models.OneToOneField("catalogue.Item", on_delete=models.CASCADE, related_name="+")
    delivery = models.ForeignKey("digitisation.Delivery", on_delete=models.CASCADE, related_name="+")
    state = models.CharField(max_length=12, default=states.READING)
    doubts = models.PositiveIntegerField(default=0)
    # How many people must key this item, each without seeing the other: 1, or 2 for the share the policy chose.
    keyings_wanted = models.PositiveSmallIntegerField(default=1)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.CharField(max_length=60, blank=True)
    # When a person first confirmed it; a second confirmation does not change it.
    confirmed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(state__in=states.FIELD_STATES.states), name="known_field_state"),
        ]
        indexes = [
            models.Index(fields=["delivery", "state"], name="fields_by_state"),
            # Every page of who confirms counts these; they are few among all that were ever confirmed.
            models.Index(fields=["delivery"], condition=models.Q(state=states.WAITING), name="fields_waiting"),
            models.Index(
                fields=["delivery", "confirmed_at"],
                condition=models.Q(confirmed_at__isnull=False),
                name="fields_confirmed",
            ),
            # The queue in its order: most doubtful first, then as they were read.
            models.Index(fields=["-doubts", "id"], condition=models.Q(state=states.WAITING), name="fields_in_queue"),
            # What waits for a second person or for an arbiter, in the same order; few at any moment.
            models.Index(
                fields=["state", "-doubts", "id"],
                condition=models.Q(state__in=(states.KEYED, states.DISPUTED)),
                name="fields_between_two",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.item_id}: {self.state}"


# What stands is not what the machine read.
CHANGED = models.Q(decided__isnull=False, value__isnull=False) & ~models.Q(decided=models.F("value"))


class ProposedField(models.Model):
    """What the machine read for one field, where on the page, how sure it is and why; then what stands.

    `value` is null when the machine is not sure or the page does not carry it.
    """

    class Way(models.TextChoices):
        """How the value that stands came about."""

        NONE = "", _("Chưa xác nhận")
        POLICY = "policy", _("Máy chắc, nhận theo chính sách")
        PERSON = "person", _("Người xác nhận từng trường")
        ALIKE = "alike", _("Trả lời chung cho các chỗ giống nhau")
        TWICE = "twice", _("Hai người nhập trùng nhau")
        ARBITRATED = "arbitrated", _("Người phân xử quyết định")

    item = models.ForeignKey("catalogue.Item", on_delete=models.CASCADE, related_name="+")
    delivery = models.ForeignKey("digitisation.Delivery", null=True, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=20)
    value = models.CharField(max_length=1000, null=True, blank=True)
    # What the page says where corrections taught that it means `value`; null where nothing was taught.
    page_value = models.CharField(max_length=1000, null=True, blank=True)
    # After the cross-checks; `page_confidence` is what the page alone said.
    confidence = models.FloatField()
    page_confidence = models.FloatField(default=0.0)
    # Why: where on the page, and which cross-checks spoke. Vietnamese, for the person who confirms.
    reason = models.CharField(max_length=300, blank=True)
    page = models.PositiveIntegerField(null=True, blank=True)
    box = models.JSONField(null=True, blank=True)
    is_handwritten = models.BooleanField(default=False)
    is_doubt = models.BooleanField(default=False)
    # Equal for doubts that one answer settles (all of these say SYT); empty when nothing else can be alike.
    doubt_key = models.CharField(max_length=200, blank=True)
    # Sure enough for the policy, drawn all the same for a person to look at.
    is_sampled = models.BooleanField(default=False)
    # What stands, and how it came about; null until somebody or the policy decided.
    decided = models.CharField(max_length=1000, null=True, blank=True)
    decided_way = models.CharField(max_length=12, choices=Way.choices, default=Way.NONE, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["item", "name"], name="one_proposal_per_field")]
        indexes = [
            # The doubts one answer settles, of a delivery.
            models.Index(
                fields=["delivery", "name", "doubt_key"],
                condition=models.Q(is_doubt=True, decided__isnull=True),
                name="doubts_alike",
            ),
            # Answers that can still be taken back.
            models.Index(
                fields=["delivery", "name", "doubt_key"],
                condition=models.Q(decided_way="alike"),
                name="doubts_answered_alike",
            ),
            # What people changed: asked for each item that is read, so it must not grow with the delivery.
            models.Index(fields=["delivery", "name"], condition=CHANGED, name="fields_changed"),
            # What was sampled, by how it came out.
            models.Index(fields=["delivery", "name"], condition=models.Q(is_sampled=True), name="fields_sampled"),
        ]

    def __str__(self) -> str:
        return f"{self.name}={self.value}"
