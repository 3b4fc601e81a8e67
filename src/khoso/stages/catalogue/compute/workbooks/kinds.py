"""Abbreviations of kinds of documents, as they open a notation."""

from __future__ import annotations

import re
from functools import lru_cache

# Luật: NĐ 30/2020 Phụ lục III (bảng chữ viết tắt tên loại văn bản)
ABBREVIATIONS = {
    "NQ": "01", "QĐ": "02", "CT": "03", "QC": "04", "QYĐ": "05", "TC": "06", "TB": "07", "HD": "08", "CTR": "09",
    "KH": "10", "PA": "11", "ĐA": "12", "DA": "13", "BC": "14", "TTR": "15", "GUQ": "16", "PG": "17", "PC": "18",
    "PB": "19", "BB": "20", "HĐ": "21", "CV": "22", "CĐ": "23", "BGN": "24", "BTT": "25", "GM": "26", "GGT": "27",
    "GNP": "28", "TCG": "29",
}  # fmt: skip
# Two letters that are as often an office as a kind.
_ALSO_OFFICES = {"CT", "TC", "PC", "DA", "ĐA", "HD", "HĐ", "PA", "QC", "BB", "PG", "PB", "CĐ"}


@lru_cache(maxsize=20_000)
def kind_of_notation(notation: str) -> str:
    """The kind a notation begins with (`QĐ-UBND` → 02); "" when it begins with an office or is unclear."""
    first = re.split(r"[-/ ]", notation, maxsplit=1)[0].replace(".", "").upper()
    return "" if first in _ALSO_OFFICES else ABBREVIATIONS.get(first, "")
