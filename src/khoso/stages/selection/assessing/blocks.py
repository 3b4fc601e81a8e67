"""What the law blocks from being digitised, and by which clause: pure rules on the facts of one dossier.

Nothing here is stored: a block that is shown is a block that was asked about a moment ago.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from khoso.kernel.words import Sentence, noop

PERMANENT = "01"
BORN_DIGITAL = "01"
ARRANGED, ARRANGING = "arranged", "arranging"
CREATED, HISTORICAL = "created", "historical"
# Groups and classes of CV 7197 that close the door, or open it only under conditions.
UNSUITABLE, RESTRICTED = 2, 3
HIGH_RISK, VERY_HIGH_RISK = "C", "D"


@dataclass(frozen=True, slots=True)
class Facts:
    """What the rules look at: the dossier as the catalogue has it, its agency, its present assessment (None: none)."""

    arrangement: str = ARRANGED
    secret_by: str = ""
    is_held: bool = False
    held_for: str = ""
    retention_code: str = "05"
    origin: str = CREATED
    held_by_centre: bool = False
    must_transfer: bool | None = None
    retention_ends: int | None = None
    trust_code: str = "02"
    is_digitally_signed: bool = False
    is_digitised: bool = False
    has_digitised_twin: bool = False
    group: int | None = None
    risk_class: str = ""
    conditions: str = ""


@dataclass(frozen=True, slots=True)
class Block:
    """One reason why a dossier cannot be selected, the clause it comes from, and what a person does about it.

    `is_hold`: nothing is decided yet, it waits for a person. `link` names the page where something can be done.
    """

    code: str
    clause: str
    message: str
    is_hold: bool = False
    link: str = ""

    @property
    def label(self) -> str:
        return KINDS[self.code].label


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of block: its clause, its name in a table, and when it stands."""

    code: str
    clause: str
    label: str
    stands: Callable[[Facts, int], bool]
    is_hold: bool = False
    link: str = ""


def _is_unarranged(facts: Facts, year: int) -> bool:
    return facts.arrangement != ARRANGED


def _is_secret(facts: Facts, year: int) -> bool:
    return bool(facts.secret_by)


def _waits_for_a_person(facts: Facts, year: int) -> bool:
    return facts.is_held and not facts.secret_by


def _goes_to_the_centre(facts: Facts, year: int) -> bool:
    return facts.retention_code == PERMANENT and not facts.held_by_centre


def _is_historical_elsewhere(facts: Facts, year: int) -> bool:
    return facts.origin == HISTORICAL and facts.retention_code != PERMANENT and not facts.held_by_centre


def _has_expired(facts: Facts, year: int) -> bool:
    return facts.retention_ends is not None and facts.retention_ends < year


def _is_born_signed(facts: Facts, year: int) -> bool:
    return facts.trust_code == BORN_DIGITAL and facts.is_digitally_signed


def _is_digitised(facts: Facts, year: int) -> bool:
    return facts.is_digitised


def _has_digitised_twin(facts: Facts, year: int) -> bool:
    return facts.has_digitised_twin and not facts.is_digitised


def _is_class_d(facts: Facts, year: int) -> bool:
    return facts.risk_class == VERY_HIGH_RISK


def _is_group_2(facts: Facts, year: int) -> bool:
    return facts.group == UNSUITABLE


def _is_group_3_without_decision(facts: Facts, year: int) -> bool:
    return facts.group == RESTRICTED and not facts.conditions.strip()


def _is_class_c_without_conditions(facts: Facts, year: int) -> bool:
    return facts.risk_class == HIGH_RISK and not facts.conditions.strip()


