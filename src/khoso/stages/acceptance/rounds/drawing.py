"""Drawing up the minutes of a round and of each of its deliveries."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from khoso.foundation.audit.actions import record
from khoso.kernel.text_vi import one_space
from khoso.stages.acceptance.models import AcceptanceRound, SignedMinutes
from khoso.stages.acceptance.rounds import counting, figures, papers
from khoso.stages.acceptance.rounds.actions import SUBJECT, held, must_not_have_made, must_open
from khoso.stages.acceptance.rounds.errors import FiguresChanged, RoundRefused
from khoso.stages.acceptance.rounds.minutes import ACCEPTANCE, HANDING, Draft, Side, canonical, checked_sides, draw_up
from khoso.stages.acceptance.states import ROUND_STATES
from khoso.stages.digitisation import queries as digitisation


@transaction.atomic
def minute_round(
    one: AcceptanceRound,
    number: str,
    sides: Sequence[Side],
    *,
    place: str = "",
    note: str = "",
    seen: str = "",
    by: Any,
) -> SignedMinutes:
    """Write the minutes of acceptance: from now on the counted rows do not change.

    `seen`: the digest of the figures the writer looked at. Raises RoundRefused, RoundNotAllowed, FiguresChanged.
    """
    one = held(one.pk)
    must_open(by, one.agency)
    state = ROUND_STATES.next(one.state, "minute")
    must_not_have_made(by, list(one.deliveries.order_by().values_list("pk", flat=True)))
    number = _checked(number)
    if (seen and seen != one.digest) or counting.digest_of(one) != one.digest:
        raise FiguresChanged(_("Chưa lập: số liệu đã khác với bản vừa xem. Hãy kiểm đếm lại rồi lập biên bản."))
    if counting.taken_elsewhere(one, list(one.dossiers.filter(is_accepted=True).values_list("dossier_id", flat=True))):
        raise RoundRefused(_("Chưa lập: có hồ sơ vừa được nghiệm thu ở đợt khác. Hãy kiểm đếm lại."))
    told = checked_sides(sides)
    paper = papers.acceptance_paper(one, number, told, one_space(place)[:200], note.strip())
    accepted = figures.volume([one.pk], is_accepted=True)
    rejected = figures.volume([one.pk], is_accepted=False)
    facts = {
        "rows": one.digest,
        "accepted": _volume(accepted),
        "rejected": _volume(rejected),
        "reasons": figures.reasons(one),
    }
    draft = Draft(
        ACCEPTANCE,
        one.agency,
        one.batch,
        number,
        told,
        facts,
        one_space(place)[:200],
        note.strip(),
        round=one,
    )
    made = draw_up(draft, paper, by=by)
    one.state = state
    one.save(update_fields=["state"])
    details = {"title": one.title, "number": number, "digest": one.digest}
    record("acceptance.round.minute", subject=(SUBJECT, one.pk), agency=one.agency.code, details=details)
    return made


def _checked(number: str) -> str:
    if not (number := one_space(number)[:60]):
        raise RoundRefused(_("Chưa lập: hãy ghi số của biên bản."), "number")
    return number


def _volume(told: figures.Volume) -> dict[str, Any]:
    return {
        "dossiers": told.dossiers,
        "items": told.items,
        "pages": told.pages,
        "blanks": told.blanks,
        "fields": told.fields,
        "classes": sorted([size, condition, count] for (size, condition), count in told.classes.items()),
    }


@transaction.atomic
def minute_handing(
    batch: Any, delivery: Any, number: str, sides: Sequence[Side], *, place: str = "", note: str = "", by: Any
) -> SignedMinutes:
    """Write the minutes of the hand-over of one delivery. Raises RoundRefused, RoundNotAllowed.

    # Luật: TT 05/2025 Đ.9.8 (mỗi lần bàn giao có biên bản)
    """
    must_open(by, batch.agency)
    number = _checked(number)
    if delivery.batch_id != batch.pk:
        raise RoundRefused(_("Chưa lập: lô giao nộp này không thuộc đợt số hóa."))
    if delivery.file_count is None:
        raise RoundRefused(_("Chưa lập: lô giao nộp chưa nhận xong."))
    standing = SignedMinutes.objects.filter(kind=HANDING, delivery=delivery, state__in=["open", "signed"])
    if standing.exists():
        raise RoundRefused(_("Chưa lập: lô giao nộp này đã có biên bản bàn giao."))
    told, facts = checked_sides(sides), handed(delivery)
    paper = papers.handing_paper(batch, delivery, facts, number, told, one_space(place)[:200], note.strip())
    draft = Draft(
        HANDING,
        batch.agency,
        batch,
        number,
        told,
        facts,
        one_space(place)[:200],
        note.strip(),
        delivery=delivery,
    )
    return draw_up(draft, paper, by=by)


def handed(delivery: Any) -> dict[str, Any]:
    """What a delivery brought, counted from its files, with the digest of their list."""
    rows = list(delivery.files.order_by("path").values_list("path", "sha256", "size", "pages", "state"))
    sha = hashlib.sha256()
    for row in rows:
        sha.update(canonical(list(row)).encode() + b"\n")
    return {
        "rows": sha.hexdigest(),
        "dossiers": digitisation.dossier_numbers([delivery.pk])[delivery.pk],
        "files": len(rows),
        "bytes": sum(row[2] for row in rows),
        "checked": sum(row[4] == "checked" for row in rows),
        "pages": sum(row[3] for row in rows if row[4] == "checked"),
        "stopped": sum(row[4] in ("refused", "quarantined") for row in rows),
        "waiting": sum(row[4] == "registered" for row in rows),
    }
