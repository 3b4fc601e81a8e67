"""A second copy of objects on another root: made, compared and used to mend a damaged one."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from khoso.engines.blobs.durable import make_dirs, sync_dir
from khoso.kernel.findings import Finding, Severity, worst
from khoso.stages.repository.compute import ocfl_work as area
from khoso.stages.repository.compute.digests import hash_file
from khoso.stages.repository.compute.ocfl_errors import ObjectDamaged, ObjectMissing, ReplicaDiffers
from khoso.stages.repository.compute.ocfl_inventory import Inventory, version_number
from khoso.stages.repository.compute.ocfl_judge import judge_object
from khoso.stages.repository.compute.ocfl_root import StorageRoot
from khoso.stages.repository.compute.ocfl_stage import (
    ALGORITHM,
    INVENTORY,
    SIDECAR,
    copy_in,
    prove,
    sync_tree,
    write_inventory,
)


def copy_object(source: StorageRoot, target: StorageRoot, object_id: str) -> list[str]:
    """Bring the object on `target` up to its newest version on `source`, byte for byte and read back.

    Returns the versions copied, oldest first, [] when none was missing. Raises `ObjectMissing`, `ObjectDamaged` (damage
    is never copied), `ReplicaDiffers` when the target's history is not the beginning of the source's, `DiskFull`.
    """
    made = source.inventory(object_id)
    place = source.place(object_id)
    with target.writing(object_id) as work:
        if not target.exists(object_id):
            # The judging that follows reads every byte back.
            prove(_copy_object(place, work / "object", made), read_back=False)
            _expect_sound(work / "object", object_id)
            sync_tree(work / "object")
            area.publish_first(work / "object", target.place(object_id), target.path)
            return made.version_names()
        have = target.inventory(object_id)
        _expect_same_history(have, made, object_id)
        after = [name for name in made.version_names() if version_number(name) > version_number(have.head)]
        for name in after:
            if area.proved_inventory(place, name) is None:
                raise ObjectDamaged(
                    f"Bản kê {name} của {object_id} đã hỏng ở nguồn; khôi phục nguồn trước khi sao chép."
                )
            written = _copy_tree(place / name, work / name, made, f"{name}/")
            for kept in (INVENTORY, SIDECAR):
                written[work / kept] = copy_in(place / name / kept, work / kept, f"{name}/{kept}").digests[ALGORITHM]
            prove(written)
            sync_tree(work)
            area.publish_next(work, target.place(object_id), name)
    return after


def compare(first: StorageRoot, second: StorageRoot) -> Iterator[Finding]:
    """What differs between two roots by their inventories; `where` is the object's id. Content is `verify`'s work."""
    for object_id in first.objects():
        if not second.exists(object_id):
            yield _differs("replica.missing", object_id, "chưa có ở bản sao; chạy sao chép")
            continue
        try:
            mine, theirs = first.inventory(object_id), second.inventory(object_id)
        except ObjectDamaged as error:
            yield _differs("replica.damaged", object_id, error.message)
            continue
        if mine.raw == theirs.raw:
            continue
        if mine.head != theirs.head and _is_beginning(theirs, mine):
            yield _differs("replica.behind", object_id, f"bản sao mới có đến {theirs.head}; chạy sao chép")
        else:
            yield _differs("replica.differs", object_id, "hai bản kê khác nhau; cần người xem bản nào đúng")
    for object_id in second.objects():
        if not first.exists(object_id):
            yield _differs("replica.extra", object_id, "chỉ có ở bản sao; khôi phục về kho chính nếu cần")


def repair(object_id: str, source: StorageRoot, target: StorageRoot) -> list[str]:
    """Replace every damaged or missing file of the object on `target` by the sound one of `source`.

    Returns the paths replaced, relative to the object. The source's copy is proved whole first. Raises
    `ObjectMissing`, `ObjectDamaged` when the source's copy is damaged too or damage stays, `ReplicaDiffers` when the
    target tells another history or a longer one.
    """
    good = source.place(object_id)
    if not good.is_dir():
        raise ObjectMissing(f"Bản sao không có đối tượng {object_id}; tìm ở bản sao khác.")
    _expect_sound(good, object_id)
    if not target.exists(object_id):
        copy_object(source, target, object_id)
        return sorted(_files(target.place(object_id)))
    _expect_no_other_history(object_id, source, target)
    with target.mending(object_id) as work:
        changed = _replace_damaged(good, target.place(object_id), work)
    _expect_sound(target.place(object_id), object_id)
    return changed


def _replace_damaged(good: Path, place: Path, work: Path) -> list[str]:
    changed = []
    # Root inventory and sidecar last: until then a killed repair leaves an object that still asks for repair.
    for path in sorted(_files(good), key=lambda path: ("/" not in path, path)):
        wanted = hash_file(good / path, (ALGORITHM,)).digests
        try:
            if hash_file(place / path, (ALGORITHM,)).digests == wanted:
                continue
        except OSError:
            pass  # missing or unreadable: replaced below
        fresh = work / "mend"
        prove({fresh: copy_in(good / path, fresh, path).digests[ALGORITHM]})
        make_dirs((place / path).parent, inside=place)
        fresh.replace(place / path)
        sync_dir((place / path).parent)
        changed.append(path)
    return changed


def _copy_object(place: Path, target: Path, made: Inventory) -> dict[Path, str]:
    """Copy the versions `made` knows: one being published meanwhile is left for the next time."""
    target.mkdir()
    written: dict[Path, str] = {}
    for entry in sorted(place.iterdir()):
        if entry.is_dir() and (entry.name in made.states or not version_number(entry.name)):
            written |= _copy_tree(entry, target / entry.name, made, f"{entry.name}/")
        elif entry.is_file() and entry.name not in (INVENTORY, SIDECAR):
            written[target / entry.name] = copy_in(entry, target / entry.name, entry.name).digests[ALGORITHM]
    write_inventory(target, made.raw)
    return written


def _copy_tree(source: Path, target: Path, made: Inventory, prefix: str) -> dict[Path, str]:
    """Copy every file, holding content against the manifest on the way. Returns {copy: SHA-512}, still to be proved."""
    digests = made.content_paths() if made.algorithm == ALGORITHM else {}
    written = {}
    for path in sorted(_files(source)):
        (target / path).parent.mkdir(parents=True, exist_ok=True)
        copied = copy_in(source / path, target / path, path).digests[ALGORITHM]
        if digests.get(prefix + path, copied).lower() != copied:
            raise ObjectDamaged(
                f"Tệp {prefix}{path} của {made.id} đã hỏng ở nguồn; khôi phục nguồn trước khi sao chép."
            )
        written[target / path] = copied
    return written


def _files(folder: Path) -> Iterator[str]:
    for base, _, names in os.walk(folder):
        for name in names:
            yield Path(base, name).relative_to(folder).as_posix()


def _expect_sound(place: Path, object_id: str) -> None:
    found = judge_object(place)
    if worst(found) is Severity.ERROR:
        first = next(one for one in found if one.severity is Severity.ERROR)
        raise ObjectDamaged(
            f"Đối tượng {object_id} hỏng tại {first.where} ({first.code}); dùng bản sao khác để khôi phục."
        )


def _expect_same_history(have: Inventory, made: Inventory, object_id: str) -> None:
    if have.raw != made.raw and not _is_beginning(have, made):
        raise ReplicaDiffers(f"Hai bản của đối tượng {object_id} có lịch sử khác nhau; cần người xem bản nào đúng.")


def _expect_no_other_history(object_id: str, source: StorageRoot, target: StorageRoot) -> None:
    made = source.inventory(object_id)
    # A damaged inventory proves nothing; its version folders still tell when the source is the older one.
    other = version_number(area.newest_folder(target.place(object_id))) > version_number(made.head)
    with suppress(ObjectDamaged):
        other = other or target.inventory(object_id).raw != made.raw
    if other:
        raise ReplicaDiffers(
            f"Hai bản của đối tượng {object_id} không cùng phiên bản; chạy sao chép trước khi khôi phục."
        )


def _is_beginning(older: Inventory, newer: Inventory) -> bool:
    versions = newer.data["versions"]
    return older.id == newer.id and all(versions.get(name) == block for name, block in older.data["versions"].items())


def _differs(code: str, object_id: str, said: str) -> Finding:
    return Finding(code, Severity.ERROR, f"Đối tượng {object_id}: {said}.", object_id)
