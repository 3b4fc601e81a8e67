"""The table of criteria is the list of the Circular letter: as many lines, in its order, each found in its text."""

from __future__ import annotations

from pathlib import Path

import pytest

from khoso.kernel.text_vi import fold
from khoso.stages.selection.assessing import criteria as table
from khoso.stages.selection.assessing.rules import Answer, Known, hints, suggested_group, wants_conditions, wrong

pytestmark = pytest.mark.mission("S4")

# Words by which each criterion is found again, in English in the digest of the law, column by column.
DIGEST = {
    "1": (
        *("permanent records", "often consulted", "services or to simplify procedures", "circulate in work processes"),
        *("many users", "users far apart", "needed at once", "large format", "at risk if handled directly", "cut-off"),
    ),
    "2": (
        *("born digital", "temporary, used once", "short retention", "cost far above", "no high need"),
        *("past retention", "duplicate of digitised", "low or unofficial", "too large for", "would be harmed"),
    ),
    "3": ("secret records", "personal data", "other restricted records"),
}
# Words of the law itself, folded: the letter, or the plan that repeats it where the letter is damaged.
LAW = {
    "1.1": "luu tru vinh vien",
    "1.2": "tan so truy cap cao",
    "1.3": "don gian hoa thu tuc hanh chinh",
    "1.7": "luu chuyen ngay lap tuc",
    "1.8": "kho lon, kich thuoc lon",
    "1.9": "bi huy hoai neu truy cap truc tiep",
    "1.10": "diem moc thoi gian",
    "2.1": "co chu ky so",
    "2.2": "chi dung mot lan",
    "2.3": "thoi gian luu tru ngan",
    "2.4": "cao so voi loi ich khai thac",
    "2.6": "het thoi gian luu tru",
    "2.7": "tai lieu trung lap voi tai lieu da duoc so hoa",
    "2.8": "phieu chuyen",
    "2.10": "mat nguyen trang ban goc",
    "3.1": "thong tin mat",
    "3.2": "du lieu ca nhan",
}


def test_every_line_of_the_three_groups_is_here_in_order(shared: Path) -> None:
    text = (shared / "domain/regulations.md").read_text(encoding="utf-8")
    part = text.split("### 8.2")[1].split("### 8.3")[0]
    rows = [line.strip("|").split("|") for line in part.splitlines() if line.startswith("|")][2:]
    for column, group in enumerate((table.PRIORITY, table.UNSUITABLE, table.RESTRICTED)):
        printed = [row[column].strip() for row in rows if row[column].strip()]
        ours = table.of_group(group)
        assert len(printed) == len(ours) == len(DIGEST[str(group)])
        for line, word, one in zip(printed, DIGEST[str(group)], ours, strict=True):
            assert word in line, one.code
            assert one.clause == f"CV 7197 2.1.{'abc'[column]}"


@pytest.mark.luat("CV 7197 2.1")
@pytest.mark.luat("KH 82 Phụ lục I")
def test_the_words_are_found_in_the_law(shared: Path) -> None:
    letter = (shared / "domain/law/CV-7197-BKHCN-CDSQG.md").read_text(encoding="utf-8")
    plan = (shared / "mission/000_0dd80dfe470fc6b2.txt").read_text(encoding="utf-8")
    law = fold(letter + plan)
    assert [code for code, words in LAW.items() if words not in law] == []
    assert set(LAW) <= table.CRITERION_CODES


@pytest.mark.luat("CV 7197 2.2.a")
def test_the_four_classes_decide_as_the_letter_says(shared: Path) -> None:
    letter = fold((shared / "domain/law/CV-7197-BKHCN-CDSQG.md").read_text(encoding="utf-8"))
    assert list(table.CLASSES) == ["A", "B", "C", "D"]
    for code, word in {"A": "so hoa binh thuong", "B": "giam sat chat che", "D": "khong so hoa"}.items():
        assert fold(table.CLASSES[code][1]).startswith(word)
        assert word in letter
    assert len(table.RISKS) == 8
    assert len(table.COSTS) == 7


def test_codes_are_told_apart() -> None:
    assert len(table.BY_CODE) == len(table.CRITERIA) + len(table.RISKS) == 31


@pytest.mark.parametrize(
    ("answer", "fields"),
    [
        (Answer(1, ("1.2",), "A"), []),
        (Answer(0, (), ""), ["group", "risk_class"]),
        (Answer(1, (), "A"), ["criteria"]),
        (Answer(1, ("2.3",), "A"), ["criteria"]),
        (Answer(1, ("1.2", "2.10"), "A"), ["benefit_note"]),
        (Answer(1, ("1.2", "2.10"), "A", benefit_note="Bản duy nhất"), []),
        (Answer(2, ("2.3", "1.2"), "A"), []),
        (Answer(1, ("1.2",), "C"), ["risk_factors"]),
        (Answer(1, ("1.2",), "C", ("R1",)), []),
        (Answer(3, ("3.9",), "A"), ["criteria"]),
        (Answer(1, ("1.2",), "E"), ["risk_class"]),
        (Answer(1, ("1.2",), "B", ("R99",)), ["risk_factors"]),
    ],
)
def test_what_is_missing_or_contradicts_itself_is_said_at_its_field(answer: Answer, fields: list[str]) -> None:
    assert [field for field, _ in wrong(answer)] == fields


@pytest.mark.luat("CV 7197 2.1.c")
def test_group_3_and_class_c_want_conditions() -> None:
    assert wants_conditions(Answer(3, ("3.2",), "A"))
    assert wants_conditions(Answer(1, ("1.2",), "C", ("R1",)))
    assert not wants_conditions(Answer(3, ("3.2",), "C", conditions="QĐ 12"))
    assert not wants_conditions(Answer(1, ("1.2",), "B"))


@pytest.mark.parametrize(
    ("known", "codes", "group"),
    [
        (Known(), [], None),
        (Known(retention_code="01", condition="01"), ["1.1", "A"], 1),
        (Known(condition="02"), ["A"], None),
        (Known(condition="03"), ["1.9", "R1", "R2", "C"], 1),
        (Known(kinds=frozenset({"30"})), ["1.8"], 1),
        (Known(retention_code="06"), ["2.3"], 2),
        (Known(materials=frozenset({"photo"})), ["R8", "B"], None),
        (Known(title="Hồ sơ cán bộ nghỉ hưu năm 2010"), ["3.2"], 3),
        (Known(title="Phiếu chuyển đơn thư", retention_code="01"), ["1.1", "2.8"], 2),
        (Known(has_twin=True), ["2.7"], 2),
        (Known(origin="historical", retention_code="02"), ["1.1"], 1),
    ],
)
def test_facts_suggest_and_what_closes_weighs_more(known: Known, codes: list[str], group: int | None) -> None:
    told = hints(known)
    assert [hint.code for hint in told] == codes
    assert suggested_group(told) == group
    assert all(hint.why for hint in told)
