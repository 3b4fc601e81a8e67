"""Decisions about single strings of a document: number and notation, date, names; pure functions, no page in sight."""

from __future__ import annotations

import re
from difflib import SequenceMatcher
from functools import cache

from khoso.kernel.dates import ArchivalDate, from_parts
from khoso.kernel.text_vi import fold, one_space, repair_look_alikes
from khoso.stages.recognition import rules
from khoso.stages.recognition.rules_syllables import is_syllable

_DIGITS = str.maketrans("OoÓÒÔIlÍÌíì|", "000001111111")
_NOTATION = re.compile(r"^[A-ZĐƯƠĂÂÊÔ][A-Za-zĐđƯưƠơĂăÂâÊêÔô0-9.&]*(?:[-/][A-Za-zĐđƯưƠơĂăÂâÊêÔô0-9.&]+)*$")
_YEAR = re.compile(r"^(?:19|20)\d\d$")
_NUMBER_LINE = re.compile(r"^\W{0,3}s[oó0eé]?\W{0,3}\s*[:.;z]?\s*(?P<rest>.*/.*)$", re.IGNORECASE)
_DATE_LINE = re.compile(
    r"(?:nga[ypv]|ngaỵ)\W{0,3}(?P<day>.{0,8}?)\W{0,4}t?hang\W{0,3}(?P<month>.{0,7}?)\W{0,4}(?:[nuh]?am)\W{0,3}(?P<year>.{0,8})"
)


def likeness(a: str, b: str) -> float:
    """How alike two folded texts are, 0 to 1."""
    return SequenceMatcher(None, a, b, autojunk=False).ratio()


def likeness_from(a: str, b: str, least: float) -> float:
    """How alike two folded texts are when that is at least `least`, else 0: most pairs cost next to nothing."""
    if 2 * min(len(a), len(b)) < least * (len(a) + len(b)):
        return 0.0
    matcher = SequenceMatcher(None, a, b, autojunk=False)
    if matcher.quick_ratio() < least:
        return 0.0
    told = matcher.ratio()
    return told if told >= least else 0.0


def starts_number_line(text: str) -> bool:
    """Whether a line is the one of số and ký hiệu."""
    folded = fold(text).lstrip(" .-_'`\"")
    return bool(re.match(r"(?:so|s6|s0|se)\s*[:.;z]?\s*\S*.*/|s[a-z0-9]\s*[:;].*/|(?:so|s6)\s*[:;]", folded))


_PARTY = re.compile(r"^(?P<number>[^-–/]{0,9}?)\s*[-–]\s*(?P<kind>[A-ZĐ][A-Za-zĐđỷyY]{0,5})\s*/\s*(?P<who>\S+)")


def party_number(text: str) -> tuple[str, str] | None:
    """Number and notation of a Party paper (`15-NQ/TU`, `  -CV/BTCTU`), where a dash parts them; else None."""
    rest = repair_look_alikes(_after_label(text)).strip()
    match = _PARTY.match(rest)
    if not match:
        return None
    figures = re.fullmatch(r"\W*\d*[a-zA-Z]?\W*", match["number"])
    if not figures and match["kind"].upper() not in rules.KIND_ABBREVIATIONS:
        return None
    return match["number"].strip(" .,;:_'`"), f"{match['kind']}/{match['who'].strip(' .,;:_-')}"


def _after_label(text: str) -> str:
    return re.sub(r"^\W*[sS](?:[ốóôòỏồổỗộoOỐÓÔ06]|\w(?=\s*[:;]))\s*[:.;z]?\s*", "", one_space(text))


