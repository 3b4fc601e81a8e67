"""Reading batches, their papers and how they stand with what the law wants."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Q, QuerySet

from khoso.foundation.identity.kinds import AgencyKind
from khoso.foundation.identity.models import Agency
from khoso.foundation.identity.permissions import agencies_of
from khoso.foundation.identity.roles import WORKERS
from khoso.kernel import clock
from khoso.kernel.words import Sentence, noop
from khoso.stages.digitisation import states
from khoso.stages.digitisation.batches import gates, rules
from khoso.stages.digitisation.batches.rules import BatchFacts, Device, Paper, PaperCount, Standing, Worker
from khoso.stages.digitisation.models import Batch, BatchDocument, Delivery, Gate, SiteDevice, SitePerson
from khoso.stages.digitisation.permissions import firm_of as firm_of
from khoso.stages.selection import queries as selection

# What is judged by the day it ended, not by today: nothing is scanned in it any more.
_ENDED = (states.FINISHED, states.CLOSED)


def batch(batch_id: object) -> Batch | None:
    """The batch, or None when there is none."""
    return Batch.objects.select_related("agency", "contractor", "selection_list").filter(pk=batch_id).first()


def batches_seen_by(person: Any) -> QuerySet[Batch]:
    """The batches in a person's scope, newest first; a contractor's people see no other contractor's."""
    scope = agencies_of(person, WORKERS)
    rows = Batch.objects.select_related("agency", "contractor", "selection_list")
    if scope is not None:
        rows = rows.filter(agency_id__in=scope)
    firm = firm_of(person)
    return rows if firm is None else rows.filter(contractor_id=firm)


def batch_of_delivery(delivery_id: object) -> Batch | None:
    """The batch a delivery belongs to; None for old material and what came before there were batches."""
    rows = Batch.objects.select_related("agency", "contractor", "selection_list")
    return rows.filter(deliveries=delivery_id).first()


def contractors() -> QuerySet[Agency]:
    """The organisations that digitise for others and have not ended."""
    day = clock.today()
    living = Q(valid_to__isnull=True) | Q(valid_to__gte=day)
    return Agency.objects.filter(living, kind=AgencyKind.CONTRACTOR).order_by("name")


def lists_for(agency_id: int) -> list[Any]:
    """The approved lists a batch of this agency may work off, latest decision first."""
    return selection.approved_lists([agency_id])


def judged_on(one: Batch) -> date:
    """The day by which a batch's papers are judged: today, or the day its scanning ended."""
    if one.state in _ENDED and one.ended_at is not None:
        return one.ended_at.astimezone(clock.VIETNAM).date()
    return clock.today()


def _on_site(day: date) -> Q:
    return Q(arrived_on__lte=day) & (Q(left_on__isnull=True) | Q(left_on__gte=day))


def papers_of(batches: Iterable[Batch]) -> QuerySet[Gate]:
    """Every paper that speaks for one of these batches or for all of its agency's, withdrawn ones too."""
    asked = list(batches)
    own = Q(batch__in=[one.pk for one in asked])
    shared = Q(batch__isnull=True, agency_id__in={one.agency_id for one in asked})
    rows = Gate.objects.filter(own | shared).select_related("document", "recorded_by", "withdrawn_by", "contractor")
    return rows.order_by("kind", "-valid_from", "-pk")


def facts_of_many(batches: Iterable[Batch], *, on: date | None = None) -> dict[int, BatchFacts]:
    """What `rules.standings` looks at, by batch; as many questions for a hundred as for one."""
    asked = list(batches)
    approved = selection.standing_approved([one.selection_list_id for one in asked if one.selection_list_id])
    papers = _papers_by_batch(asked)
    days = {one.pk: on or judged_on(one) for one in asked}
    people: dict[int, list[Worker]] = defaultdict(list)
    for row in SitePerson.objects.filter(batch__in=asked):
        if _is_there(row, days[row.batch_id]):
            people[row.batch_id].append(Worker(row.pk, row.name, row.arrived_on))
    devices: dict[int, list[Device]] = defaultdict(list)
    for item in SiteDevice.objects.filter(batch__in=asked):
        if _is_there(item, days[item.batch_id]):
            devices[item.batch_id].append(Device(item.pk, str(item), device_lacks(item), item.arrived_on))
    return {
        one.pk: BatchFacts(
            has_approved_list=one.selection_list_id in approved,
            list_number=approved.get(one.selection_list_id or 0, ""),
            has_contractor=one.contractor_id is not None,
            papers=tuple(papers[one.pk]),
            people=tuple(people[one.pk]),
            devices=tuple(devices[one.pk]),
        )
        for one in asked
    }


