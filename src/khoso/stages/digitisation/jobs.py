"""Background work of digitisation: take the folder in, check each file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from khoso.engines.jobs import is_of_the_machine, job
from khoso.kernel.errors import DiskFull, EngineMissing, FileRefused, KhosoError
from khoso.kernel.findings import Finding, Severity
from khoso.stages.digitisation import actions, checking, comparing, queries, rules
from khoso.stages.digitisation.actions import FileEntry, ItemEntry, PageFacts
from khoso.stages.digitisation.batches.jobs import watch_batches as watch_batches
from khoso.stages.digitisation.compute.plan import DeliveryPlan, DossierPlan, PlannedFile
from khoso.stages.digitisation.intake import pairing, planning, sources, splitting, sweeping, watching
from khoso.stages.digitisation.intake.sources import Source
from khoso.stages.digitisation.models import DeliveryFile

if TYPE_CHECKING:
    from khoso.stages.digitisation.compute import FileCheck


def _tell_failure(*, error: KhosoError, delivery_id: str) -> None:
    actions.fail_delivery(delivery_id, message=error.message)


@job(
    "digitisation.register_delivery",
    on_failure=_tell_failure,
    label=_("Đọc thư mục và bảng kê của lô"),
    needs_room=True,
)
def register_delivery(delivery_id: str) -> None:
    """Read the catalogue and the files; keep every file's bytes; register dossier by dossier."""
    delivery = queries.delivery(delivery_id)
    source = sources.of(delivery)
    if source is None:
        actions.fail_delivery(delivery_id, message=f"Không còn thấy thư mục «{delivery.folder_name}».")
        return
    try:
        planned = planning.plan_of(delivery, source)
    except planning.Unreadable as unread:
        actions.replace_findings(delivery_id, "catalogue", [*unread.findings, *source.unsafe])
        actions.fail_delivery(delivery_id, message=unread.message)
        return
    plan = planned.plan
    actions.replace_findings(delivery_id, "catalogue", [*plan.findings, *source.unsafe])
    if not plan.dossiers:
        missing = next((f.message for f in plan.findings if f.severity is Severity.ERROR), "bảng kê không có dòng nào.")
        actions.fail_delivery(delivery_id, message=missing)
        return
    pairing.keep_lines(delivery, planned.lines)
    _register(delivery, source, plan)


def _register(delivery: Any, source: Source, plan: DeliveryPlan) -> None:
    for dossier in plan.dossiers:
        actions.register_dossier(
            delivery,
            fonds_code=dossier.fonds_code,
            fonds_title=dossier.fonds_title,
            dossier_fields=dossier.fields,
            items=[ItemEntry(ordinal, fields) for ordinal, fields in sorted(dossier.items.items())],
            files=list(_kept(source, dossier.files, dossier.findings)),
            findings=_told_once(dossier),
        )
    unread: list[Finding] = []
    actions.register_extras(delivery, list(_kept(source, plan.extras, unread)))
    actions.replace_findings(delivery.pk, "keeping", unread)
    splitting.note_provenance(delivery)
    # What is no scan (a list of the contractor's own) or could not be read is not registered, so nobody waits for it.
    registered = queries.file_progress([delivery.pk])[delivery.pk]["files"]
    actions.finish_registration(delivery.pk, file_count=registered)


def _kept(source: Source, files: Iterable[PlannedFile], findings: list[Finding]) -> Iterator[FileEntry]:
    """The bytes of delivered files kept as they came, before anything looks into them.

    A file that cannot be read is left out with a finding; the others go on. Raises DiskFull.
    """
    for file in files:
        try:
            sha256, size = source.kept(file.path)
        except OSError as error:
            why = f"{file.path}: không đọc được ({error.strerror}); kiểm tra ổ đĩa và quyền đọc rồi chạy lại."
            findings.append(Finding("file.unreadable", Severity.ERROR, why, where=file.path))
            continue
        yield FileEntry(file.path, file.role, sha256, size, file.ordinal)


def _told_once(dossier: DossierPlan) -> list[Finding]:
    return list(dict.fromkeys(dossier.findings))


