"""Rounds, minutes and liquidation of a batch, for the table of who opens what from near and far."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.house import person

from khoso.engines import blobs
from khoso.kernel import clock
from khoso.stages.acceptance.models import AcceptanceRound, SignedMinutes, SigningSide
from khoso.stages.digitisation.models import Batch

Row = tuple[Callable[..., list[Any]], set[str], set[str], set[str]]
WORKING = {"clerk", "council_member", "supervisor", "head", "contractor_operator", "contractor_lead"}
FAR = {"home_affairs", "archivist"}
KEEPING = {"clerk", "supervisor", "head"}
GET, POST, BOTH = {"get"}, {"post"}, {"get", "post"}


def batch_of(line: Any) -> Any:
    """A batch of the line's agency with the line's delivery; made once."""
    made, _ = Batch.objects.get_or_create(
        agency=line.agency, number=1, defaults={"title": "Đợt một", "state": "running", "made_at": clock.now()}
    )
    type(line.delivery).objects.filter(pk=line.delivery.pk).update(batch=made)
    return made


def round_of(line: Any, state: str = "counted") -> AcceptanceRound:
    batch = batch_of(line)
    made: AcceptanceRound = AcceptanceRound.objects.create(
        batch=batch,
        agency=line.agency,
        number=AcceptanceRound.objects.count() + 1,
        title="Đợt một",
        state=state,
        made_at=clock.now(),
        certificate_pdf=blobs.store().put_bytes(b"%PDF-1.7").sha256,
    )
    made.deliveries.set([line.delivery])
    return made


def minutes_of(line: Any) -> SignedMinutes:
    """Minutes of which one side signs on paper and one belongs to somebody who is not asked here."""
    kept = blobs.store().put_bytes(b"%PDF-1.7").sha256
    one = round_of(line, "minuted")
    made: SignedMinutes = SignedMinutes.objects.create(
        kind="acceptance",
        agency=line.agency,
        batch=one.batch,
        round=one,
        number=f"{one.number:02d}/BB-NT",
        digest="0" * 64,
        figures_digest="0" * 64,
        docx=kept,
        drawn_pdf=kept,
        made_by=person("nguoi-lap"),
        made_at=clock.now(),
    )
    common = {"minutes": made, "organisation": "Đơn vị", "name": "Người ký", "scan_sha256": kept}
    SigningSide.objects.create(order=1, part="client", person=person("nguoi-ky"), **common)
    SigningSide.objects.create(order=2, part="contractor", scan_name="a.pdf", scan_type="application/pdf", **common)
    return made


def minutes_once(line: Any) -> SignedMinutes:
    """The same minutes for every page that is opened."""
    return SignedMinutes.objects.first() or minutes_of(line)


def _a_round(state: str = "counted", *more: Any) -> Callable[..., list[Any]]:
    return lambda line, held, lent: [round_of(line, state).pk, *more]


def _minutes(*more: Any) -> Callable[..., list[Any]]:
    return lambda line, held, lent: [minutes_of(line).pk, *more]


def _batch(line: Any, held: Any, lent: Any) -> list[Any]:
    return [batch_of(line).pk]


def _delivery(line: Any, held: Any, lent: Any) -> list[Any]:
    batch_of(line)
    return [line.delivery.pk]


ROWS: dict[str, Row] = {
    "acceptance:round": (_a_round(), GET, WORKING, FAR),
    "acceptance:round-open": (_batch, BOTH, KEEPING, set()),
    "acceptance:round-count": (_a_round(), POST, KEEPING, set()),
    "acceptance:round-cancel": (_a_round(), POST, KEEPING, set()),
    "acceptance:round-certify": (_a_round("signed"), POST, {"head"}, set()),
    "acceptance:round-certificate": (_a_round("certified", "pdf"), GET, WORKING, FAR),
    "acceptance:round-evidence": (_a_round(), GET, WORKING, FAR),
    "acceptance:round-evidence-file": (_a_round(), GET, WORKING, FAR),
    "acceptance:round-minute": (_a_round(), BOTH, KEEPING, set()),
    "acceptance:handing-minute": (_delivery, BOTH, KEEPING, set()),
    "acceptance:minutes": (_minutes(), GET, WORKING, FAR),
    "acceptance:minutes-withdraw": (_minutes(), POST, KEEPING, set()),
    "acceptance:minutes-file": (_minutes("pdf"), GET, WORKING, FAR),
    # Signed by the person the side names, and by nobody else.
    "acceptance:side-sign": (_minutes(1), POST, set(), set()),
    "acceptance:side-refuse": (_minutes(2), POST, KEEPING, set()),
    "acceptance:side-paper": (_minutes(2), POST, KEEPING, set()),
    "acceptance:side-scan": (_minutes(2), GET, WORKING, FAR),
    "acceptance:liquidation": (_batch, GET, WORKING, FAR),
    "acceptance:liquidation-declare": (_batch, BOTH, {"head"}, set()),
    "acceptance:liquidation-take-back": (_batch, POST, {"head"}, set()),
}
