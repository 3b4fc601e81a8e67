"""What the facts around an item say about what was read on its page: each field lifted or lowered, with the reason."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from difflib import SequenceMatcher

from khoso.kernel import dates
from khoso.stages.recognition.compute.reading import FieldReading
from khoso.stages.recognition.crosschecks.days import holiday, is_sunday
from khoso.stages.recognition.crosschecks.facts import Facts, Neighbour
from khoso.stages.recognition.crosschecks.likeness import apart, bare, letters
from khoso.stages.recognition.crosschecks.rules import GROUPS, LEAST, LINE, MOST, OFTEN, RULES

Fields = Mapping[str, FieldReading]
# Values of closed lists and numbers are equal or not; a name or a subject may be nearly the same.
_TEXTS = frozenset({"subject", "issuer", "signer"})
_NEARLY = 0.85
_REASON = 300


@dataclass(frozen=True, slots=True)
class Spoken:
    """One rule of the table spoke about one field."""

    name: str
    rule: str
    says: str

    @property
    def weight(self) -> float:
        return RULES[self.rule].weight


def judge(fields: Fields, facts: Facts) -> dict[str, FieldReading]:
    """The fields with their confidence after the cross-checks and the reasons told; values stay as they were read."""
    by_name: dict[str, list[Spoken]] = {}
    for one in spoken(fields, facts):
        by_name.setdefault(one.name, []).append(one)
    return {name: _weighed(field, by_name.get(name, [])) for name, field in fields.items()}


def spoken(fields: Fields, facts: Facts) -> list[Spoken]:
    """Every rule that has something to say of these fields."""
    return [one for check in CHECKS for one in check(fields, facts)]


def _weighed(field: FieldReading, told: list[Spoken]) -> FieldReading:
    told = _strongest(told)
    if field.value is None or not told:
        return field
    p = min(max(field.confidence, LEAST), MOST)
    total = sum(one.weight for one in told)
    after = 1 / (1 + math.exp(-(math.log(p / (1 - p)) + total)))
    backed = any(one.weight > 0 and RULES[one.rule].may_make_sure for one in told)
    if field.confidence < LINE <= after and not backed:
        after = LINE - 0.01
    # What nobody else speaks for may not rise above what the page itself gave, once it is sure.
    if field.confidence >= LINE and after > field.confidence and not backed:
        after = field.confidence
    told = sorted(told, key=lambda one: -abs(one.weight))
    reason = "; ".join([part for part in (field.reason,) if part] + [one.says for one in told])
    return replace(field, confidence=round(min(max(after, LEAST), MOST), 3), reason=reason[:_REASON])


def _strongest(told: list[Spoken]) -> list[Spoken]:
    """Of each group of rules that say the same thing only the strongest."""
    kept: dict[str, Spoken] = {}
    for one in told:
        group = GROUPS.get(one.rule, one.rule)
        if group not in kept or abs(one.weight) > abs(kept[group].weight):
            kept[group] = one
    return list(kept.values())


def _say(name: str, rule: str, **values: object) -> Spoken:
    return Spoken(name, rule, RULES[rule].says.format(**values))


def _value(fields: Fields, name: str) -> str:
    return (fields[name].value or "") if name in fields else ""


def _day(text: str) -> date | None:
    """The full day a date tells; None when it tells less."""
    found = dates.parse(text)
    return date(found.year, found.month, found.day) if found and found.month and found.day else None


def _shown(day: date | None) -> str:
    return day.strftime("%d/%m/%Y") if day else ""


def against_register(fields: Fields, facts: Facts) -> Iterator[Spoken]:
    """The row of the register, typed by somebody else from the paper."""
    for name, typed in facts.register.items():
        read = _value(fields, name)
        if not read or not typed:
            continue
        likeness = _likeness(name, read, typed)
        if likeness == 1.0:
            yield _say(name, "register-copied" if facts.register_is_copied else "register-agrees")
        elif likeness >= _NEARLY:
            yield _say(name, "register-nearly")
        else:
            yield _say(name, "register-differs", other=_for_eyes(name, typed)[:60])


def _likeness(name: str, read: str, typed: str) -> float:
    if name == "issued_date":
        left, right = dates.parse(read), dates.parse(typed)
        return 1.0 if left and right and left.iso == right.iso else 0.0
    if name == "number":
        return float(read.lstrip("0") == typed.lstrip("0"))
    left_text, right_text = letters(read), letters(typed)
    if left_text == right_text:
        return 1.0
    if name not in _TEXTS:
        # Whoever types without accents says nothing against those on the page.
        return _NEARLY if bare(read) == bare(typed) else 0.0
    return min(SequenceMatcher(None, left_text, right_text, autojunk=False).ratio(), 0.999)


def _for_eyes(name: str, value: str) -> str:
    found = dates.parse(value) if name == "issued_date" else None
    return found.vietnamese if found else value


def in_the_run(fields: Fields, facts: Facts) -> Iterator[Spoken]:
    """The numbers of one notation rise with the days of a year."""
    number, notation, day = _value(fields, "number"), bare(_value(fields, "notation")), None
    day = _day(_value(fields, "issued_date"))
    if not number.isdecimal() or not notation or day is None:
        return
    mine = int(number)
    run = [one for one in facts.neighbours if _is_in_run(one, notation, day.year)]
    against = _contradicting(mine, day, run)
    if against:
        worst = max(against, key=lambda one: one.is_confirmed)
        rule = "out-of-run" if worst.is_confirmed else "out-of-run-unsure"
        for name in ("number", "issued_date"):
            yield _say(name, rule, number=mine, day=_shown(day), other=worst.count, other_day=_shown(worst.issued))
        return
    counts = {one.count: one for one in run if one.count != mine}
    if mine - 1 in counts and mine + 1 in counts:
        yield _say("number", "gap-of-one", before=mine - 1, after=mine + 1)
    near = min((count for count in counts if count), key=lambda count: abs(count - mine), default=None)
    if near is not None and abs(near - mine) <= 10:
        yield _say("number", "fits-the-run", other=near)
        yield _say("issued_date", "fits-the-run", other=near)


def _is_in_run(one: Neighbour, notation: str, year: int) -> bool:
    return (
        one.count is not None and one.issued is not None and one.issued.year == year and bare(one.notation) == notation
    )


def _contradicting(number: int, day: date, run: list[Neighbour]) -> list[Neighbour]:
    """What of the run says that number and day do not go together. One typo of a register says nothing yet."""
    against = [one for one in run if _contradicts(number, day, one)]
    typed = sum(not one.is_confirmed for one in run)
    doubtful = [one for one in against if not one.is_confirmed]
    if len(doubtful) < max(2, typed / 5):
        return [one for one in against if one.is_confirmed]
    return against


def _contradicts(number: int, day: date, one: Neighbour) -> bool:
    assert one.count is not None and one.issued is not None
    return (one.count < number and one.issued > day) or (one.count > number and one.issued < day)


def taken_number(fields: Fields, facts: Facts) -> Iterator[Spoken]:
    """One number and notation is given once a year; a copy of the same paper has the same day."""
    number, notation = _value(fields, "number").lstrip("0"), bare(_value(fields, "notation"))
    day = _day(_value(fields, "issued_date"))
    if not number or not notation or day is None:
        return
    for one in facts.neighbours:
        if _is_in_run(one, notation, day.year) and one.number.lstrip("0") == number and one.issued != day:
            yield _say("number", "same-number", other_day=_shown(one.issued))
            yield _say("issued_date", "same-number", other_day=_shown(one.issued))
            return


def dossier_time(fields: Fields, facts: Facts) -> Iterator[Spoken]:
    """Beginning and end of the dossier, and the dates beside in the order of the papers."""
    day = _day(_value(fields, "issued_date"))
    if day is None:
        return
    start, end = facts.dossier_start, facts.dossier_end
    if start and end:
        if start <= day <= end:
            yield _say("issued_date", "within-dossier")
        else:
            yield _say("issued_date", "outside-dossier", start=_shown(start), end=_shown(end))
    if not facts.is_in_order_of_time:
        return
    before = [one.issued for one in facts.dated_beside if one.ordinal < facts.ordinal and one.issued]
    after = [one.issued for one in facts.dated_beside if one.ordinal > facts.ordinal and one.issued]
    if (before and before[-1] > day) or (after and after[0] < day):
        yield _say("issued_date", "breaks-order")
    elif before and after:
        yield _say("issued_date", "order-of-time")


def calendar(fields: Fields, facts: Facts) -> Iterator[Spoken]:
    """Days off, and days that are not yet."""
    day = _day(_value(fields, "issued_date"))
    if day is None:
        return
    if facts.read_on and day > facts.read_on:
        yield _say("issued_date", "future")
    elif is_sunday(day):
        yield _say("issued_date", "sunday")
    elif holiday(day):
        yield _say("issued_date", "day-off")


def habits(fields: Fields, facts: Facts) -> Iterator[Spoken]:
    """What people confirmed for this agency in that year: notations, names."""
    for name, known in facts.used.items():
        read = letters(_value(fields, name))
        if not read:
            continue
        by_letters: dict[str, int] = {}
        shown: dict[str, str] = {}
        for value, times in known.items():
            by_letters[letters(value)] = by_letters.get(letters(value), 0) + times
            shown.setdefault(letters(value), value)
        times = by_letters.get(read, 0)
        if times >= OFTEN:
            yield _say(name, "used-often", times=times)
        elif times:
            yield _say(name, "used-before")
        elif near := _nearest(read, {one: count for one, count in by_letters.items() if count >= OFTEN}):
            yield _say(name, "nearly-used", other=shown[near], times=by_letters[near])


def _nearest(read: str, known: Mapping[str, int]) -> str:
    """The most used value that differs by so few letters that a misreading explains it; "" when there is none."""
    most = 1 if len(read) < 12 else 2
    near = [one for one in known if 0 < apart(read, one, most) <= most]
    return max(near, key=lambda one: known[one], default="")


def names_by_day(fields: Fields, facts: Facts) -> Iterator[Spoken]:
    """What the agencies this could come from were called on that day."""
    read = letters(_value(fields, "issuer"))
    if not read:
        return
    then = {letters(name): name for name in facts.names_then}
    other = {letters(name): name for name in facts.names_at_other_times}
    if read in then:
        yield _say("issuer", "name-then")
    elif read in other:
        yield _say("issuer", "name-not-then")
        yield _say("issued_date", "name-not-then")
    elif near := _nearest(read, dict.fromkeys(then, 1)):
        yield _say("issuer", "nearly-a-name", other=then[near][:60])


Check = Callable[[Fields, Facts], Iterator[Spoken]]
CHECKS: tuple[Check, ...] = (
    against_register,
    in_the_run,
    taken_number,
    dossier_time,
    calendar,
    habits,
    names_by_day,
)
