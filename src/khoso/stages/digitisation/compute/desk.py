"""A delivery at the contractor's desk: workbook and folder checked as the system will, with no database."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from khoso.engines.limits import Limits, run_limited
from khoso.kernel.errors import KhosoError
from khoso.kernel.findings import Finding, Severity
from khoso.stages.digitisation.compute.results import FileCheck

_LIMITS = Limits(seconds=300)
# What a delivery is registered under is asked of no contractor; nothing that is told depends on it.
_NOBODY = "X"


@dataclass(frozen=True)
class Desk:
    """What the workbook says of a folder: findings about it, and the files that will be checked."""

    workbook: FileCheck
    files: frozenset[Path] | None


def workbook_in(folder: Path) -> Path | None:
    """The workbook of a folder when there is no doubt: the only .xlsx at its top."""
    found = [path for path in sorted(folder.glob("*.xlsx")) if path.is_file() and not path.name.startswith(("~$", "."))]
    return found[0] if len(found) == 1 else None


def lay_out(folder: Path, workbook: Path) -> Desk:
    """Read the workbook and pair it with the files of the folder."""
    from khoso.stages.catalogue.compute.workbook import read_workbook
    from khoso.stages.digitisation.compute.plan import list_files, plan_delivery

    paths, unsafe = list_files(folder, leave_out=[workbook])
    try:
        reading = run_limited(read_workbook, workbook, workbook.name, limits=_LIMITS)
    except KhosoError as refused:
        return Desk(_of(workbook, [Finding(refused.code, Severity.ERROR, refused.message), *unsafe]), None)
    if unusable := [one for one in reading.findings if one.code == "catalogue.missing_column"]:
        return Desk(_of(workbook, [*unusable, *unsafe]), None)
    plan = plan_delivery(reading, paths, agency_code=_NOBODY)
    findings = [*plan.findings, *(one for dossier in plan.dossiers for one in dict.fromkeys(dossier.findings))]
    planned = [*(file for dossier in plan.dossiers for file in dossier.files), *plan.extras]
    return Desk(_of(workbook, [*findings, *unsafe]), frozenset(folder / file.path for file in planned))


def _of(workbook: Path, findings: list[Finding]) -> FileCheck:
    return FileCheck(workbook, findings=[_said(one) for one in findings])


def _said(finding: Finding) -> Finding:
    """The place of a finding about a cell or a dossier, in its message: a line of the check has no other room."""
    if not finding.where or finding.where in finding.message:
        return finding
    return replace(finding, message=f"{finding.where}: {finding.message}")
