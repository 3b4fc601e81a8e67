"""The share of defective items beside the fine it would draw, and the table all numbers of the check come from."""

from __future__ import annotations

import ast
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from tests.house import House, person, signed_in

from khoso.foundation.identity.models import Agency
from khoso.kernel import clock
from khoso.kernel.findings import Finding, Severity
from khoso.stages.digitisation import actions, rates, rules, volumes
from khoso.stages.digitisation.actions import FileEntry, ItemEntry
from khoso.stages.digitisation.compute import ADMINISTRATIVE, MAP, PHOTO
from khoso.stages.digitisation.compute.codes import CODES, Counted, counted_as, law_of, threshold_of, weigh
from khoso.stages.digitisation.compute.decree import band_of, rate_of
from khoso.stages.digitisation.labels import FINDING_LABELS
from khoso.stages.digitisation.levels import fine_label
from khoso.stages.digitisation.models import Delivery, DeliveryFile

ROOM = Path(rates.__file__).parent


@pytest.mark.luat("NĐ 31/2026 Đ.12")
@pytest.mark.parametrize(
    ("defective", "items", "fine"),
    [
        (0, 100, None),
        (1, 1000, (1, 3)),
        (999, 100_000, (1, 3)),
        (1, 100, (3, 5)),
        (1499, 100_000, (3, 5)),
        (15, 1000, (5, 10)),
        (1999, 100_000, (5, 10)),
        (2, 100, (None, None)),
        (100, 100, (None, None)),
        (1, 0, None),
    ],
)
def test_the_fine_follows_the_share(defective: int, items: int, fine: Any) -> None:
    band = band_of(defective, items)
    assert (band and (band.low, band.high)) == fine


@pytest.mark.luat("NĐ 31/2026 Đ.12")
def test_an_item_with_three_faults_is_one_defective_item() -> None:
    rate = rate_of(200, [("a", Counted.FORMAT), ("a", Counted.NAME), ("b", Counted.FORMAT), ("b", Counted.FORMAT)])
    assert (rate.defective, rate.percent) == (2, 1.0)
    assert rate.by_kind == {Counted.FORMAT: 2, Counted.NAME: 1, Counted.LINK: 0}


@pytest.mark.luat("NĐ 31/2026 Đ.12")
def test_what_the_decree_does_not_price_is_shown_as_such() -> None:
    assert fine_label(band_of(1, 10)) == "Từ 2% trở lên: Nghị định không định mức phạt"
    assert (fine_label(band_of(1, 1000)), fine_label(None)) == ("1–3 triệu đồng", "Không bị tính")


def test_which_findings_are_counted() -> None:
    counted = {code: str(one.counted) for code, one in CODES.items() if one.counted}
    assert counted == {
        "file.damaged": "format",
        "file.encrypted": "format",
        "file.active_content": "format",
        "file.wrong_format": "format",
        "page.low_resolution": "format",
        "file.name": "name",
    }
    assert (counted_as("pairing.row_without_file"), counted_as("page.not_colour")) == (Counted.LINK, Counted.NOTHING)


def test_every_code_of_the_check_is_in_the_table_and_has_a_name() -> None:
    said = set()
    # Photos of boxes and labels are no delivered files: what is refused of them is told where they are taken.
    for path in sorted({*(ROOM / "compute").glob("*.py")} - {ROOM / "compute" / "photos.py"}):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant):
                called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
                if called in {"Finding", "FileRefused"}:
                    said.add(node.args[0].value)
    assert sorted(said - set(CODES)) == []
    assert sorted(set(CODES) - set(FINDING_LABELS)) == []
    assert {code for code in CODES if rules.stops(code)} == {*rules.REFUSING, "page.secrecy_mark"}


@pytest.mark.luat("TT05 Đ.8.2")
def test_the_numbers_of_the_law_come_from_the_profile() -> None:
    low = CODES["page.low_resolution"]
    assert [threshold_of(low, one).split(" dpi")[0] for one in (ADMINISTRATIVE, MAP, PHOTO)] == [
        "Dưới 200", "Dưới 300", "Dưới 200",
    ]  # fmt: skip
    assert [law_of(low, one)[-5:] for one in (ADMINISTRATIVE, MAP, PHOTO)] == ["8.2.a", "8.2.a", "8.2.b"]


