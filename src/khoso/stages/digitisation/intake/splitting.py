"""Files of many documents: where they are cut is proposed, decided, and done so that it can be done again.

The file that was cut stays in the store under its digest; every part names it in its provenance.
"""

from __future__ import annotations

import tempfile
from collections import defaultdict
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path, PurePosixPath
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from khoso.engines import blobs
from khoso.engines.limits import Limits, run_limited
from khoso.foundation.audit.actions import record
from khoso.foundation.provenance import agents
from khoso.foundation.provenance.actions import record_event
from khoso.foundation.provenance.events import EventType
from khoso.kernel import clock
from khoso.kernel.errors import KhosoError
from khoso.kernel.findings import Finding, Severity
from khoso.stages.catalogue.compute.pairing import Pairing, pair
from khoso.stages.catalogue.compute.rows import CatalogueReading, ItemRow
from khoso.stages.digitisation import actions as room
from khoso.stages.digitisation import states
from khoso.stages.digitisation.compute import cutting, separators
from khoso.stages.digitisation.compute.extents import Extent, parts_by_catalogue
from khoso.stages.digitisation.compute.separators import BLANK, SEPARATOR, Part
from khoso.stages.digitisation.intake import by_catalogue, queries
from khoso.stages.digitisation.intake.errors import SplitRefused, UploadNotAllowed
from khoso.stages.digitisation.intake.sources import Source
from khoso.stages.digitisation.models import Delivery, DeliveryFile, FileSplit, SplitPart
from khoso.stages.digitisation.permissions import can_deliver

_ENDINGS = {".pdf", ".tif", ".tiff"}
_LOOK = Limits(seconds=600, memory_bytes=2 * 2**30)
_CUT = Limits(seconds=600, memory_bytes=2 * 2**30, file_bytes=5 * 2**30)


def cut(delivery: Delivery, source: Source, reading: CatalogueReading) -> set[str]:
    """Put the parts of cut files into `source` and point the rows at them; the paths that wait for a decision."""
    known = {(one.path, one.sha256): one for one in FileSplit.objects.filter(delivery=delivery)}
    waiting = set()
    for path, rows in _candidates(source, reading, {path for path, _digest in known}):
        place = source.place(path)
        digest, _size = source.kept(path)
        split = known.get((path, digest))
        if split is None and place is not None:
            sheets = next(
                (one.declared_sheet_count for one in reading.dossiers if rows and one.key == rows[0].dossier), 0
            )
            split = _propose(delivery, path, digest, place, rows, sheets)
        if split is None or split.state == states.DECLINED:
            continue
        if split.state == states.PROPOSED:
            waiting.add(path)
            continue
        _take_parts(split, source, reading)
    return waiting


def _candidates(source: Source, reading: CatalogueReading, decided: set[str]) -> list[tuple[str, list[ItemRow]]]:
    """(path, rows it may hold) of each file that no row speaks of and that may hold several items."""
    pairing = pair(reading.items, reading.dossiers, source.paths)
    rows: dict[str, list[ItemRow]] = defaultdict(list)
    for item in pairing.rows_without_file:
        rows[item.dossier].append(item)
    codes = {row.key: (row.dossier_code or "").upper() for row in reading.dossiers}
    by_code = {code: key for key, code in codes.items() if code}
    told = []
    for one in pairing.files_without_row:
        if PurePosixPath(one.file).suffix.lower() not in _ENDINGS:
            continue
        stem = by_catalogue.codes_in(one.file)[-1][0]
        dossier = one.dossier or by_code.get(stem) or _only_dossier(reading, pairing)
        mine = rows.get(dossier or "", [])
        if len(mine) > 1 or one.file in decided or (dossier is None and one.ordinal is None):
            told.append((one.file, mine))
    return told


def _only_dossier(reading: CatalogueReading, pairing: Pairing) -> str | None:
    return reading.dossiers[0].key if len(reading.dossiers) == 1 and len(pairing.files_without_row) == 1 else None


