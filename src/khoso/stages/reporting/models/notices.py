"""Who was told what, when, by which way, and whether it arrived."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Channel(models.TextChoices):
    IN_SYSTEM = "in_system", _("Trong hệ thống")
    EMAIL = "email", _("Thư điện tử")


class Notice(models.Model):
    """One message to one person (or to an agency's address) by one way. `once` keeps a rule from telling it twice."""

    # Name of the rule, or empty for a word written by hand; how high it went: 0 the clerk, 1 the head, 2 Home Affairs…
    rule = models.CharField(max_length=40, blank=True)
    level = models.PositiveIntegerField(default=0)
    subject_kind = models.CharField(max_length=30)
    subject_id = models.CharField(max_length=80)
    # The agency it is about.
    agency = models.ForeignKey("identity.Agency", null=True, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey("identity.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    address = models.CharField(max_length=254, blank=True)
    channel = models.CharField(max_length=10, choices=Channel.choices)
    title = models.CharField(max_length=300)
    text = models.TextField()
    url = models.CharField(max_length=300, blank=True)
    once = models.CharField(max_length=200, unique=True)
    # What it was told together with: notices of one day, rule and height in the system, of one letter by e-mail. The
    # Message-ID is made of it. Empty while no letter was made up yet.
    digest = models.CharField(max_length=120, blank=True)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey("identity.Person", null=True, on_delete=models.PROTECT, related_name="+")
    sent_at = models.DateTimeField(null=True, blank=True)
    read_at = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveIntegerField(default=0)
    failure = models.CharField(max_length=500, blank=True)
    # Not before this moment again; empty: as soon as letters go.
    try_at = models.DateTimeField(null=True, blank=True)
    # It will not be tried again: refused for good, or too often.
    given_up_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["person", "-made_at"], name="notice_by_person"),
            models.Index(fields=["subject_kind", "subject_id"], name="notice_by_subject"),
            models.Index(fields=["agency", "-made_at"], name="notice_by_agency"),
            # The bell of every page.
            models.Index(
                fields=["person", "digest"],
                condition=models.Q(read_at__isnull=True, channel=Channel.IN_SYSTEM),
                name="notice_unread",
            ),
            models.Index(
                fields=["address", "digest"],
                condition=models.Q(sent_at__isnull=True, given_up_at__isnull=True, channel=Channel.EMAIL),
                name="notice_to_send",
            ),
            models.Index(fields=["digest"], condition=models.Q(channel=Channel.EMAIL), name="notice_by_letter"),
        ]
        ordering = ["-made_at", "-pk"]

    def __str__(self) -> str:
        return self.title
