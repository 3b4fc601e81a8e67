"""The E-ARK conformance corpus: each bad package must be found with the identifier of the rule it breaks."""

from __future__ import annotations

import os
import sys
import tarfile
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from lxml import etree
from tests.conformance.unpacking import unpack

from khoso.kernel.findings import Severity
from khoso.stages.packages.compute.validate import validate


def shared() -> Path | None:
    """The folder `shared` beside the checkout, or where KHOSO_SHARED says."""
    named = os.environ.get("KHOSO_SHARED")
    beside = [parent / "shared" for parent in Path(__file__).resolve().parents]
    return next((p for p in ([Path(named)] if named else []) + beside if p.is_dir()), None)


class Case(NamedTuple):
    rule: str
    level: str
    is_valid: bool
    path: Path


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> list[Case]:
    source = shared()
    archives = sorted((source / "conformance").glob("eark-ip-test-corpus*.tar.gz")) if source else []
    if not archives:
        pytest.skip("không có bộ gói mẫu E-ARK bên cạnh mã nguồn")
    folder = tmp_path_factory.mktemp("eark")
    for archive in archives:
        with tarfile.open(archive) as tar:
            unpack(tar, folder)
    return list(cases(folder))


def cases(folder: Path) -> Iterator[Case]:
    for described in sorted(folder.rglob("testCase.xml")):
        root = etree.parse(str(described)).getroot()
        identity = root.find("id").get("requirementId")
        for rule in root.iterfind(".//rule"):
            level = rule.find("error").get("level")
            for package in rule.iterfind(".//package"):
                path = described.parent / (package.findtext("path") or "").strip()
                if package.get("isImplemented") == "TRUE" and path.exists() and path != described.parent:
                    yield Case(identity, level, package.get("isValid") == "TRUE", path)


def codes(case: Case, severity: Severity | None = None) -> set[str]:
    profile = "sip" if case.rule.startswith("SIP") else "csip"
    return {f.code for f in validate(case.path, profile).findings if severity in (None, f.severity)}


def test_bad_packages_are_found_with_the_right_rule(corpus: list[Case]) -> None:
    bad = [case for case in corpus if case.level == "ERROR" and not case.is_valid]
    missed = [f"{c.rule} {c.path.name}" for c in bad if c.rule not in codes(c, Severity.ERROR)]
    sys.stdout.write(f"E-ARK: {len(bad) - len(missed)}/{len(bad)} gói sai được bắt đúng quy tắc; sót: {missed}\n")
    assert bad
    assert len(missed) <= len(bad) * 0.05


def test_good_packages_raise_no_false_alarm_of_their_rule(corpus: list[Case]) -> None:
    good = [case for case in corpus if case.is_valid]
    false = [f"{c.rule} {c.path.name}" for c in good if c.rule in codes(c, Severity.ERROR)]
    sys.stdout.write(f"E-ARK: {len(false)} báo nhầm trên {len(good)} gói đúng: {false}\n")
    assert good
    assert false == []


def test_lighter_rules_are_told_too(corpus: list[Case]) -> None:
    light = [case for case in corpus if case.level != "ERROR" and not case.is_valid and "/invalid/" in str(case.path)]
    told = [case for case in light if case.rule in codes(case)]
    sys.stdout.write(f"E-ARK: {len(told)}/{len(light)} gói vi phạm mức nhẹ được nhắc đúng quy tắc\n")
    assert len(told) >= len(light) * 0.9


def test_a_zip_that_climbs_out_is_refused_whole() -> None:
    source = shared()
    sample = source / "samples" / "bad-inputs" / "zip-slip.zip" if source else None
    if sample is None or not sample.is_file():
        pytest.skip("không có mẫu zip-slip bên cạnh mã nguồn")
    for profile in ("tt05", "csip", "sip", "bagit"):
        assert [f.code for f in validate(sample, profile).findings] == ["package.zip_unsafe"]
