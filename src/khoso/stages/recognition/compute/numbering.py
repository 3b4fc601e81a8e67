"""The row of số and ký hiệu: where it stands, what is printed of it and what was filled in by hand."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from khoso.engines.ocr.port import Box, Word
from khoso.kernel.words import noop
from khoso.stages.recognition import rules, rules_text
from khoso.stages.recognition.compute.layout import Letterhead, Row, letter_height, proposed, rows_of
from khoso.stages.recognition.compute.reading import FieldReading, PageReading

Look = Callable[[int, Box, Box], float]
"""How much a region (page number, box) looks like handwriting beside printed letters of the same line (box), 0 to 1."""

HANDWRITTEN = 0.5
# What a look gives for coloured ink alone.
COLOURED_INK = 1.0
CLOSE_PRINT = 0.96
BY_HAND = noop("viết tay, chưa đọc")


def number_row(page: PageReading, head: Letterhead | None) -> Row | None:
    """The row of số and ký hiệu: left column below the title, or anywhere in the head of a page without one."""
    height = letter_height(page)
    bottom = (head.bottom + 7 * height) if head else 0.35 * page.height
    top = head.top if head else 0
    right = head.edge + 1.5 * height if head else page.width
    words = [w for w in page.words if w.y1 > top and w.y0 < bottom and (w.x0 + w.x1) / 2 < right]
    rows = rows_of(words, height)
    for row in rows:
        for start in range(min(3, len(row.words))):
            part = Row(row.words[start:])
            if rules_text.starts_number_line(part.text) and not _is_received(part):
                return _until_gap(part, height)
    # A pen may have spoilt the label: what stands there as a notation does is the line all the same.
    told = (_until_gap(row, height) for row in rows) if head else ()
    return next((row for row in told if rules_text.has_notation(row.text) and not _is_received(row)), None)


def _is_received(row: Row) -> bool:
    """Whether the row belongs to an incoming stamp: its number has no notation."""
    return bool(re.search(r"\bden\b|\bcong van\b", row.folded)) and "/" not in row.text


def _until_gap(row: Row, height: float) -> Row:
    """The row's words up to the place of the date: a number may be written far from its notation, never past it."""
    words: list[Word] = []
    for word in row.words:
        if words and ("/" in "".join(w.text for w in words)) and word.x0 - words[-1].x1 > 2.5 * height:
            break
        words.append(word)
    return Row(tuple(words))


def number_fields(page: PageReading, row: Row, look: Look | None) -> tuple[FieldReading, FieldReading]:
    """Số and ký hiệu; a number that looks written by hand is told as such and not guessed."""
    number, notation = rules_text.split_number(row.text)
    cut = joint_word(row)
    before, after = split_confidence(row, cut)
    digits, tail = Row(tuple(row.words[: cut + 1])), Row(tuple(row.words[cut:]))
    area, printed = _around_joint(digits, tail)
    seems = look(page.number, area, printed) if look else 0.0
    unread = number is None and (look is None or seems > 0 or _has_signs(row, cut))
    # Letters sure one by one and set close to the notation are print, however unevenly the scan shows them.
    close = before >= CLOSE_PRINT and number is not None and bool(re.search(r"\d[/-]", row.words[cut].text))
    hand = (seems >= HANDWRITTEN and not (close and seems < COLOURED_INK)) or _is_filled_in(row.text) or unread
    trust = (before if number else 0.2) * (0.5 if hand else 1.0)
    left = FieldReading(None if hand else number, round(trust, 3), page.number, digits.box, hand)
    reason = BY_HAND if hand else noop("sau chữ «Số:»") if number else noop("chỗ ghi số để trống hoặc không đọc được")
    parts = re.split(r"[-/]", notation or "")
    known = parts[0].upper().replace(".", "") in rules.KIND_ABBREVIATIONS
    shape = 1.0 if len(parts) > 1 else 0.9 if known else 0.6
    right = proposed(page, notation, after * shape, tail)
    where = noop("sau số, ở dòng «Số:» dưới tên cơ quan")
    return replace(left, reason=reason), replace(right, reason=where if notation else noop("ký hiệu không đọc được"))


