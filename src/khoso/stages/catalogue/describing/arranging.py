"""How far material is arranged: heaps on shelves, the work begun, the report that says it is done."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from khoso.engines import blobs
from khoso.foundation.audit.actions import record
from khoso.foundation.identity.models import Agency
from khoso.foundation.web.opening import fitting_name
from khoso.foundation.web.uploads import on_disk, opened
from khoso.kernel import clock, dates
from khoso.kernel.text_vi import nfc, one_space
from khoso.stages.catalogue import states
from khoso.stages.catalogue.describing.actions import change_many
from khoso.stages.catalogue.describing.errors import ArrangementRefused, DescribingNotAllowed
from khoso.stages.catalogue.models import Accumulation, ArrangementReport, Dossier, Fonds, Series
from khoso.stages.catalogue.permissions import can_report_arrangement

# What an action may be about: a whole fonds, a series, one dossier, or a heap that has no dossiers yet.
Scope = Fonds | Series | Dossier | Accumulation


@dataclass(frozen=True, slots=True)
class Report:
    """Báo cáo tổng kết chỉnh lý as told."""

    number: str
    issued_on: date
    title: str
    done_by: str = ""
    dossier_count: int | None = None
    metres: Decimal | None = None
    file: UploadedFile | None = None


@dataclass(frozen=True, slots=True)
class Heap:
    """Material on shelves that nobody made into dossiers, as told. Metres only; they enter no figure used for money."""

    title: str
    metres: Decimal
    fonds: Fonds | None = None
    origin: str = "created"
    boxes: int | None = None
    place: str = ""
    start: str = ""
    end: str = ""
    note: str = ""


def agency_of(scope: Scope) -> Agency:
    """The agency that holds what an action is about."""
    if isinstance(scope, Fonds | Accumulation):
        return scope.agency
    return scope.fonds.agency


def dossiers_of(scope: Scope) -> QuerySet[Dossier]:
    """The dossiers an action is about; none for a heap."""
    if isinstance(scope, Fonds):
        return Dossier.objects.filter(fonds=scope)
    if isinstance(scope, Series):
        return Dossier.objects.filter(series=scope)
    if isinstance(scope, Dossier):
        return Dossier.objects.filter(pk=scope.pk)
    return Dossier.objects.none()


def _may(by: Any, agency: Agency) -> None:
    if not can_report_arrangement(by, agency):
        raise DescribingNotAllowed(_("Chưa ghi: anh/chị không ghi tình trạng chỉnh lý của cơ quan này."))


@transaction.atomic
def move(scope: Scope, action: str, *, reason: str, by: Any) -> int:
    """Begin, stop or reopen the arranging of a fonds, series, dossier or heap; says how many dossiers moved.

    What already stands where the action leads stays. Raises WrongState when nothing can move, ArrangementRefused.
    """
    agency = agency_of(scope)
    _may(by, agency)
    if not (why := one_space(reason)):
        raise ArrangementRefused(_("Chưa ghi: hãy nêu lý do."), "reason")
    if action == "report":
        raise ArrangementRefused(_("Chưa ghi: chỉ báo cáo tổng kết chỉnh lý nói được tài liệu đã chỉnh lý xong."))
    if isinstance(scope, Accumulation):
        heap = Accumulation.objects.select_for_update().get(pk=scope.pk)
        before, heap.arrangement = heap.arrangement, states.ARRANGEMENT_STATES.next(heap.arrangement, action)
        heap.arranged_at = heap.report = None
        heap.save(update_fields=["arrangement", "arranged_at", "report"])
        _tell_heap(heap, {"reason": why, "arrangement": [before, heap.arrangement]})
        return 0
    moved = _move_dossiers(scope, action, {"arranged_at": None, "arrangement_report_id": None}, why)
    if not moved:
        first = dossiers_of(scope).values_list("arrangement", flat=True).first()
        states.ARRANGEMENT_STATES.next(first or states.UNARRANGED, action)
        raise ArrangementRefused(_("Chưa ghi: không có hồ sơ nào để chuyển."))
    _tell_scope("begin" if action == "begin" else action, scope, agency, {"reason": why, "dossiers": moved})
    return moved


def _move_dossiers(scope: Scope, action: str, more: Mapping[str, Any], reason: str) -> int:
    """Every dossier that can make the move makes it; each keeps a revision."""
    batch, moved = uuid.uuid4(), 0
    for state in states.ARRANGEMENT_STATES.states:
        if states.ARRANGEMENT_STATES.allows(state, action):
            rows = dossiers_of(scope).filter(arrangement=state)
            after = states.ARRANGEMENT_STATES.next(state, action)
            chosen = list(rows.select_for_update().order_by("pk").values_list("pk", flat=True))
            moved += change_many(
                Dossier.objects.filter(pk__in=chosen), {"arrangement": after}, reason=reason, batch=batch
            )
            for start in range(0, len(chosen), 2000):
                Dossier.objects.filter(pk__in=chosen[start : start + 2000]).update(**more)
    return moved


@transaction.atomic
def report_arranged(agency: Agency, said: Report, scopes: list[Scope], *, by: Any) -> tuple[ArrangementReport, int]:
    """Keep a report and set all it is about arranged; says how many dossiers that were.

    One report may speak of several series and heaps, and of nothing yet. Raises ArrangementRefused, FileRefused.
    """
    _may(by, agency)
    for scope in scopes:
        _may(by, agency_of(scope))
    report = _keep_report(agency, said, by)
    moved = 0
    for scope in scopes:
        if isinstance(scope, Accumulation):
            _arrange_heap(scope, report)
        else:
            reason = _("Theo báo cáo tổng kết chỉnh lý {number}").format(number=report.number)
            more = {"arranged_at": clock.now(), "arrangement_report_id": report.pk}
            here = _move_dossiers(scope, "report", more, reason)
            if here:
                _tell_scope("report", scope, agency_of(scope), {"number": report.number, "dossiers": here})
            moved += here
    return report, moved


def _keep_report(agency: Agency, said: Report, by: Any) -> ArrangementReport:
    number, title = one_space(said.number)[:60], one_space(said.title)[:300]
    if not number:
        raise ArrangementRefused(_("Chưa ghi: hãy ghi số, ký hiệu của báo cáo."), "number")
    if said.issued_on > clock.today():
        raise ArrangementRefused(_("Chưa ghi: ngày báo cáo còn ở phía trước."), "issued_on")
    if ArrangementReport.objects.filter(agency=agency, number=number).exists():
        raise ArrangementRefused(_("Chưa ghi: cơ quan đã có báo cáo mang số này."), "number")
    name, digest = "", ""
    if said.file is not None:
        kind = opened(said.file)
        with on_disk(said.file) as path:
            digest = blobs.store().put_file(path).sha256
        name = fitting_name(nfc(said.file.name or ""), kind.media_type)[:200]
    try:
        with transaction.atomic():
            report = ArrangementReport.objects.create(
                agency=agency,
                number=number,
                issued_on=said.issued_on,
                title=title or _("Báo cáo tổng kết chỉnh lý"),
                done_by=one_space(said.done_by)[:200],
                dossier_count=said.dossier_count,
                metres=said.metres,
                file_name=name,
                file_digest=digest,
                recorded_by=by if getattr(by, "pk", None) else None,
            )
    except IntegrityError:
        raise ArrangementRefused(_("Chưa ghi: cơ quan đã có báo cáo mang số này."), "number") from None
    details = {"number": number, "title": report.title, "file": name, "sha256": digest}
    record("catalogue.report.keep", subject=("arrangement_report", report.pk), agency=agency.code, details=details)
    return report


def _arrange_heap(scope: Accumulation, report: ArrangementReport) -> None:
    heap = Accumulation.objects.select_for_update().select_related("agency").get(pk=scope.pk)
    before, heap.arrangement = heap.arrangement, states.ARRANGEMENT_STATES.next(heap.arrangement, "report")
    heap.report, heap.arranged_at = report, clock.now()
    heap.save(update_fields=["arrangement", "report", "arranged_at"])
    _tell_heap(heap, {"number": report.number, "arrangement": [before, heap.arrangement]})


def _tell_scope(action: str, scope: Scope, agency: Agency, details: dict[str, Any]) -> None:
    kind = {Fonds: "fonds", Series: "series", Dossier: "dossier"}[type(scope)]  # type: ignore[index]
    about = (kind, scope.pk)
    match action:
        case "begin":
            record("catalogue.arrangement.begin", subject=about, agency=agency.code, details=details)
        case "stop":
            record("catalogue.arrangement.stop", subject=about, agency=agency.code, details=details)
        case "reopen":
            record("catalogue.arrangement.reopen", subject=about, agency=agency.code, details=details)
        case _:
            record("catalogue.arrangement.report", subject=about, agency=agency.code, details=details)


def _checked(said: Heap) -> dict[str, Any]:
    title = one_space(said.title)[:300]
    if not title:
        raise ArrangementRefused(_("Chưa ghi: hãy đặt tên cho khối tài liệu."), "title")
    if said.metres <= 0:
        raise ArrangementRefused(_("Chưa ghi: số mét giá phải lớn hơn 0."), "metres")
    span = {}
    for name, text in (("start", said.start), ("end", said.end)):
        read = dates.parse(text)
        if text and read is None:
            raise ArrangementRefused(_("Chưa ghi: không đọc được thời gian này. Hãy ghi như 2010 hoặc 07/2010."), name)
        span[name] = read
    if span["start"] and span["end"] and span["end"].year < span["start"].year:
        raise ArrangementRefused(_("Chưa ghi: kết thúc trước khi bắt đầu."), "end")
    return {
        "title": title,
        "metres": said.metres,
        "fonds": said.fonds,
        "origin": said.fonds.origin if said.fonds else said.origin,
        "boxes": said.boxes,
        "place": one_space(said.place)[:200],
        "note": one_space(said.note)[:1000],
        **{name: read.iso if read else "" for name, read in span.items()},
    }


@transaction.atomic
def register_heap(agency: Agency, said: Heap, *, by: Any) -> Accumulation:
    """A heap on the shelves, known from now on. Raises ArrangementRefused."""
    _may(by, agency)
    if said.fonds is not None and said.fonds.agency_id != agency.pk:
        raise ArrangementRefused(_("Chưa ghi: phông này không thuộc cơ quan đã chọn."), "fonds")
    heap = Accumulation.objects.create(agency=agency, **_checked(said))
    details = {"title": heap.title, "metres": str(heap.metres)}
    record("catalogue.accumulation.register", subject=("accumulation", heap.pk), agency=agency.code, details=details)
    return heap


@transaction.atomic
def change_heap(heap: Accumulation, said: Heap, *, reason: str, by: Any) -> Accumulation:
    """Another measure, place or name of a heap; what it was stays in the trail. Raises ArrangementRefused."""
    heap = Accumulation.objects.select_for_update(of=("self",)).select_related("agency").get(pk=heap.pk)
    _may(by, heap.agency)
    if not (why := one_space(reason)):
        raise ArrangementRefused(_("Chưa ghi: hãy nêu lý do."), "reason")
    if heap.arrangement == states.ARRANGED:
        raise ArrangementRefused(_("Chưa ghi: khối này đã chỉnh lý xong; báo cáo của nó nói số liệu."))
    if said.fonds is not None and said.fonds.agency_id != heap.agency_id:
        raise ArrangementRefused(_("Chưa ghi: phông này không thuộc cơ quan đã chọn."), "fonds")
    wanted = _checked(said)
    changed = {name: value for name, value in wanted.items() if getattr(heap, name) != value}
    if changed:
        before = {name: str(getattr(heap, name) or "") for name in changed}
        for name, value in changed.items():
            setattr(heap, name, value)
        heap.save(update_fields=list(changed))
        moves = {name: [before[name], str(changed[name] or "")] for name in changed}
        _tell_heap(heap, {"reason": why, **moves})
    return heap


def _tell_heap(heap: Accumulation, details: dict[str, Any]) -> None:
    about = ("accumulation", heap.pk)
    record("catalogue.accumulation.change", subject=about, agency=heap.agency.code, details=details)


def record_fetched(report: ArrangementReport) -> None:
    """Somebody takes a copy of a report away."""
    details = {"number": report.number, "name": report.file_name}
    about = ("arrangement_report", report.pk)
    record("catalogue.report.fetch", subject=about, agency=report.agency.code, details=details)
