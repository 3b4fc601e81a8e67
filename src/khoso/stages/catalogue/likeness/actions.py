"""Handing in how pages and texts look, comparing what changed, and saying whether two dossiers are one."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from khoso.foundation.audit.actions import record
from khoso.kernel import clock
from khoso.kernel.text_vi import one_space
from khoso.stages.catalogue import permissions
from khoso.stages.catalogue.compute import likeness
from khoso.stages.catalogue.likeness import keeping, searching
from khoso.stages.catalogue.likeness.errors import TwinsNotAllowed, VerdictRefused
from khoso.stages.catalogue.likeness.secrets import comparable_ids
from khoso.stages.catalogue.models import Dossier, Fingerprint, TwinPair, TwinVerdict

LONGEST_REASON = 500


def record_likeness(item_id: object, *, pages: Iterable[tuple[int, int]]) -> bool:
    """The scanned pages of an item look like this: page numbers with 64-bit picture hashes, all of them at once.

    Pages that say too little (blank ones) are left out by the caller. Returns whether anything changed.
    """
    prints = [(page, likeness.of_page(phash)) for page, phash in pages]
    return keeping.replace(item_id, Fingerprint.Kind.PAGE, prints)


def record_text_likeness(item_id: object, text: str) -> bool:
    """The pages of an item read like this. Too few words leave no fingerprint. Returns whether anything changed."""
    found = likeness.of_text(text)
    return keeping.replace(item_id, Fingerprint.Kind.TEXT, [(0, found)] if found else [])


@transaction.atomic
def compare(dossier_id: uuid.UUID) -> list[searching.Twins]:
    """Look for the twins of a dossier and keep what was found in the place of what was found before."""
    found = searching.twins_of(dossier_id)
    now = clock.now()
    wanted = {}
    for one in found:
        left, right = sorted((dossier_id, one.other))
        wanted[left, right] = TwinPair(left_id=left, right_id=right, score=one.score, reasons=one.reasons, found_at=now)
    kept = TwinPair.objects.filter(left_id=dossier_id) | TwinPair.objects.filter(right_id=dossier_id)
    gone = [pk for pk, left, right in kept.values_list("pk", "left_id", "right_id") if (left, right) not in wanted]
    TwinPair.objects.filter(pk__in=gone).delete()
    TwinPair.objects.bulk_create(
        [wanted[key] for key in sorted(wanted)],
        update_conflicts=True,
        unique_fields=["left", "right"],
        update_fields=["score", "reasons", "found_at"],
    )
    return found


def compare_due(most: int) -> int:
    """Compare up to so many dossiers that changed. Returns how many."""
    done = 0
    for _each in range(most):
        # One dossier a transaction: what is compared stays compared, wherever the worker dies.
        with transaction.atomic():
            ids = keeping.take_to_search(1)
            for one in Dossier.objects.filter(pk__in=ids).order_by().values_list("pk", flat=True):
                compare(one)
        if not ids:
            break
        done += 1
    return done


@transaction.atomic
def judge_twins(one_id: uuid.UUID, other_id: uuid.UUID, *, verdict: str, reason: str, by: Any) -> TwinVerdict:
    """A person says whether two dossiers are one, and why; a later word takes the place of an earlier one.

    Whoever judges has to have the right for one of the two; the other one's agency is told by the trail and its queue.
    Raises TwinsNotAllowed, VerdictRefused.
    """
    left, right = sorted((one_id, other_id))
    pair = {row.pk: row for row in Dossier.objects.select_related("fonds__agency").filter(pk__in=(left, right))}
    if len(pair) < 2:
        raise VerdictRefused(_("Cần hai hồ sơ khác nhau còn trong danh mục; chưa ghi kết luận nào."))
    if not any(permissions.can_judge_twins(by, row.fonds) for row in pair.values()):
        raise TwinsNotAllowed(_("Anh/chị không có quyền kết luận hồ sơ trùng của hai cơ quan này; chưa ghi gì."))
    if comparable_ids(pair) != set(pair):
        raise VerdictRefused(_("Một trong hai hồ sơ không được đem so (mật hoặc đang bị giữ); chưa ghi kết luận nào."))
    reason = one_space(reason)[:LONGEST_REASON]
    if verdict not in TwinVerdict.Verdict.values or not reason:
        raise VerdictRefused(_("Hãy chọn kết luận và ghi lý do; chưa ghi gì."))
    made, _is_new = TwinVerdict.objects.update_or_create(
        left_id=left, right_id=right, defaults={"verdict": verdict, "reason": reason, "by": by, "at": clock.now()}
    )
    details = {"other": str(right), "verdict": verdict, "reason": reason}
    record("catalogue.twins.judge", subject=("dossier", left), details=details)
    return made
