"""Place and date of a paper, told from the days of stamps; written out, short, filled in by hand, or missing."""

from __future__ import annotations

import re
from dataclasses import dataclass

from khoso.engines.ocr.port import Box, Word
from khoso.kernel.dates import ArchivalDate
from khoso.kernel.text_vi import fold, one_space
from khoso.kernel.words import noop
from khoso.stages.recognition import rules, rules_text
from khoso.stages.recognition.compute.layout import Letterhead, Row, letter_height, pieces, rows_of
from khoso.stages.recognition.compute.numbering import BY_HAND, HANDWRITTEN, Look
from khoso.stages.recognition.compute.reading import FieldReading, PageReading

ABSENT = noop("không thấy dòng địa danh, ngày tháng dưới tiêu ngữ")
STAMPED = noop("chỉ thấy ngày trên dấu đến, không phải ngày văn bản")


@dataclass(frozen=True, slots=True)
class DateLine:
    """The line of place and date. `is_short` tells 05/01/2010 from `ngày … tháng … năm …`."""

    row: Row
    is_short: bool = False


def date_line(page: PageReading, head: Letterhead | None) -> DateLine | None:
    """The line of place and date under the motto; None when there is none."""
    height = letter_height(page)
    bottom = (head.bottom + 7 * height) if head else 0.4 * page.height
    top = head.bottom - 0.5 * height if head else 0
    words = [w for w in page.words if w.y1 > top and w.y0 < bottom]
    rows = [
        part
        for row in rows_of(words, height)
        if (part := Row(tuple(w for w in row.words if head is None or w.x1 > head.edge - 3 * height))).words
    ]
    written = next((row for row in rows if rules_text.find_date(row.text)[1] and not _stamped(row, rows, height)), None)
    if written:
        return DateLine(written)
    for row in rows:
        for part in (row, *pieces(row, height)):
            if rules_text.find_short_date(part.text) and _names_place(part) and not _stamped(row, rows, height):
                return DateLine(part, True)
    # A pen over the line spoils its words: two of them still tell what it is.
    spoilt = (row for row in rows if head and rules_text.has_date_words(row.text) and not _stamped(row, rows, height))
    return next((DateLine(row) for row in spoilt), None)


def has_stamped_date(page: PageReading) -> bool:
    """Whether an incoming stamp with a day of its own stands on the page."""
    rows = rows_of([w for w in page.words if w.y1 < 0.5 * page.height], letter_height(page))
    return any(_stamped(row, rows, letter_height(page)) for row in rows if re.search(r"\d\s*[/.-]\s*\d", row.text))


def _stamped(row: Row, rows: list[Row], height: float) -> bool:
    """Whether a row with a day belongs to an incoming stamp: `ĐẾN` on it or shortly above it, over its own width."""
    if re.match(r"\W*ngay\s*den|\W*ngay\W*\d+[/.-]", row.folded):
        return True
    x0, y0, x1, _ = row.box
    for other in rows:
        near = 0 <= y0 - other.box[1] < 4.5 * height and other.box[0] < x1 and other.box[2] > x0
        if near and re.search(r"\b(?:cong van den|van ban den|den so|den)\b(?!\s*ngay)", other.folded):
            return len(other.words) <= 6
    return False


def _names_place(row: Row) -> bool:
    """Whether a short date follows the name of a place, or the word ngày after one."""
    return bool(
        re.match(r"\W*[A-ZĐÂĂÊÔƠƯÁÀẢÃẠ][^\W\d_]+(?:\s+[^\W\d_]+){0,4}\s*[,.]?\s*(?:ng\w{1,2}y\s*)?\d", row.text)
    )


def date_field(page: PageReading, line: DateLine, look: Look | None) -> FieldReading:
    """The day the line tells. A part filled in by hand keeps it from being told."""
    row = line.row
    start = next((i for i, w in enumerate(row.words) if re.search(r"nga[yp]|gay", fold(w.text))), 0)
    told = Row(row.words[start:])
    if line.is_short:
        return _short(page, told)
    found, parts = rules_text.find_date(row.text)
    digits = [w for w in told.words if re.search(r"\d", w.text)]
    areas, printed = _gaps(told), _printed(told)
    seems = max((look(page.number, area, printed) for area in areas), default=0.0) if look and printed else 0.0
    hand = seems >= HANDWRITTEN or (found is not None and _over_dots(told.text))
    if found is None:
        hand = hand or look is None or seems > 0 or parts is None or bool(re.search(r"\w", parts[0]))
        reason = BY_HAND if hand else noop("chỗ ghi ngày, tháng để trống")
        return FieldReading(None, 0.2, page.number, told.box, hand, reason)
    if look and len(digits) >= 3 and not hand:
        hand = any(look(page.number, _figures(w), digits[-1].box) >= HANDWRITTEN for w in digits[:-1])
    trust = min((_digit_trust(w) for w in digits), default=told.confidence) * (0.5 if hand else 1.0)
    reason = BY_HAND if hand else noop("dòng địa danh, ngày tháng dưới tiêu ngữ")
    return FieldReading(None if hand else found.iso, round(trust, 3), page.number, told.box, hand, reason)