def _is_there(row: SitePerson | SiteDevice, day: date) -> bool:
    return row.arrived_on <= day and (row.left_on is None or row.left_on >= day)


def device_lacks(device: SiteDevice) -> tuple[str, ...]:
    """What the police's inspection needs of a device and is not written down."""
    told = []
    if not device.seal_number:
        told.append(noop("số niêm phong"))
    keeps_data = device.kind in (SiteDevice.Kind.COMPUTER, SiteDevice.Kind.SERVER, SiteDevice.Kind.STORAGE)
    if keeps_data and not device.disk_serial:
        told.append(noop("số ổ đĩa"))
    return tuple(told)


def _papers_by_batch(asked: list[Batch]) -> dict[int, list[Paper]]:
    told: dict[int, list[Paper]] = defaultdict(list)
    rows = papers_of(asked).filter(withdrawn_at__isnull=True).prefetch_related("devices", "people")
    for row in rows:
        covers = frozenset(one.pk for one in (row.devices.all() if row.kind == gates.DEVICES else row.people.all()))
        has_document = row.document_id is not None
        paper = Paper(row.pk, row.kind, row.document_number, row.valid_from, row.valid_to, has_document, covers)
        for one in asked:
            if speaks_for(row, one):
                told[one.pk].append(paper)
    return told


def speaks_for(paper: Gate, one: Batch) -> bool:
    """Whether a paper is about this batch: its own, or one for all of its agency's. A licence is of one contractor."""
    if paper.batch_id is not None:
        own = paper.batch_id == one.pk
    else:
        own = paper.agency_id == one.agency_id
    if paper.kind == gates.LICENCE:
        return own and paper.contractor_id == one.contractor_id
    return own


def standings_of(one: Batch, *, on: date | None = None) -> list[Standing]:
    """Everything the law wants of a batch, on a day (see `judged_on`)."""
    return standings_of_many([one], on=on)[one.pk]


def standings_of_many(batches: Iterable[Batch], *, on: date | None = None) -> dict[int, list[Standing]]:
    asked = list(batches)
    facts = facts_of_many(asked, on=on)
    return {one.pk: rules.standings(facts[one.pk], on or judged_on(one)) for one in asked}


def standings_today(one: Batch) -> list[Standing]:
    """Everything the law wants of a batch that is to start, or to start again, today."""
    return standings_of(one, on=clock.today())


def counts_by_state(rows: QuerySet[Batch]) -> dict[str, int]:
    """How many of these batches are in each state."""
    return dict(rows.order_by().values_list("state").annotate(Count("pk")))


def delivery_numbers(batch_ids: Iterable[int]) -> dict[int, int]:
    """How many deliveries came for each batch."""
    rows = Delivery.objects.filter(batch_id__in=list(batch_ids)).order_by()
    return {key: count for key, count in rows.values_list("batch_id").annotate(Count("pk")) if key is not None}


_HOW = {
    rules.Status.MISSING: noop("chưa có"),
    rules.Status.EXPIRED: noop("đã hết hạn"),
    rules.Status.NOT_YET: noop("chưa có hiệu lực"),
    rules.Status.NO_DOCUMENT: noop("chưa có tệp văn bản"),
    rules.Status.INCOMPLETE: noop("chưa ghi đủ"),
    rules.Status.EXPIRING: noop("sắp hết hạn"),
    rules.Status.HELD: noop("còn hiệu lực"),
}


