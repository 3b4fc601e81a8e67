"""Registers drawn for somebody: what was asked, how far it is, where the file lies."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class RegisterExport(models.Model):
    """A register (mục lục) asked for as a file; a long one is drawn behind the scenes and offered when ready."""

    class State(models.TextChoices):
        WAITING = "waiting", _("Chờ lập")
        DRAWING = "drawing", _("Đang lập")
        READY = "ready", _("Đã xong")
        FAILED = "failed", _("Không lập được")

    person = models.ForeignKey("identity.Person", null=True, on_delete=models.PROTECT, related_name="+")
    agency = models.ForeignKey("identity.Agency", null=True, on_delete=models.PROTECT, related_name="+")
    # What was chosen, as `registers.scope` reads it, and which of its dossiers the person saw then.
    scope = models.JSONField()
    form = models.CharField(max_length=12)
    file_format = models.CharField(max_length=5)
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    asked_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True, blank=True)
    total = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    sha256 = models.CharField(max_length=64, blank=True)
    size = models.PositiveBigIntegerField(default=0)
    refused = models.CharField(max_length=1000, blank=True)

    class Meta:
        ordering = ["-asked_at"]
        indexes = [models.Index(fields=["person", "-asked_at"], name="register_by_person")]

    def __str__(self) -> str:
        return f"{self.form}.{self.file_format} · {self.asked_at:%d/%m/%Y}"
