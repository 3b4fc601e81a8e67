"""Which file belongs to which row, and to which dossier the files without a row belong.

Nothing is opened here: names are compared with names. A path that leads out of the delivery can still name a
delivered file by its last parts, because only files of the given list are ever chosen.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import PurePosixPath

from khoso.kernel.findings import Finding, Severity
from khoso.kernel.text_vi import fold
from khoso.stages.catalogue.compute.checks import gaps, path_key
from khoso.stages.catalogue.compute.notes import ranges
from khoso.stages.catalogue.compute.rows import DossierRow, ItemRow

_COVER = re.compile(r"^(bia|cover)([\W_]|\d|$)")
_INVENTORY = re.compile(r"^(mlvb|mlhs|muc[\W_]*luc)([\W_]|\d|$|van|ho)")
_NOT_RECORDS = re.compile(
    r"^(thumbs\.db|desktop\.ini|\.ds_store|~\$.*|\._.*)$|\.(xlsx?|xlsm|csv|tsv|json|log|md5|sha256|sha512|tmp|lnk)$"
)
_BOX_FOLDER = re.compile(r"^(?:hop|cap)[\W_]*(?:so)?[\W_]*0*(\d+)$")
_DOSSIER_FOLDER = re.compile(r"^(?:ho[\W_]*so|hs|dvbq)[\W_]*(?:so)?[\W_]*0*(\d+)$")
_LAST_NUMBER = re.compile(r"(\d+)$")


@dataclass(frozen=True, slots=True)
class Pair:
    """A row and its file. `how`: exact, folded (case, accents, slashes differ) or name (only the last parts agree)."""

    row: int
    dossier: str
    file: str
    how: str


@dataclass(frozen=True, slots=True)
class UnlistedFile:
    """A file no row speaks of. `dossier` is None when its folder tells nothing; `box` and `number` as the folder says.

    `ordinal` is the number its name ends with.
    """

    file: str
    dossier: str | None
    box: str = ""
    number: str = ""
    ordinal: int | None = None


@dataclass(frozen=True, slots=True)
class Companion:
    """A file about a dossier that is none of its items: `kind` is cover or inventory."""

    file: str
    kind: str
    dossier: str | None


@dataclass(slots=True)
class Pairing:
    """Every row and every file is in exactly one of these lists.

    `contested` maps a file to the rows that all claim it: none of them is paired. `others` are files that hold no
    record (the workbook itself, Thumbs.db).
    """

    pairs: list[Pair] = field(default_factory=list)
    rows_without_file: list[ItemRow] = field(default_factory=list)
    files_without_row: list[UnlistedFile] = field(default_factory=list)
    companions: list[Companion] = field(default_factory=list)
    contested: dict[str, list[ItemRow]] = field(default_factory=dict)
    others: list[str] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)


def pair(items: Sequence[ItemRow], dossiers: Sequence[DossierRow], files: Sequence[str]) -> Pairing:
    """Match rows with `files` (relative, forward slashes) and say what is left over on either side."""
    result = Pairing()
    claims = _claims(items, files)
    claimed: dict[str, list[tuple[ItemRow, str]]] = defaultdict(list)
    for item, found in zip(items, claims, strict=True):
        if found is None:
            result.rows_without_file.append(item)
        else:
            claimed[found[0]].append((item, found[1]))
    for file, who in claimed.items():
        if len(who) == 1:
            result.pairs.append(Pair(who[0][0].row, who[0][0].dossier, file, who[0][1]))
        else:
            result.contested[file] = [item for item, _ in who]
    result.pairs.sort(key=lambda one: one.row)
    _sort_leftovers(result, items, dossiers, [file for file in files if file not in claimed])
    _tell(result, dossiers, items)
    return result


def _claims(items: Sequence[ItemRow], files: Sequence[str]) -> list[tuple[str, str] | None]:
    exact = set(files)
    folded: dict[str, list[str]] = defaultdict(list)
    by_name: dict[str, list[str]] = defaultdict(list)
    for file in files:
        key = path_key(file)
        folded[key].append(file)
        by_name[key.rpartition("/")[2]].append(file)
    return [_claim(item, exact, folded, by_name) for item in items]


def _claim(
    item: ItemRow, exact: set[str], folded: dict[str, list[str]], by_name: dict[str, list[str]]
) -> tuple[str, str] | None:
    wanted = item.file_path or item.file_path_typed.replace("\\", "/")
    if not wanted.strip("/ "):
        return None
    if wanted in exact:
        return wanted, "exact"
    key = path_key(wanted)
    if len(same := folded.get(key, [])) == 1:
        return same[0], "folded"
    candidates = by_name.get(key.rpartition("/")[2], [])
    if len(candidates) == 1:
        return candidates[0], "name"
    # Every dossier has its 001.pdf: the folders before the name must then decide, and alone.
    shared = sorted(((_shared_tail(key, path_key(file)), file) for file in candidates), reverse=True)
    if len(shared) > 1 and shared[0][0] >= 2 and shared[0][0] > shared[1][0]:
        return shared[0][1], "name"
    return None


def _shared_tail(one: str, other: str) -> int:
    count = 0
    for left, right in zip(reversed(one.split("/")), reversed(other.split("/")), strict=False):
        if left != right:
            break
        count += 1
    return count


def _folder(path: str) -> str:
    return path_key(path).rpartition("/")[0]


def _folders_of_dossiers(result: Pairing, items: Sequence[ItemRow]) -> dict[str, str]:
    """Folder → dossier, by what most rows that point into the folder belong to."""
    votes: dict[str, Counter[str]] = defaultdict(Counter)
    for item in items:
        if item.file_path:
            votes[_folder(item.file_path)][item.dossier] += 1
    for one in result.pairs:
        votes[_folder(one.file)][one.dossier] += 2
    return {folder: count.most_common(1)[0][0] for folder, count in votes.items() if folder}


def _by_folder_names(file: str) -> tuple[str, str]:
    """Box and dossier number that the folders' names speak of, without leading zeros; empty when they do not."""
    box = number = ""
    for part in reversed(PurePosixPath(path_key(file)).parts[:-1]):
        if not number and (match := _DOSSIER_FOLDER.match(part)):
            number = match[1]
        elif not box and (match := _BOX_FOLDER.match(part)):
            box = match[1]
    return box, number


