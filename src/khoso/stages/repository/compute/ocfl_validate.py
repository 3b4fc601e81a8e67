"""Judge OCFL objects and storage roots on disk, by the codes of the specification (1.0 and 1.1)."""

from __future__ import annotations

import json
import os
import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from khoso.kernel.errors import UsageError
from khoso.kernel.findings import Finding
from khoso.stages.repository.compute.digests import hash_file, hasher_for
from khoso.stages.repository.compute.ocfl_codes import REGISTERED_EXTENSIONS, finding
from khoso.stages.repository.compute.ocfl_compare import compare_inventories
from khoso.stages.repository.compute.ocfl_inventory import SPECS, Inventory, parse, version_number
from khoso.stages.repository.compute.ocfl_layout import Layout, read_layout

INVENTORY = "inventory.json"
_VERSION_DIR = re.compile(r"v[0-9]+")
_SIDECAR = re.compile(rb"([0-9A-Fa-f]+)[ \t]+inventory\.json\r?\n?")


def validate_path(path: Path) -> list[Finding]:
    """Findings about the object or the storage root in the folder `path`; `where` is relative to it.

    Every byte is read. Raises `UsageError` when `path` is not a folder.
    """
    if not path.is_dir():
        raise UsageError(f"“{path.name}” không phải thư mục; hãy chỉ tới một đối tượng hoặc một kho OCFL.")
    names = {entry.name for entry in path.iterdir()}
    if any(re.match(r"[0-9]+=ocfl_(?!object)", name) for name in names) or "ocfl_layout.json" in names:
        return list(validate_root(path))
    return validate_object(path)


def validate_object(path: Path) -> list[Finding]:
    """Findings about the object whose root folder is `path`."""
    return _ObjectCheck(path).run()


def validate_root(root: Path, judge: Callable[[Path], list[Finding]] = validate_object) -> Iterator[Finding]:
    """Findings about a storage root and about each object in it by `judge`, one object at a time."""
    spec = yield from _root_declaration(root)
    layout = yield from _root_layout(root)
    yield from _root_extensions(root)
    ids: dict[str, str] = {}
    depths: set[bool] = set()
    for found in walk_objects(root):
        if isinstance(found, Finding):
            yield found
            continue
        place = found.relative_to(root).as_posix()
        depths.add("/" in place)
        for one in judge(found):
            yield replace(one, where=f"{place}/{one.where}" if one.where else place)
        check = _ObjectCheck(found)
        check.glance()
        yield from _object_in_root(check, place, spec, layout, ids)
    if len(depths) == 2:
        yield finding("W015", "")


def walk_objects(root: Path) -> Iterator[Path | Finding]:
    """Each object folder under a storage root in ascending path, and findings about what is no object."""
    for entry in sorted(os.scandir(root), key=lambda entry: entry.name):
        if entry.is_symlink():
            yield finding("E090", entry.name, entry.name)
        elif entry.is_dir() and entry.name != "extensions":
            yield from _walk(Path(entry.path), root)


def _walk(folder: Path, root: Path) -> Iterator[Path | Finding]:
    try:
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except FileNotFoundError:
        return  # an empty folder that a recovery took away meanwhile
    where = folder.relative_to(root).as_posix()
    if any(entry.name.startswith("0=ocfl_object") for entry in entries):
        yield folder
        return
    if not entries:
        yield finding("E073", where)
    for entry in entries:
        place = f"{where}/{entry.name}"
        if entry.is_symlink():
            yield finding("E090", place, entry.name)
        elif entry.is_dir():
            yield from _walk(Path(entry.path), root)
        else:
            yield finding("E072", place, entry.name)


def _root_declaration(root: Path) -> Any:
    names = sorted(path.name for path in root.iterdir() if re.match(r"[0-9]+=ocfl_(?!object)", path.name))
    if not names:
        yield finding("E069", "")
        return ""
    if len(names) > 1:
        yield finding("E076", "", ", ".join(names))
    name = names[-1]
    spec = name.removeprefix("0=ocfl_")
    if spec not in SPECS:
        yield finding("E079", name, name)
        return ""
    if (root / name).read_bytes() != f"ocfl_{spec}\n".encode():
        yield finding("E080", name, name)
    return spec


def _root_layout(root: Path) -> Any:
    path = root / "ocfl_layout.json"
    if not path.exists():
        return None
    try:
        made = _layout_name(path)
        if made not in REGISTERED_EXTENSIONS:
            yield finding("E071", path.name, made)
        return read_layout(root)
    except (ValueError, UsageError) as error:
        yield finding("E070", path.name, error)
        return None


