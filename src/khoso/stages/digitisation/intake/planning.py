"""What a delivery brings, with what people decided about it: hand pairings, rows without scan, cut files."""

from __future__ import annotations

from dataclasses import dataclass, replace

from khoso.engines.limits import Limits, run_limited
from khoso.kernel.errors import KhosoError
from khoso.kernel.findings import Finding, Severity
from khoso.kernel.text_vi import one_space
from khoso.stages.catalogue.compute.rows import CatalogueReading, ItemRow
from khoso.stages.digitisation.compute.plan import DeliveryPlan, plan_delivery
from khoso.stages.digitisation.intake import by_catalogue, known_fonds, splitting
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
    # Planning gives ordinals to rows without one: what a row is called is said before.
    keys = row_keys(reading)
    said = _hand_paired(reading, keys, choices, set(source.paths))
    waiting = splitting.cut(delivery, source, reading)
    # What waits for a decision goes no further, and is paired with nothing.
    plan = plan_delivery(
        reading, [path for path in source.paths if path not in waiting], agency_code=delivery.agency.code
    )
    plan.findings += [splitting.waiting_finding(path) for path in sorted(waiting)]
    if not delivery.catalogue_name:
        by_catalogue.keep_fonds(plan, reading)
    else:
        known_fonds.name_as_known(plan, reading, delivery.agency_id)
    no_scan = {key: one for key, one in choices.items() if one.kind == PairingChoice.Kind.NO_SCAN}
    _leave_out_no_scan(plan, keys, no_scan)
    return Planned(plan, _lines(delivery, plan, reading, keys, said, set(no_scan)))


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


def row_keys(reading: CatalogueReading) -> dict[int, str]:
    """What each row is called across readings: its dossier and ordinal; the line only where that is not enough."""
    told: dict[int, str] = {}
    taken: set[str] = set()
    for item in reading.items:
        key = f"{item.dossier}#{item.ordinal or ''}"[:280]
        if not item.ordinal or key in taken:
            key = f"{key}~{item.row}"
        taken.add(key)
        told[item.row] = key
    return told


def _hand_paired(
    reading: CatalogueReading, keys: dict[int, str], choices: dict[str, PairingChoice], paths: set[str]
) -> set[int]:
    """Let the rows point where people said, as long as the file is there; the rows of which somebody said it."""
    chosen = {one.path: key for key, one in choices.items() if one.kind == PairingChoice.Kind.PAIR}
    said = set()
    for item in reading.items:
        choice = choices.get(keys[item.row])
        if choice is not None and choice.kind == PairingChoice.Kind.PAIR and choice.path in paths:
            item.file_path, item.file_path_typed = choice.path, choice.path
            said.add(item.row)
        elif item.file_path in chosen and chosen[item.file_path] != keys[item.row]:
            item.file_path, item.file_path_typed = None, ""
    return said


def _leave_out_no_scan(plan: DeliveryPlan, keys: dict[int, str], no_scan: dict[str, PairingChoice]) -> None:
    """Turn «row without file» into a note where a person said there is no scan."""
    rows = {f"dòng {row}": no_scan[key] for row, key in keys.items() if key in no_scan}
    for findings in (plan.findings, *(dossier.findings for dossier in plan.dossiers)) if rows else ():
        findings[:] = [_as_note(one, rows) for one in findings]


def _as_note(finding: Finding, rows: dict[str, PairingChoice]) -> Finding:
    choice = rows.get(finding.where) if finding.code == "pairing.row_without_file" else None
    if choice is None:
        return finding
    message = f"{finding.where[0].upper()}{finding.where[1:]}: không có ảnh quét. Lý do: {choice.reason}"
    return replace(finding, code="pairing.no_scan", severity=Severity.INFO, message=message)


def _lines(
    delivery: Delivery,
    plan: DeliveryPlan,
    reading: CatalogueReading,
    keys: dict[int, str],
    said: set[int],
    no_scan: set[str],
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
            row_key=keys[item.row] if item else "",
            dossier=one_space(names.get(item.dossier, ""))[:300] if item else "",
            ordinal=item.ordinal if item else None,
            title=one_space(item.subject)[:500] if item else "",
            path=path[:1000],
            how=how,
        )

    told = [line("paired", rows[one.row], one.file, "person" if one.row in said else one.how) for one in pairing.pairs]
    for item in pairing.rows_without_file:
        is_settled = keys[item.row] in no_scan
        told.append(line("paired" if is_settled else "row", item, how="no_scan" if is_settled else ""))
    for claimants in pairing.contested.values():
        told += [line("row", item) for item in claimants]
    left = [one.file for one in pairing.files_without_row] + list(pairing.contested)
    return [*told, *(line("file", None, path) for path in sorted(left))]
