"""Seals as files in every replica: written once, never over another, one broken replica does not stop the others."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from khoso.engines.blobs.durable import make_dirs, sync_dir, write_synced
from khoso.kernel.errors import KhosoError

# The specification of the storage roots allows folders of other purpose only here.
FOLDER = Path("extensions") / "khoso-audit-seals"

_roots: dict[str, Callable[[], Path]] = {}


@dataclass(frozen=True)
class Kept:
    """A seal as a file says it."""

    position: int
    content: str
    previous_hash: str
    hash: str
    signature: str
    key_id: str
    timestamp: str

    @property
    def at(self) -> datetime:
        return datetime.fromisoformat(json.loads(self.content)["at"])

    @property
    def path(self) -> Path:
        """Where below the folder of seals it lies: a folder a month, names in the order of sealing."""
        return Path(f"{self.at:%Y-%m}") / f"{self.position:012d}-{self.at:%Y%m%dT%H%M%SZ}.json"

    def as_bytes(self) -> bytes:
        return json.dumps(asdict(self), ensure_ascii=False, sort_keys=True, indent=1).encode() + b"\n"


def use(roots: Mapping[str, Callable[[], Path]]) -> None:
    """Name the replicas; each call gives the replica's root or raises. Called once at start-up."""
    _roots.clear()
    _roots.update(roots)


def names() -> list[str]:
    """The replicas seals are carried to."""
    return list(_roots)


def folders() -> Iterator[tuple[str, Path | None, str]]:
    """(replica, its folder of seals, what is wrong): the folder is None when the replica cannot be reached."""
    for name, root in _roots.items():
        try:
            yield name, root() / FOLDER, ""
        except (OSError, KhosoError) as error:
            yield name, None, str(error)


def write_missing(newest_first: Iterable[Kept]) -> dict[str, str]:
    """Write to each replica the seals it lacks, going back until one is there. What went wrong, by replica."""
    troubles: dict[str, str] = {}
    open_folders: dict[str, Path] = {}
    for name, folder, trouble in folders():
        if folder is None:
            troubles[name] = trouble
        else:
            open_folders[name] = folder
    for one in newest_first:
        for name, folder in list(open_folders.items()):
            try:
                if not _write(folder, one):
                    del open_folders[name]
            except OSError as error:
                troubles[name] = str(error)
                del open_folders[name]
        if not open_folders:
            break
    return troubles


def _write(folder: Path, one: Kept) -> bool:
    """Put a seal into a replica; False when it is there already. Whole or not at all."""
    path = folder / one.path
    if path.exists():
        return False
    root = folder.parents[len(FOLDER.parts) - 1]
    make_dirs(path.parent, inside=root)
    fresh = path.with_name(f".{path.name}.{os.getpid()}")
    fresh.unlink(missing_ok=True)
    write_synced(fresh, one.as_bytes())
    try:
        os.link(fresh, path)
    except FileExistsError:
        return False
    finally:
        fresh.unlink()
        sync_dir(path.parent)
    path.chmod(0o444)
    return True


def ahead_of(known: Mapping[int, str]) -> list[Kept]:
    """Seals in replicas after the last one `known` (hash by position), or another one in its place. Oldest first."""
    last = max(known, default=0)
    found: dict[str, Kept] = {}
    for _, folder, _ in folders():
        if folder is None:
            continue
        for path in newest_first(folder):
            position = int(path.name.split("-")[0])
            if position < last or (position == last and _same(path, known[last])):
                break
            told = read(path)
            if told is not None:
                found[told.hash] = told
    return sorted((one for one in found.values() if one.hash not in known.values()), key=lambda one: one.position)


def _same(path: Path, expected: str) -> bool:
    told = read(path)
    return told is not None and told.hash == expected


def newest_first(folder: Path) -> Iterator[Path]:
    """The files of seals in a folder, by position, the last first."""
    if not folder.is_dir():
        return
    for month in sorted((path for path in folder.iterdir() if path.is_dir()), reverse=True):
        yield from sorted(month.glob("[0-9]*-*.json"), reverse=True)


def read(path: Path) -> Kept | None:
    """A seal from its file; None when it is none."""
    try:
        told: dict[str, Any] = json.loads(path.read_text("utf-8"))
        one = Kept(**told)
        json.loads(one.content)["heads"]
    except (OSError, ValueError, TypeError, KeyError):
        return None
    return one
