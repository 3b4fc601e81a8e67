"""Days that are not what the week says, and the calendars people subscribe to."""

from __future__ import annotations

from django.db import models


class DayOff(models.Model):
    """A day that is free, or worked instead of another, by a decision of the year; over the public holidays of law."""

    day = models.DateField(unique=True)
    is_working = models.BooleanField(default=False)
    name = models.CharField(max_length=200)
    decision = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["day"]

    def __str__(self) -> str:
        return f"{self.day:%d/%m/%Y} {self.name}"


class CalendarFeed(models.Model):
    """A person's calendar address. Only the digest of its secret is kept; a new one ends the old."""

    person = models.OneToOneField("identity.Person", on_delete=models.CASCADE, related_name="+")
    digest = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    last_read_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return str(self.person)
