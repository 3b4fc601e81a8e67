"""Signs of a state secret in a description: what is one for certain, and what a person must look at.

State secrets are outside what this system may hold. # Luật: KH 82 II (không bao gồm tài liệu bí mật nhà nước)

An access code, a mark or a notation says it outright. A word in a title says it only perhaps: honey (mật ong) and
density (mật độ) are written with the same word, so a title never refuses, it holds the dossier for a person.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from khoso.kernel.text_vi import fold, is_vietnamese, one_space, repair_look_alikes, tone_placement
from khoso.kernel.words import Sentence, noop

SECRET_MODE = "03"  # noqa: S105 (a level of access, no password)

TOP, HIGH, PLAIN = noop("Tuyệt mật"), noop("Tối mật"), noop("Mật")

# What a mark field says, folded. Luật: TT 24/2020/TT-BCA (mẫu dấu độ mật); A, B, C stand on the outer envelope.
MARKS = {
    "tuyet mat": TOP,
    "toi mat": HIGH,
    "mat": PLAIN,
    "do mat": PLAIN,
    "03": PLAIN,
    "a": TOP,
    "b": HIGH,
    "c": PLAIN,
    "m": PLAIN,
    "tm": HIGH,
}
# What people write into a mark field to say that there is none.
NO_MARKS = frozenset(
    {"", "-", "0", "khong", "khong mat", "khong co", "thuong", "binh thuong", "cong khai", "su dung co dieu kien"}
    | {"01", "02", "noi bo", "luu hanh noi bo", "da giai mat", "giai mat", "giai do mat"}
)

# Groups of a number and notation (12/QĐ-UBND(M): 12, QĐ, UBND, M) that say secret, and why.
SECRET_GROUPS = {
    "M": (PLAIN, noop("văn thư ghi chữ M thêm vào ký hiệu của văn bản Mật: 12/QĐ-UBND(M), 05/M-UBND, 07-BC/TU-M")),
    "TM": (HIGH, noop("văn thư ghi chữ TM thêm vào ký hiệu của văn bản Tối mật: 12/TM-UBND, 05/BC-UBND(TM)")),
    "MẬT": (PLAIN, noop("ghi hẳn chữ MẬT trong ký hiệu: 12/KH-UBND-MẬT")),
    "MAT": (PLAIN, noop("ghi hẳn chữ MẬT, không dấu, trong ký hiệu: 12/KH-UBND-MAT")),
    "TỐIMẬT": (HIGH, noop("ghi hẳn chữ TỐI MẬT trong ký hiệu")),
    "TOIMAT": (HIGH, noop("ghi hẳn chữ TỐI MẬT, không dấu, trong ký hiệu")),
    "TUYỆTMẬT": (TOP, noop("ghi hẳn chữ TUYỆT MẬT trong ký hiệu")),
    "TUYETMAT": (TOP, noop("ghi hẳn chữ TUYỆT MẬT, không dấu, trong ký hiệu")),
}
# Notations that look like one of these and are not for certain: they hold for a person.
DOUBTFUL_NOTATIONS = (
    # TM was also the Ministry of Trade (Bộ Thương mại, to 2007) and its departments: 1234/TM-XNK.
    re.compile(r"(?<![^\W\d_])TM-(XNK|DL|DM|TTTN|CATBD|AM|AP|ĐB|KHTK|PC|TCCB|VP)(?![^\W\d_])"),
    # "TM." before an authority is "thay mặt", on behalf of.
    re.compile(r"(?<![^\W\d_])TM\.\s*\w"),
    # A letter glued to the running number is mostly the second paper of that number.
    re.compile(r"^\d+M(?=[/\-])"),
)

# Phrases with "mật" that say nothing of secrecy, and what they are.
INNOCENT = {
    "mật ong": "thực phẩm",
    "mật mía": "thực phẩm",
    "mật rỉ": "thực phẩm",
    "rỉ mật": "thực phẩm",
    "mật đường": "thực phẩm",
    "đường mật": "thực phẩm; cũng là một đường trong cơ thể",
    "mật hoa": "thực phẩm",
    "ong mật": "chăn nuôi",
    "nuôi ong lấy mật": "chăn nuôi",
    "mật gấu": "động vật hoang dã",
    "gấu lấy mật": "động vật hoang dã",
    "mật nhân": "dược liệu",
    "mật độ": "độ dày, số lượng trên một diện tích",
    "mật thiết": "gắn bó",
    "thân mật": "gần gũi",
    "cẩn mật": "cẩn thận",
    "túi mật": "y tế",
    "sỏi mật": "y tế",
    "ống mật": "y tế",
    "gan mật": "y tế",
    "tụy mật": "y tế",
    "mật tụy": "y tế",
    "mật khẩu": "công nghệ thông tin",
    "bảo mật": "an toàn thông tin, cam kết của người làm",
    "mật mã dân sự": "mặt hàng được cấp phép kinh doanh",
    "bảo vệ bí mật nhà nước": "tên luật, nghị định, công tác",
    "bảo vệ bí mật của nhà nước": "tên luật, nghị định, công tác",
    "bí mật kinh doanh": "không phải bí mật nhà nước",
    "bí mật thương mại": "không phải bí mật nhà nước",
    "bí mật công nghệ": "không phải bí mật nhà nước",
    "bí mật đời tư": "không phải bí mật nhà nước",
    "bí mật đời sống riêng tư": "không phải bí mật nhà nước",
    "bí mật cá nhân": "không phải bí mật nhà nước",
    "bí mật gia đình": "không phải bí mật nhà nước",
    "bí mật thư tín": "không phải bí mật nhà nước",
    "mật thám": "cơ quan thời Pháp thuộc, tài liệu lịch sử",
    "mật tông": "tôn giáo",
    "mật sơn": "địa danh",
    "mật ninh": "địa danh",
}
_SURNAMES_SAID = (
    "nguyễn trần lê phạm hoàng huỳnh phan vũ võ đặng bùi đỗ hồ ngô dương lý đào đoàn trịnh đinh lâm mai trương cao hà"
    " tạ tô lương thái châu quách phùng tăng lưu kiều từ triệu chu la thạch sơn danh kim điểu"
)
_SURNAMES = frozenset(_SURNAMES_SAID.split())
_NOT_NAMES = frozenset({("hồ", "sơ"), ("vũ", "khí"), ("lưu", "trữ")})

_WORD = re.compile(r"\w+")
_GROUP = re.compile(r"[^\W_]+")
_INNOCENT_WORDS = tuple(tuple(phrase.split()) for phrase in INNOCENT)


@dataclass(frozen=True, slots=True)
class Secrecy:
    """What the signs say. `mark` is a level of secrecy, `held_for` the words a person must look at; never both."""

    mark: str = ""
    because: str = ""
    held_for: str = ""

    @property
    def is_secret(self) -> bool:
        return bool(self.mark)

    @property
    def is_held(self) -> bool:
        return bool(self.held_for)


def signs(title: str = "", notation: str = "", marking: str = "", access_code: str = "") -> Secrecy:
    """What these four say of secrecy; the certain before the doubtful."""
    found = _of_mode(access_code) or _of_marking(marking) or _of_notation(notation)
    if found is not None and found.is_secret:
        return found
    held = [each.held_for for each in (found, _doubtful_marking(marking), _doubtful_notation(notation)) if each]
    held += secret_words(title)
    return Secrecy(held_for="; ".join(dict.fromkeys(held))[:200])


def secret_words(title: str) -> list[str]:
    """The words of a title that speak of secrecy, innocent compounds and names of people left out."""
    text = repair_look_alikes(tone_placement(title or ""))
    spoken = [match.group() for match in _WORD.finditer(text)]
    words = [word.lower() for word in spoken]
    if not is_vietnamese(text):
        # Without accents "mat" is also eye, face and lost; only the two-word levels are left to tell.
        return [said for said in ("tuyet mat", "toi mat") if f" {said} " in f" {' '.join(words)} "]
    excused = {place for phrase in _INNOCENT_WORDS for place in _places(words, phrase)}
    found = []
    for place, word in enumerate(words):
        if word != "mật" or place in excused or _is_name(spoken, place):
            continue
        level = words[place - 1] if place and words[place - 1] in {"tuyệt", "tối", "bí"} else ""
        found.append(f"{level} mật".strip())
    return list(dict.fromkeys(found))


def _of_mode(access_code: str) -> Secrecy | None:
    # Luật: TT 05/2025 Phụ lục I, bảng chế độ sử dụng (03 mật)
    if access_code != SECRET_MODE:
        return None
    return Secrecy(PLAIN, noop("chế độ sử dụng 03 «Mật»"))


def _of_marking(marking: str) -> Secrecy | None:
    level = MARKS.get(_bare(marking))
    return Secrecy(level, Sentence("dấu chỉ độ mật ghi «{mark}»", mark=one_space(marking))) if level else None


def _doubtful_marking(marking: str) -> Secrecy | None:
    bare = _bare(marking)
    return None if bare in NO_MARKS or bare in MARKS else Secrecy(held_for=one_space(marking))


def _bare(marking: str) -> str:
    return fold(repair_look_alikes(one_space(marking or ""))).strip(" .()[]«»\"'")


def _of_notation(notation: str) -> Secrecy | None:
    text = one_space(repair_look_alikes(notation or "")).upper()
    if _doubtful_notation(notation):
        return None
    joined = re.sub(r"\b(TUYỆT|TỐI|TUYET|TOI)\s+(MẬT|MAT)\b", r"\1\2", text)
    for group in _GROUP.findall(joined):
        if said := SECRET_GROUPS.get(group):
            return Secrecy(said[0], Sentence("số, ký hiệu «{notation}»: {why}", notation=text, why=said[1]))
    return None


def _doubtful_notation(notation: str) -> Secrecy | None:
    text = one_space(repair_look_alikes(notation or "")).upper()
    return Secrecy(held_for=text) if any(form.search(text) for form in DOUBTFUL_NOTATIONS) else None


def _places(words: list[str], phrase: tuple[str, ...]) -> list[int]:
    """Where the word "mật" of `phrase` stands, for every time the phrase is said."""
    at = phrase.index("mật")
    return [
        start + at
        for start in range(len(words) - len(phrase) + 1)
        if tuple(words[start : start + len(phrase)]) == phrase
    ]


def _is_name(spoken: list[str], place: int) -> bool:
    """Whether "Mật" ends the name of a person: a surname, perhaps a middle name, all written as names are."""
    if spoken[place] != "Mật":
        return False
    for length in (1, 2, 3):
        before = spoken[max(place - length, 0) : place]
        if len(before) < length or not all(word[:1].isupper() and not word[1:].isupper() for word in before):
            return False
        lower = tuple(word.lower() for word in before)
        if lower[0] in _SURNAMES and lower[:2] not in _NOT_NAMES:
            return True
    return False