def _layout_name(path: Path) -> str:
    data = json.loads(path.read_text("utf-8"))
    values = [data.get(key) for key in ("extension", "description")] if isinstance(data, dict) else []
    if not values or not all(isinstance(value, str) for value in values):
        raise ValueError("phải có hai khóa extension và description kiểu chuỗi")
    return str(values[0])


def _root_extensions(root: Path) -> Iterator[Finding]:
    folder = root / "extensions"
    if not folder.is_dir():
        return
    for path in sorted(folder.iterdir()):
        where = f"extensions/{path.name}"
        if path.is_symlink() or not path.is_dir():
            yield finding("E112", where, path.name)
        elif path.name not in REGISTERED_EXTENSIONS:
            yield finding("W016", where, path.name)


def _object_in_root(
    check: _ObjectCheck, place: str, spec: str, layout: Layout | None, ids: dict[str, str]
) -> Iterator[Finding]:
    if spec and check.spec > spec:
        yield finding("E081", place, check.spec)
    if check.inventory is None or not check.inventory.id:
        return
    object_id = check.inventory.id
    if object_id in ids:
        yield finding("E037", place, f"trùng với {ids[object_id]}")
    ids[object_id] = place
    if layout is not None and layout.path_for(object_id) != place:
        yield finding("E083", place, layout.path_for(object_id))


