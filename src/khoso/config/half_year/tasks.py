"""The tasks of a story: products dated as planted, claims without one, as far as a day."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta

from django.db import transaction

from khoso.config.half_year.holdings import BATCH, at
from khoso.demo.city import CityStory
from khoso.engines import blobs
from khoso.stages.programme import states
from khoso.stages.programme.models import Attachment, Product, Programme, ProgressEntry, Task

# One small paper stands behind every product: what it is called, its number and its day are the product's own.
PAPER = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
)


@dataclass
class TaskPlayer:
    """Brings the tasks of a programme to where the story has them at the end of a day, each step once."""

    story: CityStory
    programme: Programme
    _open: list[Task] = field(init=False)
    _sha256: str = field(init=False)

    def __post_init__(self) -> None:
        self._open = [
            task
            for task in Task.objects.filter(plan_task__programme=self.programme).select_related("plan_task", "agency")
            if task.agency.code in self.story.by_code
        ]
        self._sha256 = blobs.store().put_bytes(PAPER).sha256

    @transaction.atomic
    def bring_to(self, day: date) -> int:
        """Let everything happen that the story has up to the end of `day`; how many tasks changed."""
        changed, done, left = [], [], []
        for task in self._open:
            agency = self.story.by_code[task.agency.code]
            key = task.plan_task.key
            finished = agency.tasks.get(key)
            if finished is not None and finished <= day:
                self._finish(task, finished)
                done.append(task)
            elif key in agency.claims and agency.claims[key] <= day and task.state != states.SAID_DONE:
                task.state, task.percent = states.SAID_DONE, 100
                task.begun_at = at(agency.claims[key])
                changed.append(task)
                left.append(task)
            else:
                left.append(task)
        self._open = left
        self._write(done, [task for task in changed if task.state == states.SAID_DONE])
        return len(done) + len(changed)

    def _finish(self, task: Task, on: date) -> None:
        agency = self.story.by_code[task.agency.code]
        task.state, task.percent, task.done_on = states.DONE, 100, on
        task.begun_at = at(on - timedelta(days=5), 8)
        task.owner_name, task.head_name = "Nguyễn Thị Mẫu", f"Thủ trưởng {agency.code}"

    def _write(self, done: list[Task], claimed: list[Task]) -> None:
        fields = ["state", "percent", "done_on", "begun_at", "owner_name", "head_name"]
        Task.objects.bulk_update([*done, *claimed], fields, batch_size=BATCH)
        papers, kinds = [], []
        for task in done:
            for kind in task.plan_task.products_wanted or ["letter"]:
                papers.append(self._paper(task))
                kinds.append((task, kind))
        Attachment.objects.bulk_create(papers, batch_size=BATCH)
        Product.objects.bulk_create(
            [
                Product(task=task, kind=kind, attachment=paper)
                for paper, (task, kind) in zip(papers, kinds, strict=True)
            ],
            batch_size=BATCH,
        )
        ProgressEntry.objects.bulk_create(
            ProgressEntry(task=task, at=task.begun_at, text="Đã hoàn thành (mô phỏng: không có sản phẩm)", percent=100)
            for task in claimed
        )

    def _paper(self, task: Task) -> Attachment:
        assert task.done_on is not None
        return Attachment(
            agency=task.agency,
            number=f"{task.pk}/MP",
            issued_on=task.done_on,
            title=f"{task.plan_task.product[:200] or 'Sản phẩm'} (mô phỏng)",
            file_name="san-pham-mo-phong.pdf",
            media_type="application/pdf",
            sha256=self._sha256,
            size=len(PAPER),
            added_at=at(task.done_on, 16),
        )
