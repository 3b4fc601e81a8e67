"""How near two Vietnamese titles are: accents, abbreviations and slips forgiven, years, numbers and names not."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from khoso.kernel.text_vi import fold, nfc, repair_look_alikes

# What clerks shorten, and what they mean by it. Only what has one meaning in a title.
ABBREVIATIONS = {
    "ubnd": "ủy ban nhân dân",
    "ub": "ủy ban nhân dân",
    "hđnd": "hội đồng nhân dân",
    "ubmttq": "ủy ban mặt trận tổ quốc",
    "mttq": "mặt trận tổ quốc",
    "qđ": "quyết định",
    "cv": "công văn",
    "ttr": "tờ trình",
    "bb": "biên bản",
    "gcn": "giấy chứng nhận",
    "gcnqsdđ": "giấy chứng nhận quyền sử dụng đất",
    "cnqsdđ": "chứng nhận quyền sử dụng đất",
    "qsdđ": "quyền sử dụng đất",
    "qsd": "quyền sử dụng",
    "bhxh": "bảo hiểm xã hội",
    "ktxh": "kinh tế xã hội",
    "xdcb": "xây dựng cơ bản",
    "gpmb": "giải phóng mặt bằng",
    "tnmt": "tài nguyên môi trường",
    "gdđt": "giáo dục đào tạo",
    "lđtbxh": "lao động thương binh xã hội",
    "ptnt": "phát triển nông thôn",
    "vhtt": "văn hóa thông tin",
    "ccvc": "công chức viên chức",
    "cbcc": "cán bộ công chức",
    "tw": "trung ương",
    "tp": "thành phố",
    "tx": "thị xã",
    "khcn": "khoa học công nghệ",
    "đ/c": "đồng chí",
}
# One letter means a place only before a stop and a name: "P. Phú Lợi".
_PLACES = {"p": "phường", "q": "quận", "h": "huyện", "x": "xã"}
_LONG = re.compile(r"(?<![^\W_])(?:đ/c|[^\W\d_]+)(?![^\W_])")
_PLACE_LETTER = re.compile(r"(?<![^\W_])([pqhx])\.\s*(?=[^\W_])")
_ABOUT = re.compile(r"(?<![^\W_])v\s*/\s*v(?![^\W_])")


def _listed(words: str) -> frozenset[str]:
    return frozenset(words.split())


# Words that join, and say nothing of what a record is about.
_JOINING = _listed("ve viec cua va cac cho tai theo tu la nhung do boi trong ngay thang nam so quy")
# Words nearly every title is made of, folded: two titles that share nothing else share nothing.
COMMON = _listed(
    "ho so tap luu cong van di den quyet dinh bao cao to trinh thong bao ke hoach bien ban giay moi chung nhan "
    "quyen su dung dat cap ong ba uy ban nhan dan hoi dong huyen xa tinh thi phuong tran thanh pho quan so phong "
    "tong ket tac tai lieu van chi thi huong dan don de nghi phe duyet ban hanh giai bo sung dieu chinh nhiem vu "
    "noi dung tinh hinh thuc hien hop dinh ky nghi quyet danh sach bang ke tham dinh khu vuc ap thon ca hai dau"
)
# "đồng chí" is two words: the second is the one before the name.
_PERSON = _listed("ông bà hộ anh chị cụ chí ong ho chi")
_PLACE = _listed("xã phường huyện quận tỉnh ấp thôn buôn xa phuong huyen quan tinh ap thon")
_ROMAN_AFTER = _listed("thu khoa ky quy khu dot hang loai cap nhom lan tap quyen phan dai vung bac nhiem hk")
_ROMAN_NUMBERS = "I II III IV V VI VII VIII IX X XI XII XIII XIV XV XVI XVII XVIII XIX XX"
_ROMAN = {roman: number for number, roman in enumerate(_ROMAN_NUMBERS.split(), start=1)}
_WORD = re.compile(r"[^\W_]+")
_MIXED = re.compile(r"\d+|[^\W\d_]+")
_LONGEST_NAME = 4
_FEWEST_FOR_RARITY = 8


@dataclass(frozen=True, slots=True)
class Title:
    """A title as it is compared: its words (folded, sorted), its years and other numbers, the names it gives."""

    words: tuple[str, ...]
    years: frozenset[int]
    numbers: frozenset[str]
    # Names after a word that announces one, folded: {"person": …, "xa": …}.
    names: frozenset[tuple[str, str]]

    @property
    def weight(self) -> float:
        """How much it says: common words nearly nothing, every other word one."""
        return sum(weight_of(word) for word in set(self.words))

    @property
    def is_common(self) -> bool:
        """Whether it is made of words every archive uses."""
        return all(word in COMMON for word in self.words)


def weight_of(word: str) -> float:
    return 0.25 if word in COMMON else 1.0


def spelled_out(text: str) -> str:
    """`text` in one Unicode form, look-alikes mended, abbreviations written out."""
    text = repair_look_alikes(nfc(text))
    lower = _ABOUT.sub(" ", text.lower())
    if lower == text.lower() and not _needs_spelling(lower):
        return text
    # Letter case only tells names and Roman numbers apart; a word written out is in small letters.
    return _LONG.sub(_long, _PLACE_LETTER.sub(_place, re.sub(_ABOUT.pattern, " ", text, flags=re.IGNORECASE)))


def _needs_spelling(lower: str) -> bool:
    return "." in lower or any(word in ABBREVIATIONS for word in re.findall(r"đ/c|[^\W\d_]+", lower))


def _long(match: re.Match[str]) -> str:
    word = match.group()
    return ABBREVIATIONS.get(word.lower(), _FOLDED.get(word.lower(), word))


def _place(match: re.Match[str]) -> str:
    return _PLACES[match.group(1).lower()] + " "


# The same without accents: "QD", "HDND"; two letters alone only where no Vietnamese word is spelled so.
_FOLDED = {fold(short): long for short, long in ABBREVIATIONS.items() if len(short) > 2 or short == "qđ"}


# Syllables recur by the thousand.
_folded = lru_cache(maxsize=50_000)(fold)


@lru_cache(maxsize=20_000)
def read(text: str) -> Title:
    """`text` as it is compared."""
    spelled = spelled_out(text)
    tokens = _WORD.findall(spelled)
    words: list[str] = []
    numbers: set[str] = set()
    years: set[int] = set()
    before = ""
    for token in tokens:
        for part in _MIXED.findall(token) if any(c.isdigit() for c in token) else (token,):
            folded = _folded(part)
            if part.isdecimal():
                _count(part, years, numbers)
            elif part in _ROMAN and before in _ROMAN_AFTER:
                numbers.add(str(_ROMAN[part]))
            elif folded not in _JOINING:
                words.append(folded)
            before = folded
    return Title(tuple(sorted(words)), frozenset(years), frozenset(numbers), frozenset(_names(tokens)))


def _count(part: str, years: set[int], numbers: set[str]) -> None:
    value = int(part[:18])
    if len(part) == 4 and 1800 <= value <= 2100:
        years.add(value)
    else:
        numbers.add(str(value))


def _names(tokens: list[str]) -> list[tuple[str, str]]:
    """The names of people and places: the capital words after one that announces a name."""
    is_mixed = any(token.islower() for token in tokens)
    found = []
    for place, word in enumerate(tokens):
        lower = word.lower()
        # "Ba" alone is the number three as often as the woman without her accent.
        if lower in _PERSON or word == "ba":
            kind = "person"
        elif lower in _PLACE:
            kind = _folded(lower)
        else:
            continue
        name = []
        for following in tokens[place + 1 : place + 1 + _LONGEST_NAME]:
            if not following[:1].isupper() or following[:1].isdigit() or not is_mixed or len(following) < 2:
                break
            name.append(_folded(following))
        if name:
            found.append((kind, " ".join(name)))
    return found


def contradict(one: Title, other: Title) -> bool:
    """Whether something told outright differs: a year, a number, the name of a person or a place."""
    if one.years and other.years and one.years != other.years:
        return True
    if one.numbers and other.numbers and not (one.numbers <= other.numbers or other.numbers <= one.numbers):
        return True
    mine, theirs = _by_kind(one), _by_kind(other)
    return any(not _some_same(kind, mine[kind], theirs[kind]) for kind in mine.keys() & theirs.keys())


def _by_kind(title: Title) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for kind, name in title.names:
        found.setdefault(kind, set()).add(name)
    return found


def _some_same(kind: str, mine: set[str], theirs: set[str]) -> bool:
    if mine & theirs:
        return True
    if kind == "person":
        # "ông Nguyễn Văn An" and "ông An"; never a letter more or less: An and Anh are two people.
        return any(a.endswith(f" {b}") or b.endswith(f" {a}") for a in mine for b in theirs)
    return any(a.startswith(f"{b} ") or b.startswith(f"{a} ") or is_slip(a, b) for a in mine for b in theirs)


def is_slip(one: str, other: str) -> bool:
    """Whether two words are one word with a letter more, less, other, or two letters swapped."""
    # Of three letters, one other letter makes another word: cầu and cao.
    if abs(len(one) - len(other)) > 1 or min(len(one), len(other)) < 3 or max(len(one), len(other)) < 4:
        return False
    start = next((i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
    rest, others = one[start:], other[start:]
    return rest[1:] == others[1:] or rest[1:] == others or rest == others[1:] or _swapped(rest, others)


def _swapped(rest: str, others: str) -> bool:
    return len(rest) > 1 and len(others) > 1 and rest[:2] == others[1::-1] and rest[2:] == others[2:]


def rarity(titles: list[Title]) -> Callable[[str], float]:
    """How much a word says among these titles: what all of them share says little.

    "Hồ sơ cấp giấy chứng nhận … của ông …" is the frame of thousands; only what differs inside it tells.
    """
    if len(titles) < _FEWEST_FOR_RARITY:
        return weight_of
    share: Mapping[str, int] = Counter(word for title in titles for word in set(title.words))
    return lambda word: weight_of(word) * (1 - 0.85 * share.get(word, 0) / len(titles))


def likeness(one: Title, other: Title, weigh: Callable[[str], float] = weight_of) -> float:
    """0 to 1: the weight of the words both have in the weight of all; a slip of one letter counts four fifths."""
    if contradict(one, other):
        return 0.0
    mine, theirs = Counter(one.words), Counter(other.words)
    both = mine & theirs
    shared = sum(weigh(word) * times for word, times in both.items())
    mine_only, theirs_only = list((mine - both).elements()), list((theirs - both).elements())
    total = shared
    for word in mine_only:
        twin = next((each for each in theirs_only if is_slip(word, each)), None)
        if twin is None:
            total += weigh(word)
            continue
        theirs_only.remove(twin)
        weight = (weigh(word) + weigh(twin)) / 2
        shared += 0.8 * weight
        total += weight
    total += sum(weigh(word) for word in theirs_only)
    if not total:
        return 0.0
    found = shared / total
    # A number or year only one side gives is a doubt, not a contradiction.
    unsaid = len(one.years ^ other.years) + len(one.numbers ^ other.numbers)
    return found * (0.93**unsaid if unsaid else 1.0)


def tells(title: Title) -> float:
    """How much a likeness of this title proves, 0 to 1: titles of common words prove little by themselves."""
    said = title.weight + 0.5 * len(title.numbers) + 0.25 * len(title.years)
    return min(1.0, 0.25 + 0.75 * (1 - math.exp(-max(0.0, said - 1.5) / 2.0)))
