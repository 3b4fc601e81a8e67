"""Where personal data stands on pages: numbers, dates of birth, homes, accounts, telephones, health.

What is found is a place and a kind, never what stands there. A place that is doubtful is marked: a reader loses less by
one word too many covered than a person by one too few.

# Luật: NĐ 13/2023/NĐ-CP Đ.2.3–2.4
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from khoso.stages.recognition import rules_personal as rules
from khoso.stages.recognition.compute.personal_columns import Columns, places_in_columns
from khoso.stages.recognition.compute.personal_numbers import numbers_of
from khoso.stages.recognition.compute.reading import PageReading, PersonalPlace
from khoso.stages.recognition.compute.stream import Stream, Token, boxes_of

# How far before an address the word stands that tells whose it is.
_BEFORE = 260
_LONGEST_ADDRESS = 34
_MOST_ROWS = 3


def places_of(pages: Sequence[PageReading]) -> list[tuple[PersonalPlace, ...]]:
    """The places of each page; a table that runs on is read by the head it has on the page before."""
    found = []
    carried: Columns | None = None
    for page in pages:
        stream = Stream(page)
        in_columns, carried = places_in_columns(stream, carried)
        found.append(_without_doubles([*_in_text(stream), *in_columns]))
    return found


def _in_text(stream: Stream) -> Iterator[PersonalPlace]:
    whose = _Whose(stream)
    yield from _births(stream)
    yield from _addresses(stream, whose)
    yield from _numbers(stream, whose)
    yield from _health(stream, whose)


def _marks(kind: str, tokens: Iterable[Token], confidence: float) -> Iterator[PersonalPlace]:
    chosen = list(tokens)
    if chosen:
        trust = sum(token.confidence for token in chosen) / len(chosen)
        # A bad reading of the value makes it no less personal, only its place a little less sure.
        sure = round(confidence * (0.8 + 0.2 * trust), 3)
        yield from (PersonalPlace(kind, box, sure) for box in boxes_of(chosen))


class _Whose:
    """Whether what stands at a place of the text is a person's or an agency's: the last word that tells decides."""

    def __init__(self, stream: Stream) -> None:
        self._agencies = [match.start() for match in rules.AGENCY.finditer(stream.flat)]
        people = [match.start() for match in rules.PERSON.finditer(stream.flat)]
        people += [match.start() for match in rules.IDENTITY_LABEL.finditer(stream.flat)]
        people += [match.start() for match in rules.BIRTH_DATE.finditer(stream.flat)]
        for index, token in enumerate(stream.tokens[:-1]):
            following = stream.tokens[index + 1].text
            if token.text.lower().strip("(:/,") in rules.TITLES and following[:1].isupper():
                people.append(stream.start(index))
        self._people = people

    def is_person(self, place: int) -> bool | None:
        """True for a person's, False for an agency's, None when nothing tells."""
        person = max((at for at in self._people if place - _BEFORE <= at < place), default=-1)
        agency = max((at for at in self._agencies if place - _BEFORE <= at < place), default=-1)
        return None if person == agency else person > agency

    def is_near_person(self, start: int, end: int, reach: int = 220) -> bool:
        """Whether a person is spoken of close by, before or behind."""
        return any(start - reach <= at <= end + reach // 2 for at in self._people)


def _births(stream: Stream) -> Iterator[PersonalPlace]:
    for match in rules.BIRTH_DATE.finditer(stream.flat):
        yield from _marks(rules.BIRTH, stream.between(*match.span("value")), 0.97)


def _addresses(stream: Stream, whose: _Whose) -> Iterator[PersonalPlace]:
    for match in rules.HOME_LABEL.finditer(stream.flat):
        yield from _marks(rules.ADDRESS, _address_after(stream, match.end()), 0.94)
    for match in rules.ANY_ADDRESS_LABEL.finditer(stream.flat):
        told = whose.is_person(match.start())
        if told or (told is None and not _at_edge(stream, match.start())):
            yield from _marks(rules.ADDRESS, _address_after(stream, match.end()), 0.9 if told else 0.6)


def _at_edge(stream: Stream, place: int) -> bool:
    """Whether it stands where agencies print their own address: at the head or the foot of the page."""
    y = stream.tokens[stream.at(place)].box[1] / max(1, stream.page.height)
    return y < 0.25 or y > 0.88


def _address_after(stream: Stream, place: int) -> list[Token]:
    """The tokens of the address behind its label; none when something else is said there."""
    label = rules.AFTER_LABEL.match(stream.flat, place)
    first = stream.at(label.end() if label else place)
    if first >= len(stream.tokens) or stream.tokens[first].row > stream.tokens[stream.at(place - 1)].row + 1:
        return []
    right = max((token.box[2] for token in stream.tokens), default=0)
    taken: list[Token] = []
    for index in range(first, min(first + _LONGEST_ADDRESS, len(stream.tokens))):
        token = stream.tokens[index]
        here = stream.flat[stream.start(index) : stream.start(index) + 24]
        goes_on = token.text[:1].islower() and rules.SENTENCE_GOES_ON.match(here)
        if taken and (goes_on or rules.ADDRESS_ENDS.match(here) or _breaks(stream, taken, token, right)):
            break
        taken.append(token)
        if _ends_sentence(token.text):
            break
    return taken if _is_place(stream, first, taken) else []


def _breaks(stream: Stream, taken: list[Token], token: Token, right: int) -> bool:
    """Whether the address ends before this token: a wide gap, or a line that ended early."""
    last = taken[-1]
    if token.row == last.row:
        return token.box[0] - last.box[2] > 3 * stream.height
    if token.row - taken[0].row >= _MOST_ROWS or token.box[1] - last.box[3] > 1.6 * stream.height:
        return True
    is_full = last.box[2] > right - 0.25 * stream.page.width
    goes_on = last.text[-1] in ",-" or token.text[:1].islower() or token.text[:1].isdigit()
    return not (is_full or last.text[-1] in ",-") or (not goes_on and bool(re.match(r"^\d+[.)]|^[-+*•]", token.text)))


def _ends_sentence(text: str) -> bool:
    return text.endswith((";", ")")) or (text.endswith(".") and len(text.strip(".")) > 3)


def _is_place(stream: Stream, first: int, taken: list[Token]) -> bool:
    """Whether words name a place: a word of an address early on, or two names with capitals."""
    if not taken:
        return False
    starts = [stream.flat[stream.start(i) : stream.start(i) + 16] for i in range(first, first + min(6, len(taken)))]
    if any(rules.PLACE_WORD.match(start) for start in starts) and taken[0].text[:1] not in "(":
        return len(taken) >= 2 and (
            bool(rules.PLACE_WORD.match(starts[0])) or taken[0].text[:1].isupper() or taken[0].text[:1].isdigit()
        )
    return len(taken) >= 2 and all(token.text[:1].isupper() for token in taken[:2]) and taken[0].text.isalpha()


def _numbers(stream: Stream, whose: _Whose) -> Iterator[PersonalPlace]:
    for number in numbers_of(stream):
        before = stream.flat[max(0, number.start - 48) : number.start]
        behind = stream.flat[number.end : number.end + 60]
        kind, confidence = _kind_of(number.digits, number.letters, number.is_money, before, behind)
        if kind == rules.PHONE and confidence < 0.6 and whose.is_person(number.start) is not True:
            continue
        if kind:
            yield from _marks(kind, number.tokens, confidence)


def _last(pattern: re.Pattern[str], text: str) -> int:
    return max((match.end() for match in pattern.finditer(text)), default=-1)


def _kind_of(digits: str, letters: str, is_money: bool, before: str, behind: str) -> tuple[str, float]:
    """What a number is, by its own form and by the last label before it; an empty kind when it is nobody's."""
    labels = {
        rules.IDENTITY: _last(rules.IDENTITY_LABEL, before),
        rules.BANK: _last(rules.BANK_LABEL, before),
        rules.PHONE: _last(rules.PHONE_LABEL, before),
        "other": max(_last(rules.TAX_LABEL, before), _last(_OTHER_NUMBERS, before)),
    }
    label = max(labels, key=lambda name: labels[name])
    many = len(digits)
    if labels[label] < 0:
        label = ""
    if label == rules.IDENTITY:
        return _identity(digits, letters, before)
    if label == rules.BANK and 6 <= many <= 19:
        of_state = rules.TREASURY.search(before) or rules.TREASURY.search(behind)
        return ("", 0.0) if of_state else (rules.BANK, 0.95)
    if label == "other" or letters:
        return "", 0.0
    if rules.MOBILE.match(digits):
        return rules.PHONE, 0.95 if label == rules.PHONE else 0.75
    if rules.LANDLINE.match(digits):
        return (rules.PHONE, 0.55) if label == rules.PHONE else ("", 0.0)
    if many == 12 and not is_money and is_citizen_number(digits):
        return rules.IDENTITY, 0.75
    return "", 0.0


