"""Batches as the screens show them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.urls import NoReverseMatch, resolve, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from khoso.foundation.identity.access import allowed_by
from khoso.foundation.web.words import told
from khoso.stages.digitisation import states
from khoso.stages.digitisation.batches import gates, queries, rules
from khoso.stages.digitisation.batches.bringing import may_bring
from khoso.stages.digitisation.batches.gates import BRINGERS, Requirement
from khoso.stages.digitisation.batches.rules import Standing, Status
from khoso.stages.digitisation.models import Batch, Gate
from khoso.stages.digitisation.permissions import can_plan_batch, can_start_batch

TONES = {
    states.PLANNED: "wait",
    states.RUNNING: "busy",
    states.SUSPENDED: "warn",
    states.FINISHED: "good",
    states.CLOSED: "calm",
    states.CANCELLED: "calm",
}
STATUS_LABELS = {
    Status.HELD: gettext_lazy("Còn hiệu lực"),
    Status.EXPIRING: gettext_lazy("Sắp hết hạn"),
    Status.MISSING: gettext_lazy("Chưa có"),
    Status.EXPIRED: gettext_lazy("Đã hết hạn"),
    Status.NOT_YET: gettext_lazy("Chưa có hiệu lực"),
    Status.NO_DOCUMENT: gettext_lazy("Chưa có tệp văn bản"),
    Status.INCOMPLETE: gettext_lazy("Chưa ghi đủ"),
}
STATUS_TONES = {Status.HELD: "good", Status.EXPIRING: "warn"}


@dataclass(frozen=True, slots=True)
class Move:
    """Something a person may do to a batch now: where it is asked, in what words."""

    slug: str
    action: str
    label: Any
    icon: str
    # What is said before it is done.
    about: Any
    wants_reason: bool = False
    is_main: bool = False


MOVES = (
    Move(
        "bat-dau",
        "start",
        gettext_lazy("Bắt đầu đợt"),
        "check",
        gettext_lazy("Đủ giấy tờ thì được quét và giao scan. Từ lúc này không đổi đơn vị số hóa và danh mục."),
        is_main=True,
    ),
    Move(
        "tiep-tuc",
        "resume",
        gettext_lazy("Cho tiếp tục"),
        "rotate-clockwise",
        gettext_lazy("Mọi giấy tờ được xem lại như khi bắt đầu."),
        is_main=True,
    ),
    Move(
        "ket-thuc",
        "close",
        gettext_lazy("Kết thúc đợt"),
        "archive",
        gettext_lazy(
            "Chỉ kết thúc khi tài liệu giấy đã trả đủ và mọi thiết bị đã xóa dữ liệu, rời đi. Không mở lại được."
        ),
        is_main=True,
    ),
    Move(
        "quet-xong",
        "finish",
        gettext_lazy("Đã quét xong"),
        "checks",
        gettext_lazy(
            "Không nhận thêm scan; trả tài liệu giấy, xóa dữ liệu trên thiết bị. Mở lại được nếu phải quét lại."
        ),
    ),
    Move(
        "tam-dung",
        "suspend",
        gettext_lazy("Tạm dừng"),
        "lock",
        gettext_lazy("Không nhận scan cho tới khi cho tiếp tục. Những gì đã nhận vẫn còn."),
        wants_reason=True,
    ),
    Move(
        "mo-lai",
        "reopen",
        gettext_lazy("Mở lại để quét lại"),
        "history",
        gettext_lazy("Đợt chạy lại; mọi giấy tờ phải còn hiệu lực như khi bắt đầu."),
        wants_reason=True,
    ),
    Move(
        "huy",
        "cancel",
        gettext_lazy("Hủy đợt"),
        "trash",
        gettext_lazy("Đợt chưa bắt đầu sẽ không làm nữa; giấy tờ đã nộp vẫn được giữ. Không hoàn lại được."),
        wants_reason=True,
    ),
)
BY_SLUG = {one.slug: one for one in MOVES}


def moves_for(person: Any, batch: Batch) -> list[Move]:
    """What a person may do to a batch as it stands."""
    starts, plans = can_start_batch(person, batch), can_plan_batch(person, batch)
    return [
        one
        for one in MOVES
        if states.BATCH_STATES.allows(batch.state, one.action) and (plans if one.action == "cancel" else starts)
    ]


@dataclass
class GateRow:
    """One requirement with how it stands and every paper about it."""

    requirement: Requirement
    bringer: str
    standings: list[Standing]
    papers: list[Gate] = field(default_factory=list)
    withdrawn: list[Gate] = field(default_factory=list)
    may_bring: bool = False
    add_url: str = ""

    @property
    def is_open(self) -> bool:
        return all(one.is_open for one in self.standings)

    @property
    def held(self) -> int:
        return sum(one.is_open for one in self.standings)

    @property
    def is_each(self) -> bool:
        """Whether it is asked of each device or person by itself."""
        return any(one.subject for one in self.standings)

    @property
    def status(self) -> Status:
        lacking = [one.status for one in self.standings if not one.is_open]
        if lacking:
            return lacking[0] if len(set(lacking)) == 1 else Status.INCOMPLETE
        is_ending = any(one.status == Status.EXPIRING for one in self.standings)
        return Status.EXPIRING if is_ending else Status.HELD

    @property
    def status_label(self) -> Any:
        return STATUS_LABELS[self.status]

    @property
    def tone(self) -> str:
        return STATUS_TONES.get(self.status, "bad")

    @property
    def lines(self) -> list[StandingLine]:
        """Each device or person that lacks something or soon will, before those for whom all is well."""
        ordered = sorted(self.standings, key=lambda one: (one.is_open, one.status == Status.HELD))
        return [line_of(one) for one in ordered if one.subject or one.lacks]


@dataclass(frozen=True, slots=True)
class StandingLine:
    """How it stands with one device or person."""

    subject: str
    number: str
    until: Any
    label: Any
    tone: str
    lacks: str


def line_of(one: Standing) -> StandingLine:
    lacks = ", ".join(told(part) for part in one.lacks)
    tone = STATUS_TONES.get(one.status, "bad")
    return StandingLine(one.subject, one.number, one.until, STATUS_LABELS[one.status], tone, lacks)


def gate_rows(batch: Batch, person: Any) -> list[GateRow]:
    """Every requirement of a batch, with its papers; four questions however many papers there are."""
    told_of: dict[str, GateRow] = {}
    for one in queries.standings_of(batch):
        kind = one.requirement.kind
        row = told_of.setdefault(kind, GateRow(one.requirement, told(BRINGERS[one.requirement.bringer]), []))
        row.standings.append(one)
    is_open = batch.state not in (states.CLOSED, states.CANCELLED)
    for kind, row in told_of.items():
        if kind == gates.LIST:
            row.may_bring = can_plan_batch(person, batch) and batch.state == states.PLANNED
            row.add_url = reverse("digitisation:batch-change", args=[batch.pk])
        else:
            row.may_bring = is_open and may_bring(person, kind, batch)
            row.add_url = reverse("digitisation:batch-paper", args=[batch.pk, kind])
    firm = queries.firm_of(person)
    for paper in queries.papers_of([batch]):
        is_anothers = firm is not None and paper.contractor_id not in (None, firm)
        if paper.kind not in told_of or not queries.speaks_for(paper, batch) or is_anothers:
            continue
        row = told_of[paper.kind]
        # What was recorded for the agency before files were kept opens no batch: shown only where nothing else does.
        speaks_of_none = paper.batch_id is None and paper.kind in (gates.DEVICES, gates.UNDERTAKING)
        if speaks_of_none or (paper.document_id is None and row.is_open):
            continue
        (row.withdrawn if paper.withdrawn_at else row.papers).append(paper)
    return list(told_of.values())


def lacking_by_bringer(rows: Iterable[GateRow]) -> list[tuple[str, list[str]]]:
    """Who must bring what, for the notice at the head of a batch that cannot start."""
    by: dict[str, list[str]] = {}
    for row in rows:
        if row.is_open:
            continue
        label = told(row.requirement.label)
        if row.is_each:
            label = _("{label} ({done}/{all})").format(label=label, done=row.held, all=len(row.standings))
        by.setdefault(row.bringer, []).append(label)
    return list(by.items())


@dataclass(frozen=True, slots=True)
class Tab:
    """A page about a batch."""

    label: str
    url: str
    icon: str
    is_here: bool = False


def tabs_of(batch: Batch, person: Any, here: str = "batch") -> list[Tab]:
    """The pages about a batch that a person may open; those of rooms that are not there are left out."""
    asked: tuple[tuple[str, str, list[int], str, str, str], ...] = (
        ("batch", "digitisation:batch", [batch.pk], "", _("Giấy tờ, điều kiện"), "checklist"),
        ("site", "digitisation:site", [batch.pk], "", _("Người, thiết bị"), "users"),
        ("paper", "digitisation:paper", [batch.pk], "", _("Giao nhận giấy"), "truck-delivery"),
        ("uploads", "digitisation:uploads", [], f"?dot={batch.pk}", _("Giao scan"), "upload"),
        ("deliveries", "digitisation:delivery-list", [], f"?dot={batch.pk}", _("Lô giao nộp"), "package"),
        ("lots", "inspection:lots", [], f"?dot={batch.pk}", _("Kiểm tra"), "file-search"),
        ("rework", "inspection:rework", [], f"?dot={batch.pk}", _("Phải sửa"), "pencil"),
        ("rounds", "acceptance:rounds", [], f"?dot={batch.pk}", _("Nghiệm thu"), "clipboard-check"),
        ("liquidation", "acceptance:liquidation", [batch.pk], "", _("Thanh lý"), "file-check"),
    )
    made = []
    for name, route, args, query, label, icon in asked:
        try:
            address = reverse(route, args=args)
        except NoReverseMatch:
            continue
        may = allowed_by(resolve(address).func)
        if may is not None and may(person):
            made.append(Tab(label, address + query, icon, name == here))
    return made


def crumbs_of(batch: Batch | None = None, *more: str) -> list[dict[str, str]]:
    told_of = [{"label": _("Đợt số hóa"), "url": reverse("digitisation:batches")}]
    if batch is not None:
        told_of.append({"label": batch.title, "url": reverse("digitisation:batch", args=[batch.pk])})
    return told_of + [{"label": label, "url": ""} for label in more]


@dataclass(frozen=True, slots=True)
class BatchRow:
    """One batch in the list."""

    batch: Batch
    state_label: Any
    tone: str
    lacking: int
    expiring: int
    deliveries: int


def batch_rows(batches: list[Batch], deliveries: dict[int, int]) -> list[BatchRow]:
    """The batches of one page of the list; as many questions for twenty as for one."""
    open_ones = [one for one in batches if one.state in (states.PLANNED, states.RUNNING, states.SUSPENDED)]
    told_of = queries.standings_of_many(open_ones) if open_ones else {}
    return [
        BatchRow(
            one,
            states.BATCH_STATE_LABELS[one.state],
            TONES[one.state],
            len({s.requirement.kind for s in rules.wanting(told_of.get(one.pk, ()))}),
            len({s.requirement.kind for s in rules.expiring(told_of.get(one.pk, ()))}),
            deliveries.get(one.pk, 0),
        )
        for one in batches
    ]
