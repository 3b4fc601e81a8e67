"""Which value an item gets when the machine, the contractor's row and the law's lengths meet."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from khoso.kernel import codes, dates
from khoso.kernel.text_vi import fold, one_space
from khoso.stages.catalogue.rules import LENGTHS

# Field names of a reading and the columns of an item they fill, in the order a clerk reads a document. These are what a
# description is judged by: doubts, lots of inspection and the programs' interface speak of them.
FIELDS = {
    "kind": "kind_code",
    "number": "number",
    "notation": "notation",
    "issued_date": "issued_date",
    "issuer": "issuer",
    "subject": "subject",
    "signer": "signer",
    "urgency": "urgency",
}
# What else a person may say of a paper beside its page; nobody has to. It has a column, and seldom a doubt.
MORE = {
    "language": "language_code",
    "autograph": "autograph",
    "keywords": "keywords",
    "information_mark": "information_mark",
    "note": "note",
}
# What is read and kept beside the item (`ProposedField.decided`): the Circular has no element for it.
BESIDE = ("superior", "place", "post", "recipients")
# Everything the form of a paper asks for, as it is read from head to foot; "" where there is no column.
FORM: dict[str, str] = {
    **{name: FIELDS[name] for name in ("kind", "number", "notation", "issued_date")},
    "place": "",
    "issuer": FIELDS["issuer"],
    "superior": "",
    **{name: FIELDS[name] for name in ("subject", "signer")},
    "post": "",
    "recipients": "",
    "urgency": FIELDS["urgency"],
    **MORE,
}
LABELS = {
    "kind": _("Tên loại"),
    "number": _("Số"),
    "notation": _("Ký hiệu"),
    "issued_date": _("Ngày văn bản"),
    "place": _("Nơi ban hành"),
    "issuer": _("Cơ quan ban hành"),
    "superior": _("Cơ quan cấp trên"),
    "subject": _("Trích yếu"),
    "signer": _("Người ký"),
    "post": _("Chức vụ người ký"),
    "recipients": _("Nơi nhận"),
    "urgency": _("Độ khẩn"),
    "language": _("Ngôn ngữ"),
    "autograph": _("Bút tích"),
    "keywords": _("Từ khóa"),
    "information_mark": _("Ký hiệu thông tin"),
    "note": _("Ghi chú"),
}
PAGE, COUNT, DOSSIER, PRESET = "page", "count", "dossier", "preset"
# Who proposes each element of a paper. What the dossier decides (terms, access, the paper's state) is shown beside the
# form and changed where it is decided: a clerk at the page neither shortens a term nor opens what is closed.
# Luật: TT 05/2025 Phụ lục I.II.2.b
PROPOSED_BY = {
    **dict.fromkeys((*FIELDS, *BESIDE, "language", "autograph"), PAGE),
    "page_count": COUNT,
    **dict.fromkeys(("sheet_count", "retention", "access", "information_mark", "keywords", "note"), DOSSIER),
    **dict.fromkeys(("trust", "physical_condition"), PRESET),
}
_LENGTHS = {**LENGTHS, "information_mark": 30}
# Luật: TT 05/2025 Phụ lục I.II.2.b (elements without "nếu có")
MANDATORY = ("kind", "issued_date", "issuer", "subject")
SURE = 0.9


@dataclass(frozen=True)
class Choice:
    """The value chosen for one field and whether a person should look at it first."""

    name: str
    value: str
    is_doubt: bool


def same(left: str, right: str) -> bool:
    """Whether two values say the same: case, accents and punctuation of typing do not matter."""

    def bare(text: str) -> str:
        return "".join(c for c in fold(text) if c.isalnum())

    return bare(left) == bare(right)


def choose(name: str, *, proposed: str | None, confidence: float, catalogued: str) -> Choice:
    """One value out of what the machine read and what was typed; a doubt when they differ or none is sure."""
    read = one_space(proposed or "")
    typed = one_space(catalogued)
    if name not in FIELDS:
        return _choose_further(name, read, confidence, typed)
    if read and typed:
        if same(read, typed):
            return Choice(name, read if confidence >= SURE else typed, is_doubt=False)
        return Choice(name, read if confidence >= SURE else typed, is_doubt=True)
    if read:
        return Choice(name, read, is_doubt=confidence < SURE)
    if typed:
        return Choice(name, typed, is_doubt=True)
    return Choice(name, "", is_doubt=name in MANDATORY or name in {"number", "notation"})


def _choose_further(name: str, read: str, confidence: float, typed: str) -> Choice:
    """What nobody has to say stops nobody, unless the machine surely reads something else than what was preset."""
    if read and typed and not same(read, typed):
        return Choice(name, read if confidence >= SURE else typed, is_doubt=confidence >= SURE)
    return Choice(name, typed or read, is_doubt=False)


def refusals(fields: Mapping[str, str]) -> dict[str, str]:
    """Why these values, entered by a person, cannot stand; by field name."""
    reasons = {}
    for name in MANDATORY:
        if not one_space(fields.get(name, "")):
            reasons[name] = gettext("«{label}» là trường bắt buộc (TT 05/2025, Phụ lục I).").format(label=LABELS[name])
    for name, column in FORM.items():
        typed, most = len(one_space(fields.get(name, ""))), _LENGTHS.get(column)
        if most is not None and typed > most:
            reasons[name] = gettext("«{label}» dài {typed} ký tự; TT 05/2025 cho tối đa {most}. Hãy rút gọn.").format(
                label=LABELS[name], typed=typed, most=most
            )
    kind = fields.get("kind", "")
    if kind and kind not in codes.KIND:
        reasons["kind"] = gettext("Mã tên loại «{kind}» không có trong bảng 01–32.").format(kind=kind)
    language = fields.get("language", "")
    if language and language not in codes.LANGUAGE:
        reasons["language"] = gettext("Mã ngôn ngữ «{code}» không có trong bảng ngôn ngữ.").format(code=language)
    issued = fields.get("issued_date", "")
    if issued and dates.parse(issued) is None:
        reasons["issued_date"] = gettext(
            "«{issued}» không phải là ngày; viết như 05/07/2010, 07/2010 hoặc 2010."
        ).format(issued=issued)
    return reasons