_OTHER_NUMBERS = re.compile(r"\b(?:ma ho so|bien so|quyet dinh|hoa don|so serial|so may|so khung|ma vach)\b")


def _identity(digits: str, letters: str, before: str) -> tuple[str, float]:
    many = len(digits)
    if letters:
        fits = (7 <= many <= 8 and len(letters) == 1) or (10 <= many <= 15 and len(letters) == 2)
        return (rules.IDENTITY, 0.95) if fits else ("", 0.0)
    if many == 12:
        return rules.IDENTITY, 0.97 if is_citizen_number(digits) else 0.85
    if many == 9 or (many == 10 and rules.CARD_LABEL.search(before)):
        return rules.IDENTITY, 0.96
    # A digit lost or found by the engine.
    return (rules.IDENTITY, 0.75) if 8 <= many <= 13 else ("", 0.0)


def is_citizen_number(digits: str) -> bool:
    """Whether twelve digits may be a citizen's: province 001–096, a digit of century and sex, a year of birth."""
    return len(digits) == 12 and 1 <= int(digits[:3]) <= 96 and digits[3] in "0123"


def _health(stream: Stream, whose: _Whose) -> Iterator[PersonalPlace]:
    for match in rules.HEALTH_SHARE.finditer(stream.flat):
        yield from _marks(rules.HEALTH, stream.between(*match.span()), 0.93)
    for match in rules.HEALTH_VALUE.finditer(stream.flat):
        yield from _marks(rules.HEALTH, _said_after(stream, match.end()), 0.92)
    for match in rules.HEALTH_WORD.finditer(stream.flat):
        before = stream.flat[max(0, match.start() - 40) : match.start()]
        if whose.is_near_person(*match.span()) and not rules.HEALTH_OF_NOBODY.search(before):
            yield from _marks(rules.HEALTH, stream.between(*match.span()), 0.8)


