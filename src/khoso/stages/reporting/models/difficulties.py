"""Difficulties an agency raises: questions with an answer and a deadline. # Luật: KH 82 VI.5.e"""

from __future__ import annotations

from django.db import models

from khoso.stages.reporting import states
from khoso.stages.reporting.models.reports import Report


class Difficulty(models.Model):
    programme = models.ForeignKey("programme.Programme", on_delete=models.PROTECT, related_name="+")
    agency = models.ForeignKey("identity.Agency", on_delete=models.PROTECT, related_name="+")
    task = models.ForeignKey("programme.Task", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    report = models.ForeignKey(Report, null=True, blank=True, on_delete=models.SET_NULL, related_name="difficulties")
    text = models.CharField(max_length=2000)
    proposal = models.CharField(max_length=2000, blank=True)
    state = models.CharField(max_length=10, default=states.OPEN)
    raised_at = models.DateTimeField()
    raised_by = models.ForeignKey("identity.Person", null=True, on_delete=models.PROTECT, related_name="+")
    # Who has to answer; Home Affairs until it is sent on.
    asked_of = models.ForeignKey("identity.Agency", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    due_on = models.DateField()
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state__in=states.DIFFICULTY_STATES.states), name="known_difficulty_state"
            )
        ]
        indexes = [models.Index(fields=["state", "due_on"], name="difficulty_by_state")]
        ordering = ["due_on", "pk"]

    def __str__(self) -> str:
        return self.text[:80]


class DifficultyAnswer(models.Model):
    """Something said about a difficulty: an answer, a question back, why it was sent on."""

    difficulty = models.ForeignKey(Difficulty, on_delete=models.CASCADE, related_name="answers")
    move = models.CharField(max_length=12)
    text = models.CharField(max_length=4000, blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey("identity.Person", null=True, on_delete=models.PROTECT, related_name="+")
    # Who had to answer until then, and by when: that an answer was late stays a fact when the clock is set anew.
    asked_of = models.ForeignKey("identity.Agency", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    due_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return self.text[:60]
