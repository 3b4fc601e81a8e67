"""What agencies do about their tasks."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from khoso.stages.programme import states
from khoso.stages.programme.models.attachments import Attachment
from khoso.stages.programme.models.plan import PlanTask


class Task(models.Model):
    """One plan task as one agency has to do it."""

    plan_task = models.ForeignKey(PlanTask, on_delete=models.PROTECT, related_name="tasks")
    agency = models.ForeignKey("identity.Agency", on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=12, default=states.NOT_BEGUN)
    # «Rõ người»: an account here, or a name where the person has none.
    owner = models.ForeignKey("identity.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    owner_name = models.CharField(max_length=120, blank=True)
    # «Rõ trách nhiệm»: the head who answers for it.
    head_name = models.CharField(max_length=120, blank=True)
    # «Rõ kết quả»: what this agency means to reach, where it says more than the plan's product.
    result = models.CharField(max_length=500, blank=True)
    # A day agreed for this agency where the plan names none, or another than the plan's, with the reason.
    due_on = models.DateField(null=True, blank=True)
    due_reason = models.CharField(max_length=300, blank=True)
    # Written by hand or counted by a proof, 0…100.
    percent = models.PositiveIntegerField(default=0)
    begun_at = models.DateTimeField(null=True, blank=True)
    # The day of the product that finished it, not the day somebody typed.
    done_on = models.DateField(null=True, blank=True)
    waived_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["plan_task", "agency"], name="one_task_per_agency"),
            models.CheckConstraint(condition=models.Q(state__in=states.TASK_STATES.states), name="known_task_state"),
            models.CheckConstraint(condition=models.Q(percent__lte=100), name="task_percent"),
        ]
        indexes = [models.Index(fields=["agency", "state"], name="task_by_agency")]

    def __str__(self) -> str:
        return f"{self.plan_task.key} · {self.agency}"


class SubTask(models.Model):
    """A part of a task that an agency gave to one of its people."""

    task = models.ForeignKey(Task, on_delete=models.CASCADE, related_name="subtasks")
    title = models.CharField(max_length=500)
    owner = models.ForeignKey("identity.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    owner_name = models.CharField(max_length=120, blank=True)
    due_on = models.DateField(null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)
    made_at = models.DateTimeField()

    class Meta:
        ordering = ["due_on", "pk"]

    def __str__(self) -> str:
        return self.title


class Asks(models.TextChoices):
    """What an entry asks of Home Affairs, or that it answers."""

    DAY = "day", _("Đề nghị ngày khác")
    WAIVER = "waiver", _("Đề nghị không áp dụng")
    ANSWER = "answer", _("Sở Nội vụ trả lời")


class ProgressEntry(models.Model):
    """What somebody said of a task, and when. Never changed: a wrong one is followed by a right one.

    Each move of the task's state is an entry too, so that its state at any past moment can be told.
    """

    task = models.ForeignKey(Task, on_delete=models.CASCADE, related_name="entries")
    at = models.DateTimeField()
    by = models.ForeignKey("identity.Person", null=True, on_delete=models.PROTECT, related_name="+")
    text = models.CharField(max_length=2000)
    percent = models.PositiveIntegerField(null=True, blank=True)
    # The state the task came to by this, where it changed.
    state = models.CharField(max_length=12, blank=True)
    asks = models.CharField(max_length=8, choices=Asks.choices, blank=True)

    class Meta:
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["task", "at"], condition=~models.Q(state=""), name="task_state_by_time")]

    def __str__(self) -> str:
        return self.text[:60]


class ProductKind(models.TextChoices):
    """What comes out of a task."""

    DECISION = "decision", _("Quyết định")
    MINUTES = "minutes", _("Biên bản")
    CONTRACT = "contract", _("Hợp đồng")
    PLAN = "plan", _("Kế hoạch, phương án")
    NOTICE = "notice", _("Thông báo")
    GUIDANCE = "guidance", _("Văn bản hướng dẫn")
    REPORT = "report", _("Báo cáo")
    ESTIMATE = "estimate", _("Dự toán")
    UNDERTAKING = "undertaking", _("Văn bản cam kết")
    RECORD = "record", _("Hồ sơ")
    DATA = "data", _("Dữ liệu")
    LETTER = "letter", _("Văn bản khác")


class Product(models.Model):
    """A product attached to a task. Withdrawn ones keep their row: what was once shown as proof is not forgotten."""

    task = models.ForeignKey(Task, on_delete=models.PROTECT, related_name="products")
    kind = models.CharField(max_length=12, choices=ProductKind.choices)
    attachment = models.ForeignKey(Attachment, on_delete=models.PROTECT, related_name="+")
    entry = models.ForeignKey(ProgressEntry, null=True, blank=True, on_delete=models.SET_NULL, related_name="products")
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return str(self.attachment)


class Proof(models.Model):
    """What the system itself saw that proves a task, wholly or in part. One that no longer holds keeps its row."""

    task = models.ForeignKey(Task, on_delete=models.CASCADE, related_name="proofs")
    key = models.CharField(max_length=40)
    # What it is about, as (kind, id) of the room that told it.
    subject_kind = models.CharField(max_length=30)
    subject_id = models.CharField(max_length=80)
    about = models.CharField(max_length=500)
    url = models.CharField(max_length=300, blank=True)
    happened_on = models.DateField()
    # The whole task is proven by it; otherwise a part, `percent` of all where that can be said.
    is_complete = models.BooleanField(default=True)
    percent = models.PositiveIntegerField(null=True, blank=True)
    recorded_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["task", "key", "subject_kind", "subject_id"], name="one_proof_per_subject")
        ]
        ordering = ["happened_on", "pk"]

    def __str__(self) -> str:
        return f"{self.key}: {self.about}"
