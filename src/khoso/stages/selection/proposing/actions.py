"""Making lists, changing them while they are open, proposing them to the council, deciding on them."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterable
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from khoso.foundation.audit.actions import record
from khoso.foundation.identity.models import Agency
from khoso.foundation.web.words import told as said
from khoso.kernel import clock
from khoso.kernel.text_vi import one_space
from khoso.kernel.words import Sentence
from khoso.stages.selection import states
from khoso.stages.selection.models import CutoffScenario, SelectionList
from khoso.stages.selection.permissions import can_propose_list
from khoso.stages.selection.proposing import entries
from khoso.stages.selection.proposing.errors import DossiersBlocked, ListNotAllowed, ListRefused
from khoso.stages.selection.proposing.hindrances import hindered
from khoso.stages.selection.states import LIST_STATES

NAMED = 3


@transaction.atomic
def draft_from(
    agency: Agency,
    dossier_ids: Collection[uuid.UUID],
    *,
    title: str,
    cutoff: CutoffScenario | None = None,
    by: Any,
) -> SelectionList:
    """A draft with these dossiers as they stand now. Raises DossiersBlocked when one of them may not go further
    (each named with its clause), ListRefused, ListNotAllowed. Nothing is made then."""
    must_propose(by, agency)
    if not (title := one_space(title)[:300]):
        raise ListRefused(_("Chưa lập: danh mục cần có tên."), "title")
    made = SelectionList.objects.create(
        agency=agency,
        title=title,
        state=states.DRAFT,
        made_by=by,
        cutoff=cutoff,
        recorded_at=None,
    )
    count = _add(made, dossier_ids)
    details = {"title": title, "entries": count}
    record("selection.list.draft", subject=("selection_list", made.pk), agency=agency.code, details=details)
    return made


def must_propose(by: Any, agency: Agency) -> None:
    """Raises ListNotAllowed for who does not make lists of this agency."""
    if not can_propose_list(by, agency):
        raise ListNotAllowed(_("Chưa làm gì: anh/chị không lập danh mục của cơ quan này."))


def held(list_id: int) -> SelectionList:
    """The list, held until the transaction ends."""
    return SelectionList.objects.select_for_update(of=("self",)).select_related("agency").get(pk=list_id)


def _must_be_open(one: SelectionList) -> None:
    if one.state not in states.OPEN:
        raise ListRefused(
            _("Chưa sửa: danh mục đã trình hoặc đã duyệt thì không sửa. Muốn đổi danh mục đã duyệt, hãy lập bản mới.")
        )


def refuse_hindered(dossier_ids: Collection[uuid.UUID], names: dict[uuid.UUID, str] | None = None) -> None:
    """Raises DossiersBlocked when one of these may not go further."""
    found = hindered(dossier_ids)
    if not found:
        return
    first = [
        f"{(names or {}).get(dossier, '') or dossier}: {why[0].message} ({why[0].clause})"
        for dossier, why in list(found.items())[:NAMED]
    ]
    message = Sentence("{count} hồ sơ chưa được đưa vào danh mục: {first}", count=len(found), first="; ".join(first))
    raise DossiersBlocked(said(message), found)


def _add(one: SelectionList, dossier_ids: Iterable[uuid.UUID]) -> int:
    wanted = list(dict.fromkeys(uuid.UUID(str(one)) for one in dossier_ids))
    there = set(one.entries.filter(dossier_id__in=wanted).values_list("dossier_id", flat=True))
    wanted = [dossier for dossier in wanted if dossier not in there]
    found = entries.dossiers_of(wanted, one.agency_id)
    if strangers := len(wanted) - len(found):
        raise ListRefused(
            said(Sentence("Chưa thêm: {count} hồ sơ không thuộc cơ quan này hoặc không còn.", count=strangers))
        )
    refuse_hindered(wanted, {dossier.pk: dossier.reference_code for dossier in found})
    return entries.write(one, found)


@transaction.atomic
def add_entries(one: SelectionList, dossier_ids: Iterable[uuid.UUID], *, by: Any) -> int:
    """Put more dossiers on an open list; those on it already are left. Raises DossiersBlocked, ListRefused."""
    one = held(one.pk)
    must_propose(by, one.agency)
    _must_be_open(one)
    count = _add(one, dossier_ids)
    record(
        "selection.list.add",
        subject=("selection_list", one.pk),
        agency=one.agency.code,
        details={"title": one.title, "entries": count},
    )
    return count


@transaction.atomic
def remove_entries(one: SelectionList, entry_ids: Iterable[int], *, by: Any) -> int:
    """Take entries off an open list."""
    one = held(one.pk)
    must_propose(by, one.agency)
    _must_be_open(one)
    gone = one.entries.filter(pk__in=list(entry_ids))
    codes = list(gone.values_list("reference_code", flat=True)[:50])
    count, _kinds = gone.delete()
    if count:
        details = {"title": one.title, "entries": count, "codes": codes}
        record("selection.list.remove", subject=("selection_list", one.pk), agency=one.agency.code, details=details)
    return count


@transaction.atomic
def rename(one: SelectionList, title: str, note: str, *, by: Any) -> SelectionList:
    """Another title or note of an open list."""
    one = held(one.pk)
    must_propose(by, one.agency)
    _must_be_open(one)
    if not (title := one_space(title)[:300]):
        raise ListRefused(_("Chưa ghi: danh mục cần có tên."), "title")
    before = one.title
    one.title, one.note = title, note.strip()[:2000]
    one.save(update_fields=["title", "note"])
    record(
        "selection.list.rename",
        subject=("selection_list", one.pk),
        agency=one.agency.code,
        details={"title": [before, title]},
    )
    return one


@transaction.atomic
def propose(one: SelectionList, *, by: Any) -> SelectionList:
    """Hand the list to the council. What keeps a dossier out is asked again: facts may have changed since it was added.

    The entries are written anew from the catalogue, so that the council sees each dossier as it is today.
    """
    one = held(one.pk)
    must_propose(by, one.agency)
    state = LIST_STATES.next(one.state, "propose")
    refuse_unready(one)
    entries.refresh(one)
    one.state, one.proposed_by, one.proposed_at = state, by, clock.now()
    one.save(update_fields=["state", "proposed_by", "proposed_at"])
    record(
        "selection.list.propose",
        subject=("selection_list", one.pk),
        agency=one.agency.code,
        details={"title": one.title, "entries": one.entries.filter(is_struck=False).count()},
    )
    return one


def refuse_unready(one: SelectionList) -> None:
    """Raises ListRefused for an empty list, DossiersBlocked when one of its dossiers may not go further."""
    standing = one.entries.filter(is_struck=False)
    codes = dict(standing.exclude(dossier=None).values_list("dossier_id", "reference_code"))
    if not standing.exists():
        raise ListRefused(_("Chưa trình: danh mục chưa có hồ sơ nào."))
    refuse_hindered(list(codes), codes)


@transaction.atomic
def withdraw(one: SelectionList, reason: str, *, by: Any) -> SelectionList:
    """Take a list back before the council has passed it. It stays to be read."""
    one = held(one.pk)
    must_propose(by, one.agency)
    state = LIST_STATES.next(one.state, "withdraw")
    if not (reason := one_space(reason)[:1000]):
        raise ListRefused(_("Chưa rút: hãy nêu lý do."), "reason")
    if one.sessions.filter(state__in=[states.CALLED, states.OPENED]).exists():
        raise ListRefused(_("Chưa rút: đang có phiên họp về danh mục này. Hãy hủy phiên họp trước."))
    one.state, one.returned_reason = state, reason
    one.save(update_fields=["state", "returned_reason"])
    record(
        "selection.list.withdraw",
        subject=("selection_list", one.pk),
        agency=one.agency.code,
        details={"title": one.title, "reason": reason},
    )
    return one


@transaction.atomic
def revise(one: SelectionList, *, by: Any) -> SelectionList:
    """A new version of an approved list, with what stands on it. It replaces the old one once it is approved."""
    one = held(one.pk)
    must_propose(by, one.agency)
    if one.state != states.APPROVED:
        raise ListRefused(_("Chưa lập: chỉ danh mục đang có hiệu lực mới có bản mới."))
    if SelectionList.objects.filter(replaces=one).exclude(state=states.WITHDRAWN).exists():
        raise ListRefused(_("Chưa lập: đã có bản mới đang làm của danh mục này."))
    made = SelectionList.objects.create(
        agency=one.agency,
        title=one.title,
        state=states.DRAFT,
        version=one.version + 1,
        replaces=one,
        made_by=by,
        note=one.note,
        recorded_at=None,
    )
    count = entries.copy(one, made)
    record(
        "selection.list.revise",
        subject=("selection_list", made.pk),
        agency=one.agency.code,
        details={"title": one.title, "version": made.version, "replaces": one.pk, "entries": count},
    )
    return made
