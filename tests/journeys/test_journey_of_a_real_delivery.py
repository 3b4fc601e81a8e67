"""The same journey with a real delivery, when it lies beside the checkout: what is wrong with it is shown."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect
from tests.journeys.conftest import Visit
from tests.journeys.house import House

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.samples,
    pytest.mark.xdist_group("journeys"),
]

QUERY = "to trinh xin mua xe"
# The paper that is sought, two neighbours, the cover and the inventory: enough to see every kind of finding.
TAKEN = ("003.pdf", "005.pdf", "062.pdf", "Bia_hoso01.pdf", "MLVB_01.pdf")
LEGACY = "Số hóa trước 2025"


def _samples() -> Path | None:
    stated = os.environ.get("KHOSO_SHARED")
    beside = [parent.parent / "shared" for parent in Path(__file__).resolve().parents]
    for shared in [Path(stated)] if stated else beside:
        if (shared / "samples" / "haugiang-hoso-so-hoa").is_dir():
            return shared / "samples" / "haugiang-hoso-so-hoa"
    return None


@pytest.fixture(scope="module")
def told(house: House, tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[dict[str, Any]]]:
    """What `khoso intake` told while it took in a few files of the real delivery."""
    source = _samples()
    if source is None:
        pytest.skip("không có thư mục mẫu thật cạnh bản mã nguồn")
    folder = tmp_path_factory.mktemp("that") / "haugiang-hoso-so-hoa"
    for path in source.rglob("*"):
        if path.name.endswith(TAKEN) or path.suffix == ".xlsx":
            place = folder / path.relative_to(source)
            place.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, place)
    done = house.khoso(
        *("intake", str(folder), "--catalogue", "metadata-nha-thau.xlsx", "--agency", "TEST.01"),
        *("--confirm", "auto", "--legacy", LEGACY, "--jobs", "1", "--json"),
    )
    # Findings are no failure: the delivery has faults and says so.
    assert done.returncode == 1, done.stderr
    yield [json.loads(line) for line in done.stdout.splitlines() if line.strip()]


@pytest.fixture
def summary(told: list[dict[str, Any]]) -> dict[str, Any]:
    return next(line["summary"] for line in told if "summary" in line)


@pytest.mark.mission("D3")
def test_what_is_wrong_with_the_delivery_is_listed(visit: Visit, summary: dict[str, Any]) -> None:
    page = visit("luutru").page
    page.goto(f"{page.url}lo-giao-nop/{summary['delivery']}")
    found = page.get_by_role("region", name="Máy phát hiện")
    shown = set(found.locator(".ks-group-code").all_inner_texts())
    expected = {
        "count.cover_unread",  # the cover's number of sheets is written by hand: a person is asked to compare
        "count.files_disagree",
        "inventory.duplicate_number",
        "pairing.row_without_file",
        "page.low_resolution",
    }
    assert expected - shown == set()
    group = found.get_by_role("group").filter(has_text="page.low_resolution")
    group.locator("summary").click()
    expect(group).to_contain_text("150 dpi")
    expect(page.get_by_role("note").filter(has_text=LEGACY)).to_be_visible()


@pytest.mark.mission("D3")
def test_the_paper_that_is_sought_is_found_and_marked(visit: Visit, summary: dict[str, Any]) -> None:
    archivist = visit("luutru")
    page = archivist.page
    archivist.search(QUERY)
    hit = page.get_by_role("article").first
    expect(hit.locator("mark").first).to_be_visible()
    hit.get_by_role("link").click()
    expect(page.locator(".ks-mark-hit").first).to_be_visible()


def test_unconfirmed_fields_stay_marked_as_such(visit: Visit, summary: dict[str, Any], house: House) -> None:
    assert summary["not_confirmed_by_person"] == summary["items"] > 0
    dossiers = house.rows(
        "SELECT DISTINCT dossier_id FROM digitisation_deliveryfile WHERE delivery_id = %s AND item_id IS NOT NULL",
        summary["delivery"],
    )
    page = visit("luutru").page
    page.goto(f"{page.url}ho-so/{dossiers[0][0]}")
    expect(page.get_by_text("Chưa có người xác nhận").first).to_be_visible()
    expect(page.get_by_role("region", name="Trong kho").get_by_text("Nguyên vẹn").first).to_be_visible()
