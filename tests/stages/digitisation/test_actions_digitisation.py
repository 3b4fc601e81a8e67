"""Taking a delivery in: files that come again, gates of the law, and what a secrecy mark stops."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from tests.house import MOMENT, House, register_gates

from khoso.foundation.audit.models import AuditEntry
from khoso.foundation.identity.models import Agency
from khoso.kernel import clock, news
from khoso.kernel.findings import Finding, Severity
from khoso.stages.catalogue.models import Dossier
from khoso.stages.digitisation import actions, queries, rules, states
from khoso.stages.digitisation.actions import FileEntry, ItemEntry, PageFacts, record_gate
from khoso.stages.digitisation.batches import gates
from khoso.stages.digitisation.errors import LegacyChanged
from khoso.stages.digitisation.models import Delivery, DeliveryFile, GateKind
from khoso.stages.selection.actions import approve_list

pytestmark = pytest.mark.django_db
TITLE = "Ủy ban nhân dân xã Mẫu"
SECRET = Finding("page.secrecy_mark", Severity.ERROR, "Trang 1 có dấu MẬT.", page=1)


@dataclass
class Desk:
    """One delivery on the table, written without looking into any file."""

    delivery: Delivery
    heard: list[tuple[str, dict[str, object]]]

    def register(self, sha256: str = "a" * 64, *, role: str = "item", ordinal: int | None = 1) -> DeliveryFile:
        actions.register_dossier(
            self.delivery,
            fonds_code="P01",
            fonds_title=TITLE,
            dossier_fields={"number": "7", "box": "3", "year": 2011, "title": "Hồ sơ"},
            items=[ItemEntry(1, {"subject": "Về việc xây cầu"})],
            files=[FileEntry("hs/1.pdf", role, sha256, 10, ordinal)],
            findings=[],
        )
        return self.file

    def check(self, sha256: str = "a" * 64, *findings: Finding, pages: int = 1) -> DeliveryFile:
        actions.record_check(
            self.file.pk,
            verdict=rules.verdict(findings),
            file_format="PDF/A",
            pages=[PageFacts(number, 100, 100, 200.0, True, False) for number in range(1, pages + 1)],
            findings=list(findings),
            checked_sha256=sha256,
        )
        return self.file

    @property
    def file(self) -> DeliveryFile:
        return DeliveryFile.objects.get(delivery=self.delivery)

    @property
    def dossier(self) -> Dossier:
        return Dossier.objects.get()


@pytest.fixture
def heard(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, dict[str, object]]]:
    told: list[tuple[str, dict[str, object]]] = []
    monkeypatch.setattr(news, "_deliver", lambda one: told.append((type(one).__name__, one.payload())))
    return told


def opened(agency: Agency, folder: Path, **more: Any) -> Delivery:
    return actions.open_delivery(
        agency, folder=folder, catalogue_path=folder / "a.xlsx", catalogue_sha256="0" * 64, **more
    )


@pytest.fixture
def desk(house: House, commune: Agency, heard: list[tuple[str, dict[str, object]]], tmp_path: Path) -> Desk:
    return Desk(opened(commune, tmp_path), heard)


def test_a_folder_taken_in_again_goes_on_with_the_same_delivery(desk: Desk, commune: Agency, tmp_path: Path) -> None:
    assert opened(commune, tmp_path) == desk.delivery
    assert AuditEntry.objects.filter(verb="digitisation.delivery.open").count() == 1


@pytest.mark.parametrize(("first", "then"), [("", "số hóa 2019"), ("số hóa 2019", "")])
def test_new_work_cannot_be_passed_off_as_old_nor_old_as_new(
    house: House, commune: Agency, tmp_path: Path, first: str, then: str
) -> None:
    opened(commune, tmp_path, legacy_reason=first)
    with pytest.raises(LegacyChanged, match="không đổi được nữa"):
        opened(commune, tmp_path, legacy_reason=then)


def test_registering_the_same_files_again_changes_nothing_and_checks_nothing_twice(desk: Desk, house: House) -> None:
    desk.register()
    desk.check()
    asked, entries = len(house.queue.waiting), AuditEntry.objects.filter(verb__startswith="digitisation.file").count()
    assert desk.register().state == states.CHECKED
    assert (len(house.queue.waiting), AuditEntry.objects.filter(verb__startswith="digitisation.file").count()) == (
        asked,
        entries,
    )


def test_a_mended_file_delivered_again_is_checked_anew_without_what_was_said_of_the_old_one(
    desk: Desk, house: House
) -> None:
    desk.register()
    desk.check("a" * 64, Finding("file.damaged", Severity.ERROR, "hs/1.pdf: hỏng."))
    assert (desk.file.state, len(queries.findings_of_file(desk.file.pk))) == (states.REFUSED, 1)
    file = desk.register("b" * 64)
    assert (file.state, queries.findings_of_file(file.pk), queries.pages_of(file.pk)) == (states.REGISTERED, [], [])
    assert house.queue.waiting[-1][1] == {"file_id": str(file.pk)}
    assert desk.check("b" * 64).state == states.CHECKED


def test_a_check_of_bytes_that_are_no_longer_the_delivered_ones_changes_nothing(desk: Desk) -> None:
    desk.register()
    desk.register("b" * 64)
    desk.heard.clear()
    file = desk.check("a" * 64, SECRET, pages=3)
    assert (file.state, file.pages, queries.findings_of_file(file.pk), desk.heard) == (states.REGISTERED, 0, [], [])


def test_a_check_recorded_twice_is_recorded_once(desk: Desk) -> None:
    desk.register()
    desk.check()
    desk.heard.clear()
    desk.check("a" * 64, SECRET)
    assert (desk.file.state, desk.heard) == (states.CHECKED, [])


def test_a_file_that_a_mended_workbook_puts_in_its_place_goes_on_from_there(desk: Desk) -> None:
    desk.register(role="extra", ordinal=None)
    desk.check(pages=4)
    desk.heard.clear()
    file = desk.register()
    item = desk.dossier.items.get()
    assert (file.role, file.item_id, file.state, item.page_count) == ("item", item.pk, states.CHECKED, 4)
    assert ("FileChecked", {"file_id": str(file.pk)}) in desk.heard


@pytest.mark.luat("KH 82 II")
@pytest.mark.mission("S3")
def test_a_secrecy_mark_puts_the_file_where_nobody_reads_it(desk: Desk) -> None:
    desk.register()
    desk.heard.clear()
    file = desk.check("a" * 64, SECRET)
    assert (file.state, file.is_readable) == (states.QUARANTINED, False)
    assert desk.heard == [("FileStopped", {"file_id": str(file.pk)})]


def test_another_file_under_a_name_in_quarantine_is_not_let_in_and_stops_nothing_else(desk: Desk) -> None:
    desk.register()
    desk.check("a" * 64, SECRET)
    file = desk.register("b" * 64)
    assert (file.state, file.sha256) == (states.QUARANTINED, "a" * 64)


def test_findings_of_a_check_replace_those_it_said_before_and_no_others(desk: Desk) -> None:
    file = desk.register()
    other = Finding("gate.missing", Severity.ERROR, "Chưa đủ điều kiện")
    actions.replace_findings(desk.delivery.pk, "gate", [other], dossier_id=file.dossier_id)
    for code in ("page.skewed", "page.blurred"):
        found = [Finding(code, Severity.WARNING, code)]
        actions.replace_findings(desk.delivery.pk, "check", found, dossier_id=file.dossier_id, file_id=file.pk)
    assert sorted(row.code for row in queries.findings(desk.delivery.pk)) == ["gate.missing", "page.blurred"]


LIST = "Danh mục tài liệu cần thiết số hóa được phê duyệt"
# What is asked of an agency whose material comes without a batch.
OF_AGENCY = [GateKind(kind).label for kind in gates.OF_AGENCY]


def lacking(desk: Desk) -> list[str]:
    return queries.missing_gates([desk.dossier.pk])[desk.dossier.pk]


@pytest.mark.luat("TT05 Đ.7")
@pytest.mark.mission("D1")
def test_every_paper_of_the_law_is_asked_for_before_anything_is_signed(desk: Desk, commune: Agency) -> None:
    desk.register()
    assert lacking(desk) == [LIST, *OF_AGENCY]
    register_gates(commune)
    assert lacking(desk) == [LIST]
    approve_list(
        commune,
        title="Danh mục",
        decision_number="01/QĐ",
        decision_date=date(2026, 6, 30),
        approved_by="Thủ trưởng",
        entries=[(TITLE, "03", "7")],
    )
    assert lacking(desk) == []


@pytest.mark.luat("TT05 Đ.7")
@pytest.mark.parametrize(
    ("start", "end", "holds"),
    [
        (-10, None, True),
        (0, 0, True),
        (-10, -1, False),
        (1, None, False),
    ],
)
def test_a_paper_holds_from_its_first_day_to_its_last_in_vietnam(
    desk: Desk, commune: Agency, start: int, end: int | None, holds: bool
) -> None:
    desk.register()
    today = MOMENT.astimezone(clock.VIETNAM).date()
    record_gate(
        commune,
        kind="site",
        document_number="1",
        valid_from=today + timedelta(days=start),
        valid_to=None if end is None else today + timedelta(days=end),
    )
    assert ("Địa điểm số hóa bảo đảm điều kiện" not in lacking(desk)) is holds


def test_the_papers_of_another_agency_do_not_count(desk: Desk, neighbour: Agency) -> None:
    desk.register()
    register_gates(neighbour)
    assert lacking(desk) == [LIST, *OF_AGENCY]


def test_what_was_digitised_before_today_needs_no_paper_and_says_why_for_ever(
    house: House, commune: Agency, heard: list[tuple[str, dict[str, object]]], tmp_path: Path
) -> None:
    desk = Desk(opened(commune, tmp_path, legacy_reason="Đã số hóa năm 2019"), heard)
    desk.register()
    assert (lacking(desk), desk.dossier.legacy_reason) == ([], "Đã số hóa năm 2019")


def test_new_work_stays_new_work_when_an_old_delivery_names_it_too(desk: Desk, commune: Agency, tmp_path: Path) -> None:
    desk.register()
    old = Desk(opened(commune, tmp_path / "cu", legacy_reason="Đã số hóa năm 2019"), desk.heard)
    old.register()
    assert lacking(desk) == [LIST, *OF_AGENCY]


def test_a_paper_recorded_twice_is_heard_of_once(desk: Desk, commune: Agency) -> None:
    desk.heard.clear()
    register_gates(commune)
    register_gates(commune)
    assert desk.heard == [("GateRecorded", {"agency_code": "H19.99"})] * len(GateKind)
