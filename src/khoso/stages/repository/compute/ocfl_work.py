"""The work area of a storage root: where versions are built, and how what a killed writer left is put right.

The specification allows only object folders and extensions under a root, so the area is `extensions/khoso-work`. It
is on the root's own disk, which makes publishing one rename, and it exists only while something is being written.
"""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

from khoso.engines.blobs.durable import lock_file, make_dirs, sync_dir, write_synced
from khoso.kernel.findings import Severity
from khoso.stages.repository.compute.digests import hash_file
from khoso.stages.repository.compute.ocfl_errors import ObjectDamaged
from khoso.stages.repository.compute.ocfl_inventory import Inventory, parse, version_number
from khoso.stages.repository.compute.ocfl_stage import (
    ALGORITHM,
    INVENTORY,
    SIDECAR,
    SPEC,
    sidecar_bytes,
    write_inventory,
)

AREA = "extensions/khoso-work"
_ID = "id"


def key_of(object_id: str) -> str:
    """The name an object has in the work area."""
    return hashlib.sha256(object_id.encode()).hexdigest()


@contextmanager
def held(root: Path, key: str, *, wait: bool = True) -> Iterator[Path | None]:
    """Be the only writer of one object, on this root, among all processes. Yields the object's work folder, which
    may hold what a killed writer left; yields None when `wait` is False and a living writer holds it."""
    area = root / AREA
    stack = ExitStack()
    while True:
        area.mkdir(parents=True, exist_ok=True)
        try:
            got = stack.enter_context(lock_file(area / f"{key}.lock", wait=wait))
            break
        except FileNotFoundError:
            continue  # another writer left and took the empty area with it
    try:
        with stack:
            yield area / key if got else None
    finally:
        with suppress(OSError):
            area.rmdir()


def start(work: Path, object_id: str) -> None:
    """Make an empty work folder that says whose it is, so that it can be put right if this writer dies."""
    work.mkdir()
    write_synced(work / _ID, object_id.encode())
    for folder in (work, work.parent, work.parent.parent):
        sync_dir(folder)


def clear(work: Path) -> None:
    """Remove the work folder and all in it; the id goes last, so that a kill in between can still be put right."""
    if not work.exists():
        return
    for path in work.iterdir():
        if path.name != _ID:
            shutil.rmtree(path) if path.is_dir() else path.unlink()
    shutil.rmtree(work)


def owner(work: Path) -> str | None:
    """The object a work folder belongs to, None when its writer died before saying so (and so before any change)."""
    try:
        return (work / _ID).read_bytes().decode() or None
    except (FileNotFoundError, UnicodeDecodeError):
        return None


def publish_first(staged: Path, place: Path, root: Path) -> None:
    """One rename makes the whole object appear."""
    while True:
        try:
            make_dirs(place.parent, inside=root)
            staged.rename(place)
            break
        except FileNotFoundError:
            if not staged.exists():
                raise
            # Another writer's clean-up took our still empty parent folder away: make it again.
    sync_dir(place.parent)
    sync_dir(staged.parent)


def publish_next(work: Path, place: Path, version: str) -> None:
    """The version's folder first, then the root inventory, then its sidecar: after a kill in between, the version's
    own inventory says all that is needed to finish. Expects `version`/, the inventory and sidecar in `work`."""
    (work / version).rename(place / version)
    sync_dir(place)
    (work / INVENTORY).replace(place / INVENTORY)
    (work / SIDECAR).replace(place / SIDECAR)
    sync_dir(place)


def prune(folder: Path, root: Path) -> bool:
    """Remove empty folders from `folder` up to the root; True when any was."""
    removed = False
    while folder != root:
        try:
            folder.rmdir()
        except FileNotFoundError:
            pass
        except OSError:
            break
        else:
            removed = True
        folder = folder.parent
    return removed


def put_right(place: Path, work: Path, root: Path) -> str | None:
    """Finish or take back what a killed writer began on the object at `place`; the caller holds the object.

    Returns what was done, in Vietnamese, None when there was nothing to do. Raises `ObjectDamaged` when the object is
    in a state no killed writer can leave.
    """
    left = work.exists()
    if not place.exists():
        done = "gỡ bản đang ghi dở, đối tượng chưa hình thành" if left else None
        prune(place.parent, root)
    elif left:
        done = _mend(place, work) or "gỡ bản đang ghi dở, đối tượng giữ nguyên"
    else:
        done = None
        _expect_whole(place)
    clear(work)
    return done


def _mend(place: Path, work: Path) -> str | None:
    current = load_inventory(place, "")
    if current is None:
        raise _damaged(place)
    newest = newest_folder(place)
    if version_number(newest) > version_number(current.head):
        if _is_sound(place, newest):
            _renew_root(place, newest, work)
            return f"hoàn tất phiên bản {newest} đã ghi đủ"
        (place / newest).rename(work / f"{newest}.dropped")
        sync_dir(place)
        return f"gỡ phiên bản {newest} ghi chưa đủ"
    if not _sidecar_fits(place, current):
        own = load_inventory(place, current.head)
        if own is None or own.raw != current.raw or not _is_sound(place, current.head):
            raise _damaged(place)
        _renew_root(place, current.head, work)
        return f"hoàn tất bản kê của phiên bản {current.head}"
    return None


def _expect_whole(place: Path) -> None:
    current = load_inventory(place, "")
    if current is None or current.head != newest_folder(place) or not _sidecar_fits(place, current):
        raise _damaged(place)


def newest_folder(place: Path) -> str:
    """The version folder with the highest number, whether or not the inventory knows it; "" or another name if none."""
    return max((path.name for path in place.iterdir() if path.is_dir()), key=version_number, default="")


def _sidecar_fits(place: Path, made: Inventory) -> bool:
    try:
        return (place / SIDECAR).read_bytes() == sidecar_bytes(made.raw)
    except FileNotFoundError:
        return False


def _renew_root(place: Path, version: str, work: Path) -> None:
    raw = (place / version / INVENTORY).read_bytes()
    fresh = work / "renew"
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir(parents=True)
    write_inventory(fresh, raw)
    for name in (INVENTORY, SIDECAR):
        (fresh / name).replace(place / name)
    sync_dir(place)


def _is_sound(place: Path, version: str) -> bool:
    """Whether the version's own inventory is whole and every file it needs is there with its digest."""
    made = proved_inventory(place, version)
    if made is None or made.head != version:
        return False
    try:
        wanted = made.content_paths().items()
        return all(hash_file(place / path, (ALGORITHM,)).digests[ALGORITHM] == digest for path, digest in wanted)
    except OSError:
        return False


def load_inventory(place: Path, folder: str) -> Inventory | None:
    """The inventory of the object ("") or of one version folder, None when absent or malformed."""
    try:
        raw = (place / folder / INVENTORY).read_bytes()
    except OSError:
        return None
    made, found = parse(raw, INVENTORY, SPEC)
    return None if any(one.severity is Severity.ERROR for one in found) else made


def proved_inventory(place: Path, version: str) -> Inventory | None:
    """The inventory in a version folder when its SHA-512 sidecar proves it, else None."""
    made = load_inventory(place, version)
    return made if made and made.algorithm == ALGORITHM and _sidecar_fits(place / version, made) else None


def _damaged(place: Path) -> ObjectDamaged:
    return ObjectDamaged(f"Đối tượng {place.name} bị hỏng; kiểm tra rồi khôi phục từ bản sao trước khi ghi tiếp.")
