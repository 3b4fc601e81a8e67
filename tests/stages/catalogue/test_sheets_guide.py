"""The page of codes in the manual says the same as the list in the source."""

from __future__ import annotations

import re
from pathlib import Path

from khoso.stages.catalogue.compute import sheets
from khoso.stages.catalogue.compute.workbooks import faults, targets

PAGE = Path(__file__).resolve().parents[3] / "docs" / "huong-dan" / "ma-loi-nhap-excel.md"
SOURCE = Path(faults.__file__).parent


def test_the_manual_names_every_code() -> None:
    rows = re.findall(r"^\| `([a-z_.]+)` \| ([^|]+) \| (\S[^|]*) \| [^|]+ \|$", PAGE.read_text(encoding="utf-8"), re.M)
    words = {"error": "Lỗi", "warning": "Cảnh báo", "info": "Ghi nhận"}
    wanted = [(f"catalogue.{code}", name, words[str(weight)]) for code, (weight, name) in faults.CODES.items()]
    assert rows == wanted
    assert {code: name for code, name, _ in rows} == sheets.LABELS


def test_every_code_is_told_somewhere() -> None:
    source = "".join(path.read_text(encoding="utf-8") for path in SOURCE.glob("*.py") if path.name != "faults.py")
    assert [code for code in faults.CODES if f'"{code}"' not in source] == []


def test_every_word_of_a_heading_leads_to_a_field() -> None:
    assert {name for names in targets.BY_HEADING.values() for name in names} - set(targets.FIELDS) == set()