def _plain(number: str) -> str:
    match = re.match(r"\D*0*(\d+)", number)
    return match[1] if match else fold(number)


def _dossier_of(file: str, folders: dict[str, str], dossiers: Sequence[DossierRow]) -> tuple[str | None, str, str]:
    box, number = _by_folder_names(file)
    if (known := folders.get(_folder(file))) is not None:
        return known, box, number
    same = [d for d in dossiers if number and _plain(d.dossier_number) == number and (not box or _plain(d.box) == box)]
    return (same[0].key if len(same) == 1 else None), box, number


def _sort_leftovers(
    result: Pairing, items: Sequence[ItemRow], dossiers: Sequence[DossierRow], left: Sequence[str]
) -> None:
    folders = _folders_of_dossiers(result, items)
    for file in left:
        name = path_key(file).rpartition("/")[2]
        dossier, box, number = _dossier_of(file, folders, dossiers)
        if _NOT_RECORDS.search(name):
            result.others.append(file)
        elif _COVER.match(name) or _INVENTORY.match(name):
            result.companions.append(Companion(file, "cover" if _COVER.match(name) else "inventory", dossier))
        else:
            two = [digits.zfill(2) if digits else "" for digits in (box, number)]
            result.files_without_row.append(UnlistedFile(file, dossier, two[0], two[1], ordinal_of(file)))


def ordinal_of(file: str) -> int | None:
    """The number a file's name ends with: `…K4.01.01.056.pdf` → 56. None when it ends otherwise."""
    match = _LAST_NUMBER.search(PurePosixPath(file).stem)
    return int(match[1]) if match and len(match[1]) <= 7 else None


def _tell(result: Pairing, dossiers: Sequence[DossierRow], items: Sequence[ItemRow]) -> None:
    say = result.findings.append
    for item in result.rows_without_file:
        named = f"tệp {item.file_path or item.file_path_typed}" if item.file_path_typed else "tệp nào"
        what = "không có trong lô giao nộp" if item.file_path_typed else "(ô đường dẫn trống)"
        say(
            Finding("pairing.row_without_file", Severity.ERROR, f"Dòng {item.row}: {named} {what}.", f"dòng {item.row}")
        )
    for file, rows in result.contested.items():
        for item in rows:
            others = ranges([other.row for other in rows])
            say(
                Finding(
                    "pairing.duplicate_file",
                    Severity.ERROR,
                    f"Các dòng {others} cùng trỏ tới {file}. Mỗi tệp chỉ được một dòng; hãy sửa đường dẫn.",
                    f"dòng {item.row}",
                )
            )
    for one in result.files_without_row:
        place = "" if one.dossier else " và chưa rõ thuộc hồ sơ nào"
        message = f"{one.file} không có dòng nào trong bảng kê{place}. Hãy thêm dòng hoặc bỏ tệp."
        say(Finding("pairing.file_without_row", Severity.WARNING, message, one.file))
    for file in result.others:
        say(Finding("pairing.not_a_record", Severity.INFO, f"{file} không phải tài liệu; để ngoài.", file))
    _tell_dossiers(result, dossiers, items)


def _tell_dossiers(result: Pairing, dossiers: Sequence[DossierRow], items: Sequence[ItemRow]) -> None:
    rows = Counter(item.dossier for item in items)
    files: dict[str, list[str]] = defaultdict(list)
    for one in result.pairs:
        files[one.dossier].append(one.file)
    for unlisted in result.files_without_row:
        if unlisted.dossier:
            files[unlisted.dossier].append(unlisted.file)
    for file, claimants in result.contested.items():
        files[claimants[0].dossier].append(file)
    for dossier in dossiers:
        mine = files.get(dossier.key, [])
        name = f"Hồ sơ {dossier.dossier_number or dossier.dossier_code or dossier.title[:60]}"
        name += f" (hộp {dossier.box})" if dossier.box else ""
        if not mine:
            result.findings.append(
                Finding(
                    "pairing.dossier_without_files",
                    Severity.ERROR,
                    f"{name}: không có tệp nào trong lô giao nộp.",
                    dossier.key,
                )
            )
            continue
        declared = dossier.declared_item_count
        if len({declared if declared is not None else len(mine), rows[dossier.key], len(mine)}) > 1:
            says = f"khai {declared} văn bản" if declared is not None else "không khai số văn bản"
            message = f"{name}: {says}, bảng kê có {rows[dossier.key]} dòng, lô có {len(mine)} tệp."
            result.findings.append(Finding("pairing.count_disagrees", Severity.WARNING, message, dossier.key))
        numbers = [number for file in mine if (number := ordinal_of(file)) is not None]
        missing = gaps(numbers, first=1)
        if missing:
            result.findings.append(
                Finding(
                    "pairing.number_gap", Severity.WARNING, f"{name}: thiếu tệp mang số {ranges(missing)}.", dossier.key
                )
            )
