"""Looking for the twins of one dossier among all that have fingerprints."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db import connection, transaction
from django.db.models import Count

from khoso.kernel import dates
from khoso.kernel.text_vi import fold
from khoso.stages.catalogue.compute import likeness, titles, weighing
from khoso.stages.catalogue.compute.likeness import CODE, NUMBER, PAGE, TEXT, TITLE
from khoso.stages.catalogue.compute.weighing import Document, Match
from khoso.stages.catalogue.likeness import keeping
from khoso.stages.catalogue.likeness.secrets import comparable_ids
from khoso.stages.catalogue.models import Dossier, Fingerprint, Item

# Of one title so many nearest are read word by word, of one dossier so many rows at all: what is cut is common.
_MOST_OF_ONE = 25
_MOST_ROWS = 20_000
_KEYS_AT_ONCE = 250
_MOST_PAGES = 150
_MOST_TWINS = 50

Key = tuple[str, uuid.UUID | None, int]


@dataclass(slots=True)
class Twins:
    """One other dossier that looks like this one."""

    other: uuid.UUID
    score: float = 0.0
    reasons: list[dict[str, Any]] = field(default_factory=list)
    items: list[Match] = field(default_factory=list)
    pages: list[tuple[tuple[uuid.UUID, int], tuple[uuid.UUID, int]]] = field(default_factory=list)


@dataclass(slots=True)
class _Hit:
    """A fingerprint of another dossier that shares keys with one of ours."""

    kind: str
    mine: Key
    dossier: uuid.UUID
    item: uuid.UUID | None
    page: int
    value: int
    shared: int


@dataclass(slots=True)
class _Own:
    prints: dict[Key, likeness.Print]
    dossier: dict[str, Any]
    items: dict[uuid.UUID, dict[str, Any]]
    common: set[int] = field(default_factory=set)

    @property
    def is_common(self) -> bool:
        """Whether its title is one that too many dossiers have for it to tell anything."""
        found = self.prints.get((TITLE, None, 0))
        return found is not None and self.common.issuperset(found.keys)


_DOSSIER = (*keeping.DOSSIER_COLUMNS, "start_year", "end_year")
_ITEM = keeping.ITEM_COLUMNS


def twins_of(dossier_id: uuid.UUID, only: uuid.UUID | None = None) -> list[Twins]:
    """The dossiers that look like this one, likest first; with `only`, how it looks like that one, however little."""
    if dossier_id not in comparable_ids([dossier_id]):
        return []
    own = _own(dossier_id)
    hits = _hits(own, dossier_id, only)
    if not hits:
        return []
    told = comparable_ids({hit.dossier for hit in hits})
    hits = [hit for hit in hits if hit.dossier in told]
    found = _weighed(own, hits)
    if only is None:
        found = [one for one in found if one.score >= weighing.WORTH_SHOWING]
    return sorted(found, key=lambda one: (-one.score, str(one.other)))[:_MOST_TWINS]


def has_common_title(dossier_id: uuid.UUID) -> bool:
    """Whether so many dossiers have this title that it is not searched for."""
    title = Dossier.objects.values_list("title", flat=True).get(pk=dossier_id)
    found = likeness.of_title(title)
    return found is not None and keeping.common_among(found.keys).issuperset(found.keys)


def _own(dossier_id: uuid.UUID) -> _Own:
    """What this dossier is compared by: its description as it is at this moment, its pages and texts as handed in."""
    dossier = Dossier.objects.values(*_DOSSIER).get(pk=dossier_id)
    items = {row["id"]: row for row in Item.objects.filter(dossier_id=dossier_id).order_by("ordinal").values(*_ITEM)}
    prints: dict[Key, likeness.Print] = {(one.kind, None, 0): one for one in likeness.of_dossier(dossier)}
    for row in items.values():
        prints |= {(one.kind, row["id"], 0): one for one in likeness.of_item(row)}
    scans = Fingerprint.objects.filter(dossier_id=dossier_id, kind__in=(PAGE, TEXT)).order_by("item_id", "page")
    rows = list(scans.values_list("kind", "item_id", "page", "value", "keys"))
    pages = [row for row in rows if row[0] == PAGE]
    step = max(1, -(-len(pages) // _MOST_PAGES))
    for kind, item, page, value, keys in [*pages[::step], *(row for row in rows if row[0] == TEXT)]:
        prints[kind, item, page] = likeness.Print(kind, value, tuple(keys))
    own = _Own(prints, dossier, items)
    own.common = keeping.common_among({key for one in prints.values() for key in one.keys})
    return own


_CANDIDATES = """
SELECT kind, dossier_id, item_id, page, value, keys FROM catalogue_fingerprint
WHERE keys && %s::bigint[] AND {which} LIMIT %s
"""


def _hits(own: _Own, dossier_id: uuid.UUID, only: uuid.UUID | None) -> list[_Hit]:
    holders: dict[int, list[Key]] = defaultdict(list)
    for mine, found in own.prints.items():
        for key in found.keys:
            holders[key].append(mine)
    # Between two given dossiers nothing is too common.
    asked = list(holders if only else holders.keys() - own.common)
    if not asked:
        return []
    hits = []
    for kind, dossier, item, page, value, keys in _rows(asked, dossier_id, only):
        counted: dict[Key, int] = defaultdict(int)
        for key in keys:
            for mine in holders.get(key, ()):
                counted[mine] += 1
        for mine, shared in counted.items():
            if (mine[1] is None) == (item is None) or kind == CODE:
                hits.append(_Hit(kind, mine, dossier, item, page, value, shared))
    return hits


def _rows(asked: list[int], dossier_id: uuid.UUID, only: uuid.UUID | None) -> Iterable[tuple[Any, ...]]:
    """The fingerprints that hold any of these keys, each once."""
    question = _CANDIDATES.format(which="dossier_id = %s" if only else "dossier_id <> %s")
    found: dict[tuple[Any, ...], tuple[Any, ...]] = {}
    with transaction.atomic(), connection.cursor() as cursor:
        # So many keys make the planner think that it had better read everything.
        cursor.execute("SET LOCAL enable_seqscan = off")
        for start in range(0, len(asked), _KEYS_AT_ONCE):
            cursor.execute(question, [asked[start : start + _KEYS_AT_ONCE], only or dossier_id, _MOST_ROWS])
            found |= {row[:4]: row for row in cursor.fetchall()}
            if len(found) >= _MOST_ROWS:
                break
        cursor.execute("SET LOCAL enable_seqscan = on")
    return found.values()


def _weighed(own: _Own, hits: list[_Hit]) -> list[Twins]:
    by_kind: dict[str, list[_Hit]] = defaultdict(list)
    for hit in hits:
        by_kind[hit.kind].append(hit)
    by_kind[TITLE] = _nearest(by_kind[TITLE])
    wanted = {hit.item for kind in (NUMBER, TITLE, TEXT, CODE) for hit in by_kind[kind] if hit.item}
    items = {row["id"]: row for row in Item.objects.filter(pk__in=wanted).order_by().values(*_ITEM)}
    rows = items | own.items
    others = {hit.dossier for kind in by_kind.values() for hit in kind}
    dossiers = {row["id"]: row for row in Dossier.objects.filter(pk__in=others).order_by().values(*_DOSSIER)}
    found = {other: Twins(other) for other in dossiers}
    proofs: dict[uuid.UUID, list[float]] = defaultdict(list)
    _by_codes(own, by_kind[CODE], dossiers, found, proofs)
    _by_titles(own, by_kind[TITLE], dossiers, found, proofs)
    _by_items(own, by_kind, rows, found, proofs)
    _by_pages(own, by_kind[PAGE], found, proofs)
    for other, twin in found.items():
        twin.score = weighing.together(proofs[other])
        twin.reasons.sort(key=lambda reason: -reason["score"])
    return list(found.values())


def _nearest(hits: list[_Hit]) -> list[_Hit]:
    """Titles that meet in two bands at least; of each of ours the nearest."""
    of: dict[Key, list[_Hit]] = defaultdict(list)
    for hit in hits:
        if hit.shared >= 2:
            of[hit.mine].append(hit)
    kept: list[_Hit] = []
    for mine, near in of.items():
        near.sort(key=lambda hit: (-hit.shared, str(hit.item or hit.dossier)))
        kept += near[: _MOST_OF_ONE * (8 if mine[1] is None else 1)]
    return kept


def _document(row: dict[str, Any]) -> Document:
    when = dates.parse(row["issued_date"])
    return Document(
        id=row["id"],
        codes=tuple(filter(None, [likeness.plain_code(row["identifier"])])),
        signed=likeness.signed_by(row["number"], row["notation"], row["issued_date"], row["issuer"]),
        title=titles.read(row["subject"]),
        issuer=titles.read(row["issuer"]),
        year=when.year if when else None,
        day=when.iso if when and when.day and not when.is_uncertain else "",
    )


def _by_codes(own: _Own, hits: list[_Hit], dossiers: Any, found: dict[uuid.UUID, Twins], proofs: Any) -> None:
    for hit in hits:
        if hit.mine[1] is None and hit.item is None and hit.dossier in found:
            theirs = dossiers[hit.dossier]
            code = own.dossier["paper_reference_code"] or own.dossier["reference_code"]
            same = likeness.plain_code(own.dossier["paper_reference_code"]) == likeness.plain_code(
                theirs["paper_reference_code"]
            )
            reason = {"kind": CODE, "score": 0.97, "code": likeness.plain_code(code), "paper": bool(same)}
            found[hit.dossier].reasons.append(reason)
            proofs[hit.dossier].append(0.97)


def _by_titles(own: _Own, hits: list[_Hit], dossiers: Any, found: dict[uuid.UUID, Twins], proofs: Any) -> None:
    mine = titles.read(own.dossier["title"])
    near = {hit.dossier: titles.read(dossiers[hit.dossier]["title"]) for hit in hits if hit.mine[1] is None}
    weigh = titles.rarity([mine, *near.values()])
    likenesses = {other: titles.likeness(mine, theirs, weigh) for other, theirs in near.items()}
    alike = sum(one >= weighing.NEAR_TITLE for one in likenesses.values())
    for other, value in likenesses.items():
        proof = weighing.of_dossier_title(
            mine, near[other], value, others=alike - 1, apart_in_time=_apart_in_time(own.dossier, dossiers[other])
        )
        if proof:
            reason = {"kind": TITLE, "score": round(proof, 3), "percent": round(value * 100)}
            if alike - 1 > weighing.COMMON_FROM:
                reason["others"] = alike - 1
            found[other].reasons.append(reason)
            proofs[other].append(proof)


def _apart_in_time(one: dict[str, Any], other: dict[str, Any]) -> bool:
    """Whether two dossiers tell of years that do not meet."""
    mine = [year for year in (one["start_year"], one["end_year"]) if year]
    theirs = [year for year in (other["start_year"], other["end_year"]) if year]
    return bool(mine and theirs and (max(mine) < min(theirs) or max(theirs) < min(mine)))


def _by_items(
    own: _Own,
    by_kind: dict[str, list[_Hit]],
    rows: dict[Any, dict[str, Any]],
    found: dict[uuid.UUID, Twins],
    proofs: Any,
) -> None:
    documents = {key: _document(row) for key, row in rows.items()}
    pairs: dict[tuple[uuid.UUID, Any, Any], dict[str, float]] = defaultdict(dict)
    rarities = {
        mine: titles.rarity([documents[mine[1]].title, *(documents[hit.item].title for hit in near if hit.item)])
        for mine, near in _of_mine(by_kind[TITLE]).items()
        if mine[1]
    }
    for kind in (CODE, NUMBER, TITLE, TEXT):
        for hit in by_kind[kind]:
            if hit.mine[1] is None or hit.item is None or hit.dossier not in found:
                continue
            one, other = documents[hit.mine[1]], documents[hit.item]
            sure = _sure(kind, hit, own, one, other, rarities.get(hit.mine))
            if sure:
                pairs[hit.dossier, one.id, other.id][kind] = sure
    matches: dict[uuid.UUID, list[Match]] = defaultdict(list)
    for (dossier, mine, theirs), by in pairs.items():
        matches[dossier].append(Match(mine, theirs, weighing.together(by.values()), tuple(sorted(by.items()))))
    sizes = _item_counts(matches)
    for dossier, near in matches.items():
        twin = found[dossier]
        twin.items = weighing.one_to_one(near)
        proof = weighing.of_items(twin.items, len(own.items), sizes.get(dossier, 0))
        proofs[dossier].append(proof)
        twin.reasons += _item_reasons(rows, twin.items, min(len(own.items), sizes.get(dossier, 0)), proof)


def _of_mine(hits: Iterable[_Hit]) -> dict[Key, list[_Hit]]:
    of: dict[Key, list[_Hit]] = defaultdict(list)
    for hit in hits:
        of[hit.mine].append(hit)
    return of


def _sure(kind: str, hit: _Hit, own: _Own, one: Document, other: Document, weigh: Any) -> float:
    if kind == CODE:
        return 0.97
    if kind == NUMBER:
        return weighing.same_number(one, other)
    if kind == TITLE:
        return weighing.near_title(one, other, weigh)
    bits = likeness.apart(own.prints[hit.mine].value, hit.value)
    return 0.9 if hit.shared >= 2 and bits <= weighing.SAME_TEXT_BITS else 0.0


def _item_counts(dossier_ids: Iterable[uuid.UUID]) -> dict[uuid.UUID, int]:
    rows = Item.objects.filter(dossier_id__in=list(dossier_ids)).order_by().values_list("dossier_id")
    return dict(rows.annotate(counted=Count("*")))


def _item_reasons(rows: dict[Any, dict[str, Any]], matches: list[Match], of: int, proof: float) -> list[dict[str, Any]]:
    """One reason a kind of sign: how many items it matches, and the surest of them by name."""
    found = []
    for kind in (CODE, NUMBER, TITLE, TEXT):
        mine = [match for match in matches if kind in dict(match.by)]
        if not mine:
            continue
        best = max(mine, key=lambda match: (dict(match.by)[kind], _named(rows, match)))
        reason = {"kind": kind, "level": "item", "score": round(proof, 3), "count": len(mine), "of": of}
        if kind == NUMBER:
            reason |= {
                "number": _named(rows, best),
                "day": max(rows[one]["issued_date"] for one in (best.mine, best.theirs)),
            }
        found.append(reason)
    return found


def _named(rows: dict[Any, dict[str, Any]], match: Match) -> str:
    """Number and notation of two matching items, as the one who wrote them better did: the same from either side."""
    both = ["/".join(filter(None, (rows[one]["number"], rows[one]["notation"]))) for one in (match.mine, match.theirs)]
    return max(both, key=lambda text: (fold(text) != text.lower(), -len(text), text))


def _by_pages(own: _Own, hits: list[_Hit], found: dict[uuid.UUID, Twins], proofs: Any) -> None:
    near: dict[uuid.UUID, list[Match]] = defaultdict(list)
    for hit in hits:
        bits = likeness.apart(own.prints[hit.mine].value, hit.value)
        if bits <= weighing.SAME_PAGE_BITS and hit.dossier in found:
            match = Match(hit.mine[1:], (hit.item, hit.page), 1 - bits / 64, ((PAGE, 1.0),))
            near[hit.dossier].append(match)
    if not near:
        return
    mine = sum(kind == PAGE for kind, _item, _page in own.prints)
    sizes = _page_counts(near)
    for dossier, matches in near.items():
        twin = found[dossier]
        twin.pages = [(match.mine, match.theirs) for match in weighing.one_to_one(matches)]
        of = min(mine, sizes[dossier])
        proof = weighing.of_pages(len(twin.pages), mine, sizes[dossier])
        proofs[dossier].append(proof)
        twin.reasons.append({"kind": PAGE, "score": round(proof, 3), "count": len(twin.pages), "of": of})


def _page_counts(dossier_ids: Iterable[uuid.UUID]) -> dict[uuid.UUID, int]:
    rows = Fingerprint.objects.filter(kind=PAGE, dossier_id__in=list(dossier_ids)).order_by()
    return dict(rows.values_list("dossier_id").annotate(counted=Count("*")))
