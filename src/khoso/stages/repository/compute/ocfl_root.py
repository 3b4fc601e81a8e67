"""An OCFL 1.1 storage root on a local disk: put versions of objects in, read them, list them, recover after a kill."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from khoso.engines.blobs.durable import room_for, sync_dir, write_synced
from khoso.kernel.errors import UsageError
from khoso.kernel.findings import Finding, Severity, worst
from khoso.stages.repository.compute import ocfl_work as area
from khoso.stages.repository.compute.ocfl_errors import ObjectDamaged, ObjectMissing, VersionConflict
from khoso.stages.repository.compute.ocfl_inventory import Inventory, NotJson, load_json
from khoso.stages.repository.compute.ocfl_judge import judge_object
from khoso.stages.repository.compute.ocfl_layout import DESCRIPTIONS, HASH_AND_ID, Layout, read_layout
from khoso.stages.repository.compute.ocfl_names import Source, gather
from khoso.stages.repository.compute.ocfl_stage import (
    ALGORITHM,
    DECLARATION,
    INVENTORY,
    SIDECAR,
    SPEC,
    Staged,
    Why,
    inventory_bytes,
    next_version,
    sha512,
    sidecar_bytes,
    sync_tree,
    take_in,
    write_inventory,
    write_kept,
)
from khoso.stages.repository.compute.ocfl_validate import validate_root, walk_objects

_ROOT_DECLARATION = f"0=ocfl_{SPEC}"
_LOOKS = 3


@dataclass(frozen=True, slots=True)
class StoredVersion:
    """A version as it is stored. `object_path` is relative to the root; `sha512` is of the inventory; `files` and
    `bytes` count the logical files of this version; `new` is False when the same content was there already."""

    object_id: str
    version: str
    object_path: str
    sha512: str
    files: int
    bytes: int
    new: bool


@dataclass(frozen=True, slots=True)
class StoredFile:
    """One logical file: `path` holds its bytes, relative to the object's folder; `sha256` is None when not recorded."""

    logical_path: str
    path: str
    sha512: str
    sha256: str | None
    size: int


