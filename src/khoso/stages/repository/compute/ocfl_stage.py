"""Build one version of an object in a staging folder, hashing as it copies and reading back what it wrote."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from khoso.engines.blobs.durable import READ_ONLY, settle, settle_path, sync_dir
from khoso.kernel.clock import vietnam_iso
from khoso.kernel.errors import FileRefused
from khoso.stages.repository.compute.digests import BOTH, Hashed, hash_file, hash_stream, hasher_for
from khoso.stages.repository.compute.ocfl_errors import CopyDamaged
from khoso.stages.repository.compute.ocfl_inventory import Inventory, version_number
from khoso.stages.repository.compute.ocfl_names import content_name

SPEC = "1.1"
ALGORITHM = "sha512"
INVENTORY = "inventory.json"
_SYNCS = 8
SIDECAR = f"{INVENTORY}.{ALGORITHM}"
DECLARATION = f"0=ocfl_object_{SPEC}"


@dataclass(frozen=True, slots=True)
class Why:
    """What the version block records: `created` is a moment with a zone, `address` a URI or None."""

    message: str
    name: str
    address: str | None
    created: datetime


@dataclass(slots=True)
class Staged:
    """A version being built: `state` maps logical path to SHA-512, `manifest` and `fixity` digest to content paths."""

    version: str
    manifest: dict[str, list[str]] = field(default_factory=dict)
    fixity: dict[str, dict[str, list[str]]] = field(default_factory=dict)
    state: dict[str, str] = field(default_factory=dict)
    taken: set[str] = field(default_factory=set)


def next_version(current: Inventory | None) -> Staged:
    """An empty stage for the version after `current`, knowing what is stored already."""
    if current is None:
        return Staged("v1")
    width = len(current.head) if current.head.startswith("v0") else 0
    number = version_number(current.head) + 1
    return Staged(
        f"v{number:0{max(width - 1, 0)}d}",
        manifest={digest.lower(): list(paths) for digest, paths in current.manifest.items()},
        fixity={name: {key: list(paths) for key, paths in block.items()} for name, block in current.fixity.items()},
    )


def take_in(stage: Staged, folder: Path, files: dict[str, Path], content_dir: str) -> None:
    """Copy what is not stored yet into `folder`/<content_dir>, one copy per content."""
    known, written = bool(stage.manifest), {}
    for logical, path in files.items():
        # An update mostly repeats what is stored: hashing first avoids writing it, at the price of a second read.
        if known and (digest := hash_file(path, (ALGORITHM,)).digests[ALGORITHM]) in stage.manifest:
            stage.state[logical] = digest
            continue
        name = content_name(logical, stage.taken)
        target = folder / content_dir / name
        target.parent.mkdir(parents=True, exist_ok=True)
        made = copy_in(path, target, logical, BOTH)
        digest = made.digests[ALGORITHM]
        stage.state[logical] = digest
        if digest in stage.manifest:
            _drop(target, folder)
            continue
        written[target] = digest
        content = f"{stage.version}/{content_dir}/{name}"
        stage.manifest[digest] = [content]
        stage.fixity.setdefault("sha256", {}).setdefault(made.digests["sha256"], []).append(content)
    prove(written)


def copy_in(source: Path, target: Path, what: str, algorithms: Iterable[str] = (ALGORITHM,)) -> Hashed:
    """Copy a regular file, read-only, hashed on the way; `prove` then brings it to the disk.

    Raises `FileRefused` when `source` cannot be read or became a link.
    """
    try:
        fd = os.open(source, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC)
    except OSError as error:
        raise FileRefused("file.unreadable", f"Không đọc được “{what}” ({error.strerror}); kiểm tra tệp.") from error
    with os.fdopen(fd, "rb") as reading, target.open("xb") as writing:
        made = hash_stream(reading, algorithms, copy_to=writing)
        os.fchmod(writing.fileno(), READ_ONLY)
    return made


def prove(written: Mapping[Path, str], *, read_back: bool = True) -> None:
    """Bring each file to the disk and read it back from there against its SHA-512.

    Raises `CopyDamaged` when the bytes differ. `read_back` is False where something else reads them all anyway.
    """

    def one(path: Path) -> str:
        settle_path(path)
        return hash_file(path, (ALGORITHM,)).digests[ALGORITHM] if read_back else written[path]

    # Syncs side by side share the journal's commits: with many small files that is most of the time.
    with ThreadPoolExecutor(_SYNCS) as pool:
        for (path, digest), found in zip(written.items(), pool.map(one, written), strict=True):
            if found != digest:
                raise CopyDamaged(
                    f"Đọc lại “{path.name}” không giống lúc ghi; kiểm tra đĩa và bộ nhớ của máy rồi làm lại."
                )


def inventory_bytes(stage: Staged, object_id: str, current: Inventory | None, why: Why) -> bytes:
    """The inventory after this version: the same bytes for the same input, whatever machine and run."""
    versions = dict(current.data["versions"]) if current else {}
    user = {"name": why.name} | ({"address": why.address} if why.address else {})
    versions[stage.version] = {
        "created": vietnam_iso(why.created),
        "message": why.message,
        "state": _by_digest(stage.state),
        "user": user,
    }
    data: dict[str, Any] = {
        "id": object_id,
        "type": f"https://ocfl.io/{current.spec if current else SPEC}/spec/#inventory",
        "digestAlgorithm": ALGORITHM,
        "head": stage.version,
        "contentDirectory": current.content_dir if current else "content",
        "fixity": {name: _sorted(block) for name, block in sorted(stage.fixity.items())},
        "manifest": _sorted(stage.manifest),
        "versions": versions,
    }
    if current is not None and "contentDirectory" not in current.data:
        del data["contentDirectory"]
    return (json.dumps(data, ensure_ascii=False, indent=1) + "\n").encode()


def write_inventory(folder: Path, raw: bytes) -> None:
    """Put an inventory and its sidecar into `folder`, on the disk. Neither may exist there."""
    for name, data in ((INVENTORY, raw), (SIDECAR, sidecar_bytes(raw))):
        write_kept(folder / name, data)


def write_kept(path: Path, data: bytes) -> None:
    """Create a read-only file, on the disk."""
    with path.open("xb") as handle:
        handle.write(data)
        os.fchmod(handle.fileno(), READ_ONLY)
        settle(handle)


def sidecar_bytes(raw: bytes) -> bytes:
    """The sidecar's content for an inventory."""
    return f"{sha512(raw)} {INVENTORY}\n".encode()


def sha512(raw: bytes) -> str:
    """Hex SHA-512."""
    hasher = hasher_for(ALGORITHM)
    assert hasher is not None, "sha512 is always there"
    hasher.update(raw)
    return hasher.hexdigest()


def sync_tree(folder: Path) -> None:
    """Make every name below `folder` and its own survive a power cut; the files themselves were synced as written."""
    for base, _, _ in os.walk(folder, topdown=False):
        sync_dir(Path(base))
    sync_dir(folder.parent)


def _drop(target: Path, stop: Path) -> None:
    target.unlink()
    folder = target.parent
    while folder != stop and not any(folder.iterdir()):
        folder.rmdir()
        folder = folder.parent


def _by_digest(state: dict[str, str]) -> dict[str, list[str]]:
    block: dict[str, list[str]] = {}
    for logical, digest in sorted(state.items()):
        block.setdefault(digest, []).append(logical)
    return _sorted(block)


def _sorted(block: dict[str, list[str]]) -> dict[str, list[str]]:
    return {digest: sorted(paths) for digest, paths in sorted(block.items())}
