"""Who issued a document: the lines on the left of the letterhead."""

from __future__ import annotations

import re
from dataclasses import replace

from khoso.kernel.text_vi import fold
from khoso.kernel.words import Sentence, noop
from khoso.stages.recognition import rules, rules_text
from khoso.stages.recognition.compute.layout import Letterhead, Row, letter_height, proposed, rows_of
from khoso.stages.recognition.compute.reading import FieldReading, PageReading


def find_issuer(
    page: PageReading, head: Letterhead, number: Row | None, place: str, body: str, below: float | None = None
) -> tuple[FieldReading, FieldReading]:
    """The issuing agency and the one above it, from the left of the letterhead.

    The superior's name is added to the issuer's only where its own line could be anybody's. `below` is where the line
    of the day begins, for a page whose number line could not be read.
    """
    height = letter_height(page)
    bottom = number.box[1] if number else max(below or 0.0, head.bottom + 2 * height)
    words = [
        w
        for w in page.words
        if w.x1 < head.edge + 0.5 * height
        and head.top - 2.2 * height < (w.y0 + w.y1) / 2 < bottom
        and w.y1 < bottom + 0.4 * height
    ]
    rows = [row for row in (_capitals_only(r) for r in rows_of(words, height)) if row]
    if not rows:
        nothing = FieldReading(reason=noop("không thấy tên cơ quan bên trái tiêu ngữ"))
        return nothing, nothing
    superior, agency = _split_agency(rows)
    together = Row(tuple(w for row in agency for w in row.words))
    places = (place,) if place else ()
    name = rules_text.agency_name(" ".join(row.text for row in agency), body, places)
    above = rules_text.agency_name(" ".join(row.text for row in superior), body, places) if superior else ""
    # Ủy stands first, where a stamp or a note hides it.
    name = re.sub(r"^ban nhân dân (?=tỉnh|thành phố|huyện|quận|thị|xã|phường)", "Ủy ban nhân dân ", name, flags=re.I)
    name = rules_text.with_place(name, place, body)
    value = _whole_name(name, above, places)
    reason = Sentence("dòng {line} bên trái tiêu ngữ", line=len(superior) + 1)
    trust = _name_trust(together, name)
    issuer = replace(proposed(page, value, trust, together), reason=reason)
    if not superior:
        return issuer, FieldReading(reason=noop("bên trái tiêu ngữ chỉ có tên một cơ quan"))
    upper = Row(tuple(w for row in superior for w in row.words))
    first = replace(proposed(page, above, _name_trust(upper, above), upper), reason=noop("dòng đầu bên trái tiêu ngữ"))
    return issuer, first


def _name_trust(row: Row, name: str) -> float:
    """How sure a name is: its letters, its weakest word, and whether it begins as agencies do."""
    weakest = min(word.confidence for word in row.words if len(word.text) > 1 or len(row.words) == 1)
    known = any(fold(name).startswith(fold(kind)) for kind in rules.AGENCY_KINDS)
    # A place alone is the second line of a name whose first is lost.
    lost = fold(name).startswith(tuple(fold(kind) + " " for kind in rules.PLACE_KINDS))
    doubt = (1.0 if known else 0.6 if lost else 0.9) * (0.8 if rules_text.breaks_off(name) else 1.0)
    return (0.1 + 0.5 * row.confidence + 0.4 * weakest) * doubt


def _capitals_only(row: Row) -> Row | None:
    words = tuple(
        w
        for w in row.words
        if (re.search(r"[^\W\d_]", w.text) and (w.text.upper() == w.text or w.text in ("và", "-")))
        or w.text in ("-", "–")
    )
    strong = [w for w in words if len(re.sub(r"\W", "", w.text)) >= 2 or w.confidence > 0.8]
    if len(strong) >= 2 or any(len(w.text) >= 4 for w in strong):
        return Row(words)
    # The last word of a long name may stand alone on its line.
    short = [w for w in strong if len(re.sub(r"\W", "", w.text)) >= 2 and w.confidence >= 0.7]
    return Row(tuple(short)) if short else None


def _split_agency(rows: list[Row]) -> tuple[list[Row], list[Row]]:
    """Superior lines and the agency's own: it begins at the first later line that names a kind of agency."""
    # A stamp or a note may stand above the letterhead.
    first = next((i for i, row in enumerate(rows[:3]) if _starts_agency(row)), 0)
    rows = rows[first:]
    starts = [i for i, row in enumerate(rows) if i and _starts_agency(row)]
    cut = starts[0] if starts else 0
    return rows[:cut], rows[cut:]


def _starts_agency(row: Row) -> bool:
    folded = re.sub(r"[^a-z ]", "", row.folded).strip()
    if folded.split(" ")[0] in ("ubnd", "hdnd"):
        return True
    if row.text.upper().startswith("PHONG "):
        return False  # A place (Phong Điền), not an office (Phòng …).
    for kind in rules.AGENCY_KINDS:
        wanted = fold(kind)
        size = len(wanted.split())
        least = 1.0 if size == 1 else 0.9 if len(wanted) < 8 else 0.87
        if rules_text.likeness_from(" ".join(folded.split()[:size]), wanted, least):
            return True
    return folded.replace(" ", "").startswith("soy")


def _whole_name(name: str, superior: str, places: tuple[str, ...]) -> str:
    """The agency's name, with its superior's place or name where its own line alone could be anybody's."""
    folded = fold(name)
    joint = any(
        fold(part).startswith(tuple(fold(kind) for kind in rules.AGENCY_KINDS)) for part in name.split(" - ")[1:]
    )
    if not superior or joint or rules_text.names_a_place(name, places):
        return name
    if not any(folded == kind or folded.startswith(kind + " ") for kind in rules.PLACELESS_KINDS):
        return name
    if folded in rules.PLACELESS_KINDS or fold(superior).startswith(rules.PARTY_COMMITTEES):
        return f"{name} {superior}"
    place = re.search(r"(?:tỉnh|thành phố|huyện|quận|thị xã|thị trấn|xã|phường)\s+\S.*$", superior)
    if place and fold(superior).startswith(("uy ban nhan dan", "hoi dong nhan dan")):
        return f"{name} {place.group(0)}"
    return name
