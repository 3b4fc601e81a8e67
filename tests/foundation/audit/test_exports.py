"""An exported trail is checked by a script of anyone's; a tampered one is found by the same script."""

from __future__ import annotations

import base64
import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.house import House, furnished

from khoso.foundation.audit import sealing
from khoso.foundation.audit.actions import record
from khoso.foundation.audit.exporting import export
from khoso.foundation.audit.models import AuditEntry
from khoso.kernel.errors import UsageError

pytestmark = [pytest.mark.django_db, pytest.mark.mission("R7")]
SCRIPT = Path(__file__).resolve().parents[3] / "docs" / "verify-audit-export.py"


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    with furnished(tmp_path) as made:
        yield made


@pytest.fixture
def exported(house: House, tmp_path: Path) -> list[dict[str, Any]]:
    for number in range(4):
        record("room.thing.touch", subject=("thing", number), details={"tên": [f'Cũ "{number}"', "Mới"]})
        record("other.thing.touch", subject=("thing", number))
    sealing.seal()
    record("room.thing.touch", subject=("thing", 9))
    told = export(tmp_path / "nhat-ky.jsonl")
    assert (told["rows"], told["seals"]) == (9, 1)
    return [json.loads(line) for line in (tmp_path / "nhat-ky.jsonl").read_text().splitlines()]


def judged(lines: list[dict[str, Any]], folder: Path, *more: str) -> tuple[int, str]:
    path = folder / "judged.jsonl"
    path.write_text("".join(f"{json.dumps(line)}\n" for line in lines))
    done = subprocess.run([sys.executable, SCRIPT, path, *more], capture_output=True, text=True, check=False)
    return done.returncode, done.stdout.strip() + done.stderr.strip()


def places(lines: list[dict[str, Any]], kind: str) -> list[int]:
    return [place for place, line in enumerate(lines) if line["kind"] == kind]


def test_a_whole_export_is_whole(exported: list[dict[str, Any]], tmp_path: Path) -> None:
    assert judged(exported, tmp_path) == (0, "whole: 9 rows")
    assert AuditEntry.objects.filter(verb="audit.trail.export").count() == 1


@pytest.mark.parametrize("way", ["flip", "drop", "swap", "insert", "cut", "seal", "seal-content"])
def test_a_tampered_export_is_found(exported: list[dict[str, Any]], tmp_path: Path, way: str) -> None:
    rows = places(exported, "row")
    first, second = rows[1], rows[2]
    if way == "flip":
        exported[second]["content"] = exported[second]["content"].replace("touch", "tauch")
    elif way == "drop":
        del exported[second]
    elif way == "swap":
        exported[first], exported[second] = exported[second], exported[first]
    elif way == "insert":
        exported.insert(second, exported[second])
    elif way == "cut":
        del exported[rows[-1]]
    elif way == "seal":
        seal = exported[places(exported, "seal")[0]]
        seal["content"] = seal["content"].replace('"rows":8', '"rows":7')
    else:
        exported[places(exported, "seal")[0]]["hash"] = "0" * 64
    code, told = judged(exported, tmp_path)
    assert (code, told[:5]) == (1, "WRONG")


def test_a_part_between_two_positions_is_whole_by_itself(exported: list[dict[str, Any]], tmp_path: Path) -> None:
    told = export(tmp_path / "mot.jsonl", chain="room")
    assert told["rows"] == 5
    lines = [json.loads(line) for line in (tmp_path / "mot.jsonl").read_text().splitlines()]
    assert judged(lines, tmp_path) == (0, "whole: 5 rows")


def test_what_is_there_is_not_written_over(house: House, tmp_path: Path) -> None:
    (tmp_path / "x.jsonl").write_text("giữ")
    with pytest.raises(UsageError):
        export(tmp_path / "x.jsonl")
    assert (tmp_path / "x.jsonl").read_text() == "giữ"


@pytest.mark.skipif(shutil.which("openssl") is None, reason="không có openssl")
def test_the_signature_of_a_seal_is_checked_by_openssl(exported: list[dict[str, Any]], tmp_path: Path) -> None:
    out = tmp_path / "seals"
    out.mkdir()
    assert judged(exported, tmp_path, str(out))[0] == 0
    message, signature = next(out.glob("1.*.msg")), next(out.glob("1.*.sig"))
    key = out / f"{message.name.split('.')[1]}.pem"
    asked = ["openssl", "pkeyutl", "-verify", "-pubin", "-inkey", key, "-rawin", "-in", message, "-sigfile", signature]
    assert subprocess.run(asked, capture_output=True, check=False).returncode == 0
    signature.write_bytes(base64.b64decode("AAAA"))
    assert subprocess.run(asked, capture_output=True, check=False).returncode != 0
