"""One inventory file, read and judged by itself: OCFL 1.0 and 1.1, section 3.5."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from itertools import pairwise
from typing import Any

from khoso.kernel.findings import Finding
from khoso.stages.repository.compute.ocfl_codes import finding

SPECS = ("1.0", "1.1")
VERSION_NAME = re.compile(r"v(0{0,9})([1-9][0-9]{0,8})")
_URI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:\S+")
_CREATED = re.compile(r"(\d{4}-\d\d-\d\d)[Tt](\d\d:\d\d:)(\d\d)(\.\d+)?([Zz]|[+-]\d\d:\d\d)", re.ASCII)
_KEYS = {"id", "type", "digestAlgorithm", "head", "contentDirectory", "fixity", "manifest", "versions"}


class NotJson(ValueError):
    """The bytes are not one JSON object with unique keys."""


@dataclass(slots=True)
class Inventory:
    """What an inventory says, as far as it is well formed.

    `manifest` and each of `fixity` map a digest as written to content paths; `states` maps a version name to
    {logical path: digest}. `spec` is the version its `type` claims, "" when it claims none known.
    """

    raw: bytes
    data: dict[str, Any]
    id: str = ""
    spec: str = ""
    algorithm: str = ""
    head: str = ""
    content_dir: str = "content"
    manifest: dict[str, list[str]] = field(default_factory=dict)
    fixity: dict[str, dict[str, list[str]]] = field(default_factory=dict)
    states: dict[str, dict[str, str]] = field(default_factory=dict)

    def content_paths(self) -> dict[str, str]:
        """{content path: digest as written} over the whole manifest."""
        return {path: digest for digest, paths in self.manifest.items() for path in paths}

    def block(self, name: str) -> dict[str, Any]:
        """The version block as written, {} when there is none."""
        versions = self.data.get("versions")
        block = versions.get(name) if isinstance(versions, dict) else None
        return block if isinstance(block, dict) else {}

    def version_names(self) -> list[str]:
        """Version names in ascending number."""
        return sorted(self.states, key=version_number)


def version_number(name: str) -> int:
    """The number in a version folder's name, 0 when it is not one."""
    match = VERSION_NAME.fullmatch(name)
    return int(match[2]) if match else 0


def load_json(raw: bytes) -> dict[str, Any]:
    """The JSON object in `raw`. Raises `NotJson`; a key given twice would let two readers see two things."""

    def unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        made = dict(pairs)
        if len(made) != len(pairs):
            raise NotJson("một khóa xuất hiện hai lần")
        return made

    try:
        data = json.loads(raw.decode("utf-8"), object_pairs_hook=unique)
    except NotJson:
        raise
    except (ValueError, RecursionError) as error:
        raise NotJson("không phải JSON UTF-8") from error
    if not isinstance(data, dict):
        raise NotJson("không phải một đối tượng JSON")
    return data


def parse(raw: bytes, where: str, spec: str) -> tuple[Inventory | None, list[Finding]]:
    """Read and judge one inventory. `spec` is the OCFL version the object declares."""
    try:
        data = load_json(raw)
    except NotJson as error:
        return None, [finding("E033", where, error)]
    check = _Check(Inventory(raw, data), where, spec)
    check.run()
    return check.made, check.found


