"""Counting a round from evidence: dossier by dossier, from the files' own measured pages and what people confirmed."""

from __future__ import annotations

import hashlib
import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from khoso.stages.acceptance import evidence
from khoso.stages.acceptance.models import AcceptanceRound, AcceptedDossier, RoundDossier, RoundItem
from khoso.stages.acceptance.rounds import sizes
from khoso.stages.acceptance.rules import AcceptanceFacts, RoundFacts, codes_against_in_round
from khoso.stages.acceptance.states import ALL_SIGNED, MINUTED
from khoso.stages.catalogue import queries as catalogue
from khoso.stages.digitisation import queries as digitisation
from khoso.stages.packages import queries as packages
from khoso.stages.recognition import queries as recognition

# A wave of many thousand dossiers is counted in parts, so that memory stays flat.
AT_ONCE = 300
FIELDS, PAGES = "field", "page"


@dataclass(slots=True)
class Standing:
    """What inspection says of the deliveries of a round."""

    defects: dict[str, int]
    lots: dict[str, list[tuple[str, str]]]

    def of(self, delivery_id: Any) -> tuple[bool, bool]:
        """Whether the delivery's pages were inspected by a person, and whether every lot of it passed."""
        found = self.lots.get(str(delivery_id), [])
        return any(units == PAGES for units, _ in found), all(state == "passed" for _, state in found)


@dataclass(slots=True)
class _Part:
    """Everything about some dossiers at once."""

    dossiers: dict[Any, Any]
    files: dict[Any, list[Any]]
    items: dict[Any, list[Any]]
    pages: dict[Any, str]
    confirmed: dict[Any, list[str]]
    stored: set[Any]
    backed_up: set[Any]
    chosen: dict[Any, Any] = field(default_factory=dict)


def dossiers_to_count(one: AcceptanceRound) -> tuple[dict[Any, Any], int]:
    """Delivery by dossier id of what this round counts, and how many dossiers are left out because another round has
    them or they were accepted before."""
    found: dict[Any, Any] = {}
    deliveries = list(one.deliveries.order_by("registered_at", "pk"))
    brought = digitisation.dossiers_by_delivery([delivery.pk for delivery in deliveries])
    for delivery in deliveries:
        for dossier in brought[delivery.pk]:
            found.setdefault(dossier, delivery.pk)
    taken = taken_elsewhere(one, list(found))
    return {dossier: delivery for dossier, delivery in found.items() if dossier not in taken}, len(taken)


def taken_elsewhere(one: AcceptanceRound, dossier_ids: list[Any]) -> set[Any]:
    """Those of the dossiers that were accepted already, or stand as accepted in a round that is being signed."""
    others = RoundDossier.objects.filter(
        dossier_id__in=dossier_ids, is_accepted=True, round__state__in=(MINUTED, ALL_SIGNED)
    )
    accepted = AcceptedDossier.objects.filter(dossier_id__in=dossier_ids).values_list("dossier_id", flat=True)
    return set(accepted) | set(others.exclude(round=one).values_list("dossier_id", flat=True))


def write_rows(one: AcceptanceRound) -> int:
    """Count the round anew: its rows replace those counted before. Returns how many dossiers were left out."""
    RoundItem.objects.filter(round=one).delete()
    RoundDossier.objects.filter(round=one).delete()
    to_count, left_out = dossiers_to_count(one)
    deliveries = list(one.deliveries.order_by().values_list("pk", flat=True))
    standing = Standing(evidence.open_defects_by_unit(deliveries), evidence.lots_standing(deliveries))
    keys = list(to_count)
    for start in range(0, len(keys), AT_ONCE):
        part = _read({key: to_count[key] for key in keys[start : start + AT_ONCE]}, deliveries)
        _write(one, part, to_count, standing)
    return left_out


def _read(asked: dict[Any, Any], deliveries: list[Any]) -> _Part:
    ids = list(asked)
    of_round = set(deliveries)
    files = {
        dossier: [file for file in rows if file.delivery_id in of_round]
        for dossier, rows in digitisation.files_of_dossiers(ids).items()
    }
    items: dict[Any, list[Any]] = defaultdict(list)
    for item in catalogue.every_item().filter(dossier_id__in=ids).order_by("dossier_id", "ordinal"):
        items[item.dossier_id].append(item)
    chosen: dict[Any, Any] = {}
    for rows in files.values():
        for file in rows:
            if file.item_id and file.is_readable:
                chosen.setdefault(file.item_id, file)
    pages: dict[Any, list[str]] = defaultdict(list)
    for file_id, width, height, dpi, is_blank in digitisation.measured_pages([one.pk for one in chosen.values()]):
        pages[file_id].append(sizes.CODES[sizes.size_of(width, height, dpi, is_blank=is_blank)])
    return _Part(
        catalogue.dossiers(ids),
        files,
        items,
        {file: "".join(found) for file, found in pages.items()},
        recognition.fields_filled(item for rows in items.values() for item in rows),
        packages.stored_among(ids),
        packages.backed_up_among(ids),
        chosen,
    )


