"""The wall and its pictures as the browser gets them: text and SVG made here, for 1.350 cells cost too many templates.

Everything that came from a person passes `escape`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from khoso.foundation.web.formats import number as number_of
from khoso.foundation.web.words import told
from khoso.stages.reporting.city.lateness import LABELS, SIGNS, Cell, Light
from khoso.stages.reporting.city.wall import Column, Group, Row

# From bad to good: what a bar shows first.
BAR_ORDER = tuple(reversed(Light))
TILE_WIDTH, TILE_HEIGHT, TILE_GAP, TILES_IN_ROW = 118, 46, 6, 3
_LETTERS = 15


def words() -> dict[Light, str]:
    """What each colour is called, in the reader's language."""
    return {light: told(LABELS[light]) for light in Light}


def legend() -> list[dict[str, str]]:
    """Every colour with its sign and its words."""
    called = words()
    return [
        {"light": light, "sign": SIGNS[light], "label": called[light]} for light in Light if light is not Light.NONE
    ]


def figure_of(cell: Cell) -> str:
    """The figure that matters of a cell, with its sign: days where it is late or soon, per cent on the way."""
    sign = SIGNS[cell.light]
    match cell.light:
        case Light.NONE:
            return ""
        case Light.DONE:
            return sign
        case Light.ON_TRACK:
            return f"{cell.percent}%"
        case Light.CLAIM:
            return f"{sign} {cell.claims}"
        case Light.SOON:
            return f"{sign} {-(cell.days or 0)}"
        case _:
            return f"{sign} {cell.days}"


def explained(cell: Cell, called: Mapping[Light, str]) -> str:
    """A cell in words: how it stands, how much of it is done, what is late, what is only claimed."""
    if cell.light is Light.NONE:
        return called[Light.NONE]
    said = [called[cell.light], _("%(done)s/%(of)s xong") % {"done": cell.done, "of": cell.tasks}]
    if cell.late:
        said.append(_("%(count)s trễ, nhiều nhất %(days)s ngày") % {"count": cell.late, "days": cell.days})
    elif cell.light is Light.SOON and cell.days is not None:
        said.append(_("còn %(days)s ngày") % {"days": -cell.days})
    if cell.claims:
        said.append(_("%(count)s báo xong chưa có sản phẩm") % {"count": cell.claims})
    return "; ".join(said)


@dataclass(frozen=True, slots=True)
class Drawn:
    """A row ready for the page."""

    name: str
    url: str
    light: Light
    behind: int
    cells: SafeString
    strip: SafeString


def drawn(rows: Iterable[Row], columns: Sequence[Column], *, with_strip: bool = False) -> list[Drawn]:
    """The rows with all their cells as HTML."""
    called = words()
    names = [column.name for column in columns]
    labels = [str(column.label) for column in columns]
    # One address for all, its number put in afterwards: reversing 1.350 times costs more than the rest.
    base = reverse("reporting:city-agency", args=[0]).removesuffix("0")
    found = []
    for row in rows:
        url = f"{base}{row.face.id}"
        cells = []
        for name, label, cell in zip(names, labels, row.cells, strict=True):
            mark = " has-claim" if cell.claims and cell.light is not Light.CLAIM else ""
            if cell.light is Light.NONE:
                cells.append('<td class="ks-lamp lamp-none"></td>')
                continue
            cells.append(
                f'<td class="ks-lamp lamp-{cell.light}{mark}"><a href="{url}/{name}"'
                f' title="{escape(label)}: {escape(explained(cell, called))}">{figure_of(cell)}</a></td>'
            )
        html = mark_safe("".join(cells))  # noqa: S308 - words are escaped above, the rest is ours
        strip = strip_of(row, called, labels) if with_strip else SafeString("")
        found.append(Drawn(row.face.name, url, row.whole.light, row.behind, html, strip))
    return found


def strip_of(row: Row, called: Mapping[Light, str], labels: Sequence[str]) -> SafeString:
    """A row as nine small lamps, for a narrow screen."""
    width, height = 30, 22
    parts = []
    for place, (label, cell) in enumerate(zip(labels, row.cells, strict=True)):
        left = place * (width + 3)
        parts.append(
            f'<g class="lamp-{cell.light}"><title>{escape(label)}: {escape(explained(cell, called))}</title>'
            f'<rect x="{left}" y="0" width="{width}" height="{height}" rx="3"/>'
            f'<text x="{left + width / 2:g}" y="15">{SIGNS[cell.light]}</text></g>'
        )
    whole = len(row.cells) * (width + 3) - 3
    said = escape(f"{row.face.name}: {called[row.whole.light]}")
    return mark_safe(  # noqa: S308 - words are escaped, the rest is ours
        f'<svg class="ks-strip-lamps" viewBox="0 0 {whole} {height}" role="img" aria-label="{said}">'
        f"{''.join(parts)}</svg>"
    )