class _Check:
    def __init__(self, made: Inventory, where: str, spec: str) -> None:
        self.made = made
        self.data = made.data
        self.where = where
        self.spec = spec
        self.found: list[Finding] = []

    def say(self, code: str, detail: object = "", at: str = "") -> None:
        self.found.append(finding(code, f"{self.where}#{at}" if at else self.where, detail))

    def run(self) -> None:
        self._head_keys()
        self._content_dir()
        self._versions()
        self._manifest()
        self._fixity()
        self._used_digests()

    def _head_keys(self) -> None:
        for key in ("id", "type", "digestAlgorithm", "head"):
            if key not in self.data:
                self.say("E036", key)
        for key in sorted(self.data.keys() - _KEYS):
            self.say("E102", key)
        self._id()
        claimed = self.data.get("type")
        self.made.spec = next((spec for spec in SPECS if claimed == f"https://ocfl.io/{spec}/spec/#inventory"), "")
        if "type" in self.data and not self.made.spec:
            self.say("E038", claimed)
        algorithm = self.data.get("digestAlgorithm")
        if algorithm in ("sha512", "sha256"):
            self.made.algorithm = algorithm
            if algorithm != "sha512":
                self.say("W004", algorithm)
        elif "digestAlgorithm" in self.data:
            self.say("E025", algorithm)

    def _id(self) -> None:
        value = self.data.get("id")
        if isinstance(value, str) and value:
            self.made.id = value
            if not _URI.fullmatch(value):
                self.say("W005", value)
        elif "id" in self.data:
            self.say("E037", json.dumps(value))

    def _content_dir(self) -> None:
        if "contentDirectory" not in self.data:
            return
        value = self.data["contentDirectory"]
        if value in (".", ".."):
            self.say("E018", value)
        elif not isinstance(value, str) or "/" in value:
            self.say("E017", value)
        elif not value:
            self.say("E108", value)
        else:
            self.made.content_dir = value

    def _versions(self) -> None:
        if "versions" not in self.data:
            self.say("E043")
            return
        versions = self.data["versions"]
        if not isinstance(versions, dict):
            self.say("E044", _kind(versions))
            return
        if not versions:
            self.say("E008")
            return
        good = [name for name in versions if VERSION_NAME.fullmatch(name)]
        for name in versions:
            if name not in good:
                self.say("E046", name)
        self._names(sorted(good, key=version_number))
        for name in sorted(good, key=version_number):
            self._version(name, versions[name])
        self._head(good)

    def _names(self, names: list[str]) -> None:
        numbers = [version_number(name) for name in names]
        if numbers and numbers[0] != 1:
            self.say("E009", names[0])
        for before, number in pairwise(numbers):
            if number > before + 1:
                self.say("E010", before + 1)
        if not names:
            return
        padded, width = names[0].startswith("v0"), len(names[0])
        if padded:
            self.say("W001", names[0])
        for name in names[1:]:
            if padded and not name.startswith("v0"):
                self.say("E011", name)
                self.say("E013", name)
            elif (padded and len(name) != width) or (not padded and name.startswith("v0")):
                self.say("E012", name)
                self.say("E013", name)

    def _head(self, names: list[str]) -> None:
        head = self.data.get("head")
        if isinstance(head, str):
            self.made.head = head
        newest = max(names, key=version_number, default=None)
        if "head" in self.data and (newest is None or head != newest):
            self.say("E040", head)

    def _version(self, name: str, block: Any) -> None:
        self.made.states[name] = {}
        at = f"versions/{name}"
        if not isinstance(block, dict):
            self.say("E047", name, at)
            return
        for key in ("created", "state"):
            if key not in block:
                self.say("E048", key, at)
        for key in sorted(block.keys() - {"created", "state", "message", "user"}):
            self.say("E102", key, at)
        if "created" in block and not _is_moment(block["created"]):
            self.say("E049", block["created"], at)
        absent = [key for key in ("message", "user") if key not in block]
        if absent:
            self.say("W007", ", ".join(absent), at)
        if "message" in block and not isinstance(block["message"], str):
            self.say("E094", "", at)
        if "user" in block:
            self._user(block["user"], at)
        if "state" in block:
            self._state(name, block["state"], at)

    def _user(self, user: Any, at: str) -> None:
        if not isinstance(user, dict) or not isinstance(user.get("name"), str) or not user["name"]:
            self.say("E054", "", at)
            return
        if "address" not in user:
            self.say("W008", "", at)
        elif not isinstance(user["address"], str) or not _URI.fullmatch(user["address"]):
            self.say("W009", user["address"], at)

    def _state(self, name: str, state: Any, at: str) -> None:
        if not isinstance(state, dict):
            self.say("E050", _kind(state), at)
            return
        manifest = self.data.get("manifest")
        known = manifest if isinstance(manifest, dict) else {}
        logical: list[str] = []
        for digest, paths in state.items():
            if digest not in known:
                self.say("E050", _short(digest), at)
            if not _is_path_list(paths):
                self.say("E051", _short(digest), at)
                continue
            logical += paths
            self.made.states[name].update(dict.fromkeys(paths, digest))
        self._paths(logical, at, edges="E053", parts="E052", clash="E095")

    def _manifest(self) -> None:
        if "manifest" not in self.data:
            self.say("E041")
            return
        manifest = self.data["manifest"]
        if not isinstance(manifest, dict):
            self.say("E106", _kind(manifest))
            return
        self._once(manifest, "E096", "manifest")
        every: list[str] = []
        for digest, paths in manifest.items():
            if not _is_path_list(paths) or not paths:
                self.say("E092", _short(digest), "manifest")
                continue
            self.made.manifest[digest] = paths
            every += paths
        bad = self._paths(every, "manifest", edges="E100", parts="E099", clash="E101")
        for path in every:
            version, _, rest = path.partition("/")
            inside = version in self.made.states and rest.startswith(f"{self.made.content_dir}/")
            if not inside and path not in bad:
                self.say("E042", path, "manifest")

    def _fixity(self) -> None:
        if "fixity" not in self.data:
            return
        fixity = self.data["fixity"]
        if not isinstance(fixity, dict):
            self.say("E111", _kind(fixity))
            return
        for algorithm, block in fixity.items():
            at = f"fixity/{algorithm}"
            if not isinstance(block, dict):
                self.say("E057", _kind(block), at)
                continue
            self._once(block, "E097", at)
            good = {digest: paths for digest, paths in block.items() if _is_path_list(paths)}
            for digest in block.keys() - good.keys():
                self.say("E057", _short(digest), at)
            every = [path for paths in good.values() for path in paths]
            bad = self._paths(every, at, edges="E100", parts="E099", clash="E101")
            self.made.fixity[algorithm] = {
                digest: [path for path in paths if path not in bad] for digest, paths in good.items()
            }

    def _used_digests(self) -> None:
        used = {digest for state in self.made.states.values() for digest in state.values()}
        for digest in self.made.manifest.keys() - used:
            self.say("E107", _short(digest), "manifest")

    def _once(self, block: dict[str, Any], code: str, at: str) -> None:
        seen: set[str] = set()
        for digest in block:
            if digest.lower() in seen:
                self.say(code, _short(digest), at)
            seen.add(digest.lower())

    def _paths(self, paths: list[str], at: str, *, edges: str, parts: str, clash: str) -> set[str]:
        bad = set()
        for path in paths:
            if path.startswith("/") or path.endswith("/"):
                self.say(edges, path, at)
                bad.add(path)
            if any(part in ("", ".", "..") for part in path.strip("/").split("/")):
                self.say(parts, path, at)
                bad.add(path)
        for path in clashes(paths):
            self.say(clash, path, at)
        return bad


def clashes(paths: Iterable[str]) -> Iterator[str]:
    """The paths that occur twice or are the folder of another path."""
    listed = list(paths)
    names = set(listed)
    if len(names) != len(listed):
        seen: set[str] = set()
        yield from sorted({path for path in listed if path in seen or seen.add(path)})  # type: ignore[func-returns-value]
    folders = {path[:at] for path in names for at, char in enumerate(path) if char == "/"}
    yield from sorted(names & folders)


def _is_path_list(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(path, str) for path in value)


def _is_moment(value: Any) -> bool:
    match = _CREATED.fullmatch(value) if isinstance(value, str) else None
    if match is None:
        return False
    day, hour_minute, second, _, zone = match.groups()
    # RFC 3339 allows the leap second 60, which datetime does not know.
    try:
        datetime.fromisoformat(f"{day}T{hour_minute}{'59' if second == '60' else second}{zone.upper()}")
    except ValueError:
        return False
    return True


def _kind(value: Any) -> str:
    return type(value).__name__


def _short(digest: str) -> str:
    return digest if len(digest) <= 16 else f"{digest[:16]}…"
