"""What only the catalogue knows of a checked sheet: what is there already, what differs, whose code it is."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from itertools import islice
from pathlib import Path
from typing import IO, Any

from khoso.stages.catalogue.importing import looking, rules
from khoso.stages.catalogue.importing.labels import field_label
from khoso.stages.catalogue.importing.rules import Place
from khoso.stages.catalogue.models import Dossier, Item

BATCH = 2_000
# Names of the files a check leaves behind.
ROWS, FINDINGS, GOOD = "rows.jsonl", "findings.jsonl", "good.jsonl"

Row = dict[str, Any]


class Comparing:
    """Reads the rows of a check, writes those that may go in to `good.jsonl`, adds to the findings."""

    def __init__(self, agency_id: int, out: Path, options: Mapping[str, Any], mapping: Mapping[str, str]) -> None:
        self._agency_id, self._out = agency_id, out
        self._options = looking.with_fonds(options, agency_id)
        self._letters = {field: letter for letter, field in mapping.items()}
        # Hashes only: a million places as texts would fill the memory.
        self._seen: set[int] = set()
        self.added: dict[str, dict[str, Any]] = {}
        self.good = self.refused = 0
        self.counts = dict.fromkeys(("new_dossiers", "new_items", "same", "different"), 0)

    def run(self) -> None:
        """Everything, batch by batch."""
        with (
            (self._out / ROWS).open("rb") as rows,
            (self._out / GOOD).open("wb") as good,
            (self._out / FINDINGS).open("a", encoding="utf-8") as findings,
        ):
            admitted = self._admitted(rows, findings)
            while batch := list(islice(admitted, BATCH)):
                good.writelines(line for line, _ in batch)
                self._compare([row for _, row in batch], findings)

    def _admitted(self, rows: IO[bytes], findings: IO[str]) -> Iterator[tuple[bytes, Row]]:
        for line in rows:
            row = json.loads(line)
            if not row["ok"]:
                continue
            if secret := rules.secret_by(row["dossier"], row.get("item")):
                self.refused += 1
                column = self._of("access_code" if "03" in secret.because else "secrecy_mark")
                message = f"{secret.because[:1].upper()}{secret.because[1:]}: {_NOT_HERE}"
                self._tell(findings, row["row"], "catalogue.state_secret", "error", column, message)
                continue
            if not rules.fonds_of(row["dossier"], self._options)[0]:
                self.refused += 1
                column = self._of("fonds_title") or self._of("fonds_code")
                self._tell(findings, row["row"], "catalogue.no_fonds", "error", column, _WITHOUT_FONDS)
                continue
            self.good += 1
            yield line, row

    def _of(self, name: str) -> str:
        return self._letters.get(f"dossier.{name}") or self._letters.get(f"item.{name}", "")

    def _tell(
        self, findings: IO[str], row: int, code: str, severity: str, column: str, message: str, **more: Any
    ) -> None:
        counted = self.added.setdefault(code, {"severity": severity, "count": 0})
        counted["count"] += 1
        said = {"row": row, "column": column, "code": code, "severity": severity, "message": message}
        findings.write(json.dumps({**said, "was": "", "now": "", **more}, ensure_ascii=False) + "\n")

    def _compare(self, batch: list[Row], findings: IO[str]) -> None:
        placed = [(row, self._place(row)) for row in batch]
        said = {place: row["dossier"] for row, place in reversed(placed)}
        known = looking.known_dossiers(self._agency_id, said)
        there = {place: found for place, one in said.items() if (found := known.find(place, one)) is not None}
        items = looking.known_items(
            {
                (there[place].pk, row["item"]["ordinal"])
                for row, place in placed
                if place in there and row.get("item") and row["item"].get("ordinal")
            }
        )
        for row, place in placed:
            found = there.get(place)
            if hash(place) not in self._seen:
                self._seen.add(hash(place))
                self._first_time(row, found, known, findings)
            item = row.get("item")
            if item is None:
                continue
            kept = items.get((found.pk, item.get("ordinal"))) if found is not None else None
            if kept is None:
                self.counts["new_items"] += 1
            else:
                self._tell_known(row["row"], kept, item, findings)

    def _place(self, row: Row) -> Place:
        return rules.place_of(row["dossier"], rules.fonds_of(row["dossier"], self._options)[0])

    def _first_time(self, row: Row, found: Dossier | None, known: looking.Known, findings: IO[str]) -> None:
        said = row["dossier"]
        if found is not None:
            self._tell_known(row["row"], found, said, findings)
            return
        self.counts["new_dossiers"] += 1
        if owner := known.elsewhere.get(str(said.get("reference_code") or "")):
            self._tell(
                findings, row["row"], "catalogue.code_elsewhere", "warning", self._of("reference_code"),
                f"Mã hồ sơ này đã dùng ở {owner}; nạp vào sẽ thêm mã phông. Hãy xem có phải cùng một hồ sơ.",
                was=said["reference_code"],
            )  # fmt: skip

    def _tell_known(self, row: int, there: Dossier | Item, said: Mapping[str, Any], findings: IO[str]) -> None:
        kind = "dossier" if isinstance(there, Dossier) else "item"
        what = "Hồ sơ" if kind == "dossier" else "Tài liệu"
        subject = {"subject": kind, "id": str(there.pk)}
        differing = looking.differing(there, said)
        if not differing:
            self.counts["same"] += 1
            self._tell(
                findings, row, "catalogue.already_there", "info", "",
                f"{what} đã có trong danh mục, nội dung như nhau: bỏ qua.", **subject,
            )  # fmt: skip
            return
        self.counts["different"] += 1
        for name, (was, now) in differing.items():
            self._tell(
                findings, row, "catalogue.differs", "warning", self._letters.get(f"{kind}.{name}", ""),
                f"{what} đã có trong danh mục nhưng «{field_label(kind, name)}» ghi khác.",
                was=_shown(was), now=_shown(now), field=name, **subject,
            )  # fmt: skip


def _shown(value: Any) -> str:
    return "" if value is None else str(value)


_NOT_HERE = (
    "tài liệu bí mật nhà nước không được đưa vào hệ thống; dòng này không nạp. "
    "Hãy báo người phụ trách bảo vệ bí mật nhà nước."
)
_WITHOUT_FONDS = "Dòng không cho biết thuộc phông nào, và chưa chọn phông cho cả bảng."