class StorageRoot:
    """One storage root. Many processes may use it at once; each object has one writer at a time.

    Every method that writes raises `DiskFull` when there is no room, having taken back what it had begun.
    """

    def __init__(self, path: Path, layout: Layout) -> None:
        """Use `create` or `open`."""
        self.path = path
        self.layout = layout

    @classmethod
    def create(cls, path: Path, *, extension: str = HASH_AND_ID) -> StorageRoot:
        """Make an empty or absent folder a storage root. Raises `UsageError` when it holds anything or the layout
        extension is not known."""
        if extension not in DESCRIPTIONS:
            raise UsageError(f"Không có kiểu sắp xếp kho “{extension}”; chọn một trong: {', '.join(DESCRIPTIONS)}.")
        layout = Layout(extension)
        with room_for(path.name):
            path.mkdir(parents=True, exist_ok=True)
            if any(path.iterdir()):
                raise UsageError(f"Thư mục “{path.name}” không rỗng nên không thể tạo kho ở đó; chọn thư mục khác.")
            config = path / "extensions" / extension
            config.mkdir(parents=True)
            write_synced(config / "config.json", _json(layout.config()))
            declared = {"extension": extension, "description": DESCRIPTIONS[extension]}
            write_synced(path / "ocfl_layout.json", _json(declared))
            # The declaration goes last: a folder without it is no storage root yet.
            write_synced(path / _ROOT_DECLARATION, f"ocfl_{SPEC}\n".encode())
            for folder in (config, config.parent, path, path.parent):
                sync_dir(folder)
        return cls(path, layout)

    @classmethod
    def open(cls, path: Path) -> StorageRoot:
        """Open an existing root. Raises `UsageError` when it is none or its layout is not known."""
        if not (path / _ROOT_DECLARATION).is_file():
            raise UsageError(f"“{path.name}” không phải kho OCFL {SPEC}; kiểm tra đường dẫn, ổ đĩa đã gắn chưa.")
        layout = read_layout(path)
        if layout is None:
            raise UsageError(f"Kho “{path.name}” dùng kiểu sắp xếp chưa hỗ trợ; xem ocfl_layout.json.")
        return cls(path, layout)

    def put(
        self,
        object_id: str,
        source: Source,
        *,
        message: str,
        user_name: str,
        user_address: str | None = None,
        created: datetime,
        expect_version: str | None = None,
    ) -> StoredVersion:
        """Store `source` (a folder, or {logical path: file}) as the object's whole content, as its next version.

        The same content as the newest version gives that version back. `expect_version` is the newest version the
        caller knows, "v0" for none; another one there raises `VersionConflict`. Raises `FileRefused`, `UsageError`,
        `ObjectDamaged`, `CopyDamaged`, `DiskFull`.
        """
        if created.tzinfo is None:
            raise UsageError("Thời điểm lưu phải có múi giờ; kiểm tra nơi gọi.")
        if not object_id or not object_id.isprintable() or not user_name:
            raise UsageError(
                "Phải có mã đối tượng (không chứa ký tự điều khiển) và tên người thực hiện; bổ sung rồi làm lại."
            )
        files = gather(source)
        why = Why(message, user_name, user_address, created)
        with self.writing(object_id) as work:
            current = self._current(object_id)
            stage, raw = self._build(object_id, work, files, current, why)
            if current is not None and raw is None:
                return self._stored(object_id, current, current.head, new=False)
            head = current.head if current else "v0"
            if expect_version not in (None, head):
                raise VersionConflict(
                    f"Đối tượng {object_id} đang ở phiên bản {head}, không phải {expect_version}; tải lại rồi làm tiếp."
                )
            self._publish(object_id, work, stage.version, first=current is None)
        return self._stored(object_id, self.inventory(object_id), stage.version, new=True)

    @contextmanager
    def writing(self, object_id: str) -> Iterator[Path]:
        """Be the object's only writer, with an empty work folder on this root's disk. What a killed writer left is put
        right before, and after a failure what was begun here is finished or taken back."""
        place = self.place(object_id)
        with room_for(f"đối tượng {object_id}"), area.held(self.path, area.key_of(object_id)) as work:
            assert work is not None, "held() waits"
            area.put_right(place, work, self.path)
            try:
                area.start(work, object_id)
                yield work
            finally:
                area.put_right(place, work, self.path)

    @contextmanager
    def mending(self, object_id: str) -> Iterator[Path]:
        """Be the only writer of an object that may be damaged: as `writing`, without asking that it be whole."""
        with room_for(f"đối tượng {object_id}"), area.held(self.path, area.key_of(object_id)) as work:
            assert work is not None, "held() waits"
            # What a killed writer left must be put right while its traces are there; damage is what we are here for.
            with suppress(ObjectDamaged):
                area.put_right(self.place(object_id), work, self.path)
            area.clear(work)
            try:
                area.start(work, object_id)
                yield work
            finally:
                area.clear(work)

    def _build(
        self, object_id: str, work: Path, files: dict[str, Path], current: Inventory | None, why: Why
    ) -> tuple[Staged, bytes | None]:
        """Everything but the publishing; no inventory (None) when nothing differs from the newest version."""
        base = work if current else work / "object"
        stage = next_version(current)
        folder = base / stage.version
        folder.mkdir(parents=True)
        take_in(stage, folder, files, current.content_dir if current else "content")
        if current is not None:
            newest = {path: digest.lower() for path, digest in current.states[current.head].items()}
            if stage.state == newest:
                return stage, None
        raw = inventory_bytes(stage, object_id, current, why)
        write_inventory(folder, raw)
        write_inventory(base, raw)
        if current is None:
            write_kept(base / DECLARATION, f"ocfl_object_{SPEC}\n".encode())
        sync_tree(base)
        return stage, raw

    def _publish(self, object_id: str, work: Path, version: str, *, first: bool) -> None:
        if first:
            area.publish_first(work / "object", self.place(object_id), self.path)
        else:
            area.publish_next(work, self.place(object_id), version)

    def _current(self, object_id: str) -> Inventory | None:
        if not self.exists(object_id):
            return None
        current = self.inventory(object_id)
        if current.algorithm != ALGORITHM or current.id != object_id:
            raise ObjectDamaged(f"Đối tượng {object_id} không do kho này ghi; kiểm tra bản kê trước khi ghi tiếp.")
        return current

    def place(self, object_id: str) -> Path:
        """The object's folder, whether or not it exists."""
        return self.path / self.layout.path_for(object_id)

    def exists(self, object_id: str) -> bool:
        """Whether the object has been stored."""
        return self.place(object_id).is_dir()

    def inventory(self, object_id: str) -> Inventory:
        """The object's current inventory, proved by its sidecar. Raises `ObjectMissing`, `ObjectDamaged`."""
        place = self.place(object_id)
        made = area.load_inventory(place, "")
        if made is None:
            if not place.is_dir():
                raise ObjectMissing(f"Kho không có đối tượng {object_id}; kiểm tra mã hoặc tìm ở bản sao.")
            raise ObjectDamaged(f"Bản kê của đối tượng {object_id} bị hỏng; khôi phục từ bản sao.")
        # While a version is being published the root sidecar is one rename behind; the version's own is not.
        wanted = sidecar_bytes(made.raw) if made.algorithm == ALGORITHM else None
        sidecars = [place / SIDECAR, place / made.head / SIDECAR]
        if wanted and not any(path.is_file() and path.read_bytes() == wanted for path in sidecars):
            raise ObjectDamaged(f"Bản kê của đối tượng {object_id} không khớp mã băm; khôi phục từ bản sao.")
        return made

    def files(self, object_id: str, version: str | None = None) -> list[StoredFile]:
        """The logical files of a version, the newest unless told, in ascending logical path."""
        made = self.inventory(object_id)
        place = self.place(object_id)
        second = {path: digest for digest, paths in made.fixity.get("sha256", {}).items() for path in paths}
        found = []
        for logical, digest in sorted(_state(made, object_id, version).items()):
            path = made.manifest[digest][0]
            size = (place / path).stat().st_size if (place / path).is_file() else 0
            found.append(StoredFile(logical, path, digest.lower(), second.get(path), size))
        return found

    def read(self, object_id: str, logical_path: str, version: str | None = None) -> Path:
        """The file that holds the bytes of a logical path; never write to it. Raises `ObjectMissing`, `ObjectDamaged`.

        The bytes are not read here: `verify_object` or the caller's own digest proves them.
        """
        made = self.inventory(object_id)
        state = _state(made, object_id, version)
        if logical_path not in state:
            raise ObjectMissing(f"Đối tượng {object_id} không có tệp “{logical_path}”; kiểm tra lại đường dẫn.")
        path = self.place(object_id) / made.manifest[state[logical_path]][0]
        if not path.is_file():
            raise ObjectDamaged(f"Tệp “{logical_path}” của đối tượng {object_id} bị mất; khôi phục từ bản sao.")
        return path

    def objects(self) -> Iterator[str]:
        """The identifier of every object, in ascending path. Raises `ObjectDamaged` at one whose id cannot be read."""
        for place in walk_objects(self.path):
            if isinstance(place, Path):
                yield _id_of(place)

    def recover(self) -> list[str]:
        """Put right what killed writers left; living writers are left alone. Returns what was done, in Vietnamese."""
        folder = self.path / area.AREA
        keys = sorted({path.stem for path in folder.iterdir()}) if folder.is_dir() else []
        said = []
        with room_for("khôi phục kho"):
            for key in keys:
                with area.held(self.path, key, wait=False) as work:
                    if work is not None and work.exists():
                        said.append(self._recover_one(work))
        # A writer killed as it left may leave the area itself, empty.
        with suppress(OSError):
            folder.rmdir()
        return said

    def _recover_one(self, work: Path) -> str:
        object_id = area.owner(work)
        if object_id is None:
            area.clear(work)
            return "Gỡ vùng tạm chưa dùng."
        try:
            return f"Đối tượng {object_id}: {area.put_right(self.place(object_id), work, self.path)}."
        except ObjectDamaged as error:
            # The traces stay: a repair from the replica comes first, then this can be asked again.
            return error.message

    def verify_object(self, object_id: str) -> list[Finding]:
        """Read every byte of the object and judge it; `where` is relative to the object. Raises `ObjectMissing`."""
        place = self.place(object_id)
        if not place.is_dir():
            raise ObjectMissing(f"Kho không có đối tượng {object_id}; kiểm tra mã hoặc tìm ở bản sao.")
        return _judge_steadily(place)

    def verify(self) -> Iterator[Finding]:
        """Findings about the root and every object in it, as they are found; `where` is relative to the root."""
        yield from validate_root(self.path, _judge_steadily)

    def _stored(self, object_id: str, made: Inventory, version: str, *, new: bool) -> StoredVersion:
        files = self.files(object_id, version)
        total = sum(file.size for file in files)
        place = self.layout.path_for(object_id)
        return StoredVersion(object_id, version, place, sha512(made.raw), len(files), total, new)


