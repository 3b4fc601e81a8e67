"""The compact list of a delivery's pages that the gallery draws itself from."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder

from khoso.stages.digitisation import queries as digitisation
from khoso.stages.digitisation.labels import finding_label
from khoso.stages.inspection.gallery import marking, queries
from khoso.stages.inspection.gallery.queries import ShownFile

# What is wrong with a file as such (its format, its name) no eye sees on a page.
OF_PAGES = ("page.",)
FIRST_SCREEN = 60


def index_of(delivery: Any, files: list[ShownFile], lot: Any = None) -> dict[str, Any]:
    """Files with how many pages, doubts, units of the lot, and defects, by the place of a page in the delivery."""
    codes, doubts = doubts_of(delivery.pk, files)
    dossiers: dict[Any, int] = {}
    named: list[list[str]] = []
    rows = []
    for one in files:
        if one.dossier not in dossiers:
            dossiers[one.dossier] = len(named)
            named.append([one.dossier_code, one.dossier_title])
        rows.append([str(one.id), one.label, dossiers[one.dossier], one.pages, int(bool(one.pack))])
    return {
        "v": queries.version_of(files),
        "files": rows,
        "dossiers": named,
        "codes": [[code, finding_label(code)] for code in codes],
        "doubts": doubts,
        **_marked(delivery, files, lot),
    }


def doubts_of(delivery_id: Any, files: list[ShownFile]) -> tuple[list[str], dict[int, list[int]]]:
    """Codes, and by the place of a page which of them the machine said of it."""
    first = {one.id: one for one in files}
    codes: dict[str, int] = {}
    doubts: dict[int, list[int]] = defaultdict(list)
    rows = digitisation.findings(delivery_id).filter(severity__in=("error", "warning"), file_id__isnull=False)
    for file_id, code, page in rows.order_by("pk").values_list("file_id", "code", "page"):
        one = first.get(file_id)
        if one is not None and code.startswith(OF_PAGES) and 1 <= (page or 1) <= one.pages:
            number = codes.setdefault(code, len(codes))
            place = one.first + (page or 1) - 1
            if number not in doubts[place]:
                doubts[place].append(number)
    return list(codes), dict(sorted(doubts.items()))


def _marked(delivery: Any, files: list[ShownFile], lot: Any) -> dict[str, Any]:
    first = {str(one.id): one for one in files}

    def place(unit_key: str) -> int | None:
        file_id, _, page = unit_key.rpartition(":")
        one = first.get(file_id)
        return one.first + int(page) - 1 if one and page.isdecimal() and 1 <= int(page) <= one.pages else None

    defects = []
    for defect in marking.defects_of(delivery.pk):
        at = place(defect.unit_key)
        if at is not None:
            defects.append({"p": at, **marking.told_of(defect)})
    units: dict[int, list[str]] = {}
    for key, *said in marking.units_of(lot):
        at = place(key)
        if at is not None:
            units[at] = said
    return {"defects": defects, "units": dict(sorted(units.items()))}


def first_places(index: dict[str, Any], *, of_lot: bool) -> list[int]:
    """The pages the first screen shows, so that their pictures can be on the way before a script asks."""
    total = sum(row[3] for row in index["files"])
    if of_lot and index["units"]:
        return list(index["units"])[:FIRST_SCREEN]
    return list(range(min(total, FIRST_SCREEN)))


class Compact(DjangoJSONEncoder):
    """Letters as they are and nothing between: a third of the bytes."""

    def __init__(self, **asked: Any) -> None:
        super().__init__(**{**asked, "ensure_ascii": False, "separators": (",", ":")})


def as_ranges(places: list[int]) -> str:
    """`[0, 1, 2, 5]` as `0-2,5`: what the address of pictures names them by."""
    told: list[str] = []
    start = last = None
    for place in [*places, None]:
        if last is not None and place == last + 1:
            last = place
            continue
        if start is not None:
            told.append(str(start) if start == last else f"{start}-{last}")
        start = last = place
    return ",".join(told)


def from_ranges(text: str, *, most: int) -> list[int]:
    """The places an address names, at most `most`; what is no range is left out."""
    found: list[int] = []
    for part in text[:4000].split(","):
        start, _, end = part.partition("-")
        if not (start.isascii() and start.isdigit()) or (end and not (end.isascii() and end.isdigit())):
            continue
        low, high = int(start[:9]), int((end or start)[:9])
        found.extend(range(low, min(high + 1, low + most)))
        if len(found) >= most:
            break
    return found[:most]
