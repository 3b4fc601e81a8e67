"""Edits of many dossiers at once: shown before, done in parts that can be stopped and gone on with, undone whole."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction
from django.http import QueryDict
from django.utils.translation import gettext as _

from khoso.engines import jobs
from khoso.foundation.audit.actions import Actor, acting_as, present_actor, record
from khoso.foundation.identity.models import Person
from khoso.foundation.identity.permissions import agencies_of
from khoso.foundation.provenance import agents
from khoso.foundation.provenance.actions import record_event
from khoso.foundation.provenance.events import EventType
from khoso.kernel import clock, news
from khoso.kernel.text_vi import one_space
from khoso.kernel.words import noop
from khoso.stages.catalogue import rules
from khoso.stages.catalogue.browsing import asking, bulk_rules, conditions, facets, pages
from khoso.stages.catalogue.browsing.errors import BulkEditNotAllowed, BulkEditRefused
from khoso.stages.catalogue.events import ItemDescribed
from khoso.stages.catalogue.models import BulkEdit, Dossier, Item, Revision, Series
from khoso.stages.catalogue.permissions import DESCRIBERS, can_describe

PART = 500
# So many are looked at one by one for the preview; of more, the first.
PREVIEWED = 5000
SAMPLES = 12
MOST_TOLD = 1000
DOSSIER, ITEM = "dossier", "item"
State = BulkEdit.State


@dataclass
class Preview:
    """What an edit would do: of `total` dossiers, `looked` were looked at one by one."""

    total: int
    looked: int = 0
    changing: int = 0
    same: int = 0
    refused: dict[str, int] = field(default_factory=dict)
    samples: list[tuple[Dossier, list[tuple[str, Any, Any]]]] = field(default_factory=list)
    refused_samples: list[tuple[Dossier, str]] = field(default_factory=list)


@dataclass(frozen=True)
class Scope:
    """Which dossiers: these ids, or all an address asks for."""

    ids: tuple[uuid.UUID, ...] = ()
    filter: str = ""

    def part(self, person: Any, after: uuid.UUID | None, size: int) -> list[uuid.UUID]:
        """Ids of the next dossiers behind `after`, in the order of ids."""
        if self.ids:
            return [one for one in sorted(self.ids) if after is None or one > after][:size]
        asked = self.asked()
        return pages.ids(conditions.reach(person, asked), asked, after=after, size=size)

    def asked(self) -> asking.Asked:
        return asking.read(QueryDict(self.filter.removeprefix("?")))

    def total(self, person: Any) -> int:
        if self.ids:
            return len(self.ids)
        asked = self.asked()
        return facets.counts(conditions.reach(person, asked), asked).total.dossiers


def preview(person: Any, scope: Scope, changes: Mapping[str, Any]) -> Preview:
    """What `changes` would do to `scope`, without doing it. Raises BulkEditRefused."""
    _check(changes)
    told = Preview(scope.total(person))
    after: uuid.UUID | None = None
    while told.looked < PREVIEWED and (part := scope.part(person, after, PART)):
        after = part[-1]
        for dossier, wanted, why in _decided(person, part, changes, since=clock.now(), batch=None):
            told.looked += 1
            if why:
                told.refused[why] = told.refused.get(why, 0) + 1
                if len(told.refused_samples) < SAMPLES:
                    told.refused_samples.append((dossier, why))
            elif not wanted:
                told.same += 1
            else:
                told.changing += 1
                if len(told.samples) < SAMPLES:
                    pairs = [(name, getattr(dossier, name), value) for name, value in wanted.items()]
                    told.samples.append((dossier, pairs))
    return told


@transaction.atomic
def begin(
    person: Any, scope: Scope, changes: Mapping[str, Any], *, reason: str, seen_at: datetime, once: uuid.UUID
) -> BulkEdit:
    """Let a job make `changes` in `scope`, as the preview at `seen_at` showed; `once` sent again begins nothing anew.

    Raises BulkEditNotAllowed, BulkEditRefused.
    """
    if not can_describe(person):
        raise BulkEditNotAllowed(_("Chưa sửa: anh/chị không có quyền mô tả hồ sơ."))
    _check(changes)
    if not (why := one_space(reason)):
        raise BulkEditRefused(_("Chưa sửa: hãy ghi lý do sửa."), "reason")
    total = scope.total(person)
    if not total:
        raise BulkEditRefused(_("Chưa sửa: chưa chọn hồ sơ nào."))
    said = {"ids": [str(one) for one in scope.ids], "filter": scope.filter, "seen_at": seen_at.isoformat()}
    edit, made = BulkEdit.objects.get_or_create(
        pk=once,
        defaults={
            "author": person,
            "at": clock.now(),
            "reason": why[:500],
            "subject_kind": DOSSIER,
            "scope": said,
            "changes": dict(changes),
            "total": total,
        },
    )
    if made:
        _ask(edit)
    return edit


def _check(changes: Mapping[str, Any]) -> None:
    if not changes:
        raise BulkEditRefused(_("Chưa sửa: chưa chọn trường nào để sửa."))
    for name, why in bulk_rules.wrong(changes).items():
        raise BulkEditRefused(why, name)


def _ask(edit: BulkEdit) -> None:
    jobs.enqueue("catalogue.edit_many", edit_id=str(edit.pk), lock=f"bulk:{edit.pk}", once=f"bulk:{edit.pk}")


def _held(edit_id: object) -> BulkEdit:
    return BulkEdit.objects.select_for_update(of=("self",)).select_related("author").get(pk=edit_id)


def _mine(person: Any, edit: BulkEdit) -> None:
    if edit.author_id != person.pk or not can_describe(person):
        raise BulkEditNotAllowed(_("Chưa làm gì: chỉ người đã sửa hàng loạt mới dừng, chạy tiếp hoặc hoàn tác được."))


@transaction.atomic
def stop(person: Any, edit_id: object) -> None:
    """Stop after the part that is being written; what was changed stays, and can be gone on with or undone."""
    edit = _held(edit_id)
    _mine(person, edit)
    if edit.state in (State.WAITING, State.RUNNING):
        edit.state = State.STOPPED
        edit.save(update_fields=["state"])
        record("catalogue.bulk.stop", subject=("bulk_edit", edit.pk), details={"done": edit.done})


@transaction.atomic
def go_on(person: Any, edit_id: object) -> None:
    """Go on where it stopped."""
    edit = _held(edit_id)
    _mine(person, edit)
    if edit.state == State.STOPPED:
        edit.state = State.WAITING
        edit.save(update_fields=["state"])
        record("catalogue.bulk.resume", subject=("bulk_edit", edit.pk), details={"done": edit.done})
        _ask(edit)


@transaction.atomic
def undo(person: Any, edit_id: object) -> None:
    """Give every dossier back what it said before, but for those somebody changed since."""
    edit = _held(edit_id)
    _mine(person, edit)
    if edit.state in (State.DONE, State.STOPPED):
        edit.state, edit.undone_by = State.UNDOING, Person.objects.get(pk=person.pk)
        edit.scope = {**edit.scope, "undo_after": 0, "given_back": 0}
        edit.kept = []
        edit.save(update_fields=["state", "undone_by", "scope", "kept"])
        _ask(edit)


@transaction.atomic
def give_up(edit_id: object) -> None:
    """The job failed for good: the edit stands where it came, to be gone on with or undone."""
    edit = _held(edit_id)
    if edit.state in (State.WAITING, State.RUNNING):
        edit.state = State.STOPPED
        edit.save(update_fields=["state"])


def run(edit_id: object) -> None:
    """Work on an edit, part by part, each in one transaction with how far it came, until it is over or stopped."""
    edit = BulkEdit.objects.select_related("author").get(pk=edit_id)
    person = edit.author
    if person is None:
        return
    with acting_as(Actor(person.username, person.full_name, person_id=person.pk)):
        step = _give_back_part if edit.state == State.UNDOING else _change_part
        while step(edit_id):
            pass


@transaction.atomic
def _change_part(edit_id: object) -> bool:
    """Change the next dossiers; False when there is nothing more to do."""
    edit = _held(edit_id)
    if edit.state not in (State.WAITING, State.RUNNING):
        return False
    edit.state = State.RUNNING
    person: Any = edit.author
    said = edit.scope
    scope = Scope(tuple(uuid.UUID(one) for one in said["ids"]), said["filter"])
    after = uuid.UUID(said["after"]) if said.get("after") else None
    part = scope.part(person, after, PART)
    if not part:
        edit.state = State.DONE
        changed = Revision.objects.filter(batch=edit.pk, subject_kind=DOSSIER)
        record(
            "catalogue.dossiers.edit",
            subject=("bulk_edit", edit.pk),
            details={"reason": edit.reason, "fields": sorted(edit.changes), **_what(changed)},
        )
        edit.save()
        return False
    seen_at = datetime.fromisoformat(said["seen_at"])
    changing, kept = [], []
    for dossier, wanted, why in _decided(person, part, edit.changes, since=seen_at, batch=edit.pk, hold=True):
        if why:
            kept.append((dossier, why))
        elif wanted:
            changing.append((dossier, wanted))
    _write(changing, reason=edit.reason, batch=edit.pk)
    edit.done += len(part)
    edit.scope = {**said, "after": str(part[-1]), "changed": said.get("changed", 0) + len(changing)}
    _tell_kept(edit, kept)
    edit.save()
    return True


@transaction.atomic
def _give_back_part(edit_id: object) -> bool:
    edit = _held(edit_id)
    if edit.state != State.UNDOING:
        return False
    after = edit.scope.get("undo_after", 0)
    rows = list(Revision.objects.filter(batch=edit.pk, pk__gt=after).order_by("pk")[:PART])
    batch = uuid.uuid5(edit.pk, "undo")
    if not rows:
        edit.state, edit.undone_at = State.UNDONE, clock.now()
        record(
            "catalogue.dossiers.give_back",
            subject=("bulk_edit", edit.pk),
            details={"reason": edit.reason, **_what(Revision.objects.filter(batch=batch, subject_kind=DOSSIER))},
        )
        edit.save()
        return False
    kept: list[tuple[Any, str]] = []
    given: dict[str, list[tuple[Any, dict[str, Any]]]] = {DOSSIER: [], ITEM: []}
    for kind, model in ((DOSSIER, Dossier), (ITEM, Item)):
        wanted = {row.subject_id: row for row in rows if row.subject_kind == kind}
        held = model.objects.select_for_update().filter(pk__in=wanted).order_by("pk")  # type: ignore[attr-defined]
        for subject in held:
            row = wanted[subject.pk]
            now = {name: bulk_rules.plain(getattr(subject, name)) for name in row.after}
            if now != row.after:
                kept.append((subject, noop("Đã có người sửa sau lần sửa hàng loạt này; giữ như hiện nay.")))
            else:
                given[kind].append((subject, row.before))
    taken = _taken([dossier for dossier, _w in given[DOSSIER]], dict(given[DOSSIER]))
    kept += [(one, noop("Hộp đó đã có hồ sơ cùng mục lục và số.")) for one, _w in given[DOSSIER] if one.pk in taken]
    back = [(one, before) for one, before in given[DOSSIER] if one.pk not in taken]
    reason = f"Hoàn tác: {edit.reason}"
    _write(back, reason=reason, batch=batch, with_items=False)
    _write_items(given[ITEM], reason=reason, batch=batch)
    edit.scope = {
        **edit.scope,
        "undo_after": rows[-1].pk,
        "given_back": edit.scope.get("given_back", 0) + len(back),
    }
    _tell_kept(edit, kept)
    edit.save()
    return True


def _what(revisions: Any) -> dict[str, Any]:
    """How many dossiers, and a digest of their ids in order."""
    digest, count = hashlib.sha256(), 0
    for one in revisions.order_by("subject_id").values_list("subject_id", flat=True).iterator(chunk_size=5000):
        digest.update(f"{one}\n".encode())
        count += 1
    return {"count": count, "digest": digest.hexdigest()}


def _tell_kept(edit: BulkEdit, kept: Iterable[tuple[Any, str]]) -> None:
    kept = list(kept)
    edit.scope = {**edit.scope, "kept_count": edit.scope.get("kept_count", 0) * bool(edit.kept) + len(kept)}
    room = MOST_TOLD - len(edit.kept)
    edit.kept = edit.kept + [
        {
            "id": str(one.pk),
            "kind": one._meta.model_name,
            "code": one.reference_code,
            "title": str(one)[:200],
            "why": why,
        }
        for one, why in kept[:room]
    ]


def _decided(
    person: Any,
    part: list[uuid.UUID],
    changes: Mapping[str, Any],
    *,
    since: datetime,
    batch: uuid.UUID | None,
    hold: bool = False,
) -> Iterable[tuple[Dossier, dict[str, Any], str]]:
    """Each dossier of a part with what would change, and why it may not."""
    rows = Dossier.objects.select_related("fonds").filter(pk__in=part).order_by("pk")
    if hold:
        rows = rows.select_for_update(of=("self",))
    dossiers = list(rows)
    reach = agencies_of(person, DESCRIBERS)
    changed: dict[uuid.UUID, str] = {}
    if batch is not None:
        later = Revision.objects.filter(subject_kind=DOSSIER, subject_id__in=part, at__gt=since).exclude(batch=batch)
        changed = dict(later.order_by("at").values_list("subject_id", "author"))
    series = Series.objects.filter(pk=changes[bulk_rules.SERIES]).first() if changes.get(bulk_rules.SERIES) else None
    wanted = {one.pk: bulk_rules.wanted_of(one, changes) for one in dossiers}
    taken = _taken(dossiers, {one: wanted[one.pk] for one in dossiers})
    for one in dossiers:
        around = bulk_rules.Circumstances(
            may_describe=reach is None or one.fonds.agency_id in reach,
            changed_since_by=changed.get(one.pk, ""),
            is_new=one.registered_at > since,
            is_place_taken=one.pk in taken,
            is_series_of_fonds=series is None or series.fonds_id == one.fonds_id,
        )
        yield one, wanted[one.pk], bulk_rules.refusal(one, wanted[one.pk], around)


def _taken(dossiers: list[Dossier], wanted: Mapping[Dossier, Mapping[str, Any]]) -> set[uuid.UUID]:
    """Those whose new box already holds their number, or would hold it twice."""
    moving = [one for one in dossiers if "box" in wanted[one]]
    if not moving:
        return set()

    def place(one: Dossier, box: str) -> tuple[Any, ...]:
        return (one.fonds_id, one.register_number, box, one.number)

    boxes = {str(wanted[one]["box"]) for one in moving}
    there = set(
        Dossier.objects.filter(
            fonds_id__in={one.fonds_id for one in moving}, box__in=boxes, number__in={one.number for one in moving}
        ).values_list("fonds_id", "register_number", "box", "number")
    )
    taken = set()
    for one in moving:
        new = place(one, str(wanted[one]["box"]))
        if new in there:
            taken.add(one.pk)
        there.add(new)
    return taken


def _write(
    changing: list[tuple[Dossier, dict[str, Any]]], *, reason: str, batch: uuid.UUID, with_items: bool = True
) -> None:
    """Write what changes, a revision for each; papers of a dossier that is closed more are closed too."""
    if not changing:
        return
    _revise(DOSSIER, changing, reason, batch)
    names = sorted({name for _one, wanted in changing for name in wanted})
    for one, wanted in changing:
        for name, value in wanted.items():
            setattr(one, name, value)
    Dossier.objects.bulk_update([one for one, _w in changing], names, batch_size=PART)
    if with_items and "access_code" in names:
        modes = {one.pk: one.access_code for one, wanted in changing if "access_code" in wanted}
        items = Item.objects.select_for_update().filter(dossier_id__in=modes).order_by("pk")
        closed = [(one, rules.stricter(modes[one.dossier_id], one.access_code)) for one in items]
        stricter = [(one, {"access_code": mode}) for one, mode in closed if mode != one.access_code]
        _write_items(stricter, reason=reason, batch=batch)


def _write_items(changing: list[tuple[Item, dict[str, Any]]], *, reason: str, batch: uuid.UUID) -> None:
    if not changing:
        return
    _revise(ITEM, changing, reason, batch)
    for one, wanted in changing:
        for name, value in wanted.items():
            setattr(one, name, value)
    Item.objects.bulk_update([one for one, _w in changing], ["access_code"], batch_size=PART)
    for one, _wanted in changing:
        record_event(
            EventType.METADATA_MODIFICATION,
            subject=("item", one.pk),
            agents=[agents.acting()],
            once=str(Revision.objects.filter(subject_kind=ITEM, subject_id=one.pk).count()),
            detail=f"{reason}: access_code",
        )
        news.publish(ItemDescribed(item_id=str(one.pk)))


def _revise(kind: str, changing: Iterable[tuple[Any, Mapping[str, Any]]], reason: str, batch: uuid.UUID) -> None:
    at, author = clock.now(), present_actor().username
    Revision.objects.bulk_create(
        [
            Revision(
                subject_kind=kind,
                subject_id=one.pk,
                at=at,
                author=author,
                reason=reason[:500],
                before={name: bulk_rules.plain(getattr(one, name)) for name in wanted},
                after={name: bulk_rules.plain(value) for name, value in wanted.items()},
                batch=batch,
            )
            for one, wanted in changing
        ],
        batch_size=PART,
    )
