"""What a delivery brings, with what people decided about it: hand pairings, rows without scan, cut files."""

from __future__ import annotations

from dataclasses import dataclass, replace

from khoso.engines.limits import Limits, run_limited
from khoso.kernel.errors import KhosoError
from khoso.kernel.findings import Finding, Severity
from khoso.kernel.text_vi import one_space
from khoso.stages.catalogue.compute.rows import CatalogueReading, ItemRow
from khoso.stages.digitisation.compute.plan import DeliveryPlan, plan_delivery
from khoso.stages.digitisation.intake import by_catalogue, splitting
from khoso.stages.digitisation.intake.sources import Source
from khoso.stages.digitisation.models import Delivery, PairingChoice, PairingLine

WORKBOOK_LIMITS = Limits(seconds=300)


class Unreadable(KhosoError):
    """The catalogue of a delivery says nothing that can be registered; `findings` say why."""

    code = "digitisation.delivery.unreadable"

    def __init__(self, message: str, findings: list[Finding]) -> None:
        super().__init__(message)
        self.findings = findings


@dataclass
class Planned:
    """What is to be registered, and how the rows and files came together."""

    plan: DeliveryPlan
    lines: list[PairingLine]


def plan_of(delivery: Delivery, source: Source) -> Planned:
    """Read the catalogue, cut what is to be cut, pair. Raises Unreadable."""
    reading = read_catalogue(delivery, source)
    choices = {one.row_key: one for one in PairingChoice.objects.filter(delivery=delivery)}
    said = _hand_paired(reading, choices, set(source.paths))
    waiting = splitting.cut(delivery, source, reading)
    # What waits for a decision goes no further, and is paired with nothing.
    plan = plan_delivery(
        reading, [path for path in source.paths if path not in waiting], agency_code=delivery.agency.code
    )
    plan.findings += [splitting.waiting_finding(path) for path in sorted(waiting)]
    if not delivery.catalogue_name:
        by_catalogue.keep_fonds(plan, reading)
    without_scan = _leave_out_no_scan(plan, reading, choices)
    return Planned(plan, _lines(delivery, plan, reading, said, without_scan))


def read_catalogue(delivery: Delivery, source: Source) -> CatalogueReading:
    """The rows of the workbook, or of the city's catalogue. Raises Unreadable."""
    if not delivery.catalogue_name:
        reading = by_catalogue.read(delivery.agency_id, source.paths)
        if not reading.dossiers:
            message = (
                "Không tệp nào mang tên «mã hồ sơ.số thứ tự» của một hồ sơ đã có trong danh mục của cơ quan; "
                "đặt lại tên tệp hoặc kèm bảng kê rồi giao lại."
            )
            raise Unreadable(message, [Finding("pairing.no_known_dossier", Severity.ERROR, message)])
        return reading
    # Loads a spreadsheet library that no other job of this worker needs.
    from khoso.stages.catalogue.compute.workbook import read_workbook

    place = source.place(delivery.catalogue_name)
    try:
        reading = run_limited(read_workbook, place, delivery.catalogue_name, limits=WORKBOOK_LIMITS)
    except KhosoError as refused:
        finding = Finding(refused.code, Severity.ERROR, refused.message, where=delivery.catalogue_name)
        raise Unreadable(refused.message, [finding]) from refused
    if unusable := [one for one in reading.findings if one.code == "catalogue.missing_column"]:
        # Without the needed columns every row would be guesswork: nothing is registered until the workbook is mended.
        raise Unreadable(unusable[0].message, unusable)
    return reading


def row_key(item: ItemRow) -> str:
    """What a row is called across readings: its dossier and ordinal; the line only where there is no ordinal."""
    return f"{item.dossier}#{item.ordinal if item.ordinal else f'r{item.row}'}"[:300]


def _hand_paired(reading: CatalogueReading, choices: dict[str, PairingChoice], paths: set[str]) -> dict[int, str]:
    """Let the rows point where people said, as long as the file is there; (row → row key) of those."""
    chosen = {one.path: key for key, one in choices.items() if one.kind == PairingChoice.Kind.PAIR}
    said = {}
    for item in reading.items:
        key = row_key(item)
        choice = choices.get(key)
        if choice is not None and choice.kind == PairingChoice.Kind.PAIR and choice.path in paths:
            item.file_path, item.file_path_typed = choice.path, choice.path
            said[item.row] = key
        elif item.file_path in chosen and chosen[item.file_path] != key:
            item.file_path, item.file_path_typed = None, ""
    return said


def _leave_out_no_scan(
    plan: DeliveryPlan, reading: CatalogueReading, choices: dict[str, PairingChoice]
) -> dict[str, str]:
    """Turn «row without file» into a note where a person said there is no scan; (row key → reason)."""
    no_scan = {key: one for key, one in choices.items() if one.kind == PairingChoice.Kind.NO_SCAN}
    if not no_scan:
        return {}
    rows = {f"dòng {item.row}": no_scan.get(row_key(item)) for item in reading.items}
    for findings in (plan.findings, *(dossier.findings for dossier in plan.dossiers)):
        findings[:] = [_as_note(one, rows) for one in findings]
    return {key: one.reason for key, one in no_scan.items()}


def _as_note(finding: Finding, rows: dict[str, PairingChoice | None]) -> Finding:
    choice = rows.get(finding.where) if finding.code == "pairing.row_without_file" else None
    if choice is None:
        return finding
    message = f"{finding.where[0].upper()}{finding.where[1:]}: không có ảnh quét. Lý do: {choice.reason}"
    return replace(finding, code="pairing.no_scan", severity=Severity.INFO, message=message)


def _lines(
    delivery: Delivery, plan: DeliveryPlan, reading: CatalogueReading, said: dict[int, str], no_scan: dict[str, str]
) -> list[PairingLine]:
    """How rows and files came together, for the screen."""
    pairing = plan.pairing
    assert pairing is not None
    names = {one.key: one.dossier_code or one.dossier_number or one.title for one in reading.dossiers}
    rows = {item.row: item for item in reading.items}

    def line(kind: str, item: ItemRow | None, path: str = "", how: str = "") -> PairingLine:
        return PairingLine(
            delivery=delivery,
            kind=kind,
            row_key=row_key(item) if item else "",
            dossier=one_space(names.get(item.dossier, ""))[:300] if item else "",
            ordinal=item.ordinal if item else None,
            title=one_space(item.subject)[:500] if item else "",
            path=path[:1000],
            how=how,
        )

    told = [line("paired", rows[one.row], one.file, "person" if one.row in said else one.how) for one in pairing.pairs]
    for item in pairing.rows_without_file:
        told.append(
            line(
                "paired" if row_key(item) in no_scan else "row", item, "", "no_scan" if row_key(item) in no_scan else ""
            )
        )
    for claimants in pairing.contested.values():
        told += [line("row", item) for item in claimants]
    left = [one.file for one in pairing.files_without_row] + list(pairing.contested)
    told += [line("file", None, path) for path in sorted(left)]
    return told