def _propose(
    delivery: Delivery, path: str, digest: str, place: Path, rows: Sequence[ItemRow], sheets: int | None
) -> FileSplit | None:
    """Where the machine would cut this file; None when it holds one document as far as anybody can tell."""
    try:
        pages = run_limited(cutting.page_count, place, limits=_LOOK)
        if pages < 2:
            return None
        how, parts = _where(place, pages, rows, sheets)
    except KhosoError:
        # What cannot be opened is told by the check of the file, in words about the file.
        return None
    if len(parts) < 2:
        return None
    ordinals = [row.ordinal for row in sorted(rows, key=lambda row: (row.ordinal or 0, row.row)) if row.ordinal]
    agrees = how != "blanks" and len(parts) == len(rows) == len(ordinals)
    if len(ordinals) != len(parts):
        ordinals = list(range(1, len(parts) + 1))
    return _keep_proposal(delivery, path, digest, pages, how, parts, ordinals, rows, agrees=agrees)


def _where(place: Path, pages: int, rows: Sequence[ItemRow], sheets: int | None) -> tuple[str, list[Part]]:
    """By what the file is cut, and where: separators count most, then the catalogue, then blank sheets."""
    kinds = run_limited(separators.kinds_of_pages, place, limits=_LOOK)
    if SEPARATOR in kinds:
        return "separators", separators.parts_between(kinds, at_blanks=False)
    extents = [Extent(row.ordinal, row.sheet, row.sheet_count, row.page_count) for row in rows if row.ordinal]
    if len(extents) == len(rows) and (by_rows := parts_by_catalogue(extents, pages, sheets)):
        return "sheets", [part for _ordinal, part in by_rows]
    if BLANK in kinds and rows:
        return "blanks", separators.parts_between(kinds, at_blanks=True)
    return "", []


@transaction.atomic
def _keep_proposal(
    delivery: Delivery,
    path: str,
    digest: str,
    pages: int,
    how: str,
    parts: Sequence[Part],
    ordinals: Sequence[int],
    rows: Sequence[ItemRow],
    *,
    agrees: bool,
) -> FileSplit:
    facts = {
        "page_count": pages,
        "how": how,
        "dossier": rows[0].dossier[:300] if rows else "",
        "parts": [
            {"ordinal": ordinal, "first": part.first, "last": part.last}
            for ordinal, part in zip(ordinals, parts, strict=True)
        ],
        # Equal counts by separators or by the catalogue's own numbers leave nothing to decide.
        "state": states.SPLIT_STATES.next(states.PROPOSED, "agree") if agrees else states.PROPOSED,
        "made_at": clock.now(),
    }
    split, made = FileSplit.objects.get_or_create(delivery=delivery, path=path, sha256=digest, defaults=facts)
    if made:
        details = {"path": path, "parts": len(parts), "how": how, "state": split.state}
        record("digitisation.split.propose", subject=("delivery", delivery.pk), details=details)
    return split


def _take_parts(split: FileSplit, source: Source, reading: CatalogueReading) -> None:
    """Make the parts, once, and let the rows of the dossier point at them."""
    made = list(split.made_parts.all()) or _make_parts(split, source)
    rows = {(item.dossier, item.ordinal): item for item in reading.items}
    source.paths.remove(split.path)
    for part in made:
        source.parts[part.path] = (part.sha256, part.size)
        source.paths.append(part.path)
        row = rows.get((split.dossier, part.ordinal))
        if row is not None:
            row.file_path = row.file_path_typed = part.path
    source.paths.sort()


def _make_parts(split: FileSplit, source: Source) -> list[SplitPart]:
    place = source.place(split.path)
    assert place is not None
    wanted = [Part(one["first"], one["last"]) for one in split.parts]
    with tempfile.TemporaryDirectory(prefix="khoso-tach-") as folder:
        files = run_limited(cutting.cut_file, place, wanted, Path(folder), limits=_CUT)
        kept = [blobs.store().put_file(file) for file in files]
    names = _names(split, files[0].suffix if files else ".pdf")
    with transaction.atomic():
        split.made_parts.all().delete()
        return SplitPart.objects.bulk_create(
            SplitPart(
                split=split,
                ordinal=one["ordinal"],
                first=one["first"],
                last=one["last"],
                path=names[one["ordinal"]],
                sha256=ref.sha256,
                size=ref.size,
            )
            for one, ref in zip(split.parts, kept, strict=True)
        )


def _names(split: FileSplit, ending: str) -> dict[int, str]:
    """# Luật: TT 05/2025 Đ.8.1.d: mã hồ sơ.số thứ tự"""
    whole = PurePosixPath(split.path)
    stem = split.code or by_catalogue.codes_in(split.path)[-1][0]
    # A folder of its own: two dossiers scanned into one place do not claim each other's names.
    return {
        one["ordinal"]: (whole.parent / f"{whole.stem}.tach" / f"{stem}.{one['ordinal']:03d}{ending}").as_posix()
        for one in split.parts
    }