def how(one: Standing) -> str:
    """In a few words how it stands with one thing."""
    return _HOW[one.status]


def words_of(lacking: Iterable[Standing]) -> list[Sentence]:
    """Each thing that keeps a batch from going on, in words: what, of whom, how, who brings it."""
    return [
        Sentence(
            "{what} của {whom} ({how}; {who} nộp)",
            what=one.requirement.label,
            whom=one.subject,
            how=how(one),
            who=gates.BRINGERS[one.requirement.bringer],
        )
        if one.subject
        else Sentence(
            "{what} ({how}; {who} nộp)",
            what=one.requirement.label,
            how=how(one),
            who=gates.BRINGERS[one.requirement.bringer],
        )
        for one in lacking
    ]


def wanting_words(told: Iterable[Standing]) -> list[Sentence]:
    """What is wanting among all that was looked at, in words."""
    return words_of(rules.wanting(told))


def missing_in_batches(batches: Iterable[Batch]) -> dict[int, list[str]]:
    """The labels of what each batch lacks, each once; the list is asked of every dossier by itself."""
    told = {}
    for key, rows in standings_of_many(batches).items():
        labels = [one.requirement.label for one in rules.wanting(rows) if one.requirement.kind != gates.LIST]
        told[key] = list(dict.fromkeys(labels))
    return told


@dataclass(frozen=True, slots=True)
class BatchPapers:
    """A running batch whose papers somebody must see to."""

    batch: Batch
    wanting: list[Standing]
    expiring: list[Standing]


def batches_to_see_to(person: Any) -> list[BatchPapers]:
    """The batches of a person that run, or are suspended, and lack a paper today or will within thirty days."""
    rows = list(batches_seen_by(person).filter(state__in=(states.RUNNING, states.SUSPENDED)))
    if not rows:
        return []
    told = standings_of_many(rows)
    made = [BatchPapers(one, rules.wanting(told[one.pk]), rules.expiring(told[one.pk])) for one in rows]
    return [one for one in made if one.wanting or one.expiring]


def running() -> list[Batch]:
    """Every batch that runs."""
    return list(Batch.objects.select_related("agency", "contractor").filter(state=states.RUNNING).order_by("pk"))


def closed_batches_of(agency_ids: Iterable[int]) -> tuple[list[Batch], int]:
    """Batches of these agencies that are over, by the day they ended, and how many were ever begun."""
    begun = Batch.objects.filter(agency_id__in=list(agency_ids)).exclude(started_at=None)
    return list(begun.filter(state=states.CLOSED).order_by("ended_at", "pk")), begun.count()


def unwiped_devices(batch_id: object) -> list[SiteDevice]:
    """The devices of a batch that are not both wiped on record and gone, in the order they came."""
    return list(SiteDevice.objects.filter(batch_id=batch_id, left_on__isnull=True).order_by("arrived_on", "pk"))


def paper_count(batch_id: int) -> PaperCount | None:
    """How much paper of a batch is out; None where none went out and no scan came of it: nothing is to come back."""
    from khoso.stages.digitisation import queries as room

    told = room.paper_balance(batch_id)
    if not told.dossiers_out and not told.open_differences and not Delivery.objects.filter(batch_id=batch_id).exists():
        return None
    return PaperCount(told.dossiers_out, told.dossiers_back, told.open_differences, told.is_back)


def why_not_close(one: Batch) -> list[str]:
    """Each reason why a batch cannot be closed; none when it can."""
    return rules.why_not_close([str(device) for device in unwiped_devices(one.pk)], paper_count(one.pk))


def document_for(person: Any, one: Batch, document_id: object) -> BatchDocument | None:
    """A file brought for this batch or for all of its agency's; None when the person may not see it."""
    rows = BatchDocument.objects.select_related("agency").filter(pk=document_id, agency_id=one.agency_id)
    rows = rows.filter(Q(batch=one) | Q(batch__isnull=True))
    firm = firm_of(person)
    if firm is not None:
        rows = rows.filter(Q(contractor__isnull=True) | Q(contractor_id=firm))
    return rows.first()