class _ObjectCheck:
    """One pass over one object. `inventory` and `spec` stay readable after `run`."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.spec = SPECS[-1]
        self.inventory: Inventory | None = None
        self.found: list[Finding] = []
        self.files: set[str] = set()
        # content path → {(algorithm, digest): code to report}; one read of a file answers them all.
        self.expected: dict[str, dict[tuple[str, str], str]] = defaultdict(dict)

    def say(self, code: str, where: str, detail: object = "") -> None:
        self.found.append(finding(code, where, detail))

    def glance(self) -> list[os.DirEntry[str]]:
        """Read the declaration and the root inventory only. Returns what lies in the object root."""
        entries = sorted(os.scandir(self.path), key=lambda entry: entry.name)
        self._declaration([entry.name for entry in entries])
        self.inventory = self._inventory("")
        return entries

    def run(self) -> list[Finding]:
        entries = self.glance()
        dirs = self._top(entries)
        if self.inventory is None:
            return self.found
        self._claimed_spec(self.inventory)
        self._version_dirs(dirs)
        for name in dirs:
            self._version_dir(name)
        self._expect(self.inventory)
        self._older_inventories(dirs)
        self._unlisted(self.inventory, INVENTORY, self.files)
        self._digests()
        return self.found

    def _declaration(self, names: list[str]) -> None:
        declared = [name for name in names if re.match(r"[0-9]+=ocfl", name)]
        if len(declared) != 1:
            self.say("E003", "", f"đang có {len(declared)}")
        for name in declared:
            match = re.fullmatch(r"0=ocfl_object_([0-9.]+)", name)
            if match is None or match[1] not in SPECS:
                self.say("E004", name, name)
                continue
            self.spec = match[1]
            if (self.path / name).read_bytes() != f"ocfl_object_{self.spec}\n".encode():
                self.say("E007", name, name)

    def _inventory(self, folder: str) -> Inventory | None:
        """Read, parse and check the sidecar of the inventory in the object root ("") or a version folder."""
        where = f"{folder}/{INVENTORY}" if folder else INVENTORY
        path = self.path / where
        if path.is_symlink() or not path.is_file():
            self.say("W010" if folder else "E063", folder)
            return None
        raw = path.read_bytes()
        made, found = parse(raw, where, self.spec)
        self.found += found
        if made is not None and made.algorithm:
            self._sidecar(made, where)
        return made

    def _sidecar(self, made: Inventory, where: str) -> None:
        path = self.path / f"{where}.{made.algorithm}"
        if not path.is_file():
            self.say("E058", where, path.name)
            return
        match = _SIDECAR.fullmatch(path.read_bytes())
        if match is None:
            self.say("E061", f"{where}.{made.algorithm}", path.name)
            return
        hasher = hasher_for(made.algorithm)
        assert hasher is not None, "parse() lets only sha512 and sha256 through"
        hasher.update(made.raw)
        if hasher.hexdigest() != match[1].decode().lower():
            self.say("E060", where, path.name)

    def _top(self, entries: list[os.DirEntry[str]]) -> list[str]:
        algorithm = self.inventory.algorithm if self.inventory else ""
        dirs = []
        for entry in entries:
            name = entry.name
            if entry.is_symlink():
                self.say("E090", name, name)
            elif entry.is_dir():
                if _VERSION_DIR.fullmatch(name):
                    dirs.append(name)
                elif name == "extensions":
                    self._extensions()
                elif name != "logs":
                    self.say("E001", name, name)
            elif not _is_own_file(name, algorithm):
                self.say("E001", name, name)
        return sorted(dirs, key=version_number)

    def _extensions(self) -> None:
        for path in sorted((self.path / "extensions").iterdir()):
            where = f"extensions/{path.name}"
            if path.is_symlink() or not path.is_dir():
                self.say("E067", where, path.name)
            elif path.name not in REGISTERED_EXTENSIONS:
                self.say("W013", where, path.name)

    def _claimed_spec(self, made: Inventory) -> None:
        if made.spec and made.spec != self.spec:
            self.say("E038", INVENTORY, made.data.get("type"))

    def _version_dirs(self, dirs: list[str]) -> None:
        assert self.inventory is not None
        names = set(self.inventory.states)
        for name in sorted(set(dirs) ^ names):
            self.say("E046", name, name)
        for name in names - set(dirs):
            if version_number(name) < max(map(version_number, dirs), default=0):
                self.say("E010", name, version_number(name))

    def _version_dir(self, name: str) -> None:
        assert self.inventory is not None
        for entry in sorted(os.scandir(self.path / name), key=lambda entry: entry.name):
            where = f"{name}/{entry.name}"
            if entry.is_symlink():
                self.say("E090", where, entry.name)
            elif entry.is_dir():
                if entry.name == self.inventory.content_dir:
                    self._content(Path(entry.path), where)
                else:
                    self.say("W002", where, entry.name)
            elif not re.fullmatch(r"inventory\.json(\.[a-z0-9]+)?", entry.name):
                self.say("E015", where, entry.name)

    def _content(self, folder: Path, where: str, *, top: bool = True) -> None:
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
        if not entries:
            self.say("W003" if top else "E024", where, "" if top else where)
        for entry in entries:
            place = f"{where}/{entry.name}"
            if entry.is_dir(follow_symlinks=False):
                self._content(Path(entry.path), place, top=False)
                continue
            self.files.add(place)
            if entry.is_symlink() or entry.stat(follow_symlinks=False).st_nlink > 1:
                self.say("E090", place, entry.name)

    def _expect(self, made: Inventory) -> None:
        if made.algorithm:
            for path, digest in made.content_paths().items():
                self.expected[path].setdefault((made.algorithm, digest.lower()), "E092")
        for algorithm, block in made.fixity.items():
            for digest, paths in block.items():
                for path in paths:
                    self.expected[path].setdefault((algorithm, digest.lower()), "E093")

    def _older_inventories(self, dirs: list[str]) -> None:
        """Each version folder's inventory: itself, then against the current one."""
        assert self.inventory is not None
        lowest = ""
        for name in dirs:
            where = f"{name}/{INVENTORY}"
            if name == self.inventory.head:
                self._newest(name)
                continue
            older = self._inventory(name)
            if older is None:
                continue
            if older.spec and older.spec < lowest:
                self.say("E103", where, name)
            lowest = max(lowest, older.spec)
            self.found += compare_inventories(older, self.inventory, name, where, self.spec)
            self._expect(older)
            until = version_number(name)
            self._unlisted(older, where, {path for path in self.files if version_number(path.split("/")[0]) <= until})

    def _newest(self, name: str) -> None:
        assert self.inventory is not None
        where = f"{name}/{INVENTORY}"
        path = self.path / where
        if not path.is_file():
            self.say("W010", name)
        elif path.read_bytes() != self.inventory.raw:
            self.say("E064", where, name)
        elif self.inventory.algorithm:
            self._sidecar(self.inventory, where)

    def _unlisted(self, made: Inventory, where: str, files: set[str]) -> None:
        listed = made.content_paths()
        for path in sorted(files - listed.keys()):
            self.say("E023", path if where == INVENTORY else where, path)

    def _digests(self) -> None:
        for path in sorted(self.expected):
            wanted = self.expected[path]
            if path not in self.files:
                for code in sorted(set(wanted.values())):
                    self.say(code, path, "thiếu tệp")
                continue
            try:
                real = hash_file(self.path / path, {algorithm for algorithm, _ in wanted}).digests
            except OSError as error:
                self.say("E092", path, f"không đọc được ({error.strerror})")
                continue
            for (algorithm, digest), code in wanted.items():
                if algorithm in real and real[algorithm] != digest:
                    self.say(code, path, algorithm)


def _is_own_file(name: str, algorithm: str) -> bool:
    if name == INVENTORY or re.match(r"[0-9]+=ocfl", name):
        return True
    sidecar = name.removeprefix(f"{INVENTORY}.")
    return sidecar != name and (sidecar == algorithm or not algorithm)