def test_a_finding_weighs_what_the_table_says() -> None:
    light = Finding("page.low_resolution", Severity.INFO, "x")
    either = Finding("file.not_pdfa", Severity.INFO, "x")
    assert [one.severity for one in weigh([light, either], MAP)] == [Severity.ERROR, Severity.INFO]
    assert weigh([Finding("page.skewed", Severity.WARNING, "x"), light], PHOTO)[0].code == "page.low_resolution"


@pytest.fixture
def delivery(house: House, commune: Agency, tmp_path: Path) -> Delivery:
    """Ten items of one fonds: one coarse and badly named, one without a row, one whose file never came."""
    made = actions.open_delivery(
        commune, folder=tmp_path, catalogue_path=tmp_path / "a.xlsx", catalogue_sha256="0" * 64
    )
    actions.register_dossier(
        made,
        fonds_code="P01",
        fonds_title="Phông Mẫu",
        dossier_fields={"number": "7", "box": "3", "year": 2011, "title": "Hồ sơ"},
        items=[ItemEntry(n, {"subject": "x"}) for n in range(1, 10)],
        files=[FileEntry(f"hs/{n}.pdf", "item", f"{n:064d}", 10, n) for n in range(1, 10)],
        findings=[
            Finding("pairing.row_without_file", Severity.ERROR, "Dòng 12 không có tệp.", where="A12"),
            Finding("pairing.file_without_row", Severity.ERROR, "Không có dòng.", where="hs/2.pdf"),
        ],
    )
    for file in DeliveryFile.objects.filter(delivery=made):
        codes = {
            "hs/1.pdf": ["page.low_resolution", "page.low_resolution", "file.name"],
            "hs/3.pdf": ["page.not_colour"],
        }
        found = [Finding(code, Severity.ERROR, code) for code in codes.get(file.path, [])]
        actions.record_check(
            file.pk, verdict="check", file_format="", pages=[], findings=found, checked_sha256=file.sha256
        )
    return made


@pytest.mark.django_db
@pytest.mark.luat("NĐ 31/2026 Đ.12")
def test_the_rate_of_a_delivery_and_of_its_fonds(delivery: Delivery, commune: Agency, neighbour: Agency) -> None:
    rate = rates.rate_of_delivery(delivery.pk)
    assert (rate.items, rate.defective, rate.by_kind) == (
        10, 3, {Counted.FORMAT: 1, Counted.NAME: 1, Counted.LINK: 2},
    )  # fmt: skip
    clerk = person("mot", (commune, "clerk"))
    assert [(one.code, one.rate) for one in rates.rates_of(clerk)] == [("P01", rate)]
    assert rates.rates_of(person("hai", (neighbour, "clerk"))) == []
    client = signed_in(Client(), clerk)
    for address in (reverse("digitisation:rates"), reverse("digitisation:delivery", args=[delivery.pk])):
        page = client.get(address).content.decode()
        assert ("30,00%" in page, "Từ 2% trở lên: Nghị định không định mức phạt" in page) == (True, True)


@pytest.mark.django_db
def test_a_file_in_quarantine_is_no_item_of_the_rate(delivery: Delivery) -> None:
    DeliveryFile.objects.filter(path="hs/1.pdf").update(state="quarantined")
    rate = rates.rate_of_delivery(delivery.pk)
    assert (rate.items, rate.defective) == (9, 2)


@pytest.mark.django_db
def test_the_figure_and_the_list_behind_it(delivery: Delivery, commune: Agency) -> None:
    now = clock.now()
    assert volumes.items_defective(now) == {commune.pk: 1}
    assert [line.title for line in volumes.items_defective_lines(commune.pk, now, 0, 10)] == ["hs/1.pdf"]


@pytest.mark.django_db
@pytest.mark.parametrize(("kind", "shown"), [("administrative", "Dưới 200 dpi"), ("map", "Dưới 300 dpi")])
def test_the_levels_are_on_a_screen(commune: Agency, kind: str, shown: str) -> None:
    client = signed_in(Client(), person("mot", (commune, "contractor_lead")))
    page = client.get(reverse("digitisation:check-levels"), {"loai": kind}).content.decode()
    assert shown in page
    assert all(f'id="{code}"' in page for code in CODES)
