"""The official OCFL fixtures: every bad object is found bad for its named reason, every good one good."""

from __future__ import annotations

import os
import tarfile
from pathlib import Path

import pytest
from tests.conformance.unpacking import unpack

from khoso.kernel.findings import Severity
from khoso.stages.repository.compute.ocfl_validate import validate_path

KINDS = {"bad-objects": 52, "good-objects": 10, "warn-objects": 14}


def _archive() -> Path | None:
    places = [Path(os.environ["KHOSO_SHARED"])] if "KHOSO_SHARED" in os.environ else []
    places += [parent / "shared" for parent in Path(__file__).resolve().parents]
    return next((path for place in places if (path := place / "conformance/ocfl-1.0-fixtures.tar.gz").is_file()), None)


ARCHIVE = _archive()
pytestmark = pytest.mark.skipif(ARCHIVE is None, reason="bộ mẫu OCFL chính thức không có cạnh bản mã nguồn")


def _names(kind: str) -> list[str]:
    if ARCHIVE is None:
        return []
    with tarfile.open(ARCHIVE) as archive:
        parts = [member.name.split("/") for member in archive]
    return sorted({part[2] for part in parts if part[:2] == ["1.0", kind] and len(part) > 3})


@pytest.fixture(scope="module")
def fixtures(tmp_path_factory: pytest.TempPathFactory) -> Path:
    assert ARCHIVE is not None
    folder = tmp_path_factory.mktemp("ocfl")
    with tarfile.open(ARCHIVE) as archive:
        unpack(archive, folder)
    return folder / "1.0"


def _codes(path: Path, severity: Severity) -> set[str]:
    return {found.code for found in validate_path(path) if found.severity is severity}


def _named(name: str) -> set[str]:
    return {part for part in name.split("_") if part[0] in "EW" and part[1:].isdigit()}


@pytest.mark.parametrize("kind", KINDS)
def test_every_fixture_is_judged(kind: str) -> None:
    assert len(_names(kind)) == KINDS[kind]


@pytest.mark.parametrize("name", _names("bad-objects"))
def test_a_bad_object_is_found_bad_for_its_reason(fixtures: Path, name: str) -> None:
    found = _codes(fixtures / "bad-objects" / name, Severity.ERROR)
    assert found & _named(name) == _named(name)


@pytest.mark.parametrize("name", _names("good-objects"))
def test_a_good_object_has_no_error(fixtures: Path, name: str) -> None:
    assert _codes(fixtures / "good-objects" / name, Severity.ERROR) == set()


@pytest.mark.parametrize("name", _names("warn-objects"))
def test_a_doubtful_object_is_valid_with_its_warning(fixtures: Path, name: str) -> None:
    path = fixtures / "warn-objects" / name
    assert _codes(path, Severity.ERROR) == set()
    assert _codes(path, Severity.WARNING) & _named(name) == _named(name)
