"""The Circular's checks on one description, and its identifiers."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from khoso.kernel import dates
from khoso.kernel.findings import Severity
from khoso.stages.catalogue.compute import checking, fields, identifiers
from khoso.stages.catalogue.compute.fields import Need, Shape

pytestmark = pytest.mark.luat("TT05 Phụ lục I.II.2")
TODAY = date(2026, 11, 22)

GOOD: dict[str, dict[str, Any]] = {
    "fonds": {
        "code": "P01",
        "title": "Ủy ban nhân dân huyện Mẫu",
        "is_closed": True,
        "has_reserve": False,
        "start": "1976",
        "end": "2025-06-30",
    },
    "dossier": {
        "reference_code": "H19.99.2011.01.VP",
        "title": "Hồ sơ xây cầu",
        "retention_code": "01",
        "access_code": "02",
        "language_code": "01",
        "start": "2011-01-05",
        "end": "2011-12-30",
        "declared_item_count": 3,
        "declared_sheet_count": 10,
        "declared_page_count": 15,
        "trust_code": "02",
        "paper_reference_code": "H19.12.K1/G02/15.07",
        "has_reserve": False,
    },
    "text": {
        "identifier": "A1",
        "reference_code": "H19.99.2011.01.VP.0000001",
        "retention_code": "01",
        "kind_code": "02",
        "issued_date": "2011-03-01",
        "issuer": "UBND xã Mẫu",
        "subject": "Về việc xây cầu",
        "language_code": "01",
        "page_count": 2,
        "access_code": "02",
        "trust_code": "02",
        "has_reserve": False,
    },
    "photo": {
        "reference_code": "H19.99.2011.01.VP.0000002",
        "retention_code": "01",
        "type_pic": "02",
        "archives_number": "7",
        "event_name": "Khánh thành cầu",
        "subject": "Cắt băng",
        "photographer": "Không rõ",
        "photo_place": "Xã Mẫu",
        "issued_date": "2011-09-02",
        "colour": "02",
        "film_size": "9x12",
        "access_code": "02",
        "has_reserve": False,
    },
    "audiovisual": {
        "reference_code": "H19.99.2011.01.VP.0000003",
        "retention_code": "01",
        "type_media": "02",
        "archives_number": "8",
        "event_name": "Khánh thành cầu",
        "subject": "Phát biểu",
        "recorder": "Đài",
        "record_place": "Xã Mẫu",
        "issued_date": "2011-09-02",
        "language_code": "01",
        "play_time": "01:25:30",
        "access_code": "02",
        "quality": "Tốt",
        "has_reserve": False,
    },
}


def found(level: str, **changed: Any) -> list[tuple[str, str, str]]:
    values = {**GOOD[level], **changed}
    return [(one.code, str(one.severity), one.where) for one in checking.check(level, values, today=TODAY)]


@pytest.mark.parametrize("level", sorted(GOOD))
def test_a_good_description_has_no_findings(level: str) -> None:
    assert found(level) == []
    assert checking.check(level, GOOD[level], is_transfer=level != "fonds", today=TODAY) == []


@pytest.mark.parametrize(
    ("level", "changed", "finding"),
    [
        ("dossier", {"title": ""}, ("field.missing", "warning", "title")),
        ("dossier", {"declared_sheet_count": None}, ("field.missing", "warning", "declared_sheet_count")),
        ("dossier", {"paper_reference_code": ""}, ("field.missing", "warning", "paper_reference_code")),
        ("dossier", {"has_reserve": True}, ("field.missing", "warning", "reserve_status")),
        ("dossier", {"reserve_status": "01"}, ("field.reserve_disagrees", "warning", "reserve_status")),
        ("dossier", {"title": "x" * 1001}, ("field.too_long", "error", "title")),
        ("dossier", {"access_code": "04"}, ("field.unknown_code", "error", "access_code")),
        ("dossier", {"start": "31/02/2011"}, ("field.not_a_date", "error", "start")),
        ("dossier", {"end": "2010"}, ("field.dates_reversed", "error", "end")),
        ("dossier", {"end": "2026-11-23"}, ("field.date_in_future", "error", "end")),
        ("dossier", {"declared_item_count": "ba"}, ("field.not_a_number", "error", "declared_item_count")),
        ("dossier", {"declared_item_count": "-3"}, ("field.not_a_number", "error", "declared_item_count")),
        ("dossier", {"declared_page_count": 21}, ("field.pages_disagree", "warning", "declared_page_count")),
        ("dossier", {"declared_page_count": 9}, ("field.pages_disagree", "warning", "declared_page_count")),
        ("dossier", {"paper_reference_code": "15/7"}, ("field.wrong_paper_code", "warning", "paper_reference_code")),
        ("text", {"page_count": 12345}, ("field.number_too_long", "error", "page_count")),
        ("text", {"trust_code": "01"}, ("field.missing", "warning", "has_process")),
        ("text", {"has_process": "maybe"}, ("field.not_a_flag", "error", "has_process")),
        ("text", {"reference_code": "H19.1"}, ("field.wrong_item_code", "error", "reference_code")),
        ("audiovisual", {"play_time": "1:25"}, ("field.not_a_duration", "error", "play_time")),
        ("audiovisual", {"play_time": "01:75:00"}, ("field.not_a_duration", "error", "play_time")),
        ("fonds", {"languages": ["01", "99"]}, ("field.unknown_code", "error", "languages")),
        ("fonds", {"end": "1975"}, ("field.dates_reversed", "error", "end")),
    ],
)
def test_one_fault_is_one_finding_at_its_field(level: str, changed: dict[str, Any], finding: tuple[str, ...]) -> None:
    assert found(level, **changed) == [finding]


def test_a_born_digital_dossier_needs_no_sheets_and_no_paper_code() -> None:
    assert found("dossier", trust_code="01", declared_sheet_count=None, paper_reference_code="") == []


@pytest.mark.luat("TT05 Phụ lục III.II.2")
def test_a_transfer_wants_whole_days_permanent_terms_and_nothing_missing() -> None:
    told = checking.check(
        "dossier",
        {**GOOD["dossier"], "start": "2011", "retention_code": "04", "declared_item_count": None},
        is_transfer=True,
        today=TODAY,
    )
    assert {(one.code, str(one.severity), one.where) for one in told} == {
        ("field.not_a_day", "error", "start"),
        ("field.not_permanent", "error", "retention_code"),
        ("field.missing", "error", "declared_item_count"),
    }


EVERY = [(level, field) for level, table in checking.LEVELS.items() for field in table]


@given(st.sampled_from([one for one in EVERY if one[1].shape is Shape.TEXT and one[1].most]), st.integers(1, 50))
def test_a_text_is_too_long_exactly_above_its_length(chosen: tuple[str, fields.Field], more: int) -> None:
    level, field = chosen
    for length, wanted in ((field.most, False), (field.most + more, True)):
        said = {**GOOD[level], field.name: "x" * length}
        codes = [one.code for one in checking.check(level, said, today=TODAY) if one.where == field.name]
        assert ("field.too_long" in codes) is wanted


@given(st.sampled_from([one for one in EVERY if one[1].shape is Shape.CODE]), st.text(max_size=4))
def test_a_code_is_known_exactly_when_its_table_has_it(chosen: tuple[str, fields.Field], text: str) -> None:
    level, field = chosen
    said = {**GOOD[level], field.name: text}
    codes = [one.code for one in checking.check(level, said, today=TODAY) if one.where == field.name]
    assert ("field.unknown_code" in codes) is (bool(text.strip()) and text.strip() not in (field.table or {}))


@given(st.sampled_from([one for one in EVERY if one[1].need is Need.MUST and one[1].name != "period"]))
def test_whatever_must_be_there_is_missed_when_it_is_not(chosen: tuple[str, fields.Field]) -> None:
    level, field = chosen
    told = checking.check(level, {**GOOD[level], field.name: ""}, today=TODAY)
    assert ("field.missing", Severity.WARNING, field.name) in [(one.code, one.severity, one.where) for one in told]


_DATES = st.builds(
    lambda day, parts: dates.ArchivalDate(day.year, *((day.month, day.day)[:parts])),
    st.dates(date(1900, 1, 1), TODAY),
    st.integers(0, 2),
)


@given(_DATES, _DATES)
def test_a_period_is_reversed_only_when_its_end_is_surely_before_its_start(
    start: dates.ArchivalDate, end: dates.ArchivalDate
) -> None:
    said = {**GOOD["dossier"], "start": start.vietnamese, "end": end.vietnamese}
    told = [one.code for one in checking.check("dossier", said, today=TODAY)]
    latest = (end.year, end.month or 12, end.day or 31)
    earliest = (start.year, start.month or 1, start.day or 1)
    assert ("field.dates_reversed" in told) is (latest < earliest)


GROUP = st.from_regex(r"[0-9A-Z]{1,4}", fullmatch=True)
_FIRST = st.from_regex(r"[A-Z][0-9]{2}", fullmatch=True)
AGENCY = st.builds(
    lambda first, rest: ".".join([first, *rest]),
    st.from_regex(r"[A-Z][0-9]{2}", fullmatch=True),
    st.lists(GROUP, max_size=4),
)


@given(AGENCY)
@pytest.mark.luat("QĐ 20/2020 Đ.4-6")
def test_the_identifier_of_an_agency_has_its_form(code: str) -> None:
    assert identifiers.is_agency_identifier(code) is (len(code) <= 35)
    for wrong in (code.lower(), f"1{code}", f"{code}.", f"{code}-1", code.replace(".", "..", 1) + "..", code + ".Đ"):
        assert not identifiers.is_agency_identifier(wrong)


@given(st.text(min_size=1, max_size=60), st.integers(-5, 10**8))
def test_an_ordinal_has_seven_digits_and_comes_back(code: str, ordinal: int) -> None:
    if not 1 <= ordinal <= 9_999_999:
        with pytest.raises(ValueError, match="7 digits"):
            identifiers.item_code(code, ordinal)
        return
    made = identifiers.item_code(code, ordinal)
    assert len(made) == len(code) + 8
    if "\n" not in code:
        assert identifiers.split_item_code(made) == (code, ordinal)


PLACE = st.from_regex(r"[0-9A-Z]{1,4}", fullmatch=True)


@given(AGENCY, PLACE, PLACE, PLACE, GROUP)
def test_a_paper_code_is_composed_and_read_back(archive: str, store: str, shelf: str, box: str, number: str) -> None:
    code = identifiers.paper_code(archive, store, shelf, box, number)
    assert code == f"{archive}.{store}/{shelf}/{box}.{number}"
    assert identifiers.split_paper_code(code, archive) == identifiers.PaperCode(archive, (store, shelf, box), number)
    if len(archive) <= 35:
        assert identifiers.split_paper_code(code) == identifiers.PaperCode(archive, (store, shelf, box), number)


def test_the_code_of_a_dossier_is_the_example_of_the_circular() -> None:
    assert identifiers.file_code("G09", 2021, "01.TCCB") == "G09.2021.01.TCCB"
    assert identifiers.file_code("G09", 2021, "01/TCCB", "ML 2") == "G09.2021.01-TCCB.ML-2"
    assert identifiers.archive_file_code("H19.12", "G09.2021.01.TCCB") == "H19.12.G09.2021.01.TCCB"
    assert identifiers.archive_file_code("", "G09.2021.01.TCCB") == "G09.2021.01.TCCB"
    assert identifiers.paper_code("", "K1", "", "15", "7") == ""
    assert identifiers.paper_code("H19.12", "", "", "15", "7") == "H19.12.15.7"
