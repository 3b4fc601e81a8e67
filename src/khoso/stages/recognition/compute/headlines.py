"""The lines of number and day, read once more as lines of their own where the page's reading leaves a doubt.

A pen stroke beside print, wide spacing or an italic 1 spoils a line in the reading of a whole page; the line alone,
set free of its neighbours and enlarged, costs a hundredth of a page.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain, pairwise

import cv2
import numpy as np

from khoso.engines.ocr.port import Box, OcrEngine, Pixels, Word
from khoso.stages.recognition import rules, rules_text
from khoso.stages.recognition.compute.dating import DateLine, date_line, weakest_figure
from khoso.stages.recognition.compute.layout import Row, find_letterhead, letter_height
from khoso.stages.recognition.compute.numbering import joint_of, joint_word, number_row, split_confidence
from khoso.stages.recognition.compute.pages import PageImage
from khoso.stages.recognition.compute.reading import PageReading

# What one size of letters is misread in, another seldom is: as scanned, small, and enlarged to this height.
SMALL = 0.6
BEST_HEIGHT = 44
WORTH_ENLARGING = 1.2
# White around a line; the engine sees no letters at an edge.
MARGIN = 20
# So much surer another reading of a notation must be than the one that stands.
WORTH_CHANGING = 0.1
# Surer than this a notation, a number or a day is not read again.
NOTATION_SURE, NUMBER_SURE, DAY_SURE = 0.86, 0.9, 0.9


def with_head_lines(page: PageImage, words: tuple[Word, ...], engine: OcrEngine) -> tuple[Word, ...]:
    """The words, with those of the number line and of the date line read again where that tells more."""
    if not words:
        return words
    told = PageReading(page.number, page.width, page.height, page.dpi, words, "ocr", "", False)
    head = find_letterhead(told)
    if head is None:
        return words
    number, day = number_row(told, head), date_line(told, head)
    strips = _Strips(page, letter_height(told), engine)
    out = words
    if number is not None and (better := _number_again(number, strips)):
        out = _in_place_of(out, number, better)
    if day is not None and (told_again := _day_again(day, strips)):
        out = _in_place_of(out, day.row, told_again)
    return out


@dataclass(slots=True)
class _Strips:
    """Strips of one page, read as lines."""

    page: PageImage
    height: float
    engine: OcrEngine

    def _pixels(self) -> Pixels:
        bare = self.page.bare()
        return self.page.pixels() if bare is None else bare

    def read(self, box: Box) -> Iterator[Row]:
        """The strip in one size after the other; rows of words with places on the page, lazily."""
        larger = BEST_HEIGHT / max(self.height, 1)
        for scale in (1.0, SMALL, larger) if larger > WORTH_ENLARGING else (1.0, SMALL):
            if row := self._at(box, scale):
                yield row

    def _at(self, box: Box, scale: float) -> Row | None:
        pixels = self._pixels()
        edge = round(0.35 * self.height)
        x0, y0 = max(0, box[0] - edge), max(0, box[1] - edge)
        strip = pixels[y0 : box[3] + edge, x0 : box[2] + edge]
        if min(strip.shape) < 8:
            return None
        if scale != 1.0:
            way = cv2.INTER_CUBIC if scale > 1 else cv2.INTER_AREA
            strip = np.asarray(cv2.resize(strip, None, fx=scale, fy=scale, interpolation=way), np.uint8)
        padded = np.pad(strip, MARGIN, constant_values=255)
        read = self.engine.read_line(padded, round(self.page.dpi * scale)).words

        def there(x: int, y: int) -> tuple[int, int]:
            return round((x - MARGIN) / scale) + x0, round((y - MARGIN) / scale) + y0

        def placed_word(word: Word) -> Word:
            (left, top), (right, bottom) = there(word.x0, word.y0), there(word.x1, word.y1)
            return replace(word, x0=left, y0=top, x1=right, y1=bottom)

        placed = [placed_word(word) for word in read if word.text.strip()]
        return Row(tuple(sorted(placed, key=lambda w: w.x0))) if placed else None


def _number_again(row: Row, strips: _Strips) -> tuple[Word, ...] | None:
    """Better words for the number line; None when it is sure as it is or nothing better is found."""
    if _notation_trust(row) >= NOTATION_SURE and _number_trust(row) >= NUMBER_SURE:
        return None
    number = notation = row
    for other in _number_readings(row, strips):
        if _notation_trust(other) > _notation_trust(notation) + WORTH_CHANGING * (notation is row):
            notation = other
        # Figures written by hand are read as one or another: only a sure reading takes the place of a doubtful one.
        if _number_trust(other) > max(_number_trust(number), NUMBER_SURE):
            number = other
        if _notation_trust(notation) >= NOTATION_SURE and _number_trust(number) >= NUMBER_SURE:
            break
    if number is notation:
        return None if number is row else _labelled(number.words, row)
    mixed = (*_before_joint(number, notation), *_from_joint(notation))
    wanted = rules_text.split_number(notation.text)[1]
    return _labelled(mixed if rules_text.split_number(Row(mixed).text)[1] == wanted else notation.words, row)


def _labelled(words: tuple[Word, ...], row: Row) -> tuple[Word, ...]:
    """The words with the label of the line they come from, where they lost it."""
    if rules_text.starts_number_line(Row(words).text) or not rules_text.starts_number_line(row.text):
        return words
    first = row.words[0]
    edge = max(first.x0 + 1, min(first.x1, words[0].x0))
    return (replace(first, text=rules.NUMBER_LABEL, x1=edge, letters=()), *words)


def _number_readings(row: Row, strips: _Strips) -> Iterator[Row]:
    yield from strips.read(row.box)
    cut = joint_word(row)
    word, joint = row.words[cut], joint_of(row.words[cut])
    if joint >= 0:
        start = round(word.x0 + (word.x1 - word.x0) * joint / len(word.text))
        if _notation_trust(row) < NOTATION_SURE:
            yield from strips.read((start, row.box[1], row.box[2], row.box[3]))


def _notation_trust(row: Row) -> float:
    """How sure the notation of a row is: 0 when it is none, less when it does not begin as notations do."""
    _, notation = rules_text.split_number(row.text)
    if notation is None:
        return 0.0
    return split_confidence(row, joint_word(row))[1] * (1.0 if rules_text.is_usual_notation(notation) else 0.8)


def _number_trust(row: Row) -> float:
    number, _ = rules_text.split_number(row.text)
    # A letter after the figures is seldom a letter: 71I for 71 and its slash.
    return split_confidence(row, joint_word(row))[0] * (1.0 if number.isdigit() else 0.7) if number else 0.0


def _before_joint(row: Row, other: Row) -> list[Word]:
    """The words of the label and the number of `row`, up to where the notation of `other` begins."""
    edge = _from_joint(other)[0].x0
    out = []
    for index, word in enumerate(row.words):
        joint = joint_of(word) if index == joint_word(row) else -1
        if joint == 0 or word.x0 >= edge:
            break
        if joint < 0 and word.x1 > edge:
            joint = max(1, round(len(word.text) * (edge - word.x0) / (word.x1 - word.x0)))
        if joint > 0:
            short = replace(word, text=word.text[:joint], x1=max(word.x0 + 1, min(word.x1, edge)))
            out.append(replace(short, letters=word.letters[:joint]))
            break
        out.append(word)
    return out


def _from_joint(row: Row) -> list[Word]:
    cut = joint_word(row)
    word, joint = row.words[cut], max(0, joint_of(row.words[cut]))
    start = round(word.x0 + (word.x1 - word.x0) * joint / len(word.text))
    tail = replace(word, text=word.text[joint:], x0=start, letters=word.letters[joint:])
    return [tail, *row.words[cut + 1 :]]


def _day_again(line: DateLine, strips: _Strips) -> tuple[Word, ...] | None:
    """Better words for the date line; None when it is sure as it is or nothing better is found."""
    if _day_trust(line.row, line.is_short) >= DAY_SURE and not _overlap(line.row.words):
        return None
    # What a pen wrote is read as one day or another: two sizes of one line must tell the same.
    told: dict[str, list[Row]] = {}
    for order, read in enumerate(chain((line.row,), strips.read(line.row.box))):
        one = _with_figures(read)
        if _same_year(line.row, one) and (day := _day(one, line.is_short)):
            told.setdefault(day, []).append(one)
            if len(told[day]) > 1:
                best = max(told[day], key=lambda row: _day_trust(row, line.is_short))
                return best.words
        if order == 2 and not told:
            return None
    return None


def _with_figures(row: Row) -> Row:
    """The row with what stands for a figure after `ngày` written as one: Š for 5, Tó for 16."""
    start = next((index for index, word in enumerate(row.words) if rules_text.is_day_word(word.text)), len(row.words))
    after = (replace(word, text=rules_text.as_figures(word.text), letters=()) for word in row.words[start + 1 :])
    pairs = zip(row.words[start + 1 :], after, strict=True)
    return Row((*row.words[: start + 1], *(told if told.text != word.text else word for word, told in pairs)))


def _day_trust(row: Row, is_short: bool) -> float:
    """How sure the day a row tells is; 0 when it tells none."""
    return weakest_figure(row) if _day(row, is_short) else 0.0


def _day(row: Row, is_short: bool) -> str | None:
    found = rules_text.find_short_date(row.text) if is_short else rules_text.find_date(row.text)[0]
    return found.iso if found is not None and found.day is not None else None


def _same_year(row: Row, other: Row) -> bool:
    """Whether two readings of a line tell one year, as far as both tell one: that part is print and seldom in doubt."""
    years = [rules_text.find_date(one.text)[1] for one in (row, other)]
    told = {parts[2] for parts in years if parts and rules_text.is_year(parts[2])}
    return len(told) <= 1


def _overlap(words: Sequence[Word]) -> bool:
    """Whether two words stand in one place: a line read as two that each have a part of it."""
    ordered = sorted(words, key=lambda w: w.x0)
    return any(
        after.x0 + 0.4 * min(word.x1 - word.x0, after.x1 - after.x0) < word.x1 for word, after in pairwise(ordered)
    )


def _in_place_of(words: tuple[Word, ...], row: Row, better: Sequence[Word]) -> tuple[Word, ...]:
    """The words with those of a row replaced, in the row's place of the reading order."""
    gone = set(map(id, row.words))
    first = next(index for index, word in enumerate(words) if id(word) in gone)
    line, block = words[first].line, words[first].block
    placed = [replace(word, line=line, block=block) for word in better]
    kept = [word for word in words[first:] if id(word) not in gone]
    return (*words[:first], *placed, *kept)
