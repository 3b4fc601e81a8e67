"""The audit trail. Rows are only ever added; the database refuses to change or delete them."""

from __future__ import annotations

import json
from functools import cached_property
from typing import Any

from django.db import models
from django.db.models import Q


class AuditEntry(models.Model):
    """One thing somebody did or saw.

    `content` is the canonical JSON that `hash` covers, together with the hash before it in its chain: the row is this
    text. The other columns are there to be searched; a constraint of the database holds them equal to the text.
    """

    chain = models.CharField(max_length=40)
    position = models.BigIntegerField()
    at = models.DateTimeField()
    actor = models.CharField(max_length=60)
    agency = models.CharField(max_length=35, blank=True)
    verb = models.CharField(max_length=80)
    subject_kind = models.CharField(max_length=40)
    subject_id = models.CharField(max_length=200)
    address = models.CharField(max_length=60, blank=True)
    content = models.TextField()
    previous_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["chain", "position"], name="one_entry_per_position")]
        # Each answers one question of the search page with the newest first; what is mostly empty is left out.
        indexes = [
            models.Index(fields=["at"], name="audit_by_time"),
            models.Index(fields=["verb", "at"], name="audit_by_verb"),
            models.Index(fields=["subject_kind", "subject_id", "at"], name="audit_by_subject"),
            models.Index(fields=["actor", "at"], name="audit_by_actor"),
            models.Index(fields=["agency", "at"], name="audit_by_agency", condition=~Q(agency="")),
            models.Index(fields=["address", "at"], name="audit_by_address", condition=~Q(address="")),
        ]

    def __str__(self) -> str:
        return f"{self.chain}#{self.position} {self.verb}"

    @cached_property
    def facts(self) -> dict[str, Any]:
        """Everything the row says, read from the text that is hashed."""
        told: dict[str, Any] = json.loads(self.content)
        return told

    @property
    def actor_id(self) -> int | None:
        """The account's number, which stays when its name changes; None for the machine and for strangers."""
        found: int | None = self.facts.get("actor_id")
        return found

    @property
    def actor_name(self) -> str:
        return str(self.facts["actor_name"])

    @property
    def request_id(self) -> str:
        return str(self.facts["request_id"])

    @property
    def details(self) -> dict[str, Any]:
        """What changed: `{"field": [before, after]}`, and whatever else the act left to say."""
        told: dict[str, Any] = self.facts["details"]
        return told


class AuditSeal(models.Model):
    """The heads of all chains at one moment, signed. Seals form a chain of their own and are carried to replicas."""

    position = models.BigIntegerField(unique=True)
    at = models.DateTimeField()
    rows = models.BigIntegerField()
    content = models.TextField()
    previous_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)
    # Ed25519 of our own key over what is hashed, base64; `key_id` is the SHA-256 of the public key.
    signature = models.TextField()
    key_id = models.CharField(max_length=64)
    # Time stamp token (RFC 3161, DER) over the same bytes, base64; empty when no authority is configured or answered.
    timestamp = models.TextField(blank=True)

    class Meta:
        ordering = ["position"]

    def __str__(self) -> str:
        return f"#{self.position} {self.at:%Y-%m-%d %H:%M}"

    @cached_property
    def facts(self) -> dict[str, Any]:
        told: dict[str, Any] = json.loads(self.content)
        return told


class RecentLook(models.Model):
    """That something was recorded a moment ago, so that the next tile of the same look is not recorded again."""

    key = models.CharField(max_length=64, primary_key=True)
    at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return self.key


class StrangerCount(models.Model):
    """How often somebody not signed in did the same from one address within one minute."""

    verb = models.CharField(max_length=80)
    # `*` counts what all addresses together did beyond the limit for all.
    address = models.CharField(max_length=60)
    minute = models.DateTimeField()
    count = models.IntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["verb", "address", "minute"], name="one_count_per_minute")]

    def __str__(self) -> str:
        return f"{self.verb} {self.address} {self.count}"
