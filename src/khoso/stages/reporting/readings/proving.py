"""What the rooms' work proves of the programme: news says that something happened, the rooms' queries say what stands.

Nothing is counted up from news, which may come twice or late: every time the rooms are asked how much there is, and the
programme is told that. The same again changes nothing there. Work on a list is proved in part until every dossier of
the agency's approved lists has come so far; a list approved later opens it again.

# Luật: KH 82 I.2.b (rõ kết quả), Phụ lục II
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from khoso.engines import jobs
from khoso.foundation.identity import queries as identity
from khoso.foundation.web.formats import number
from khoso.foundation.web.words import told
from khoso.kernel import clock
from khoso.stages.acceptance import queries as acceptance
from khoso.stages.catalogue import queries as catalogue
from khoso.stages.digitisation import queries as digitisation
from khoso.stages.inspection import queries as inspection
from khoso.stages.packages import queries as packages
from khoso.stages.programme import actions as programme
from khoso.stages.reporting.readings import queries
from khoso.stages.selection import queries as selection

LISTS, LISTED = "list.approved", "selection.lists_approved"
GATES = "gate"
WIPED = "devices.wiped"
# Papers before scanning that the plan asks for, see the programme's `rules.PROOFS`.
GATE_KINDS = frozenset({"site", "devices", "security_plan", "rules", "undertaking"})

# (dossier ids) → those of them that came so far.
CameSoFar = Callable[[list[Any]], Collection[Any]]
# Proof → the figure whose list shows it, and who says which dossiers came so far.
TRAVELLED: dict[str, tuple[str, CameSoFar]] = {
    "digitised": ("inspection.dossiers_signed", inspection.signed_dossiers),
    "batch.accepted": ("acceptance.dossiers_accepted", acceptance.accepted_among),
    "data.loaded": ("packages.dossiers_loaded", packages.stored_among),
}


def ask(key: str, agency_id: int) -> None:
    """Have this proof looked at again for an agency, or for the heir of one that is no more. Much news, one job."""
    shown = identity.whole_heirs().get(agency_id, agency_id)
    jobs.enqueue("reporting.prove", key=key, agency_id=shown, once=f"prove:{key}:{shown}")


def ask_all() -> None:
    """Have everything looked at again: a plan may be loaded long after what proves its tasks."""
    agencies = queries.participants()
    counted = queries.values([LISTED], clock.now(), agencies).get(LISTED, {})
    for agency in agencies:
        for key in (LISTS, *TRAVELLED) if counted.get(agency) else ():
            ask(key, agency)
    for agency in {one.agency_id for one in digitisation.gates_of(queries.shares_of(agencies))}:
        ask(GATES, agency)
    for agency in agencies:
        ask(WIPED, agency)


def prove(key: str, agency_id: int) -> None:
    """Tell the programme what stands of one proof for an agency and for those that went wholly into it."""
    agencies = [one for one, shown in queries.shares_of([agency_id]).items() if shown == agency_id]
    if key == LISTS:
        _prove_lists(agency_id, agencies)
    elif key == GATES:
        _prove_gates(agency_id, agencies)
    elif key == WIPED:
        _prove_wiped(agency_id, agencies)
    else:
        _prove_travelled(key, agency_id, agencies)


def _prove_lists(agency_id: int, agencies: list[int]) -> None:
    for one in selection.lists_of(agencies):
        about = _("{title}: Quyết định {number}").format(title=one.title, number=one.decision_number)
        programme.record_proof(
            LISTS,
            agency_id=agency_id,
            subject=("selection_list", one.pk),
            about=about,
            url=queries.evidence_url(LISTED, agency_id),
            happened_on=one.decision_date,
        )


def _prove_gates(agency_id: int, agencies: list[int]) -> None:
    """A paper proves while it holds; one that ran out proved what it proved."""
    for one in digitisation.gates_of(agencies):
        if one.kind in GATE_KINDS and one.valid_from <= clock.today():
            programme.record_proof(
                f"gate.{one.kind}",
                agency_id=agency_id,
                subject=("gate", one.pk),
                about=f"{told(one.get_kind_display())}: {one.document_number}",
                url=reverse("digitisation:delivery-list"),
                happened_on=one.valid_from,
            )


def _prove_wiped(agency_id: int, agencies: list[int]) -> None:
    """A batch closes only when each device was wiped and left: of the batches that were begun, how many are over."""
    closed, begun = digitisation.closed_batches_of(agencies)
    if not closed:
        return
    ended = closed[-1].ended_at
    programme.record_proof(
        WIPED,
        agency_id=agency_id,
        subject=("agency", agency_id),
        about=_("{done} trên {total} đợt số hóa đã xóa dữ liệu trên mọi thiết bị và kết thúc").format(
            done=number(len(closed)), total=number(begun)
        ),
        url=reverse("digitisation:batches"),
        happened_on=ended.astimezone(clock.VIETNAM).date() if ended else clock.today(),
        percent=100 * len(closed) // begun,
        is_complete=len(closed) == begun,
    )


def _prove_travelled(key: str, agency_id: int, agencies: list[int]) -> None:
    """How many dossiers of the approved lists came so far, of how many the lists name."""
    figure, came = TRAVELLED[key]
    listed = selection.approved_among(catalogue.dossier_ids_of(agencies))
    done = len(came(list(listed)))
    total = queries.values([selection.COUNTED_BY], clock.now(), [agency_id])[selection.COUNTED_BY][agency_id]
    if not done or not total:
        return
    programme.record_proof(
        key,
        agency_id=agency_id,
        subject=("agency", agency_id),
        about=_("{done} trên {total} hồ sơ trong danh mục đã phê duyệt").format(done=number(done), total=number(total)),
        url=queries.evidence_url(figure, agency_id),
        happened_on=_last_day(figure, agency_id),
        percent=min(100, 100 * done // total),
        is_complete=done >= total,
    )


def _last_day(figure: str, agency_id: int) -> date:
    """The day on which the last of them came."""
    newest = queries.lines_of(figure, agency_id, clock.now(), 0, 1)
    at = newest[0].at if newest else None
    return at.astimezone(clock.VIETNAM).date() if at else clock.today()
