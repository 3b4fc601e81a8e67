"""A workbook comes in: looked at, confirmed, checked, loaded; nothing twice, nothing half, nothing without a word."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from tests.house import House
from tests.stages.catalogue.import_books import book, checked, dossier, loaded, proposed, taken_in

from khoso.stages.catalogue.models import Dossier

pytestmark = [pytest.mark.django_db, pytest.mark.mission("S1")]


def test_good_rows_go_in(house: House, commune: Any, tmp_path: Path) -> None:
    run = loaded(book(tmp_path / "muc-luc.xlsx", [dossier(n) for n in range(1, 6)]), commune)
    print(run.summary, run.failure, run.state, run.options.get("database"))
    assert (run.state, run.dossiers_made, run.rows_bad) == ("loaded", 5, 0)
    print(Dossier.objects.values().first())
