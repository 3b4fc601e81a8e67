"""An asking as conditions in SQL: on the tally where that can answer, on the dossiers themselves otherwise."""

from __future__ import annotations

import re
import uuid
from dataclasses import dataclass
from typing import Any

from khoso.foundation.identity.permissions import agencies_of
from khoso.foundation.identity.roles import STAFF
from khoso.kernel import clock
from khoso.kernel.text_vi import fold, nfc, tone_placement
from khoso.stages.catalogue.browsing.asking import BY_NAME, MOST_WORDS, NO_SERIES, Asked
from khoso.stages.catalogue.browsing.volumes import branch
from khoso.stages.catalogue.models import Fonds, Tally
from khoso.stages.catalogue.models.tally import NOTHING

DOSSIER_YEAR = "coalesce(d.end_year, d.start_year)"


@dataclass(frozen=True)
class Reach:
    """Where is looked: the fonds, the series of one fonds (None: all), and the level of the tally that counts it."""

    level: int
    # None: every agency.
    agencies: tuple[int, ...] | None = None
    fonds: uuid.UUID | None = None
    series: tuple[uuid.UUID, ...] | None = None

    @property
    def is_nowhere(self) -> bool:
        return self.agencies == ()


def reach(person: Any, asked: Asked) -> Reach:
    """Where `person` may look of what is asked. A branch outside their agencies leads nowhere."""
    scope = agencies_of(person, STAFF)
    if asked.fonds is not None:
        agency = Fonds.objects.filter(pk=asked.fonds).values_list("agency_id", flat=True).first()
        if agency is None or (scope is not None and agency not in scope):
            return Reach(Tally.Level.FONDS, agencies=())
        if asked.series is None:
            return Reach(Tally.Level.FONDS, (agency,), asked.fonds)
        series = (NOTHING,) if asked.series == NO_SERIES else tuple(branch(asked.series))
        return Reach(Tally.Level.SERIES, (agency,), asked.fonds, series)
    if asked.agency is not None:
        allowed = scope is None or asked.agency in scope
        return Reach(Tally.Level.AGENCY, (asked.agency,) if allowed else ())
    if scope is not None:
        return Reach(Tally.Level.AGENCY, tuple(sorted(scope)))
    return Reach(Tally.Level.EVERYTHING)


def in_tally(place: Reach, level: int | None = None) -> tuple[str, dict[str, Any]]:
    """The rows of the tally at this place, at its own level or a finer one."""
    said: dict[str, Any] = {"level": place.level if level is None else level}
    parts = ["t.level = %(level)s"]
    if place.agencies is not None:
        said["agencies"] = list(place.agencies)
        parts.append("t.agency_id = ANY(%(agencies)s)")
    if place.fonds is not None:
        said["fonds"] = place.fonds
        parts.append("t.fonds_id = %(fonds)s")
    if place.series is not None:
        said["series"] = list(place.series)
        parts.append("t.series_id = ANY(%(series)s)")
    return " AND ".join(parts), said


def chosen_in(asked: Asked, *, of_tally: bool, besides: str = "") -> tuple[str, dict[str, Any]]:
    """What was chosen of the facets and years, but for the facet `besides`."""
    parts, said = ["true"], {"this_year": clock.today().year}
    for name, values in asked.chosen.items():
        if name != besides:
            facet, key = BY_NAME[name], f"f_{name.replace('-', '_')}"
            said[key] = list(values)  # type: ignore[assignment]
            parts.append(f"{_plainly(facet.tally if of_tally else facet.dossier, values, key)}")
    year = "t.year" if of_tally else DOSSIER_YEAR
    if besides != "nam" and asked.first_year is not None:
        said["first_year"] = asked.first_year
        parts.append(f"{year} >= %(first_year)s")
    if besides != "nam" and asked.last_year is not None:
        said["last_year"] = asked.last_year
        parts.append(f"{year} <= %(last_year)s AND {year} > 0")
    return " AND ".join(parts), said


def _plainly(expression: str, values: tuple[str, ...], key: str) -> str:
    """The condition in a form an index can serve: flags without their CASE."""
    flag = re.fullmatch(r"CASE WHEN (.*) THEN '1' ELSE '0' END", expression)
    if flag and len(values) == 1:
        return f"({flag[1]})" if values[0] == "1" else f"({flag[1]}) IS NOT TRUE"
    return f"{expression} = ANY(%({key})s)"


def in_dossiers(place: Reach) -> tuple[str, dict[str, Any]]:
    """The dossiers at this place."""
    if place.series is not None:
        if place.series == (NOTHING,):
            return "d.fonds_id = %(fonds)s AND d.series_id IS NULL", {"fonds": place.fonds}
        return "d.series_id = ANY(%(series)s)", {"series": list(place.series), "fonds": place.fonds}
    if place.fonds is not None:
        return "d.fonds_id = %(fonds)s", {"fonds": place.fonds}
    if place.agencies is not None:
        return (
            "d.fonds_id = ANY(ARRAY(SELECT id FROM catalogue_fonds WHERE agency_id = ANY(%(agencies)s)))",
            {"agencies": list(place.agencies)},
        )
    return "true", {}


def looked_for(asked: Asked) -> tuple[str, dict[str, Any]]:
    """Words of the title and the box: what only the dossiers themselves can answer. "" when nothing was asked."""
    parts, said = [], {}
    if asked.words:
        said["words"] = words_query(asked.words)
        parts.append("d.words @@ %(words)s::tsquery" if said["words"] else "false")
    if asked.box:
        said["box"] = asked.box
        parts.append("d.box = %(box)s")
    return " AND ".join(parts), said


def words_query(text: str) -> str:
    """A tsquery of all these words: a word with marks as it is written, one without as people leave marks out."""
    words = re.findall(r"\w+", nfc(text).lower().replace("_", " "))[:MOST_WORDS]
    told = []
    for word in dict.fromkeys(words):
        spellings = {word, tone_placement(word), _other_placement(word)} if fold(word) != word else {word}
        told.append("(" + " | ".join(f"'{each}'" for each in sorted(spellings)) + ")")
    return " & ".join(told)


def _other_placement(word: str) -> str:
    """hòa is also written hoà."""
    for old, new in _TWO_WAYS:
        if word.endswith(old):
            return word[: -len(old)] + new
    return word


_TWO_WAYS = [
    (nfc(first + tone + second), nfc(first + second + tone))
    for first, second in ("oa", "oe", "uy")
    for tone in "\u0300\u0301\u0303\u0309\u0323"
]
