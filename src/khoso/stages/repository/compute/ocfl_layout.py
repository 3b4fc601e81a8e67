"""Where an object lies under a storage root: the registered layouts 0003 and 0004."""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from khoso.kernel.errors import UsageError

HASH_AND_ID = "0003-hash-and-id-n-tuple-storage-layout"
HASHED = "0004-hashed-n-tuple-storage-layout"

DESCRIPTIONS = {
    HASH_AND_ID: "SHA-256 of the identifier in three folders of three digits, then the percent-encoded identifier",
    HASHED: "SHA-256 of the identifier in three folders of three digits, then the whole digest",
}

_UNSAFE = re.compile(r"[^A-Za-z0-9_-]")
_LONGEST_NAME = 100


@dataclass(frozen=True, slots=True)
class Layout:
    """A registered layout with its parameters."""

    extension: str
    algorithm: str = "sha256"
    tuple_size: int = 3
    tuples: int = 3
    short_root: bool = False

    def path_for(self, object_id: str) -> str:
        """The object's folder, relative to the storage root, with `/` between names."""
        digest = hashlib.new(self.algorithm, object_id.encode(), usedforsecurity=False).hexdigest()
        cut = self.tuple_size * self.tuples
        parts = [digest[start : start + self.tuple_size] for start in range(0, cut, self.tuple_size or 1)]
        if self.extension == HASHED:
            name = digest[cut:] if self.short_root else digest
        else:
            name = _UNSAFE.sub(lambda match: "".join(f"%{byte:02x}" for byte in match[0].encode()), object_id)
            if len(name) > _LONGEST_NAME:
                name = f"{name[:_LONGEST_NAME]}-{digest}"
        return "/".join([*parts, name])

    def config(self) -> dict[str, Any]:
        """The content of the extension's `config.json`."""
        config: dict[str, Any] = {
            "extensionName": self.extension,
            "digestAlgorithm": self.algorithm,
            "tupleSize": self.tuple_size,
            "numberOfTuples": self.tuples,
        }
        if self.extension == HASHED:
            config["shortObjectRoot"] = self.short_root
        return config


def read_layout(root: Path) -> Layout | None:
    """The layout a storage root declares; None when it declares none or one not known here.

    Raises `UsageError` when the declaration cannot be read.
    """
    declared = root / "ocfl_layout.json"
    if not declared.is_file():
        return None
    try:
        extension = json.loads(declared.read_text("utf-8"))["extension"]
        if extension not in DESCRIPTIONS:
            return None
        path = root / "extensions" / extension / "config.json"
        config = json.loads(path.read_text("utf-8")) if path.is_file() else {}
        layout = Layout(
            extension,
            config.get("digestAlgorithm", "sha256"),
            int(config.get("tupleSize", 3)),
            int(config.get("numberOfTuples", 3)),
            bool(config.get("shortObjectRoot", False)),
        )
        layout.path_for("thử")
    except (ValueError, TypeError, KeyError) as error:
        raise UsageError(f"Không hiểu kiểu sắp xếp kho trong ocfl_layout.json ({error}); khôi phục tệp này.") from error
    return layout
