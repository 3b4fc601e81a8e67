"""Who signed: the last name below a post, on the right of the page."""

from __future__ import annotations

import re
from collections.abc import Sequence

from khoso.kernel.text_vi import fold, one_space
from khoso.kernel.words import noop
from khoso.stages.recognition import rules, rules_text
from khoso.stages.recognition.compute.layout import Row, letter_height, rows_of
from khoso.stages.recognition.compute.reading import FieldReading, PageReading

# How far below the post a name may stand: room for signature and seal, in heights of a word.
FARTHEST = 14
# How far the middle of a line may lie from that of the name, in heights of a word.
OFF_CENTRE = 0.7
# How sure the second line of a post is that the first one and part of its letters tell.
DEPUTY_BY_LAW = 0.85

NOBODY = noop("không thấy chức vụ và họ tên người ký")


def find_signer(pages: Sequence[PageReading]) -> tuple[FieldReading, FieldReading]:
    """The signer's name and post, from the last page that has a post with a name below; empty when there is none."""
    for page in reversed(pages):
        found = _on_page(page)
        if found is not None:
            return found
    return FieldReading(reason=NOBODY), FieldReading(reason=NOBODY)


def _on_page(page: PageReading) -> tuple[FieldReading, FieldReading] | None:
    height = letter_height(page)
    right = [w for w in page.words if (w.x0 + w.x1) / 2 > 0.45 * page.width and w.x0 > 0.36 * page.width]
    rows = rows_of(right, height)
    posts = [index for index, row in enumerate(rows) if is_post(row.text)]
    if not posts:
        return _without_post(page, rows, height)
    last = posts[-1]
    best: tuple[Row, str, float] | None = None
    for row in rows[last + 1 :]:
        if row.box[1] - rows[last].box[3] > FARTHEST * height:
            break
        words = Row(tuple(w for w in row.words if re.search(r"[^\W\d_]", w.text)))
        if not words.words or row.box[1] - rows[last].box[3] < 1.2 * height:
            continue
        named = rules_text.person_name(words.text)
        found = (words, *named) if named else _tail_name(words)
        if found and (best is None or found[2] >= best[2]):
            best = found
    if best is None:
        hidden = FieldReading(None, 0.3, page.number, None, False, noop("dấu hoặc chữ ký che họ tên người ký"))
        return hidden, _post(page, rows, last, height, None)
    row, name, looks = best
    weakest = min(word.confidence for word in row.words)
    trust = (0.5 * row.confidence + 0.5 * weakest) * (0.3 + 0.7 * looks)
    signer = FieldReading(name, round(trust, 3), page.number, row.box, False, noop("họ tên dưới chức vụ, bên phải"))
    return signer, _post(page, rows, last, height, row)


def _post(page: PageReading, rows: list[Row], last: int, height: float, name: Row | None) -> FieldReading:
    """The lines of the post: from the one above the name upwards, as long as they are close and in capitals."""
    taken = [_letters_only(rows[last])]
    for row in reversed(rows[:last]):
        clean = _letters_only(row)
        near = taken[0].box[1] - row.box[3] < 1.3 * height
        if not near or not _belongs(clean.text):
            break
        taken.insert(0, clean)
    lines = [rules_text.post_line(row.text) for row in taken]
    below = rows[last + 1] if last + 1 < len(rows) else None
    close = below is not None and below.box[1] - rows[last].box[3] < 0.9 * height
    if hidden := _deputy_below(lines, _letters_only(below) if close and below else None):
        lines, taken = [*lines, hidden], [*taken, _letters_only(rows[last + 1])]
    elif len(lines) > 1 and (deputy := _deputy_below(lines[:-1], taken[-1])):
        lines[-1] = deputy
    together = Row(tuple(word for row in taken for word in row.words))
    text = rules_text.spelled_post(one_space(" ".join(lines)))
    weakest = min(word.confidence for word in together.words)
    trust = 0.5 * together.confidence + 0.5 * weakest
    if hidden:
        trust = max(trust, DEPUTY_BY_LAW)
    elif close and below is not None and rules_text.mostly_capitals(below.text) and len(below.text) > 3:
        # Capitals right below are one more line of the post that could not be read.
        trust *= 0.6
    if name is not None and any(abs(_centre(row) - _centre(name)) > OFF_CENTRE * height for row in taken):
        # Lines and name stand on one axis: one that does not has lost a word below the seal.
        trust *= 0.7
    if not hidden and re.match(r"\W*(?:kt|tl|tuq|k/t|t/l)\b", fold(taken[-1].text)):
        # Who signs for another has a post of his own: the seal hides it.
        trust *= 0.6
    elif not _is_whole(text):
        trust *= 0.75
    return FieldReading(
        text, round(trust, 3), page.number, together.box, False, noop("chữ in hoa trên chữ ký, bên phải")
    )