def _judge_steadily(place: Path) -> list[Finding]:
    """Judge an object others may be writing: a version published meanwhile shows as errors, so look again then."""
    for _ in range(_LOOKS):
        before = _fingerprint(place)
        found = judge_object(place)
        if worst(found) is not Severity.ERROR or _fingerprint(place) == before:
            break
    return found


def _fingerprint(place: Path) -> list[bytes]:
    return [path.read_bytes() if path.is_file() else b"" for path in (place / INVENTORY, place / SIDECAR)]


def _state(made: Inventory, object_id: str, version: str | None) -> dict[str, str]:
    name = version or made.head
    if name not in made.states:
        raise ObjectMissing(f"Đối tượng {object_id} không có phiên bản {name}; phiên bản mới nhất là {made.head}.")
    return made.states[name]


def _id_of(place: Path) -> str:
    for path in [place / INVENTORY, *sorted(place.glob(f"v*/{INVENTORY}"))]:
        try:
            object_id = load_json(path.read_bytes()).get("id")
        except (OSError, NotJson):
            continue
        if isinstance(object_id, str) and object_id:
            return object_id
    raise ObjectDamaged(f"Không đọc được bản kê của {place.name}; khôi phục từ bản sao.")


def _json(data: object) -> bytes:
    return (json.dumps(data, ensure_ascii=False, indent=2) + "\n").encode()
