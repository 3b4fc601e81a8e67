"""A batch of its own for a journey: a folder with defects planted on purpose, and what the house says of it.

The same dossier is made twice from one seed, once with defects and once without: the second is what a careful second
scan brings.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf
from tests.journeys.house import House

from khoso.demo.delivery import WORKBOOK, make_delivery

AGENCY = "DEMO.01"
# What the machine must see; the first item stays clean, the last is given a defect only an eye sees.
FAULTS = ("skewed", "upside_down", "blank", "dark_edge")
ITEMS, PAGES = len(FAULTS) + 2, 2
# The dossier's number decides its year and topic: no other dossier of the house has them.
NUMBER, SEED, STRANGER = 31, 711, 712

APPROVE = """
import datetime, sys
from pathlib import Path
from khoso.config import start
start.django_ready()
from khoso.foundation.identity.models import Agency
from khoso.stages.catalogue.compute.workbook import read_workbook
from khoso.stages.selection import actions
rows = read_workbook(Path(sys.argv[1])).dossiers
actions.approve_list(
    Agency.objects.get(code=sys.argv[2]), title=sys.argv[3], decision_number=sys.argv[4],
    decision_date=datetime.date(2026, 7, 1), approved_by="Lê Thị Mẫu",
    entries=[(row.fonds_name, row.box, row.dossier_number) for row in rows],
)
"""


@dataclass(frozen=True)
class Scans:
    """A folder as it was scanned, the same scanned well, and what is wrong with the first."""

    folder: Path
    good: Path
    # (path in the folder, page) → the code the machine must give it.
    planted: dict[tuple[str, int], str]
    # The page of another document: only who reads it sees that.
    strange: tuple[str, int]

    def pages_wrong(self) -> list[tuple[str, int]]:
        return sorted([*self.planted, self.strange])

    def good_page(self, path: str, page: int) -> bytes:
        """One page scanned again, well, as a PDF of one page."""
        out = BytesIO()
        with pikepdf.open(self.good / path) as whole, pikepdf.new() as one:
            one.pages.append(whole.pages[page - 1])
            one.save(out)
        return out.getvalue()


def make_scans(root: Path) -> Scans:
    """One dossier scanned badly, the same scanned well."""
    made = {"first": NUMBER, "items_per_dossier": ITEMS, "pages_per_item": PAGES, "text_layer": "good"}
    folder, good, other = root / "ho-so-31", root / "ho-so-31-quet-lai", root / "ho-so-khac"
    make_delivery(folder, dossiers=1, seed=SEED, faults=FAULTS, **made)  # type: ignore[arg-type]
    make_delivery(good, dossiers=1, seed=SEED, **made)  # type: ignore[arg-type]
    make_delivery(other, dossiers=1, seed=STRANGER, **made)  # type: ignore[arg-type]
    told = [json.loads(line) for line in (folder / "truth.json").read_text().splitlines()]
    (folder / "truth.json").unlink()
    items = [one for one in told if one["type"] == "item"]
    planted = {(one["path"], fault["page"]): fault["code"] for one in items for fault in one["defects"]}
    last = items[-1]["path"]
    stranger = sorted(path for path in other.rglob("*.pdf") if path.name.endswith(f"{ITEMS:07d}.pdf"))[0]
    with pikepdf.open(folder / last, allow_overwriting_input=True) as pdf, pikepdf.open(stranger) as theirs:
        pdf.pages[PAGES - 1] = theirs.pages[PAGES - 1]
        pdf.save(static_id=True)
    return Scans(folder, good, planted, (last, PAGES))


def in_house(house: House, code: str, *words: str) -> str:
    """Run a few lines inside the running system; what they print."""
    environment = {
        **house.environment,
        "DATABASE_URL": house.database,
        "DJANGO_SETTINGS_MODULE": "khoso.config.settings",
    }
    asked = subprocess.run(
        [sys.executable, "-c", code, *words], env=environment, capture_output=True, text=True, check=False
    )
    assert asked.returncode == 0, asked.stderr
    return asked.stdout.strip()


def know_and_approve(house: House, scans: Scans, title: str, decision: str) -> None:
    """The dossier is in the catalogue and on an approved list: how, other journeys tell."""
    workbook = scans.folder / WORKBOOK
    arranged = ("--arrangement", "arranged", "--report", "84/BC-UBND", "--report-on", "05/05/2026")
    known = house.khoso("catalogue", "import", str(workbook), "--agency", AGENCY, *arranged)
    assert "6 tốt, 0 phải sửa" in known.stdout, (known.stdout[-500:], known.stderr)
    in_house(house, APPROVE, str(workbook), AGENCY, title, decision)


@dataclass(frozen=True)
class Life:
    """The batch of the journey, looked up by its name: every act of the journey finds what the one before left."""

    house: House
    title: str

    @property
    def batch(self) -> int:
        return int(self._one("SELECT id FROM digitisation_batch WHERE title = %s", self.title))

    @property
    def state(self) -> str:
        return str(self._one("SELECT state FROM digitisation_batch WHERE title = %s", self.title))

    @property
    def delivery(self) -> str:
        return str(self._one("SELECT id FROM digitisation_delivery WHERE batch_id = %s", self.batch))

    @property
    def dossier(self) -> str:
        asked = (
            "SELECT DISTINCT dossier_id FROM digitisation_deliveryfile "
            "WHERE delivery_id = %s AND dossier_id IS NOT NULL"
        )
        return str(self._one(asked, self.delivery))

    def hand_over(self, way: str) -> int:
        asked = "SELECT id FROM digitisation_paperhandover WHERE batch_id = %s AND way = %s ORDER BY id DESC LIMIT 1"
        return int(self._one(asked, self.batch, way))

    def lots(self, units: str) -> list[tuple[int, int, str]]:
        """(lot, its inspection, state), in the order they were drawn."""
        rows = self.house.rows(
            "SELECT l.id, i.id, i.state FROM inspection_lot l JOIN quality_inspection i ON i.id = l.inspection_id "
            "WHERE l.batch_id = %s AND l.units = %s ORDER BY l.id",
            self.batch,
            units,
        )
        return [(row[0], row[1], row[2]) for row in rows]

    @property
    def round(self) -> int:
        return int(self._one("SELECT id FROM acceptance_acceptanceround WHERE batch_id = %s", self.batch))

    def items(self) -> list[str]:
        rows = self.house.rows(
            "SELECT i.id::text FROM catalogue_item i JOIN digitisation_deliveryfile f ON f.item_id = i.id "
            "WHERE f.delivery_id = %s ORDER BY i.ordinal",
            self.delivery,
        )
        return [row[0] for row in rows]

    def files_waiting(self) -> int:
        """Files the machine has not checked yet; every file until the folder is read."""
        asked = (
            "SELECT count(*) FILTER (WHERE state = 'registered'), count(*) FROM digitisation_deliveryfile "
            "WHERE delivery_id = %s"
        )
        waiting, there = self.house.rows(asked, self.delivery)[0]
        return int(waiting) if there else 1

    def page_findings(self) -> dict[tuple[str, int], set[str]]:
        """What the machine says of pages, by file and page."""
        rows = self.house.rows(
            "SELECT f.path, d.page, d.code FROM digitisation_deliveryfinding d "
            "JOIN digitisation_deliveryfile f ON f.id = d.file_id WHERE d.delivery_id = %s AND d.code LIKE 'page.%%'",
            self.delivery,
        )
        told: dict[tuple[str, int], set[str]] = {}
        for path, page, code in rows:
            told.setdefault((path, page), set()).add(code)
        return told

    def dossiers_handed_out(self) -> set[str]:
        """What of paper left the store for this batch."""
        asked = "SELECT dossier_id::text FROM digitisation_paperline WHERE hand_over_id = %s"
        return {row[0] for row in self.house.rows(asked, self.hand_over("out"))}

    def items_in(self, state: str) -> set[str]:
        """The items whose fields are in this state."""
        asked = "SELECT item_id::text FROM recognition_itemfields WHERE state = %s AND item_id::text = ANY(%s)"
        return {row[0] for row in self.house.rows(asked, state, self.items())}

    def digests(self) -> dict[str, str]:
        """SHA-256 of each delivered file."""
        asked = "SELECT path, sha256 FROM digitisation_deliveryfile WHERE delivery_id = %s"
        return dict(self.house.rows(asked, self.delivery))  # type: ignore[arg-type]

    @property
    def agency(self) -> int:
        return int(self._one("SELECT agency_id FROM digitisation_batch WHERE id = %s", self.batch))

    def units_waiting(self, lot: int) -> int:
        asked = (
            "SELECT count(*) FROM quality_sampleunit u JOIN inspection_lot l ON l.inspection_id = u.inspection_id "
            "WHERE l.id = %s AND u.verdict = ''"
        )
        return self.count(asked, lot)

    def accepted(self) -> int:
        return self.count("SELECT count(*) FROM acceptance_accepteddossier WHERE dossier_id::text = %s", self.dossier)

    def liquidation(self) -> str:
        """Its state; empty where nobody declared anything."""
        rows = self.house.rows("SELECT state FROM acceptance_liquidation WHERE batch_id = %s", self.batch)
        return str(rows[0][0]) if rows else ""

    def device(self) -> int:
        return int(self._one("SELECT id FROM digitisation_sitedevice WHERE batch_id = %s", self.batch))

    @contextmanager
    def one_copy_away(self) -> Iterator[None]:
        """One file of the package's second copy is gone while the block runs."""
        asked = "SELECT object_id FROM packages_package WHERE dossier_id::text = %s"
        name = str(self._one(asked, self.dossier))
        copies = self.house.home / "repository" / "du-phong"
        copy = next(one.parent for one in copies.rglob("inventory.json") if name in one.read_text(encoding="utf-8"))
        file = next(iter(sorted(copy.rglob("*.pdf"))))
        away = self.house.home / "mot-ban-sao.pdf"
        file.rename(away)
        try:
            yield
        finally:
            away.rename(file)

    def page_keys(self) -> list[str]:
        """Every page a person may look at, as a lot names it."""
        rows = self.house.rows(
            "SELECT f.id::text || ':' || p.number FROM digitisation_pageimage p "
            "JOIN digitisation_deliveryfile f ON f.id = p.file_id WHERE f.delivery_id = %s AND f.state = 'checked'",
            self.delivery,
        )
        return [row[0] for row in rows]

    def codes_by_path(self) -> dict[str, str]:
        """What the gallery calls each file of an item."""
        rows = self.house.rows(
            "SELECT f.path, i.reference_code FROM digitisation_deliveryfile f "
            "JOIN catalogue_item i ON i.id = f.item_id WHERE f.delivery_id = %s",
            self.delivery,
        )
        return {row[0]: row[1] for row in rows}

    def defects(self, state: str = "") -> dict[tuple[str, int], str]:
        """Kind of each defect of a page, in one state or in any, by file and page."""
        rows = self.house.rows(
            "SELECT f.path, split_part(d.unit_key, ':', 2)::int, d.kind FROM quality_defect d "
            "JOIN digitisation_deliveryfile f ON f.id::text = split_part(d.unit_key, ':', 1) "
            "WHERE f.delivery_id = %s AND d.units = 'page' AND (%s = '' OR d.state = %s)",
            self.delivery,
            state,
            state,
        )
        return {(path, page): kind for path, page, kind in rows}

    def count(self, question: str, *values: Any) -> int:
        return int(self.house.rows(question, *values)[0][0])

    def _one(self, question: str, *values: Any) -> Any:
        rows = self.house.rows(question, *values)
        assert len(rows) == 1, (question, values, rows)
        return rows[0][0]