def _centre(row: Row) -> float:
    return (row.box[0] + row.box[2]) / 2


def _deputy_below(lines: list[str], below: Row | None) -> str | None:
    """The second line of a post signed for another (KT.), where the first is read and the second only in part."""
    told = re.match(r"(?:KT\.|K/T) (.+)$", lines[-1])
    deputy = rules_text.deputy_of(told[1]) if told else None
    if deputy is None or below is None:
        return None
    read = re.sub(r"[^a-z]", "", fold(below.text))
    return deputy if rules_text.likeness(read, re.sub(r"[^a-z]", "", fold(deputy))) >= 0.6 else None


def _is_whole(text: str) -> bool:
    """Whether a post is one of the table, and a deputy signs for the head as the law has it."""
    folded = fold(text)
    last = next((post for post in sorted(rules.POSTS, key=len, reverse=True) if folded.endswith(post)), None)
    if last is None:
        return False
    before = folded[: -len(last)].strip()
    signs_for = bool(re.search(r"\b(?:kt|k/t)\b", before))
    marked = re.fullmatch(r"(?:(?:tm|t/m)\W.*|(?:kt|k/t|tl|t/l|tuq|q)\W.*)?", before)
    return bool(marked) and last.startswith("pho ") == signs_for


def _belongs(text: str) -> bool:
    """Whether a line of capitals above a post is part of it: for whom the signer signs."""
    folded = re.sub(r"[^a-z /]", "", fold(text)).strip()
    marked = re.match(r"(?:tm|kt|tl|tuq|q|t/m|k/t|t/l)\b", re.sub(r"[^a-z/]", " ", fold(text)).strip())
    return rules_text.mostly_capitals(text) and (
        bool(marked) or is_post(text) or folded.startswith(rules.SIGNING_BODIES)
    )


def _letters_only(row: Row) -> Row:
    """The row without strokes of a seal or a signature read as signs."""
    kept = tuple(
        w for w in row.words if re.search(r"[^\W\d_]{2}|^[A-ZĐ](?:/[A-ZĐ])?\.?$", w.text) and w.confidence > 0.25
    )
    marks = [i for i, w in enumerate(kept) if re.fullmatch(r"\W*(?:tm|kt|tl|tuq|t/m|k/t|t/l)\W*", fold(w.text))]
    # What stands before KT., TM., TL. is ink of the seal.
    return Row(kept[marks[0] :] if marks else kept or row.words)


def _without_post(page: PageReading, rows: list[Row], height: float) -> tuple[FieldReading, FieldReading] | None:
    """A seal may hide the post: a name alone on the right, below `Nơi nhận`, still is the signer's."""
    left = rows_of([w for w in page.words if w.x1 < 0.5 * page.width], height)
    recipients = next((row for row in left if re.search(r"n[oơ]i\s*nh", row.folded)), None)
    if recipients is None:
        return None
    for row in reversed([r for r in rows if 0 < r.box[1] - recipients.box[3] < (FARTHEST + 4) * height]):
        named = rules_text.person_name(row.text)
        if named and named[1] == 1.0:
            reason = noop("họ tên đứng riêng bên phải, ngang «Nơi nhận»")
            signer = FieldReading(named[0], round(0.85 * row.confidence, 3), page.number, row.box, False, reason)
            return signer, FieldReading(reason=noop("không thấy chức vụ trên họ tên"))
    return None


def _tail_name(row: Row) -> tuple[Row, str, float] | None:
    """A name at the end of a row that begins with strokes of the signature: its words, the name, how sure it looks."""
    for start in range(1, min(4, len(row.words) - 1)):
        words = Row(row.words[start:])
        named = rules_text.person_name(words.text)
        if named and named[1] == 1.0:
            return words, named[0], 0.8
    return None


def is_post(text: str) -> bool:
    """Whether a row is the post of a signer: capitals such as `KT. GIÁM ĐỐC` or `PHÓ CHỦ TỊCH`."""
    letters = re.sub(r"[^\w\s./]", " ", text)
    if not rules_text.mostly_capitals(letters):
        return False
    words = [word for word in re.split(r"[\s./]+", fold(letters)) if word]
    while words and (words[0] in rules.AUTHORITY_MARKS or len(words[0]) == 1):
        words.pop(0)
    for post in rules.POSTS:
        size = len(post.split())
        for start in range(min(2, max(1, len(words) - size + 1))):
            if rules_text.likeness_from(" ".join(words[start : start + size]), post, 0.88):
                return True
    return False