# In the order in which they are told: what nobody can lift first, what an answer can lift last.
KINDS: dict[str, Kind] = {
    kind.code: kind
    for kind in (
        # Luật: KH 82 II (không bao gồm hồ sơ, tài liệu bí mật nhà nước)
        Kind("secret", "KH 82 II", noop("Bí mật nhà nước"), _is_secret),
        Kind("held", "KH 82 II", noop("Giữ lại: có từ chỉ độ mật"), _waits_for_a_person, True, "catalogue:dossier"),
        # Luật: KH 82 III.1.a (tuyệt đối không số hóa khi tài liệu chưa được chỉnh lý)
        Kind("unarranged", "KH 82 III.1.a", noop("Chưa chỉnh lý hoàn chỉnh"), _is_unarranged, link="catalogue:dossier"),
        # Luật: KH 82 III.2.a (giao nộp), III.2.c (cơ quan số hóa tài liệu có thời hạn)
        Kind(
            "permanent",
            "KH 82 III.2.a, c",
            noop("Vĩnh viễn: giao nộp về Trung tâm"),
            _goes_to_the_centre,
            link="selection:handovers",
        ),
        # Luật: KH 82 III.2.c (Trung tâm số hóa tài liệu lưu trữ lịch sử)
        Kind(
            "historical",
            "KH 82 III.2.c",
            noop("Tài liệu lịch sử: Trung tâm số hóa"),
            _is_historical_elsewhere,
            link="selection:handovers",
        ),
        # Luật: CV 7197 2.1.b (hết thời gian lưu trữ)
        Kind("expired", "CV 7197 2.1.b", noop("Hết thời hạn lưu trữ"), _has_expired, link="catalogue:expired"),
        # Luật: CV 7197 2.1.b (văn bản điện tử từ khi khởi tạo và có chữ ký số)
        Kind("born_signed", "CV 7197 2.1.b", noop("Văn bản điện tử đã ký số"), _is_born_signed),
        # Luật: KH 82 I.2.e (tránh trùng lặp); CV 7197 2.1.b (trùng với tài liệu đã số hóa)
        Kind("digitised", "KH 82 I.2.e; CV 7197 2.1.b", noop("Đã số hóa"), _is_digitised),
        Kind(
            "twin",
            "KH 82 I.2.e; CV 7197 2.1.b",
            noop("Bản trùng đã số hóa"),
            _has_digitised_twin,
            link="catalogue:dossier-twins",
        ),
        # Luật: CV 7197 2.2.a (nhóm D: không số hóa, chỉ bảo quản bản gốc)
        Kind("class_d", "CV 7197 2.2.a", noop("Rủi ro nhóm D"), _is_class_d, link="selection:assess"),
        Kind("group_2", "CV 7197 2.1.b", noop("Nhóm 2: không phù hợp"), _is_group_2, link="selection:assess"),
        # Luật: CV 7197 2.1.c (chỉ số hóa trong điều kiện kiểm soát đặc biệt)
        Kind(
            "group_3",
            "CV 7197 2.1.c",
            noop("Nhóm 3: chưa có quyết định riêng"),
            _is_group_3_without_decision,
            link="selection:assess",
        ),
        # Luật: CV 7197 2.2.a (nhóm C: cân nhắc, phục chế trước, thiết bị và giám sát đặc biệt)
        Kind(
            "class_c",
            "CV 7197 2.2.a",
            noop("Nhóm C: chưa ghi điều kiện"),
            _is_class_c_without_conditions,
            link="selection:assess",
        ),
    )
}

# What no answer of an assessment lifts: whoever assesses such a dossier works for nothing.
OF_FACTS = frozenset(KINDS) - {"class_d", "group_2", "group_3", "class_c"}
# Of what is not arranged nothing is assessed, and a secret is none of the system's business.
# Luật: KH 82 III.1.a (chỉnh lý hoàn chỉnh mới rà soát, đánh giá), II
NEVER_ASSESSED = frozenset({"unarranged", "secret"})

_SECRET_SIGNS = {
    "mark": noop("dấu chỉ độ mật"),
    "mode": noop("chế độ sử dụng 03 «Mật»"),
    "information_mark": noop("ký hiệu thông tin ghi độ mật"),
    "item_mode": noop("có tài liệu chế độ sử dụng 03 «Mật»"),
    "item_mark": noop("có tài liệu mang ký hiệu thông tin ghi độ mật"),
    "item_notation": noop("có tài liệu mang ký hiệu văn bản mật"),
}

