"""How much the catalogue holds, counted by what people ask for, so that nobody counts a million rows again."""

from __future__ import annotations

import uuid

from django.db import models

NOBODY = 0
NOTHING = uuid.UUID(int=0)


class Tally(models.Model):
    """So many dossiers of one kind at one place: the whole, an agency, a fonds, or a series of a fonds.

    Written by the database itself after every statement on dossiers, one row for what it added or took away; rows of
    one kind are added up when they are read, and folded into one by a job. Nobody writes here otherwise.
    """

    class Level(models.IntegerChoices):
        EVERYTHING = 0
        AGENCY = 1
        FONDS = 2
        SERIES = 3

    level = models.PositiveSmallIntegerField(choices=Level.choices)
    # Where; nought and the empty id stand for «all of them» above the level, and for dossiers without a series.
    agency_id = models.IntegerField(default=NOBODY)
    fonds_id = models.UUIDField(default=NOTHING)
    series_id = models.UUIDField(default=NOTHING)
    origin = models.CharField(max_length=16)
    arrangement = models.CharField(max_length=10)
    retention_code = models.CharField(max_length=2)
    access_code = models.CharField(max_length=2)
    physical_condition_code = models.CharField(max_length=2)
    trust_code = models.CharField(max_length=2)
    # The year the dossier ended, else began; nought: not known.
    year = models.SmallIntegerField()
    # The last year of its term; nought: never, or not known.
    retention_ends = models.SmallIntegerField()
    is_digitised = models.BooleanField()
    is_held = models.BooleanField()
    dossiers = models.IntegerField()
    sheets = models.BigIntegerField()
    pages = models.BigIntegerField()
    is_folded = models.BooleanField(default=False)

    class Meta:
        indexes = [
            models.Index(fields=["level", "agency_id", "fonds_id", "series_id"], name="tally_by_place"),
            models.Index(fields=["fonds_id", "series_id"], condition=models.Q(level=3), name="tally_by_series"),
            models.Index(fields=["level"], condition=models.Q(is_folded=False), name="tally_unfolded"),
        ]
        verbose_name_plural = "tallies"

    def __str__(self) -> str:
        return f"{self.level} {self.fonds_id} {self.dossiers}"