def _short(page: PageReading, told: Row) -> FieldReading:
    words = [w for w in told.words if re.search(r"\d", w.text)]
    found = rules_text.find_short_date(Row(tuple(words)).text)
    whole = isinstance(found, ArchivalDate) and found.day is not None
    trust = min((_digit_trust(w) for w in words), default=0.0) * 0.97
    reason = noop("ngày viết tắt sau địa danh, dưới tiêu ngữ")
    value = found.iso if found and whole else None
    return FieldReading(value, round(trust, 3), page.number, Row(tuple(words)).box, False, reason)


def _figures(word: Word) -> Box:
    """Where the figures of a word stand that runs on from `ngày` or `tháng`."""
    before = re.match(r"\D*", word.text)
    letter = (word.x1 - word.x0) / max(1, len(word.text))
    skipped = before.end() if before and re.search(r"[^\W\d_]", before.group(0)) else 0
    return (round(word.x0 + letter * skipped), word.y0, word.x1, word.y1)


def _over_dots(text: str) -> bool:
    """Whether dots of a form stand beside a day or month."""
    return bool(re.search(r"[.…_]{2,}\s*\d|\d\s*[.…_]{2,}", text))


def _gaps(told: Row) -> list[Box]:
    """Where day and month stand: between `ngày` and `tháng`, and between `tháng` and `năm`."""
    edges = [_find(told.words, pattern) for pattern in (r"^\W*nga[yp]\W*$", r"^\W*t?hang\W*$", r"^\W*[nuh]am\W*$")]
    gaps: list[Box] = []
    for left, right in ((edges[0], edges[1]), (edges[1], edges[2])):
        if left and right and right.x0 - left.x1 > 4:
            gaps.append((left.x1 + 2, min(left.y0, right.y0), right.x0 - 2, max(left.y1, right.y1)))
    return gaps


def _printed(told: Row) -> Box | None:
    """Printed letters of the line's height: the year, else `tháng`."""
    year = next((w for w in reversed(told.words) if re.search(r"(?:19|20)\d\d", w.text)), None)
    return year.box if year else next((w.box for w in told.words if len(w.text) > 3), None)


def _find(words: tuple[Word, ...], pattern: str) -> Word | None:
    return next((w for w in words if re.match(pattern, fold(w.text))), None)


def weakest_figure(row: Row) -> float:
    """Confidence of the least sure of the numbers in a row, from `ngày` on where the row has it; 0 without one."""
    start = next((i for i, w in enumerate(row.words) if re.search(r"nga[yp]|gay", fold(w.text))), 0)
    return min((_digit_trust(w) for w in row.words[start:] if re.search(r"\d", w.text)), default=0.0)


def _digit_trust(word: Word) -> float:
    """Confidence of a number: the engine's for the word may be low for the space around it, not for its digits."""
    return (word.confidence + min(word.letters)) / 2 if word.letters else word.confidence


def _before(page: PageReading, line: DateLine) -> Row:
    """The words that name the place: left of the day as far as they stand together and carry letters."""
    height = letter_height(page)
    day = next((w for w in line.row.words if re.search(r"nga[yp]|gay|\d", fold(w.text))), line.row.words[-1])
    beside = [w for w in page.words if abs((w.y0 + w.y1) - (day.y0 + day.y1)) < 1.3 * height and w.x1 <= day.x0 + 4]
    taken: list[Word] = []
    edge = day.x0
    for word in sorted(beside, key=lambda w: -w.x1):
        if edge - word.x1 > 1.3 * height or re.search(r"[\d/]", word.text) or len(taken) > 5:
            break
        taken.insert(0, word)
        edge = word.x0
    while taken and not re.search(r"[^\W\d_]", taken[0].text):
        taken.pop(0)
    return Row(tuple(taken))


def place_field(page: PageReading, line: DateLine) -> FieldReading:
    """The place the line begins with."""
    words = _before(page, line)
    value = place_named(page, line)
    if not words.words or not value:
        return FieldReading(reason=ABSENT)
    known = fold(value) in {fold(name) for name in rules.PROVINCES}
    trust = min(1.0, words.confidence + (0.05 if known else 0.0))
    return FieldReading(value, round(trust, 3), page.number, words.box, False, noop("trước ngày, dưới tiêu ngữ"))


def place_named(page: PageReading, line: DateLine | None) -> str:
    """The place a date line begins with (Đồng Nai, ngày …); empty when it names none."""
    if line is None:
        return ""
    text = _before(page, line).text
    joined = re.search(r"ngay|ngap|gay|\d", fold(line.row.text.split(" ")[0]))
    place = one_space(re.sub(r"[^\w\s]", " ", "" if joined else text))
    place = re.sub(r"^(?:Tp|TP|TX|Tx)\s+", lambda m: m.group(0).upper(), place)
    place = next((name for name in rules.PROVINCES if fold(name) == fold(place)), place)
    return place if place[:1].isupper() and len(place) > 1 and len(place.split()) <= 5 else ""


def date_in_body(page: PageReading) -> FieldReading | None:
    """The day minutes and contracts begin with (Hôm nay, ngày …); None without one."""
    for row in rows_of(list(page.words), letter_height(page)):
        if row.folded.lstrip(" -").startswith("hom nay"):
            found, _ = rules_text.find_date(row.text)
            if found:
                digits = [w for w in row.words if re.search(r"\d", w.text)]
                trust = min((_digit_trust(w) for w in digits), default=0.0) * 0.95
                reason = noop("câu mở đầu «Hôm nay, ngày …» của văn bản")
                return FieldReading(found.iso, round(trust, 3), page.number, row.box, False, reason)
    return None