def bar(lights: Counter[Light]) -> SafeString:
    """How many stand how, as one bar, the worst first."""
    shown = [(light, lights[light]) for light in BAR_ORDER if light is not Light.NONE and lights[light]]
    whole = sum(count for _, count in shown)
    called = words()
    left, parts = 0.0, []
    for light, count in shown:
        width = 100 * count / whole
        parts.append(
            f'<rect class="lamp-{light}" x="{left:.2f}" y="0" width="{width:.2f}" height="8">'
            f"<title>{escape(called[light])}: {count}</title></rect>"
        )
        left += width
    said = escape(", ".join(f"{called[light]}: {count}" for light, count in shown))
    return mark_safe(  # noqa: S308 - words are escaped, the rest is ours
        f'<svg class="ks-lamp-bar" viewBox="0 0 100 8" preserveAspectRatio="none" role="img" aria-label="{said}">'
        f"{''.join(parts)}</svg>"
    )


def tiles(group: Group, place: int | None, stage: str) -> SafeString:
    """The communes of one former district as tiles, coloured as the wall is; where they lie nobody has told us."""
    called = words()
    step = TILE_WIDTH + TILE_GAP
    across = min(TILES_IN_ROW, len(group.rows))
    down = -(-len(group.rows) // TILES_IN_ROW)
    base = reverse("reporting:city-agency", args=[0]).removesuffix("0")
    parts = []
    for number, row in enumerate(group.rows):
        cell = row.whole if place is None else row.cells[place]
        left, top = number % TILES_IN_ROW * step, number // TILES_IN_ROW * (TILE_HEIGHT + TILE_GAP)
        address = f"{base}{row.face.id}" + (f"/{stage}" if stage else "")
        middle = left + TILE_WIDTH / 2
        parts.append(
            f'<a href="{address}" class="ks-tile lamp-{cell.light}">'
            f"<title>{escape(row.face.name)}: {escape(explained(cell, called))}</title>"
            f'<rect x="{left}" y="{top}" width="{TILE_WIDTH}" height="{TILE_HEIGHT}" rx="5"/>'
            f'<text x="{middle:g}" y="{top + 19}">{escape(_clipped(place_name(row.face.name)))}</text>'
            f'<text class="ks-tile-figure" x="{middle:g}" y="{top + 36}">{figure_of(cell)}</text></a>'
        )
    width, height = across * step - TILE_GAP, down * (TILE_HEIGHT + TILE_GAP) - TILE_GAP
    return mark_safe(  # noqa: S308 - names are escaped, the rest is ours
        f'<svg class="ks-tiles" viewBox="0 0 {width} {height}" width="{width}" height="{height}" role="group"'
        f' aria-label="{escape(str(group.label))}">{"".join(parts)}</svg>'
    )


def place_name(name: str) -> str:
    """`UBND phường Biên Hòa` → `Biên Hòa`, as a map writes it."""
    for start in ("UBND phường ", "UBND xã "):
        name = name.removeprefix(start)
    return name


def _clipped(text: str) -> str:
    return text if len(text) <= _LETTERS else f"{text[: _LETTERS - 1]}…"


def shares(lights: Counter[Light]) -> list[dict[str, Any]]:
    """How many stand how, in words: beside every picture."""
    called = words()
    return [
        {"light": light, "label": called[light], "sign": SIGNS[light], "count": lights[light]}
        for light in BAR_ORDER
        if light is not Light.NONE
    ]


def score_line(points: Sequence[tuple[int, int]]) -> SafeString:
    """(period, tenths of a point) as a line over time; nothing where there are fewer than two."""
    if len(points) < 2:
        return SafeString("")
    width, height, margin = 320, 90, 12
    step = (width - 2 * margin) / (len(points) - 1)
    places = [
        (margin + number * step, height - margin - (height - 2 * margin) * tenths / 1000)
        for number, (_period, tenths) in enumerate(points)
    ]
    line = " ".join(f"{x:.1f},{y:.1f}" for x, y in places)
    dots = "".join(
        f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3"><title>'
        + escape(_("Kỳ %(number)s: %(points)s điểm") % {"number": period, "points": number_of(tenths / 10, 1)})
        + "</title></circle>"
        for (x, y), (period, tenths) in zip(places, points, strict=True)
    )
    said = escape(_("Điểm qua các kỳ"))
    return mark_safe(  # noqa: S308 - words are escaped, the rest is ours
        f'<svg class="ks-score-line" viewBox="0 0 {width} {height}" role="img" aria-label="{said}">'
        f'<line x1="{margin}" y1="{height - margin}" x2="{width - margin}" y2="{height - margin}"/>'
        f'<polyline points="{line}"/>{dots}</svg>'
    )