_MESSAGES = {
    "born_signed": noop("Văn bản điện tử từ khi tạo lập và đã ký số: đưa thẳng tệp gốc vào kho, không quét bản in."),
    "twin": noop("Một hồ sơ đã kết luận là cùng hồ sơ này đã được số hóa: dùng lại bản số đó, không chi tiền lần nữa."),
    "class_d": noop(
        "Rủi ro nhóm D: không số hóa, chỉ bảo quản bản gốc. Nếu tình trạng đã khác, hãy đánh giá lại hồ sơ."
    ),
    "group_2": noop("Đã đánh giá là không phù hợp để số hóa. Nếu chưa đúng, hãy đánh giá lại và ghi rõ căn cứ."),
    "group_3": noop(
        "Tài liệu hạn chế số hóa: ghi quyết định riêng hoặc điều kiện kiểm soát đặc biệt vào phiếu đánh giá trước."
    ),
    "class_c": noop(
        "Rủi ro nhóm C: ghi điều kiện (phục chế trước, thiết bị chuyên dụng, giám sát đặc biệt) vào phiếu đánh giá."
    ),
}


def blocked(facts: Facts, year: int) -> list[Block]:
    """Every reason why these facts keep a dossier from being digitised in `year`; empty: it may be selected."""
    return [
        Block(kind.code, kind.clause, _message(kind.code, facts), kind.is_hold, kind.link)
        for kind in KINDS.values()
        if kind.stands(facts, year)
    ]


def _message(code: str, facts: Facts) -> str:
    if code in _MESSAGES:
        return _MESSAGES[code]
    return _TELLING[code](facts)


def _secret(facts: Facts) -> str:
    return Sentence(
        "Bí mật nhà nước ({sign}): không được đưa vào hệ thống. Hãy dừng, báo người phụ trách bảo vệ bí mật nhà nước.",
        sign=_SECRET_SIGNS.get(facts.secret_by, facts.secret_by),
    )


def _held(facts: Facts) -> str:
    return Sentence(
        "Tiêu đề có từ «{word}»: giữ lại đến khi thủ trưởng hoặc Tổ Quản lý, Giám sát xem và kết luận.",
        word=facts.held_for,
    )


def _unarranged(facts: Facts) -> str:
    if facts.arrangement == ARRANGING:
        return noop("Đang chỉnh lý: chọn được khi đã chỉnh lý hoàn chỉnh và có báo cáo tổng kết chỉnh lý.")
    return noop("Chưa chỉnh lý: chỉnh lý hoàn chỉnh, ghi báo cáo tổng kết chỉnh lý, rồi mới lựa chọn.")


def _permanent(facts: Facts) -> str:
    if facts.must_transfer is False:
        return noop(
            "Vĩnh viễn: cơ quan chỉ số hóa tài liệu có thời hạn. Cơ quan không thuộc nguồn nộp lưu: hỏi Sở Nội vụ."
        )
    return noop("Vĩnh viễn: đưa vào danh mục giao nộp, Trung tâm Lưu trữ lịch sử sẽ số hóa.")


def _historical(facts: Facts) -> str:
    return noop("Tài liệu lưu trữ lịch sử: giao Trung tâm Lưu trữ lịch sử, Trung tâm sẽ số hóa.")


def _expired(facts: Facts) -> str:
    return Sentence(
        "Hết thời hạn lưu trữ từ cuối năm {year}: đưa vào danh mục hết thời hạn, không chi tiền số hóa.",
        year=facts.retention_ends,
    )


def _digitised(facts: Facts) -> str:
    return noop("Đã số hóa: dùng lại bản số đã có.")


_TELLING: dict[str, Callable[[Facts], str]] = {
    "secret": _secret,
    "held": _held,
    "unarranged": _unarranged,
    "permanent": _permanent,
    "historical": _historical,
    "expired": _expired,
    "digitised": _digitised,
}
