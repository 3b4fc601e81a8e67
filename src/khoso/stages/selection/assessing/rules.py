"""What an answer must say, and what the facts of a dossier suggest. Pure: a suggestion is never an answer."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field

from khoso.kernel.text_vi import fold, one_space
from khoso.kernel.words import noop
from khoso.stages.selection.assessing import criteria as table
from khoso.stages.selection.assessing.criteria import PRIORITY, RESTRICTED, UNSUITABLE

# Words of a title, folded, that speak for a criterion. Few and plain: a person confirms every one.
_TITLES = {
    "2.8": ("phieu chuyen", "ban du thao", "ban nhap", "giay moi"),
    "3.2": ("ly lich", "ho so can bo", "ho so nhan su", "benh an", "xac nhan tinh trang hon nhan"),
    "1.3": ("thu tuc hanh chinh", "ho tich", "giay chung nhan", "cap phep", "giay phep", "dia chinh"),
}
_TITLE_WHY = {
    "2.8": noop("Tiêu đề nói đến phiếu chuyển, bản dự thảo hoặc giấy mời"),
    "3.2": noop("Tiêu đề nói đến thông tin của cá nhân"),
    "1.3": noop("Tiêu đề nói đến kết quả thủ tục hành chính"),
}
_LARGE_KINDS = frozenset({"30", "31"})
_SHORT_TERM = "06"
_BROKEN = "03"


@dataclass(frozen=True, slots=True)
class Answer:
    """What a person says of a dossier, or of many at once."""

    group: int
    criteria: tuple[str, ...]
    risk_class: str
    risk_factors: tuple[str, ...] = ()
    benefit_note: str = ""
    cost_note: str = ""
    conditions: str = ""

    def cleaned(self) -> Answer:
        """The same in the order of the letter, each code once, texts on one line and within their columns."""
        known = list(table.BY_CODE)
        return Answer(
            group=self.group,
            criteria=tuple(code for code in known if code in self.criteria),
            risk_class=self.risk_class,
            risk_factors=tuple(code for code in known if code in self.risk_factors),
            benefit_note=one_space(self.benefit_note)[:1000],
            cost_note=one_space(self.cost_note)[:1000],
            conditions=one_space(self.conditions)[:500],
        )

    def as_json(self) -> dict[str, object]:
        return {
            "group": self.group,
            "criteria": list(self.criteria),
            "risk_class": self.risk_class,
            "risk_factors": list(self.risk_factors),
            "benefit_note": self.benefit_note,
            "cost_note": self.cost_note,
            "conditions": self.conditions,
        }


def wrong(answer: Answer) -> list[tuple[str, str]]:
    """What is missing or contradicts itself: (field, what to do); empty: it can be kept.

    # Luật: CV 7197 2.1, 2.2
    """
    found: list[tuple[str, str]] = []
    if answer.group not in table.GROUP_LABELS:
        found.append(("group", noop("Hãy chọn nhóm 1, 2 hoặc 3.")))
    if unknown := [code for code in answer.criteria if code not in table.CRITERION_CODES]:
        found.append(("criteria", noop("Có tiêu chí không nằm trong bảng của Công văn 7197.")))
    if [code for code in answer.risk_factors if code not in table.RISK_CODES]:
        found.append(("risk_factors", noop("Có yếu tố rủi ro không nằm trong bảng của Công văn 7197.")))
    if answer.risk_class not in table.CLASSES:
        found.append(("risk_class", noop("Hãy chọn mức rủi ro A, B, C hoặc D.")))
    if not unknown and answer.group in table.GROUP_LABELS:
        found += _group_against_criteria(answer)
    return found


def _group_against_criteria(answer: Answer) -> list[tuple[str, str]]:
    groups = table.groups_of(answer.criteria)
    if answer.group not in groups:
        return [("criteria", noop("Hãy chọn ít nhất một tiêu chí của nhóm đã chọn."))]
    closing = groups & {UNSUITABLE, RESTRICTED} - {answer.group}
    if answer.group == PRIORITY and closing and not answer.benefit_note.strip():
        return [
            ("benefit_note", noop("Có tiêu chí của nhóm 2 hoặc 3 mà chọn nhóm 1: ghi rõ vì sao lợi ích vẫn lớn hơn."))
        ]
    if answer.risk_class in ("C", "D") and not answer.risk_factors:
        return [("risk_factors", noop("Rủi ro cao: hãy đánh dấu ít nhất một yếu tố rủi ro."))]
    return []


def wants_conditions(answer: Answer) -> bool:
    """Whether it may be digitised only under conditions that are not written yet. # Luật: CV 7197 2.1.c, 2.2.a"""
    return (answer.group == RESTRICTED or answer.risk_class == "C") and not answer.conditions.strip()


@dataclass(frozen=True, slots=True)
class Known:
    """What the catalogue knows of a dossier that speaks for or against digitising it."""

    title: str = ""
    retention_code: str = ""
    retention_ends: int | None = None
    condition: str = ""
    origin: str = ""
    has_twin: bool = False
    materials: Collection[str] = field(default_factory=frozenset)
    kinds: Collection[str] = field(default_factory=frozenset)


@dataclass(frozen=True, slots=True)
class Hint:
    """A criterion, a risk or a class that the facts speak for, and which fact."""

    code: str
    why: str


def hints(known: Known) -> list[Hint]:
    """Criteria, risk factors and a class (A–D) the facts speak for, criteria first."""
    told = [*_hints_of_value(known), *_hints_of_title(known.title), *_hints_of_risk(known)]
    return list({hint.code: hint for hint in told}.values())


def suggested_group(told: list[Hint]) -> int | None:
    """The group the hints come to: what closes weighs more than what opens; None: they do not say."""
    groups = table.groups_of(hint.code for hint in told)
    return next((group for group in (UNSUITABLE, RESTRICTED, PRIORITY) if group in groups), None)


def _hints_of_value(known: Known) -> list[Hint]:
    told = []
    if known.retention_code == "01":
        told.append(Hint("1.1", noop("Thời hạn lưu trữ: vĩnh viễn")))
    if known.origin == "historical" and known.retention_code != "01":
        told.append(Hint("1.1", noop("Tài liệu lưu trữ lịch sử")))
    if _LARGE_KINDS & set(known.kinds):
        told.append(Hint("1.8", noop("Có bản đồ hoặc bản vẽ kỹ thuật")))
    if known.retention_code == _SHORT_TERM:
        told.append(Hint("2.3", noop("Thời hạn lưu trữ: 10 năm")))
    if known.has_twin:
        told.append(Hint("2.7", noop("Có hồ sơ đã kết luận là trùng")))
    return told


def _hints_of_title(title: str) -> list[Hint]:
    said = f" {fold(one_space(title))} "
    return [Hint(code, _TITLE_WHY[code]) for code, words in _TITLES.items() if any(word in said for word in words)]


def _hints_of_risk(known: Known) -> list[Hint]:
    told = []
    if known.condition == _BROKEN:
        why = noop("Tình trạng vật lý: hỏng")
        told += [Hint("1.9", why), Hint("R1", why), Hint("R2", why), Hint("C", why)]
    if {"photo", "audiovisual"} & set(known.materials):
        why = noop("Có phim, ảnh hoặc băng ghi")
        told += [Hint("R8", why), *([] if known.condition == _BROKEN else [Hint("B", why)])]
    if known.condition in ("01", "02") and not told:
        told.append(Hint("A", noop("Tình trạng vật lý: tốt hoặc bình thường")))
    return told
