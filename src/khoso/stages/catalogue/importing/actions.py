"""Bringing a workbook in: kept, its columns confirmed, checked, loaded; every step recorded."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from khoso.engines import blobs
from khoso.engines.jobs import enqueue
from khoso.foundation.audit.actions import record
from khoso.foundation.identity.models import Agency, Person
from khoso.kernel import clock, ids
from khoso.kernel.dates import parse
from khoso.kernel.text_vi import nfc, one_space
from khoso.stages.catalogue import states
from khoso.stages.catalogue.compute import surveying
from khoso.stages.catalogue.compute.columns import heading_key
from khoso.stages.catalogue.compute.sheets import FIELDS
from khoso.stages.catalogue.importing import mappings, rules
from khoso.stages.catalogue.importing.errors import ImportNotAllowed, ImportRefused
from khoso.stages.catalogue.importing.loading import Loaded
from khoso.stages.catalogue.importing.revising import KEEP, UPDATE
from khoso.stages.catalogue.models import Arrangement, ArrangementReport, CatalogueImport, Origin
from khoso.stages.catalogue.permissions import can_import_catalogue

CHECK, LOAD, MARK = "catalogue.check_import", "catalogue.load_import", "catalogue.mark_import"


def _require(by: Person | None, agency: Agency | int) -> None:
    """`by` may import for `agency`. None is the console of the machine."""
    if by is not None and not can_import_catalogue(by, agency):
        raise ImportNotAllowed(_("Nhập danh mục của cơ quan này không thuộc phạm vi của anh/chị."))


def hold(import_id: object) -> CatalogueImport:
    """The import, for nobody else to change until the transaction ends."""
    return CatalogueImport.objects.select_for_update(of=("self",)).select_related("agency", "by").get(pk=import_id)


def _move(run: CatalogueImport, action: str) -> None:
    """Raises WrongState."""
    run.state = states.IMPORT_STATES.next(run.state, action)


def _told(verb: str, run: CatalogueImport, **details: Any) -> None:
    facts: dict[str, Any] = {"name": run.file_name, **details}
    record(verb, subject=("catalogue_import", run.pk), agency=run.agency.code, details=facts)


def take_in(
    path: Path, name: str, *, agency: Agency, by: Person | None, follows: CatalogueImport | None = None
) -> CatalogueImport:
    """Keep a workbook and look at its sheets. Raises FileRefused (nothing is kept), ImportNotAllowed, DiskFull."""
    _require(by, agency)
    name = nfc(name).strip()[-200:] or "bang-ke.xlsx"
    found = surveying.survey(path, name)
    kept = blobs.store().put_file(path)
    with transaction.atomic():
        run = CatalogueImport(
            id=ids.new("catalogue_import", agency.code, kept.sha256, clock.now().isoformat()),
            agency=agency,
            by=by,
            created_at=clock.now(),
            follows=follows,
            file_name=name,
            file_digest=kept.sha256,
            file_size=kept.size,
        )
        run.options = {"sheets": [mappings.sheet_json(one) for one in found], **_from_before(follows)}
        _choose(run, surveying.chosen(found).name)
        run.save(force_insert=True)
        _told("catalogue.import.receive", run, sha256=kept.sha256, rows=run.rows_total)
    return run


def _from_before(follows: CatalogueImport | None) -> dict[str, Any]:
    """What was said of the whole when the first workbook came; the mended one belongs to the same."""
    names = ("fonds_code", "fonds_title", "origin", "encoding", "arrangement", "report_number", "report_on")
    return {name: follows.options[name] for name in names if name in follows.options} if follows else {}


def _choose(run: CatalogueImport, sheet: str) -> None:
    """Make this sheet the one that is read, its columns as such columns were confirmed before."""
    chosen = next((one for one in run.options["sheets"] if one["name"] == sheet), None)
    if chosen is None:
        raise ImportRefused(_("Tệp không có trang tính «%(name)s».") % {"name": sheet}, "sheet")
    run.sheet, run.header_row, run.rows_total = sheet[:60], chosen["header_row"], chosen["row_count"]
    run.columns, run.options["applied"] = mappings.applied(run.agency, chosen["columns"], run.follows)


@transaction.atomic
def choose_sheet(import_id: uuid.UUID, sheet: str, *, by: Person | None) -> CatalogueImport:
    """Another sheet of the workbook is the catalogue. Raises ImportRefused, WrongState."""
    run = hold(import_id)
    _require(by, run.agency)
    states.IMPORT_STATES.next(run.state, "confirm_columns")
    _choose(run, sheet)
    run.save(update_fields=["sheet", "header_row", "rows_total", "columns", "options"])
    return run


@transaction.atomic
def confirm_columns(
    import_id: uuid.UUID, mapping: Mapping[str, str], *, by: Person | None, **options: str
) -> CatalogueImport:
    """A person says what each column is, and what the sheet does not say (`fonds_code`, `fonds_title`, `origin`,
    `encoding`). The mapping is kept for the next workbook with these headings. Raises ImportRefused, WrongState."""
    run = hold(import_id)
    _require(by, run.agency)
    _move(run, "confirm_columns")
    letters = {one["letter"] for one in run.columns}
    wanted = {letter: mapping.get(letter) or rules.IGNORE for letter in sorted(letters)}
    _check_mapping(wanted)
    said = {
        name: one_space(options.get(name, "") or "") for name in ("fonds_code", "fonds_title", "origin", "encoding")
    }
    has_fonds = {"dossier.fonds_code", "dossier.fonds_title"} & set(wanted.values())
    if not said["fonds_code"] and not has_fonds:
        raise ImportRefused(_("Bảng không có cột phông: hãy chọn phông, hoặc ghi mã và tên phông mới."), "fonds_code")
    if said["origin"] not in Origin.values:
        said["origin"] = str(Origin.CREATED.value)  # type: ignore[attr-defined]
    run.mapping = wanted
    run.columns = [
        {**one, "field": "" if wanted[one["letter"]] == rules.IGNORE else wanted[one["letter"]]} for one in run.columns
    ]
    run.options = {**run.options, **said}
    _forget_check(run)
    run.save()
    mappings.remember(run.agency, run.columns, wanted, by)
    _told("catalogue.import.confirm", run, fields=sorted(set(wanted.values()) - rules.LEFT_OUT))
    return run


def _check_mapping(mapping: Mapping[str, str]) -> None:
    strange = sorted(set(mapping.values()) - set(FIELDS) - rules.LEFT_OUT)
    if strange:
        raise ImportRefused(_("Không có trường %(names)s.") % {"names": ", ".join(strange)})
    for field, letters in rules.used_twice(mapping).items():
        raise ImportRefused(
            _("Các cột %(letters)s cùng được hiểu là «%(field)s». Mỗi trường chỉ một cột.")
            % {"letters": ", ".join(letters), "field": _(FIELDS[field])},
            letters[-1],
        )
    must, _should = rules.missing(mapping.values())
    if must:
        words = "; ".join(_(one) for one in must)
        raise ImportRefused(
            _("Chưa có cột nào cho: %(names)s. Không có thì không biết dòng là hồ sơ nào.") % {"names": words}
        )


def _forget_check(run: CatalogueImport) -> None:
    run.summary, run.findings_digest, run.rows_digest, run.marked_digest = {}, "", "", ""
    run.rows_good = run.rows_bad = run.rows_read = 0
    run.checked_at, run.failure = None, ""
    run.options = {name: value for name, value in run.options.items() if name not in ("database", "choices")}


@transaction.atomic
def start_check(import_id: uuid.UUID, *, by: Person | None, queued: bool = True) -> CatalogueImport:
    """Read every row, load none. `queued=False`: whoever asked does the work. Raises WrongState."""
    run = hold(import_id)
    _require(by, run.agency)
    _move(run, "check")
    _forget_check(run)
    run.save()
    _told("catalogue.import.check", run)
    if queued:
        enqueue(CHECK, once=f"{CHECK}:{run.pk}", import_id=str(run.pk))
    return run


@transaction.atomic
def finish_check(import_id: object, checked: Any, comparing: Any, digests: Mapping[str, str]) -> None:
    """What the check found. A check that was stopped in the meantime says nothing."""
    run = hold(import_id)
    if run.state != states.CHECKING:
        return
    _move(run, "checked")
    run.rows_total = run.rows_read = checked.rows_total
    run.rows_good, run.rows_bad = comparing.good, checked.rows_bad + comparing.refused
    run.summary = {**checked.summary, **comparing.added}
    run.options = {**run.options, "database": comparing.counts}
    run.findings_digest, run.rows_digest = digests["findings"], digests["rows"]
    run.checked_at = clock.now()
    run.save()
    _told("catalogue.import.checked", run, rows=run.rows_total, good=run.rows_good, bad=run.rows_bad)
    if run.rows_bad:
        enqueue(MARK, once=f"{MARK}:{run.pk}", import_id=str(run.pk))


@transaction.atomic
def refuse(import_id: object, message: str) -> None:
    """The workbook cannot be read after all; nothing of it was loaded."""
    run = hold(import_id)
    if not states.IMPORT_STATES.allows(run.state, "refuse"):
        return
    _move(run, "refuse")
    run.failure = message[:500]
    run.save(update_fields=["state", "failure"])
    _told("catalogue.import.refuse", run, reason=message)


@transaction.atomic
def stop(import_id: object, *, by: Person | None, reason: str = "") -> CatalogueImport:
    """Stop a check (nothing was loaded) or a loading (what went in stays in). Raises WrongState."""
    run = hold(import_id)
    _require(by, run.agency)
    _move(run, "stop")
    run.failure = reason[:500]
    run.save(update_fields=["state", "failure"])
    _told("catalogue.import.stop", run, rows=run.rows_loaded, reason=reason)
    return run


@transaction.atomic
def start_load(
    import_id: uuid.UUID,
    *,
    by: Person | None,
    arrangement: str = "",
    report_number: str = "",
    report_on: date | None = None,
    on_difference: str = KEEP,
    choices: Mapping[str, str] | None = None,
    reason: str = "",
    queued: bool = True,
) -> CatalogueImport:
    """Let the good rows in, from where it stopped. Raises ImportRefused (nothing begins), WrongState."""
    run = hold(import_id)
    _require(by, run.agency)
    if run.state == states.CHECKED:
        if not run.rows_good:
            raise ImportRefused(_("Không có dòng nào nạp được. Hãy sửa bảng rồi nhập lại."))
        chosen = {row: one for row, one in (choices or {}).items() if row.isdecimal() and one in (KEEP, UPDATE)}
        reason = one_space(reason)[:500]
        if UPDATE in (on_difference, *chosen.values()) and not reason:
            raise ImportRefused(_("Hãy ghi lý do sửa mô tả đã có; lý do được giữ trong lịch sử sửa."), "reason")
        run.options = {
            **run.options,
            "on_difference": UPDATE if on_difference == UPDATE else KEEP,
            "choices": chosen,
            "reason": reason,
            **_arranged(run, arrangement, report_number, report_on, by),
        }
    _move(run, "load")
    run.failure = ""
    run.save()
    _told("catalogue.import.start", run, rows=run.rows_good, since=run.rows_loaded)
    if queued:
        # One at a time for each agency: two people who load the same workbook do not wait on each other's rows.
        enqueue(LOAD, lock=f"{LOAD}:{run.agency_id}", once=f"{LOAD}:{run.pk}", import_id=str(run.pk))
    return run


def _arranged(
    run: CatalogueImport, arrangement: str, number: str, issued_on: date | None, by: Person | None
) -> dict[str, Any]:
    """Whether the material is arranged, with the report that says so. # Luật: KH 82 III.1.a; NĐ 31/2026 Đ.8"""
    if arrangement not in Arrangement.values:
        raise ImportRefused(_("Hãy chọn tình trạng chỉnh lý của các hồ sơ này."), "arrangement")
    if arrangement != Arrangement.ARRANGED:
        return {"arrangement": arrangement, "report_id": None}
    number = one_space(number)[:60]
    if not number or issued_on is None:
        raise ImportRefused(
            _("Tài liệu đã chỉnh lý hoàn chỉnh phải có số và ngày báo cáo tổng kết chỉnh lý."), "report_number"
        )
    if issued_on > clock.today():
        raise ImportRefused(_("Ngày báo cáo còn ở phía trước; hãy xem lại."), "report_on")
    report, made = ArrangementReport.objects.get_or_create(
        agency=run.agency,
        number=number,
        defaults={"issued_on": issued_on, "title": _("Báo cáo tổng kết chỉnh lý"), "recorded_by": by},
    )
    if not made and report.issued_on != issued_on:
        raise ImportRefused(
            _("Báo cáo số %(number)s đã ghi ngày %(day)s. Hãy xem lại số hoặc ngày.")
            % {"number": number, "day": report.issued_on.strftime("%d/%m/%Y")},
            "report_on",
        )
    if made:
        record(
            "catalogue.arrangement.report",
            subject=("arrangement_report", report.pk),
            agency=run.agency.code,
            details={"number": number},
        )
    return {
        "arrangement": arrangement,
        "report_id": report.pk,
        "report_number": number,
        "report_on": issued_on.isoformat(),
    }