def _write(one: AcceptanceRound, part: _Part, deliveries: dict[Any, Any], standing: Standing) -> None:
    entries, lines = [], []
    for dossier_id, dossier in part.dossiers.items():
        rows = [_line(one, item, dossier, part) for item in part.items[dossier_id]]
        reasons = _reasons(dossier, part, standing, deliveries[dossier_id])
        entries.append(
            RoundDossier(
                round=one,
                dossier_id=dossier_id,
                delivery_id=deliveries[dossier_id],
                is_accepted=not reasons,
                reasons=[list(reason) for reason in reasons],
                items=len(rows),
                pages=sum(row.small + row.a4 + row.a3 + row.other for row in rows),
                blanks=sum(row.blank for row in rows),
                fields=sum(row.field_count for row in rows),
            )
        )
        lines.append(rows)
    for entry, rows in zip(RoundDossier.objects.bulk_create(entries), lines, strict=True):
        for row in rows:
            row.entry = entry
    RoundItem.objects.bulk_create([row for rows in lines for row in rows], batch_size=2000)


def _line(one: AcceptanceRound, item: Any, dossier: Any, part: _Part) -> RoundItem:
    file = part.chosen.get(item.pk)
    letters = part.pages.get(file.pk, "") if file else ""
    counted = Counter(sizes.OF_CODE[letter] for letter in letters)
    fields = part.confirmed.get(item.pk, [])
    return RoundItem(
        round=one,
        item=item,
        file_id=file.pk if file else None,
        file_sha256=file.sha256 if file else "",
        condition=item.physical_condition_code or dossier.physical_condition_code,
        sizes=letters,
        **{size: counted[size] for size in sizes.CODES},
        fields=fields,
        field_count=len(fields),
    )


def _reasons(dossier: Any, part: _Part, standing: Standing, delivery_id: Any) -> list[tuple[str, int]]:
    items, files = part.items[dossier.pk], part.files.get(dossier.pk, [])
    is_inspected, is_passed = standing.of(delivery_id)
    units = [str(file.pk) for file in files] + [str(item.pk) for item in items]
    facts = AcceptanceFacts(
        is_stored=dossier.pk in part.stored,
        items=len(items),
        items_not_confirmed=sum(item.pk in part.chosen and item.pk not in part.confirmed for item in items),
        items_without_file=sum(item.pk not in part.chosen for item in items),
        is_legacy=bool(dossier.legacy_reason),
    )
    more = RoundFacts(
        files_unchecked=sum(file.is_open for file in files),
        files_stopped=sum(not file.is_open and file.state in ("refused", "quarantined") for file in files),
        open_defects=sum(standing.defects.get(unit, 0) for unit in units),
        is_inspected=is_inspected,
        is_lot_passed=is_passed,
        is_backed_up=dossier.pk in part.backed_up,
    )
    return codes_against_in_round(facts, more)


def digest_of(one: AcceptanceRound) -> str:
    """SHA-256 over every counted row, in an order of their own: whoever changes one afterwards is seen."""
    sha = hashlib.sha256()
    for line in _rows(one):
        sha.update(json.dumps(line, ensure_ascii=False, separators=(",", ":"), default=str).encode())
        sha.update(b"\n")
    return sha.hexdigest()


def _rows(one: AcceptanceRound) -> Iterator[Iterable[Any]]:
    dossiers = RoundDossier.objects.filter(round=one).order_by("dossier_id")
    columns = ("dossier_id", "delivery_id", "is_accepted", "reasons", "items", "pages", "blanks", "fields")
    yield from dossiers.values_list(*columns).iterator(chunk_size=2000)
    items = RoundItem.objects.filter(round=one).order_by("item_id")
    more = ("entry__dossier_id", "item_id", "file_id", "file_sha256", "condition", "sizes", "small", "a4", "a3")
    yield from items.values_list(*more, "other", "blank", "fields", "field_count").iterator(chunk_size=2000)