def split_number(text: str) -> tuple[str | None, str | None]:
    """Số and ký hiệu from a line such as `Số: 05/BC-SNV`; a part that cannot be what it should be is None.

    Spaces around the separators are the typist's; look-alike letters are repaired; a year between slashes
    (`12/2010/QĐ-UBND`) belongs to the notation as printed.
    """
    rest = repair_look_alikes(_after_label(text))
    if told := party_number(text):
        figures, sign = told[0].replace(" ", ""), told[1]
        whole = re.fullmatch(r"\d{1,5}[a-zA-Z]?", figures)
        return (figures if whole else None), (sign if len(sign) <= 30 else None)
    if "/" not in rest:
        return None, None
    left, _, right = rest.partition("/")
    while "/" in right and re.match(r"\s*\W*\d", right) and not re.match(r"\s*(?:19|20)\d\d\s*/", right):
        # A slash among the digits is a pen stroke: the number is lost, the notation is not.
        more, _, right = right.partition("/")
        left += "/" + more
    right = re.sub(r"\s*([-–—/])\s*", lambda m: "/" if m.group(1) == "/" else "-", right.strip(" .,;:_-"))
    right = re.sub("Đ{2,}", "Đ", right).split(" ")[0].strip(".,;:_'`\"")
    right = right.replace("NÑ", "N").replace("Ñ", "N")
    right = "".join(rules.MISREAD_NOTATION_PARTS.get(part.upper(), part) for part in re.split(r"([-/])", right))
    number = left.replace(" ", "").strip(".,;:_-'`\"")
    # I, l and O after figures are a 1, a 0 or a slash that was misread.
    tight = re.fullmatch(r"\d{1,5}[a-hjkmnp-zA-HJKMNP-Z]?", number)
    notation = (
        right
        if _NOTATION.match(right.split("/", 1)[1] if _YEAR.match(right.split("/", 1)[0]) and "/" in right else right)
        else None
    )
    return (number if tight else None), (notation if notation and len(notation) <= 30 else None)


def has_notation(text: str) -> bool:
    """Whether a line without a readable label carries a notation: `9° -DA/ĐU`, `(2 /QĐ-UBND`."""
    told = repair_look_alikes(text)
    kinds = (match.group(1).upper() for match in re.finditer(r"[-–/]\s*([^\W\d_]{2,4})\s*[-–/]\s*[^\W\d_]{2}", told))
    return any(kind in rules.KIND_ABBREVIATIONS for kind in kinds)


def is_year(text: str) -> bool:
    """Whether a text is a year of the last or this century."""
    return bool(_YEAR.match(text))


def is_usual_notation(notation: str) -> bool:
    """Whether a notation begins with the abbreviation of a kind, or has a part that agencies end theirs with."""
    parts = [part.upper().replace(".", "") for part in re.split(r"[-/]", notation)]
    return len(parts) > 1 and any(part in rules.KIND_ABBREVIATIONS or part in rules.NOTATION_PARTS for part in parts)


def _whole(part: str) -> str:
    return part.strip(" .,:;_-").translate(_DIGITS)


def find_date(text: str) -> tuple[ArchivalDate | None, tuple[str, str, str] | None]:
    """The date a place-and-date line tells, and its three parts as read; `(None, None)` when the line tells none.

    `(None, parts)` when it is such a line but a part cannot be read: a date with a guessed day would be a lie.
    """
    match = _DATE_LINE.search(fold(text))
    if not match:
        return None, None
    day, month, year = (_whole(text[match.start(name) : match.end(name)]) for name in ("day", "month", "year"))
    year = year.split(" ")[0].strip(" .,:;_-")
    parts = (day, month, year)
    if not (re.fullmatch(r"\d{1,2}", day) and re.fullmatch(r"\d{1,2}", month) and _YEAR.match(year)):
        return None, parts
    found = from_parts(day, month, year)
    return (found if found and found.day else None), parts


_FIGURES = str.maketrans("ŠTLó!|][lIÏÍO", "5116111111110")


def as_figures(text: str) -> str:
    """A short word that stands where a day or a month must, with the letters a figure is misread as made figures."""
    core = text.strip(".,:;_'`")
    if not re.fullmatch(r"[\dŠTLó!|\]\[lIÏÍO]{1,2}", core):
        return text
    return "5" if core in ("5Š", "Š5") else core.translate(_FIGURES)


def is_day_word(text: str) -> bool:
    """Whether a word is `ngày`, the day itself perhaps joined to it."""
    return bool(re.match(r"\W*nga[ypv]", fold(text)))


