"""What a description may hold."""

from __future__ import annotations

import pytest

from khoso.stages.catalogue.rules import stricter


@pytest.mark.luat("TT05 Phụ lục I")
@pytest.mark.parametrize(
    ("dossier", "item", "kept"), [("01", "", "01"), ("01", "02", "02"), ("02", "01", "02"), ("02", "03", "03")]
)
def test_a_paper_is_never_more_open_than_its_row_or_its_dossier_says(dossier: str, item: str, kept: str) -> None:
    assert stricter(dossier, item) == kept