def _has_signs(row: Row, cut: int) -> bool:
    """Whether anything but dots was read between the label and the joint."""
    text = " ".join(w.text for w in row.words[:cut]) + " " + row.words[cut].text[: max(0, joint_of(row.words[cut]))]
    return bool(re.search(r"[^\s.…_:;,'`\"-]", re.sub(r"^\W*\w{1,2}\s*[:.;z]?", "", text, count=1)))


def _is_filled_in(text: str) -> bool:
    """Whether dots of a form stand around the digits: nobody prints a number over them."""
    digits = text.split("/")[0]
    return bool(re.search(r"\d[\d\s]*[.…_]{2,}|[.…_]{2,}\s*\d", digits))


def joint_word(row: Row) -> int:
    """The word where the number ends: with its slash, or the dash of a Party paper (15-NQ/TU)."""
    with_slash = [i for i, w in enumerate(row.words) if "/" in w.text]
    slash = next((i for i in with_slash if joint_of(row.words[i]) >= 0 and _leads_on(row, i)), len(row.words) - 1)
    slash = with_slash[0] if with_slash and slash == len(row.words) - 1 and slash not in with_slash else slash
    dashed = rules_text.party_number(row.text)
    if dashed is None:
        return slash
    return next((i for i, w in enumerate(row.words[: slash + 1]) if re.search(r"[-–][^\W\d]|[-–]$", w.text)), slash)


def _leads_on(row: Row, index: int) -> bool:
    """Whether letters or a year follow the slash of a word, in it or in the next."""
    word = row.words[index].text
    after = word[joint_of(row.words[index]) + 1 :] or (row.words[index + 1].text if index + 1 < len(row.words) else "")
    return bool(re.match(r"\W*[^\W\d_]|(?:19|20)\d\d/", after))


def joint_of(word: Word) -> int:
    """Where in the word the number ends; -1 when it does not end there."""
    dash = re.search(r"(?:^|[\d\s.…_])[-–](?=[^\W\d]|$)", word.text)
    # A stroke among handwritten figures is read as a slash: the one before letters or a year parts the notation.
    before = re.search(r"/(?=\W*[^\W\d_]|(?:19|20)\d\d/)", word.text)
    slash = before.start() if before else word.text.rfind("/")
    return dash.end() - 1 if dash and (slash < 0 or dash.end() - 1 < slash) else slash


def split_confidence(row: Row, cut: int) -> tuple[float, float]:
    """How sure the letters before and after the joint are: the worst digit, the mean of the notation."""
    word = row.words[cut]
    joint = joint_of(word)
    if not word.letters or joint < 0:
        return min(
            (w.confidence for w in row.words[: cut + 1] if re.search(r"\d", w.text)), default=0.5
        ), word.confidence
    numbered = [c for w in row.words[:cut] if re.search(r"\d", w.text) for c in w.letters or (w.confidence,)]
    numbered += word.letters[:joint]
    rest = [*word.letters[joint + 1 :]] + [c for w in row.words[cut + 1 :] for c in w.letters or (w.confidence,)]
    return min(numbered, default=0.5), (0.5 * min(rest) + 0.5 * sum(rest) / len(rest)) if rest else 0.0


def _around_joint(before: Row, after: Row) -> tuple[Box, Box]:
    """Where the number itself and where the printed notation stand, by the share of letters of a joined word."""
    joined, first = before.words[-1], before.words[0]
    letter = (joined.x1 - joined.x0) / max(1, len(joined.text))
    joint = joined.x0 + letter * max(0, joint_of(joined))
    label = re.match(r"\W*[^\W\d]{0,2}\W*", first.text)
    share = (label.end() if label else 0) / max(1, len(first.text))
    start = first.x0 + round((first.x1 - first.x0) * share)
    area = (start, before.box[1], max(round(joint - 0.2 * letter), start + 1), before.box[3])
    return area, (min(round(joint + 1.2 * letter), after.box[2] - 1), after.box[1], after.box[2], after.box[3])
