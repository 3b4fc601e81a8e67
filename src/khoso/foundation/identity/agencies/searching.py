"""Finding agencies by whatever a person remembers: a name of today or before, with or without accents, a code."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from khoso.foundation.identity.agencies import reading
from khoso.foundation.identity.agencies.words import plain, plain_place, short_name, tidy_name
from khoso.foundation.identity.models import Agency, Succession

MOST_WORDS = 12


@dataclass(frozen=True, slots=True)
class AgencyHit:
    """One agency found: whether it is there today, who took it over, and the earlier name that matched."""

    agency: Agency
    is_present: bool
    earlier_name: str = ""

    @property
    def heirs(self) -> tuple[Succession, ...]:
        """Who took it over; whoever shows many brings what is related first: see `reading.bring_relations`."""
        return tuple(reading.heirs_of(self.agency))


def search_agencies(
    text: str,
    *,
    on: date | None = None,
    kinds: Collection[str] | None = None,
    include_ended: bool = True,
    among: reading.Asked | None = None,
) -> list[AgencyHit]:
    """Agencies one of whose names or codes has every word of `text`, a word being known by its beginning.

    The same name exactly comes before a part of it, what is there today before what ended. `on` asks for agencies
    that were there that day. Without words everything asked for is found.
    """
    words = plain(text).split()[:MOST_WORDS]
    found = reading.directory(among or reading.Asked())
    for word in words:
        found = found.filter(search_text__contains=f" {word}")
    if kinds is not None:
        found = found.filter(kind__in=list(kinds))
    if on is not None:
        found = found.filter(reading.on_day(on))
    if not include_ended:
        found = found.filter(reading.present())
    # Without words nothing but the order is asked of an agency; what is shown of it is brought for one page only.
    known = reading.with_relations(found) if words else found.select_related("parent")
    hits = [_hit(agency, words) for agency in known]
    return sorted(hits, key=lambda hit: _rank(hit, text, words))


def _hit(agency: Agency, words: list[str]) -> AgencyHit:
    earlier = ""
    if words and not _has_all(words, agency.name):
        earlier = next((row.name for row in agency.names.all() if _has_all(words, row.name)), "")
    return AgencyHit(agency, reading.is_present(agency), earlier)


def _has_all(words: list[str], name: str) -> bool:
    parts = f"{plain(name)} {plain(short_name(name))}".split()
    return all(any(part.startswith(word) for part in parts) for word in words)


def _rank(hit: AgencyHit, text: str, words: list[str]) -> tuple[bool | int | str, ...]:
    agency, asked = hit.agency, " ".join(words)
    if not words:
        return (not hit.is_present, *reading.order_of(agency))
    codes = {plain(code) for code in (agency.code, agency.identifier_code, agency.statistics_code)}
    names = [agency.name, hit.earlier_name] if hit.earlier_name else [agency.name]
    exact = asked in {plain_place(name) for name in names} | {plain(name) for name in names}
    same_letters = tidy_name(text).casefold() in agency.name.casefold()
    return (
        asked not in codes,
        not exact,
        not hit.is_present,
        not same_letters,
        f" {asked}" not in f" {plain(agency.name)}",
        bool(hit.earlier_name),
        *reading.order_of(agency),
    )