def _tell_file_failure(*, error: KhosoError, file_id: str) -> None:
    for file in checking.waiting_of(file_id):
        if is_of_the_machine(error):
            actions.record_hindrance("check", error, delivery_id=file.delivery_id, file=file)
        else:
            _record_refusal(file, "file.damaged", f"{file.path}: không kiểm tra được ({error.message})")


@job("digitisation.check_file", on_failure=_tell_file_failure, label=_("Kiểm tra tệp"))
def check_files(file_id: str) -> None:
    """Check a file, or several small ones of one delivery (ids with commas between), and record what was found."""
    files = checking.waiting_of(file_id)
    if files:
        _check_together(files)
    _ask_to_compare(queries.file(file_id.partition(",")[0]))


def _check_together(files: list[DeliveryFile]) -> None:
    try:
        found = checking.checked(files)
    except (DiskFull, EngineMissing):
        raise
    except KhosoError as stopped:
        if len(files) > 1:
            # Which of them it was is seen when each is alone.
            for file in files:
                _check_together([file])
            return
        code = stopped.code if isinstance(stopped, FileRefused) else "file.damaged"
        told = stopped.message if isinstance(stopped, FileRefused) else f"{files[0].path}: {stopped.message}"
        _record_refusal(files[0], code, told)
        return
    for file, result in zip(files, found, strict=True):
        _record(file, result)


def _record(file: DeliveryFile, checked: FileCheck) -> None:
    from khoso.stages.digitisation.compute.likeness import coarse_hash

    findings = list(checked.all_findings)
    pages = [
        PageFacts(
            page.number,
            page.width,
            page.height,
            page.dpi,
            page.colour,
            page.blank,
            page.digest or "",
            None if page.blank else coarse_hash(page.phash),
            bytes.fromhex(page.phash) if page.phash and not page.blank else None,
            page.printed_number,
        )
        for page in checked.pages
    ]
    actions.record_check(
        file.pk,
        verdict=rules.verdict(findings),
        file_format=checked.format.name if checked.format else "",
        pages=pages,
        findings=findings,
        checked_sha256=file.sha256,
    )


def _ask_to_compare(file: Any) -> None:
    """The last file of a delivery to be checked asks for the comparison of all of them."""
    if not comparing.waits_for_check(file.delivery_id):
        actions.ask_to_compare(file.delivery_id)


def _tell_comparison_failure(*, error: KhosoError, delivery_id: str) -> None:
    actions.record_hindrance("across", error, delivery_id=delivery_id)


@job("digitisation.compare_files", on_failure=_tell_comparison_failure, label=_("So các tệp của lô với nhau"))
def compare_files(delivery_id: str) -> None:
    """Find pages that are in two files, and images missing or out of order. A few numbers a page, no picture."""
    from khoso.stages.digitisation.compute.across import Across, order_of

    files = sorted(comparing.paths_of(delivery_id), key=lambda one: order_of(one[0]))
    across = Across([path for path, _, _ in files])
    places = {path: (key, dossier) for path, key, dossier in files}
    found = {}
    for one in comparing.checked_files(delivery_id, files):
        for done in across.take(one.result, str(one.result.path), already=one.known):
            found[str(done.path)] = done.all_findings
    for done in across.finish():
        found[str(done.path)] = done.all_findings
    comparing.keep(
        delivery_id,
        {places[path][0]: (places[path][1], findings) for path, findings in found.items() if findings},
    )


def _record_refusal(file: Any, code: str, message: str) -> None:
    finding = Finding(code, Severity.ERROR, message, where=file.path)
    actions.record_check(
        file.pk,
        verdict="refuse",
        file_format="",
        pages=[],
        findings=[finding],
        checked_sha256=file.sha256,
    )


@job("digitisation.look_around", every_minutes=2, label=_("Xem thư mục theo dõi"), needs_room=True)
def look_around() -> None:
    """Take in what was dropped into the watched folders and has come to rest."""
    watching.look_around()


@job("digitisation.sweep_uploads", every_minutes=24 * 60, label=_("Dọn tệp của lần giao đã bỏ"))
def sweep_uploads() -> None:
    """Take away the bytes of uploads given up long ago that nothing names, and pieces nobody will finish."""
    sweeping.sweep()
