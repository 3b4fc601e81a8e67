"""`khoso package`: what people type and what they read."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner
from tests.stages.packages.making import DOSSIER_CODE

from khoso.stages.packages.commands import package

DESCRIPTION = {
    "package_id": "9c13e70e-08b2-4c54-8baf-979b35d01b4d",
    "fonds_code": "P623",
    "archive_agency_code": "H19.LTLS",
    "producer_name": "Lưu trữ lịch sử thành phố",
    "created": "2026-11-20T09:30:15.123+07:00",
    "software_version": "0.1.0",
    "transfer_code": "NL.VP.2026.01",
    "dossier": {
        "reference_code": DOSSIER_CODE,
        "title": "Tập công văn năm 2024",
        "retention_code": "01",
        "access_code": "01",
        "languages": ["01"],
        "start": "05/01/2024",
        "end": "30/12/2024",
        "item_count": 1,
        "sheet_count": 1,
        "page_count": 2,
        "trust_code": "02",
        "paper_reference_code": "H19.81.H07.0012",
        "has_backup": False,
    },
    "items": [
        {
            "doc_id": "2024.01.VP.001",
            "reference_code": f"{DOSSIER_CODE}.0000001",
            "retention_code": "01",
            "access_code": "01",
            "kind_code": "22",
            "issued_date": "01/03/2024",
            "issuer": "Văn phòng",
            "subject": "Về việc chỉnh lý",
            "languages": ["01"],
            "page_count": 2,
            "has_backup": False,
            "file": "a.pdf",
            "file_name": f"{DOSSIER_CODE}.001.pdf",
        }
    ],
}


def described(folder: Path, **changes: object) -> Path:
    folder.mkdir()
    (folder / "a.pdf").write_bytes(b"%PDF-1.7\n")
    (folder / "package.json").write_text(json.dumps(DESCRIPTION | changes, ensure_ascii=False), encoding="utf-8")
    return folder


def run(*arguments: object) -> tuple[int, str]:
    result = CliRunner().invoke(package, [str(a) for a in arguments])
    return result.exit_code, result.output


@pytest.mark.parametrize(("kind", "name"), [("aip", "urn_P623_uuid_"), ("sip", "uuid-")])
def test_a_described_folder_becomes_a_valid_package_and_its_zip(tmp_path: Path, kind: str, name: str) -> None:
    source = described(tmp_path / "src")
    code, printed = run("build", source, "--out", tmp_path / "out", "--kind", kind, "--zip", "--ordinal", 3, "--json")
    facts = json.loads(printed)
    assert code == 0
    assert Path(facts["path"]).name == f"{name}9C13E70E-08B2-4C54-8BAF-979B35D01B4D"
    code, printed = run("validate", facts["path"], facts["zip"], "--profile", "tt05", "--json")
    assert (code, [json.loads(line) for line in printed.splitlines()]) == (
        0,
        [{"path": facts[k], "valid": True, "findings": []} for k in ("path", "zip")],
    )


def test_findings_are_printed_a_line_a_package_and_end_with_1(tmp_path: Path) -> None:
    source = described(tmp_path / "src")
    run("build", source, "--out", tmp_path / "out")
    (built,) = (tmp_path / "out").iterdir()
    (built / "la.txt").write_text("lạ", encoding="utf-8")
    code, printed = run("validate", built, "--profile", "tt05", "--json")
    assert (code, json.loads(printed)) == (
        1,
        {
            "path": str(built),
            "valid": False,
            "findings": [
                {
                    "code": "tt05.file.unlisted",
                    "severity": "error",
                    "where": "la.txt",
                    "message": "Có tệp la.txt không nêu trong METS; xóa hoặc khai báo",
                }
            ],
        },
    )
    code, printed = run("validate", built, "--profile", "tt05")
    assert (code, printed.splitlines()[0]) == (1, f"{built}: KHÔNG HỢP LỆ, 1 nhận xét")


def test_a_description_that_breaks_the_circular_is_told_and_nothing_is_built(tmp_path: Path) -> None:
    dossier = dict(DESCRIPTION["dossier"], access_code="09")  # type: ignore[arg-type]
    code, printed = run("build", described(tmp_path / "src", dossier=dossier), "--out", tmp_path / "out")
    assert (code, "mode: mã «09» không có trong bảng mã" in printed, (tmp_path / "out").exists()) == (1, True, False)


@pytest.mark.parametrize(
    "changes",
    [{"dossier": {"la": 1}}, {"created": "hôm qua"}, {"items": [{"file": "../../etc/passwd"}]}, {"package_id": 5}],
)
def test_a_description_that_cannot_be_understood_is_a_usage_error(tmp_path: Path, changes: dict[str, object]) -> None:
    code, printed = run("build", described(tmp_path / "src", **changes), "--out", tmp_path / "out")
    assert (code, printed.startswith("package.json không đọc được")) == (2, True)


def test_no_description_and_no_profile_are_usage_errors(tmp_path: Path) -> None:
    source = described(tmp_path / "src")
    (source / "package.json").unlink()
    assert run("build", source, "--out", tmp_path / "out")[0] == 2
    assert run("validate", source, "--profile", "la")[0] == 2
    shutil.rmtree(source)
    assert run("validate", source, "--profile", "tt05")[0] == 1