def has_date_words(text: str) -> bool:
    """Whether a line has two of the words of a date in their order: `ngày`, `tháng`, `năm` with a year."""
    folded = fold(text)
    return bool(re.search(r"\bnga[ypv].{1,14}\bt?hang\b|\bnga[ypv].{1,24}\bnam\b|\bt?hang.{1,12}\bnam\b", folded))


def find_short_date(text: str) -> ArchivalDate | None:
    """A date written 05/01/2010, 5-1-2010 or 01/2010 anywhere in `text`."""
    for match in re.finditer(r"(?<![\d/])(?:(\d{1,2})\s*[/.\-]\s*)?(\d{1,2})\s*[/.\-]\s*((?:19|20)\d\d)(?!\d)", text):
        if found := from_parts(match.group(1), match.group(2), match.group(3)):
            return found
    return None


def kind_of_title(text: str) -> tuple[str, str, float] | None:
    """Code, folded title and likeness when a line of capitals is the title of a kind of document."""
    folded = re.sub(r"[^a-z ]", "", fold(text)).strip()
    if not folded or not mostly_capitals(text):
        return None
    words = folded.split()
    best: tuple[str, str, float] | None = None
    for title, code in rules.KIND_TITLES.items():
        size = len(title.split())
        if len(words) > size and title not in rules.TITLES_THAT_RUN_ON:
            continue
        score = likeness(" ".join(words[:size]), title)
        if score >= (0.84 if len(words) <= size else 0.93) and (best is None or score > best[2]):
            best = (code, title, score)
    return best


def mostly_capitals(text: str) -> bool:
    """Whether at least 70 % of the letters are capitals."""
    letters = [letter for letter in text if letter.isalpha()]
    return bool(letters) and sum(letter.isupper() for letter in letters) >= 0.7 * len(letters)


def agency_name(capitals: str, body: str = "", places: tuple[str, ...] = ()) -> str:
    """An agency's name in sentence spelling, from a letterhead in capitals.

    Case and accents come, in this order, from the table of names, from how the document's own `body` writes the same
    words, and from rules of spelling. `places` are names of places the document is sure of.
    """
    text = one_space(re.sub(r"[^\w\s,\-–&()]|[_\u02b0-\u02ff]", " ", capitals)).strip(" -–,_")
    text = re.sub(r"\b1(?=[^\W\d_]{2})", "L", text)
    text = re.sub(r"\s*[-–]\s*", " - ", re.sub(r"\b([SB][ỞỘOƠÔ])Y\b", r"\1 Y", text))
    for short, long in rules.LETTERHEAD_SHORT.items():
        text = re.sub(rf"\b{short}\b", long.upper(), text)
    words = _with_known_kind(text.split())
    text, name = " ".join(words), _known_start(words)
    rest = " ".join(words[len(name.split()) :])
    if not rest:
        return name
    if name:
        return f"{name} {_tail(rest, body, places)}"
    return _as_in_body(text, body) or _sentence(text, places)


def _with_known_kind(words: list[str]) -> list[str]:
    """The words with a misread letter of the kind of agency they begin with put right: HỆNH VIỆN."""
    for kind in rules.AGENCY_KINDS:
        size = len(kind.split())
        read, wanted = fold(" ".join(words[:size])), fold(kind)
        if size > 1 and len(wanted) >= 8 and read != wanted and likeness_from(read, wanted, 0.87):
            return [*kind.upper().split(), *words[size:]]
    return words


_NAMES = sorted(rules.AGENCY_NAMES, key=len, reverse=True)


def _known_start(words: list[str]) -> str:
    """The name of the table that the words begin with, the most alike first, then the longest; empty when none."""
    best, most = "", 0.91
    for name in _NAMES:
        size = len(name.split())
        # Sở and Phòng of one branch differ in their first word alone.
        if words and likeness(fold(words[0]), fold(name.split()[0])) < 0.5:
            continue
        if len(words) >= size and (alike := likeness(fold(" ".join(words[:size])), fold(name))) > most:
            best, most = name, alike
    return best