def note_provenance(delivery: Delivery) -> None:
    """Say of every registered part which pages of which file it is."""
    parts = SplitPart.objects.filter(split__delivery=delivery).select_related("split")
    files = {row.path: row for row in DeliveryFile.objects.filter(delivery=delivery, path__in=[p.path for p in parts])}
    for part in parts:
        file = files.get(part.path)
        if file is None or file.sha256 != part.sha256:
            continue
        record_event(
            EventType.CREATION,
            subject=("file", file.pk),
            agents=[agents.house()],
            once=part.sha256,
            sources=[("split", part.split_id)],
            detail=f"Trang {part.first}–{part.last} của «{part.split.path}», SHA-256 {part.split.sha256}, "
            "hình ảnh trang giữ nguyên",
        )


def waiting_finding(path: str) -> Finding:
    """The finding about a file that waits for a person to say where it is cut."""
    message = f"{path}: máy thấy tệp chứa nhiều tài liệu, chờ người xác nhận chỗ tách; chưa đưa vào hồ sơ nào."
    return Finding("pairing.split_waiting", Severity.WARNING, message, where=path)


def checked_parts(split: FileSplit, said: Sequence[tuple[Any, Any, Any]]) -> list[dict[str, int]]:
    """Parts as a person wrote them: (ordinal, first, last). Raises SplitRefused."""
    told: list[dict[str, int]] = []
    try:
        parts = sorted((int(ordinal), int(first), int(last)) for ordinal, first, last in said)
    except (TypeError, ValueError):
        raise SplitRefused(_("Chưa ghi: số thứ tự và số trang phải là số.")) from None
    for ordinal, first, last in parts:
        if not (ordinal >= 1 and 1 <= first <= last <= split.page_count):
            raise SplitRefused(_("Chưa ghi: có phần nằm ngoài số trang của tệp."))
        told.append({"ordinal": ordinal, "first": first, "last": last})
    if not told:
        raise SplitRefused(_("Chưa ghi: phải có ít nhất một phần."))
    if len({one["ordinal"] for one in told}) != len(told):
        raise SplitRefused(_("Chưa ghi: hai phần cùng một số thứ tự."))
    by_page = sorted(told, key=lambda one: one["first"])
    if any(one["last"] >= following["first"] for one, following in pairwise(by_page)):
        raise SplitRefused(_("Chưa ghi: hai phần chồng lên nhau."))
    return told


@transaction.atomic
def confirm(split: FileSplit, said: Sequence[tuple[Any, Any, Any]], *, dossier: str, code: str, by: Any) -> None:
    """A person says where the file is cut and into which dossier. Its delivery is read again.

    Raises SplitRefused, UploadNotAllowed.
    """
    split = _held(split, by)
    if not dossier:
        raise SplitRefused(_("Chưa ghi: chọn hồ sơ mà tệp này thuộc về."))
    split.parts, split.dossier, split.code = checked_parts(split, said), dossier[:300], code[:100]
    _decide(split, "confirm", by)


@transaction.atomic
def decline(split: FileSplit, *, by: Any) -> None:
    """A person says the file is one document. Raises UploadNotAllowed."""
    _decide(_held(split, by), "decline", by)


def _held(split: FileSplit, by: Any) -> FileSplit:
    split = FileSplit.objects.select_for_update(of=("self",)).select_related("delivery__agency").get(pk=split.pk)
    if not can_deliver(by, split.delivery):
        raise UploadNotAllowed(_("Chưa ghi: anh/chị không giao ảnh quét của cơ quan này."))
    if not any(one.pk == split.pk for one in queries.splits_of(split.delivery)):
        # Luật: KH 82 II: what holds a page in quarantine is not cut again.
        raise SplitRefused(_("Chưa ghi: không tách được tệp này lúc này; tệp giữ nguyên."))
    return split


def _decide(split: FileSplit, action: str, by: Any) -> None:
    split.state = states.SPLIT_STATES.next(split.state, action)
    split.decided_by, split.decided_at = by, clock.now()
    split.save()
    split.made_parts.all().delete()
    details = {"path": split.path, "state": split.state, "parts": len(split.parts)}
    agency = split.delivery.agency.code
    record("digitisation.split.decide", subject=("delivery", split.delivery_id), agency=agency, details=details)
    room.read_again(split.delivery_id)
