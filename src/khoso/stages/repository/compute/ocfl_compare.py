"""An older inventory of an object against the current one: what was recorded may not change."""

from __future__ import annotations

from khoso.kernel.findings import Finding
from khoso.stages.repository.compute.ocfl_codes import finding
from khoso.stages.repository.compute.ocfl_inventory import Inventory, version_number


def compare_inventories(older: Inventory, current: Inventory, folder: str, where: str, spec: str) -> list[Finding]:
    """Findings about the inventory of version `folder` when held against the object's current inventory."""
    found = []
    if older.head and older.head != folder:
        found.append(finding("E040", where, older.head))
    if older.id and older.id != current.id:
        found.append(finding("E037" if spec == "1.0" else "E110", where, older.id))
    if older.content_dir != current.content_dir:
        found.append(finding("E019" if version_number(folder) == 1 else "E020", where, older.content_dir))
    for name in older.version_names():
        if name not in current.states or _content_of(older, current, name) != _content_of(current, older, name):
            found.append(finding("E066", where, name))
        found += _described(older, current, name, where)
    return found


def _described(older: Inventory, current: Inventory, name: str, where: str) -> list[Finding]:
    mine, theirs = older.block(name), current.block(name)
    if not mine or not theirs:
        return []
    keys = ("created", "message", "user")
    return [finding("W011", f"{where}#versions/{name}", key) for key in keys if mine.get(key) != theirs.get(key)]


def _content_of(made: Inventory, other: Inventory, name: str) -> dict[str, object]:
    """{logical path: what stands for its content}: the digest or, across algorithms, the files that hold it."""
    state = made.states.get(name, {})
    if made.algorithm == other.algorithm:
        return {path: digest.lower() for path, digest in state.items()}
    # Content paths added by later versions are unknown to the older inventory, so only shared ones are compared.
    shared = made.content_paths().keys() & other.content_paths().keys()
    return {path: frozenset(made.manifest.get(digest, ())) & shared for path, digest in state.items()}