def _tail(rest: str, body: str, places: tuple[str, ...]) -> str:
    """What follows a known name: a part joined with a dash, a place, or words the body may spell."""
    dash, _, after = rest.partition(" ") if rest.startswith("- ") else ("", "", rest)
    if dash:
        return f"- {agency_name(after, body, places)}"
    wanted = fold(rest)
    likely = max((*places, *rules.PROVINCES), key=lambda place: likeness(wanted, fold(place)))
    known = likely if likeness(wanted, fold(likely)) >= 0.9 else None
    return known or _as_in_body(rest, body, small=True) or _sentence(rest, places, first=False)


def _as_in_body(text: str, body: str, small: bool = False) -> str | None:
    """The commonest sentence spelling of the same words in the body; `small` when it need not begin with a capital."""
    wanted = fold(text)
    if len(wanted) < 5:
        return None
    flat = one_space(body)
    found: dict[str, int] = {}
    for match in re.finditer(re.escape(wanted), fold(flat)):
        written = flat[match.start() : match.end()]
        if (small or written[:1].isupper()) and not mostly_capitals(written):
            found[written] = found.get(written, 0) + 1
    return max(found, key=lambda key: found[key]) if found else None


def _sentence(text: str, places: tuple[str, ...], first: bool = True) -> str:
    """Words in sentence spelling: capitals after a kind of agency, after `và` or a comma, and in names of places."""
    words = text.lower().split()
    out: list[str] = []
    capital, in_place, index = first, False, 0
    while index < len(words):
        place = _at(words, index, rules.PLACE_KINDS)
        kind = _at(words, index, rules.AGENCY_KINDS)
        if place and not (first and index == 0):
            out.append(place)
            index += len(place.split())
            in_place, capital = True, False
            continue
        if kind and capital:
            out.append(kind)
            index += len(kind.split())
            in_place = False
            continue
        word = words[index]
        out.append(word[:1].upper() + word[1:] if (capital or in_place) and word != "và" else word)
        capital = word.endswith(",") or word in ("và", "-", "–")
        index += 1
    result = " ".join(out)
    for name in (*places, *rules.PROVINCES):
        for match in reversed(list(re.finditer(rf"\b{re.escape(fold(name))}\b", fold(result)))):
            result = result[: match.start()] + name + result[match.end() :]
    return result


def _at(words: list[str], index: int, names: tuple[str, ...]) -> str | None:
    for name in names:
        size = len(name.split())
        part = words[index : index + size]
        # Two words that lost an accent still are a kind of place; of one word that would be a guess.
        if part == name.lower().split() or (
            size > 1 and names is rules.PLACE_KINDS and fold(" ".join(part)) == fold(name)
        ):
            return name
    return None


def names_a_place(name: str, places: tuple[str, ...]) -> bool:
    """Whether an agency's name already says of which place it is."""
    folded = f" {fold(name)} "
    if any(f" {fold(place)} " in folded for place in (*places, *rules.PROVINCES) if place):
        return True
    return any(re.search(rf"\s{fold(kind)}\s+(?!hoi\b)\S", folded) for kind in rules.PLACE_KINDS)


_AFTER_PLACE_KIND = re.compile(rf"\b({'|'.join(rules.PLACE_KINDS)}) (\S.*)$")


def with_place(name: str, place: str, body: str) -> str:
    """An agency's name whose place was read short or with a wrong letter, with the place the date line names.

    Of two spellings the one the document's own `body` has oftener is the right one.
    """
    told = _AFTER_PLACE_KIND.search(name)
    if not told or len(place.split()) < 2:
        return name
    read, wanted = fold(told[2]), fold(place)
    if wanted.startswith(f"{read} "):
        return name[: told.start(2)] + place
    flat = fold(one_space(body))
    better = likeness_from(read, wanted, 0.8) and flat.count(wanted) > flat.count(read)
    return name[: told.start(2)] + place if better else name


