"""What the machine's findings mean for a delivered file."""

from __future__ import annotations

import pytest

from khoso.kernel.findings import Finding, Severity
from khoso.stages.digitisation.rules import REFUSING, verdict


def _found(code: str, severity: Severity = Severity.ERROR) -> Finding:
    return Finding(code, severity, "…")


def test_a_file_with_faults_a_person_can_mend_goes_on():
    assert verdict([_found("page.skewed"), _found("page.low_resolution")]) == "check"


@pytest.mark.parametrize("code", sorted(REFUSING))
def test_what_cannot_be_read_safely_is_refused(code: str):
    assert verdict([_found(code)]) == "refuse"
    assert verdict([_found(code, Severity.INFO)]) == "check"


@pytest.mark.mission("S3")
def test_a_secrecy_mark_means_quarantine_whatever_else_is_wrong():
    assert verdict([_found("page.secrecy_mark")]) == "quarantine"
    assert verdict([_found("file.active_content"), _found("page.secrecy_mark")]) == "quarantine"
