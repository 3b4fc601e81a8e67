"""PREMIS events, their agents and their objects. Rows are only ever added; the database refuses everything else."""

from __future__ import annotations

from django.db import models
from django.db.models import Func, Value


class PremisAgent(models.Model):
    """Who or what took part in events, as it was then: a person by account and name, a program by version."""

    identifier = models.CharField(max_length=160, unique=True)
    name = models.CharField(max_length=300)
    # A word of http://id.loc.gov/vocabulary/preservation/agentType
    type = models.CharField(max_length=20)
    version = models.CharField(max_length=60, blank=True)
    note = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(type__in=("hardware", "organization", "person", "software")), name="known_agent_type"
            )
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.version}".strip()


class PremisEvent(models.Model):
    """One event in the life of one object. `key` makes writing it twice the same as once."""

    id = models.UUIDField(primary_key=True)
    type = models.CharField(max_length=60)
    at = models.DateTimeField()
    outcome = models.CharField(max_length=40, default="success")
    detail = models.CharField(max_length=1000, blank=True)
    object_kind = models.CharField(max_length=30)
    object_id = models.CharField(max_length=200)
    key = models.CharField(max_length=300, unique=True)
    # Events of one moment are told in the order they were written.
    sequence = models.BigIntegerField(db_default=Func(Value("provenance_event_sequence"), function="nextval"))

    class Meta:
        indexes = [models.Index(fields=["object_kind", "object_id", "at"], name="event_by_object")]

    def __str__(self) -> str:
        return f"{self.type} · {self.object_kind} {self.object_id}"


class PremisEventAgent(models.Model):
    """An agent's part in an event: a word of …/vocabulary/preservation/eventRelatedAgentRole."""

    event = models.ForeignKey(PremisEvent, on_delete=models.PROTECT, related_name="links")
    agent = models.ForeignKey(PremisAgent, on_delete=models.PROTECT, related_name="links")
    role = models.CharField(max_length=40, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["event", "agent", "role"], name="one_part_per_agent")]

    def __str__(self) -> str:
        return f"{self.agent} · {self.role}"


class PremisEventObject(models.Model):
    """Another object of an event: what it was made from (`source`) or what came of it (`outcome`)."""

    event = models.ForeignKey(PremisEvent, on_delete=models.PROTECT, related_name="objects_linked")
    object_kind = models.CharField(max_length=30)
    object_id = models.CharField(max_length=200)
    role = models.CharField(max_length=20)

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(fields=["object_kind", "object_id"], name="event_by_linked_object")]
        constraints = [
            models.UniqueConstraint(
                fields=["event", "object_kind", "object_id", "role"], name="one_link_per_event_object"
            ),
            models.CheckConstraint(condition=models.Q(role__in=("source", "outcome")), name="known_object_role"),
        ]

    def __str__(self) -> str:
        return f"{self.role}: {self.object_kind} {self.object_id}"
