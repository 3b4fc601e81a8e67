"""One door to every profile: a path in, a verdict out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from khoso.kernel.errors import FileRefused, UsageError
from khoso.kernel.findings import Finding, Severity
from khoso.stages.packages.compute.archive import opened, package_root

PROFILES = ("tt05", "csip", "sip", "bagit", "ocfl")
Check = Callable[[Path, str], list[Finding]]


@dataclass(frozen=True, slots=True)
class PackageVerdict:
    """What a profile says of a package. `valid` means no finding of weight error."""

    path: str
    valid: bool
    findings: list[Finding]

    def as_json(self) -> dict[str, object]:
        """The line `khoso package validate --json` prints."""
        return {"path": self.path, "valid": self.valid, "findings": [f.as_place_json() for f in self.findings]}


def validate(path: Path, profile: str) -> PackageVerdict:
    """Check a package folder or ZIP against `tt05`, `csip`, `sip`, `bagit` or `ocfl`.

    A file that may not be opened is a finding, not an exception. Raises UsageError for an unknown profile.
    """
    if profile not in PROFILES:
        raise UsageError(f"Không có bộ quy tắc «{profile}»; dùng một trong {', '.join(PROFILES)}.")
    try:
        findings = _ocfl(path) if profile == "ocfl" else _checked(path, _check_of(profile))
    except FileRefused as error:
        findings = [Finding(error.code, Severity.ERROR, error.message, path.name)]
    return PackageVerdict(str(path), not any(f.severity is Severity.ERROR for f in findings), findings)


def _checked(path: Path, check: Check) -> list[Finding]:
    with opened(path) as folder:
        return check(package_root(folder), path.name)


def _check_of(profile: str) -> Check:
    # Each profile reads its tables only when it is asked for.
    if profile == "tt05":
        from khoso.stages.packages.compute.validate_tt05 import check_tt05

        return check_tt05
    if profile == "bagit":
        from khoso.stages.packages.compute.validate_bagit import check_bagit

        return check_bagit
    from khoso.stages.packages.compute.validate_csip import check_csip, check_sip

    return check_sip if profile == "sip" else check_csip


def _ocfl(path: Path) -> list[Finding]:
    from khoso.stages.repository.compute import ocfl_validate

    return ocfl_validate.validate_path(path)