def _said_after(stream: Stream, place: int) -> list[Token]:
    """What stands behind a label to the end of its line, and on the next when the line is full."""
    first = stream.after(place)
    right = max((token.box[2] for token in stream.tokens), default=0)
    taken: list[Token] = []
    for token in stream.tokens[first : first + 30]:
        if token.row > stream.tokens[stream.at(place - 1)].row + 1 or (taken and _breaks(stream, taken, token, right)):
            break
        if taken and token.row != taken[-1].row and not token.text[:1].islower():
            break
        taken.append(token)
        if token.text.endswith((".", ";")):
            break
    return [token for token in taken if token.folded.strip(":.…_- ")]


def _without_doubles(places: list[PersonalPlace]) -> tuple[PersonalPlace, ...]:
    """Each place once, surest first told, in reading order."""
    kept: list[PersonalPlace] = []
    for place in sorted(places, key=lambda one: -one.confidence):
        if not any(one.kind == place.kind and _covers(one.box, place.box) for one in kept):
            kept.append(place)
    return tuple(sorted(kept, key=lambda one: (one.box[1], one.box[0])))


def _covers(outer: tuple[int, int, int, int], inner: tuple[int, int, int, int]) -> bool:
    across = min(outer[2], inner[2]) - max(outer[0], inner[0])
    down = min(outer[3], inner[3]) - max(outer[1], inner[1])
    area = (inner[2] - inner[0]) * (inner[3] - inner[1])
    return across > 0 and down > 0 and across * down > 0.7 * area
