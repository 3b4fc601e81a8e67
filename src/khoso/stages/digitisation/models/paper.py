"""Paper handed out and back: hand-overs, their boxes and dossiers as both sides counted them, photos, differences."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from khoso.kernel import codes
from khoso.stages.digitisation import states

_CONDITIONS = list(codes.FORMAT.items())


class Presence(models.TextChoices):
    """What one side says of a dossier that stands on a hand-over."""

    HERE = "here", _("Có giao, nhận")
    LEFT = "left", _("Để lại, chưa giao lần này")
    MISSING = "missing", _("Không tìm thấy")


class PaperHandOver(models.Model):
    """One hand-over of paper, out to the place of scanning or back from it. States and moves: `states`.

    # Luật: TT 05/2025 Đ.9.1 (biên bản giao), Đ.9.4 (biên bản trả tài liệu gốc)
    """

    class Way(models.TextChoices):
        OUT = "out", _("Giao đi số hóa")
        BACK = "back", _("Trả lại kho")

    batch = models.ForeignKey("digitisation.Batch", on_delete=models.PROTECT, related_name="hand_overs")
    way = models.CharField(max_length=4, choices=Way.choices)
    # Which time of its way in the batch, from 1.
    ordinal = models.PositiveSmallIntegerField()
    # Number and day of the minutes.
    number = models.CharField(max_length=60, blank=True)
    held_on = models.DateField()
    place = models.CharField(max_length=200, blank=True)
    note = models.CharField(max_length=1000, blank=True)
    state = models.CharField(max_length=10, choices=states.HAND_OVER_LABELS, default=states.COUNTING)
    made_by = models.ForeignKey("identity.Person", on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    # Who stands for each side, once that side confirmed.
    giver = models.ForeignKey("identity.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    giver_at = models.DateTimeField(null=True, blank=True)
    receiver = models.ForeignKey("identity.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    receiver_at = models.DateTimeField(null=True, blank=True)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    cancelled_reason = models.CharField(max_length=500, blank=True)
    # Digest of the counts as both sides confirmed them: what is frozen can be proved.
    frozen_digest = models.CharField(max_length=64, blank=True)

    class Meta:
        ordering = ["-made_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["batch", "way", "ordinal"], name="one_hand_over_per_time"),
            models.CheckConstraint(
                condition=models.Q(state__in=states.HAND_OVER_STATES.states), name="known_hand_over_state"
            ),
            # Neither side confirms for the other.
            models.CheckConstraint(
                condition=models.Q(giver=None) | models.Q(receiver=None) | ~models.Q(giver=models.F("receiver")),
                name="two_sides_two_people",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_way_display()} · {self.ordinal}"

    @property
    def agency_id(self) -> int:
        """The agency whose paper it is."""
        return self.batch.agency_id

    @property
    def is_out(self) -> bool:
        return self.way == self.Way.OUT

    @property
    def is_open(self) -> bool:
        return self.state in states.HAND_OVER_OPEN


class PaperBox(models.Model):
    """One box of a hand-over, or the dossiers of a place that lie in no box."""

    hand_over = models.ForeignKey(PaperHandOver, on_delete=models.CASCADE, related_name="boxes")
    place = models.PositiveIntegerField()
    fonds = models.ForeignKey("catalogue.Fonds", on_delete=models.PROTECT, related_name="+")
    register_number = models.CharField(max_length=40, blank=True)
    box = models.CharField(max_length=40, blank=True)
    store = models.CharField(max_length=40, blank=True)
    shelf = models.CharField(max_length=40, blank=True)

    class Meta:
        ordering = ["place"]
        constraints = [
            models.UniqueConstraint(fields=["hand_over", "fonds", "register_number", "box"], name="one_box_per_place")
        ]
        verbose_name_plural = "paper boxes"

    def __str__(self) -> str:
        return self.box


class PaperLine(models.Model):
    """One dossier of a hand-over: what was expected, what the giver counted, what the receiver counted."""

    hand_over = models.ForeignKey(PaperHandOver, on_delete=models.CASCADE, related_name="lines")
    box = models.ForeignKey(PaperBox, on_delete=models.CASCADE, related_name="lines")
    place = models.PositiveIntegerField()
    dossier = models.ForeignKey("catalogue.Dossier", on_delete=models.PROTECT, related_name="+")
    # As the catalogue said when the hand-over was made: minutes do not change with it.
    reference_code = models.CharField(max_length=100)
    title = models.CharField(max_length=1000)
    number = models.CharField(max_length=60)
    # Out: what the catalogue declares. Back: what went out.
    expected_sheets = models.PositiveIntegerField(null=True, blank=True)
    expected_condition = models.CharField(max_length=2, blank=True, choices=_CONDITIONS)
    giver_presence = models.CharField(max_length=8, blank=True, choices=Presence.choices)
    giver_sheets = models.PositiveIntegerField(null=True, blank=True)
    giver_condition = models.CharField(max_length=2, blank=True, choices=_CONDITIONS)
    giver_by = models.ForeignKey("identity.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    giver_at = models.DateTimeField(null=True, blank=True)
    receiver_presence = models.CharField(max_length=8, blank=True, choices=Presence.choices)
    receiver_sheets = models.PositiveIntegerField(null=True, blank=True)
    receiver_condition = models.CharField(max_length=2, blank=True, choices=_CONDITIONS)
    receiver_by = models.ForeignKey(
        "identity.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    receiver_at = models.DateTimeField(null=True, blank=True)
    note = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ["place"]
        constraints = [models.UniqueConstraint(fields=["hand_over", "dossier"], name="one_line_per_dossier")]
        indexes = [models.Index(fields=["dossier", "hand_over"], name="paper_line_by_dossier")]

    def __str__(self) -> str:
        return self.reference_code


class PaperPhoto(models.Model):
    """A photo taken at a hand-over of a box or of one dossier of it; drawn anew before it is kept."""

    box = models.ForeignKey(PaperBox, on_delete=models.CASCADE, related_name="photos")
    line = models.ForeignKey(PaperLine, null=True, blank=True, on_delete=models.CASCADE, related_name="photos")
    sha256 = models.CharField(max_length=64)
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    taken_by = models.ForeignKey("identity.Person", on_delete=models.PROTECT, related_name="+")
    taken_at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.sha256[:12]


class PaperDifference(models.Model):
    """What came back otherwise than it went out, who answers for it and until when. States and moves: `states`."""

    class Kind(models.TextChoices):
        BOX_MISSING = "box_missing", _("Thiếu cả hộp")
        DOSSIER_MISSING = "dossier_missing", _("Thiếu hồ sơ")
        SHEETS_FEWER = "sheets_fewer", _("Thiếu tờ")
        SHEETS_MORE = "sheets_more", _("Thừa tờ")
        CONDITION_WORSE = "condition_worse", _("Tình trạng xấu hơn")

    batch = models.ForeignKey("digitisation.Batch", on_delete=models.PROTECT, related_name="paper_differences")
    hand_over = models.ForeignKey(PaperHandOver, on_delete=models.PROTECT, related_name="differences")
    box = models.ForeignKey(PaperBox, on_delete=models.PROTECT, related_name="differences")
    # None for a whole box.
    line = models.ForeignKey(PaperLine, null=True, blank=True, on_delete=models.PROTECT, related_name="differences")
    kind = models.CharField(max_length=16, choices=Kind.choices)
    # Sheets, or codes of condition; for a whole box the dossiers it held.
    went = models.CharField(max_length=20, blank=True)
    came = models.CharField(max_length=20, blank=True)
    state = models.CharField(max_length=10, choices=states.DIFFERENCE_LABELS, default=states.DIFF_OPEN)
    owner = models.ForeignKey("identity.Person", on_delete=models.PROTECT, related_name="+")
    due_on = models.DateField()
    opened_at = models.DateTimeField()
    explanation = models.CharField(max_length=1000, blank=True)
    explained_by = models.ForeignKey(
        "identity.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    explained_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(max_length=1000, blank=True)
    closed_by = models.ForeignKey("identity.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["due_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state__in=states.DIFFERENCE_STATES.states), name="known_difference_state"
            ),
            models.UniqueConstraint(
                fields=["box", "line", "kind"], nulls_distinct=False, name="one_difference_of_a_kind"
            ),
        ]
        indexes = [
            models.Index(
                fields=["owner", "due_on"],
                condition=models.Q(state__in=states.DIFFERENCE_OPEN),
                name="paper_difference_open",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} · {self.box}"

    @property
    def agency_id(self) -> int:
        """The agency whose paper it is."""
        return self.batch.agency_id

    @property
    def is_open(self) -> bool:
        return self.state in states.DIFFERENCE_OPEN


class PaperLabel(models.Model):
    """The short address printed on a box or a dossier: the same one for ever, whichever hand-over it is scanned at."""

    code = models.CharField(max_length=12, primary_key=True)
    fonds = models.ForeignKey("catalogue.Fonds", on_delete=models.CASCADE, related_name="+")
    register_number = models.CharField(max_length=40, blank=True)
    box = models.CharField(max_length=40, blank=True)
    # None for the label of a box.
    dossier = models.ForeignKey("catalogue.Dossier", null=True, blank=True, on_delete=models.CASCADE, related_name="+")

    class Meta:
        ordering = ["code"]

    def __str__(self) -> str:
        return self.code