def breaks_off(name: str) -> bool:
    """Whether a name ends as names seldom do: on a small word, or a place of one syllable (huyện Thống)."""
    last = name.split()[-1] if name else ""
    told = _AFTER_PLACE_KIND.search(name)
    short = told is not None and told[2].isalpha() and fold(told[2]) not in _PLACES
    return short or fold(last) in ("va", "cua", "cac", "dao", "phat", "thuong", "-")


_PLACES = {fold(name) for name in rules.PROVINCES}


def person_name(text: str) -> tuple[str, float] | None:
    """A person's name and how sure it looks (0 to 1); titles before it are left out; None when it is no name."""
    cleaned = one_space(re.sub(r"[^\w\s.]", " ", text))
    words = [word for word in re.split(r"[\s.]+", cleaned) if word]
    while words and fold(words[0]) in rules.PERSONAL_TITLES:
        words.pop(0)
    if not 2 <= len(words) <= 5 or any(not word[:1].isupper() or not word.isalpha() for word in words):
        return None
    if any(len(word) > 7 or not set(fold(word)) & set("aeiouy") for word in words):
        return None
    if fold(" ".join(words)) in _PLACES or {fold(word) for word in words} <= rules.SEAL_WORDS:
        return None
    name = " ".join(word[:1].upper() + word[1:].lower() for word in words)
    # A syllable that cannot be one was misread; of two words the first may be lost below a seal.
    doubt = (1.0 if all(is_syllable(word) for word in words) else 0.6) * (1.0 if len(words) > 2 else 0.9)
    return name, (1.0 if fold(words[0]) in rules.SURNAMES else 0.6) * doubt


# The commonest small words that no mark tells: enough to know a page in another language.
_COMMON = {
    "vi": "ban cho theo hay nam thi xin khi ra tin thu nhanh xem con khai trung sinh nay kinh doanh trong",
    "en": "the of and to in is for that with shall by on be this are article from as or its have",
    "fr": "le la les des du de et en pour que dans une est sont ou se sur par aux avec cette son république monsieur",
}


@cache
def common_words() -> dict[str, frozenset[str]]:
    """By language, small words that are common in it."""
    return {language: frozenset(words.split()) for language, words in _COMMON.items()}


_MARKED = re.compile(r"^\W*(tm|kt|tl|tu[oq]+|q|t/m|k/t|t/l)(?:\s*[.,:]\s*|\s+)(?=\S)")
_LONGEST_FIRST = sorted(rules.POST_SPELLINGS, key=len, reverse=True)


def post_line(text: str) -> str:
    """One line of a post, cleared of specks, its misread letters put right where it is all but a post of the table."""
    bare = one_space(text).strip(" -–—_'`\"“”‘’*«»|.:;,~^")
    marked = _MARKED.match(fold(bare))
    mark = bare[: marked.end()].strip(" .,:").upper() + ". " if marked else ""
    mark = "TUQ. " if fold(mark).startswith("tu") else mark
    rest = bare[marked.end() :] if marked else bare
    letters = re.sub(r"[^a-z]", "", fold(rest))
    for post in _LONGEST_FIRST:
        if likeness_from(letters, post.replace(" ", ""), 0.9):
            return mark + rules.POST_SPELLINGS[post]
    return mark.replace("T/M. ", "T/M ").replace("K/T. ", "K/T ").replace("T/L. ", "T/L ") + rest


def deputy_of(post: str) -> str | None:
    """Who signs for the holder of a post (KT.), by the law's word: the deputy; None for a post without one."""
    folded = fold(post)
    if folded == "bo truong":
        return "THỨ TRƯỞNG"
    return rules.POST_SPELLINGS.get(f"pho {folded}")


def spelled_post(text: str) -> str:
    """A post with the accents that capitals lose first given back, from the table of posts."""
    words = text.split()
    folded = [fold(word) for word in words]
    for post, written in rules.POST_SPELLINGS.items():
        size = len(post.split())
        for start in range(len(words) - size + 1):
            if folded[start : start + size] == post.split():
                words[start : start + size] = written.split()
    return " ".join(words)
