"""What is to be registered of a delivery: the workbook's rows and the folder's files, sorted by dossier."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from khoso.kernel.findings import Finding, Severity
from khoso.kernel.text_vi import fold, one_space
from khoso.stages.catalogue.compute.pairing import Pairing, pair
from khoso.stages.catalogue.compute.rows import CatalogueReading, DossierRow, ItemRow

_CELL_ROW = re.compile(r"^(?:[A-Z]{1,3}|dòng )(\d+)\b")


@dataclass(frozen=True)
class PlannedFile:
    """A file of the delivery; `ordinal` names the item of its dossier it belongs to, None for a companion."""

    path: str
    role: str  # item, cover, inventory, extra
    ordinal: int | None = None


@dataclass
class DossierPlan:
    """One dossier to register."""

    key: str
    fonds_code: str
    fonds_title: str
    fields: dict[str, Any]
    items: dict[int, dict[str, Any]] = field(default_factory=dict)
    files: list[PlannedFile] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)


@dataclass
class DeliveryPlan:
    """All that a delivery brings: dossiers, files of no dossier, findings about the whole."""

    dossiers: list[DossierPlan]
    extras: list[PlannedFile]
    findings: list[Finding]
    file_count: int
    # How rows and files came together.
    pairing: Pairing | None = None


def list_files(folder: Path, *, leave_out: Iterable[Path] = ()) -> tuple[list[str], list[Finding]]:
    """Every regular file below `folder` as a relative path with forward slashes, in a fixed order.

    Links and names that are no text are not followed or read: each gives a finding.
    """
    left_out = {path.resolve() for path in leave_out}
    paths: list[str] = []
    findings: list[Finding] = []
    for where, folders, names in os.walk(folder, followlinks=False):
        folders.sort()
        for name in sorted(names) + [one for one in folders if (Path(where) / one).is_symlink()]:
            path = Path(where) / name
            shown = path.relative_to(folder).as_posix()
            if path.is_symlink():
                findings.append(_unsafe(shown, "là liên kết tới nơi khác"))
            elif not shown.isprintable() or "\udc80" <= max(shown) <= "\udcff":
                findings.append(_unsafe(shown.encode("utf-8", "replace").decode(), "có tên tệp không đọc được"))
            elif path.is_file() and path.resolve() not in left_out:
                paths.append(shown)
    return paths, findings


def _unsafe(shown: str, why: str) -> Finding:
    message = f"{shown} {why}; tệp này không được nhập. Hãy chép chính tệp đó vào thư mục rồi giao lại."
    return Finding("file.unsafe_path", Severity.ERROR, message, where=shown)


def plan_delivery(reading: CatalogueReading, files: Sequence[str], *, agency_code: str) -> DeliveryPlan:
    """Sort rows and files by dossier and say what does not fit together."""
    pairing = pair(reading.items, reading.dossiers, files)
    plans = {row.key: _dossier_plan(row, agency_code) for row in reading.dossiers}
    rows = {item.row: item for item in reading.items}
    extras = [PlannedFile(companion.file, "extra") for companion in pairing.companions if not companion.dossier]
    for item in reading.items:
        _add_item(plans[item.dossier], item)
    for one in pairing.pairs:
        plan = plans[one.dossier]
        plan.files.append(PlannedFile(one.file, "item", _ordinal_in(plan, rows[one.row])))
    for unlisted in pairing.files_without_row:
        home = plans.get(unlisted.dossier or "") or _plan_of_folder(plans, unlisted.box, unlisted.number, agency_code)
        if home is None:
            extras.append(PlannedFile(unlisted.file, "extra"))
            continue
        ordinal = _free_ordinal(home, unlisted.ordinal)
        home.items[ordinal] = {"described_by": "machine"}
        home.files.append(PlannedFile(unlisted.file, "item", ordinal))
    for companion in pairing.companions:
        if companion.dossier:
            plans[companion.dossier].files.append(PlannedFile(companion.file, companion.kind))
    for file, claimants in pairing.contested.items():
        plans[claimants[0].dossier].files.append(PlannedFile(file, "extra"))
    whole = _share_findings(reading.findings + pairing.findings, plans, rows, pairing)
    for plan in plans.values():
        plan.files.sort(key=lambda file: file.path)
    return DeliveryPlan(list(plans.values()), extras, whole, len(files), pairing)


def _dossier_plan(row: DossierRow, agency_code: str) -> DossierPlan:
    year = row.start.year if row.start else (row.end.year if row.end else None)
    fields = {
        "number": row.dossier_number or row.dossier_code or row.key,
        "register_number": row.register_number,
        "box": row.box,
        "year": year,
        "title": one_space(row.title)[:1000] or f"Hồ sơ {row.dossier_number}",
        "retention_code": row.retention_code or "01",
        "access_code": row.access_code or "02",
        "language_code": row.language_code or "01",
        "start": row.start.iso if row.start else "",
        "end": row.end.iso if row.end else "",
        "keywords": row.keywords[:100],
        "declared_item_count": row.declared_item_count,
        "declared_sheet_count": row.declared_sheet_count,
        "physical_condition_code": row.physical_condition_code or "",
        "information_mark": row.information_mark[:30],
        "trust_code": row.trust_code or "02",
        "paper_reference_code": row.paper_reference_code[:100] or _paper_code(agency_code, row.box, row.dossier_number),
        "note": row.note[:2000],
    }
    title = one_space(row.fonds_name) or row.fonds_code or agency_code
    return DossierPlan(row.key, _fonds_code(row.fonds_code, title, agency_code), title[:300], fields)


def _fonds_code(code: str, title: str, agency_code: str) -> str:
    """The fonds code the catalogue gives, or one made of the agency's code and the initials of the fonds' name."""
    if code.strip():
        return one_space(code)[:100]
    initials = "".join(word[0] for word in re.findall(r"[a-z0-9]+", fold(title))).upper()
    return f"P_{agency_code}_{initials}"[:100]


def _paper_code(agency_code: str, box: str, number: str) -> str:
    """Mã hồ sơ gốc giấy out of what the catalogue says of the place.

    # Luật: TT 05/2025 Phụ lục I.II.2.a: [mã cơ quan lưu trữ].[số kho/giá/hộp].[số hồ sơ giấy]
    """
    return ".".join([agency_code, one_space(box).replace(".", "-") or "0", one_space(number) or "0"])[:100]


def _add_item(plan: DossierPlan, item: ItemRow) -> None:
    ordinal = item.ordinal
    if ordinal is None or ordinal <= 0 or ordinal in plan.items:
        ordinal = _free_ordinal(plan, None)
    item.ordinal = ordinal
    plan.items[ordinal] = {
        "kind_code": item.kind_code or "",
        "number": item.number,
        "notation": item.notation,
        "issued_date": item.issued_date.iso if item.issued_date else "",
        "issuer": item.issuer,
        "access_code": item.access_code or "",
        "subject": item.subject,
        "language_code": item.language_code or "01",
        "sheet": item.sheet[:20],
        "note": item.note,
        "autograph": item.autograph,
        "keywords": item.keywords,
        "information_mark": item.information_mark[:30],
        "physical_condition_code": item.physical_condition_code or "",
        "trust_code": item.trust_code or "02",
        "described_by": "catalogue",
        "catalogue_row": {"row": item.row, **{column: str(value) for column, value in item.typed.items()}},
    }


def _ordinal_in(plan: DossierPlan, item: ItemRow) -> int | None:
    return item.ordinal if item.ordinal in plan.items else None


def _free_ordinal(plan: DossierPlan, wanted: int | None) -> int:
    if wanted and wanted not in plan.items:
        return wanted
    return max(plan.items, default=0) + 1


def _plan_of_folder(plans: dict[str, DossierPlan], box: str, number: str, agency_code: str) -> DossierPlan | None:
    """The dossier that only its folder names; None when the folder names none."""
    if not number:
        return None
    key = f"folder:{box}/{number}"
    if key not in plans:
        like = next(iter(plans.values()), None)
        plan = _dossier_plan(DossierRow(key=key, rows=(0, 0), box=box, dossier_number=number), agency_code)
        if like is not None:
            plan.fonds_code, plan.fonds_title = like.fonds_code, like.fonds_title
            plan.fields["register_number"] = like.fields["register_number"]
        plans[key] = plan
    return plans[key]


def _share_findings(
    findings: Iterable[Finding], plans: dict[str, DossierPlan], rows: dict[int, ItemRow], pairing: Pairing
) -> list[Finding]:
    """Give each finding to the dossier it is about; return those about the whole delivery."""
    by_file = {file.path: plan for plan in plans.values() for file in plan.files}
    by_row: dict[int, DossierPlan] = {number: plans[item.dossier] for number, item in rows.items()}
    whole: list[Finding] = []
    for finding in findings:
        plan = plans.get(finding.where) or by_file.get(finding.where)
        if plan is None and (match := _CELL_ROW.match(finding.where)):
            plan = by_row.get(int(match.group(1)))
        (plan.findings if plan else whole).append(finding)
    return whole