def count_chunk(run: CatalogueImport, rows: int, done: Loaded) -> None:
    """A chunk went in, in the transaction that loaded it: how far it is, and what the trail says of it."""
    run.rows_loaded += rows
    run.dossiers_made += done.dossiers
    run.items_made += done.items
    result = run.options.get("result", {})
    for name in ("skipped", "kept", "updated"):
        result[name] = result.get(name, 0) + getattr(done, name)
    run.options["result"] = result
    if run.rows_loaded >= run.rows_good:
        _move(run, "loaded")
        run.loaded_at = clock.now()
    run.save(update_fields=["rows_loaded", "dossiers_made", "items_made", "options", "state", "loaded_at"])
    _told(
        "catalogue.import.load",
        run,
        rows=rows,
        total=run.rows_loaded,
        dossiers=done.dossiers,
        items=done.items,
        updated=done.updated,
        sha256=done.digest,
    )


@transaction.atomic
def keep_marked(import_id: object, digest: str, findings_digest: str) -> None:
    """The workbook that goes back. One made for findings that are no longer those of the import is left out."""
    run = hold(import_id)
    if run.findings_digest == findings_digest:
        run.marked_digest = digest
        run.save(update_fields=["marked_digest"])


@transaction.atomic
def withdraw(import_id: uuid.UUID, *, by: Person | None) -> CatalogueImport:
    """Give a workbook up before anything of it was loaded. Its row and its bytes stay. Raises WrongState."""
    run = hold(import_id)
    _require(by, run.agency)
    _move(run, "withdraw")
    run.save(update_fields=["state"])
    _told("catalogue.import.withdraw", run)
    return run


def record_fetched(run: CatalogueImport, what: str) -> None:
    """Somebody takes a copy of the workbook or of the marked one away."""
    _told("catalogue.import.fetch", run, kind=what)


def report_day(text: str) -> date | None:
    """A day as people write it; None when it is no whole day."""
    found = parse(text)
    return date(found.year, found.month, found.day) if found and found.month and found.day else None


def mapping_by_heading(run: CatalogueImport, said: Mapping[str, str]) -> dict[str, str]:
    """A mapping from a file, which may name columns by letter or by heading, over what is there already."""
    by_heading = {heading_key(one["heading"]): one["letter"] for one in run.columns}
    letters = {one["letter"] for one in run.columns}
    mapping = {one["letter"]: one["field"] for one in run.columns}
    for name, field in said.items():
        letter = name if name in letters else by_heading.get(heading_key(name))
        if letter is None:
            raise ImportRefused(_("Trang tính không có cột «%(name)s».") % {"name": name})
        mapping[letter] = field
    return mapping
