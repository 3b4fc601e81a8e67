"""Where Kho Số keeps what it keeps on this machine. No Django here: the command line starts with it."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[3]


def home() -> Path:
    """`KHOSO_HOME`, or `var/` of the checkout, or the user's data folder when installed from a wheel."""
    if stated := os.environ.get("KHOSO_HOME"):
        return Path(stated).expanduser().resolve()
    if (PROJECT / "pyproject.toml").is_file():
        return PROJECT / "var"
    return Path(os.environ.get("XDG_DATA_HOME", Path.home() / ".local/share")) / "khoso"


@dataclass(frozen=True)
class Places:
    """The folders below the home."""

    root: Path

    @property
    def database(self) -> Path:
        return self.root / "postgres"

    @property
    def blobs(self) -> Path:
        return self.root / "blobs"

    @property
    def index(self) -> Path:
        return self.root / "index"

    @property
    def scratch(self) -> Path:
        return self.root / "scratch"

    @property
    def keys(self) -> Path:
        return self.root / "keys"

    @property
    def replicas(self) -> dict[str, Path]:
        """Storage roots by name; the first is written first. `KHOSO_REPLICAS=name=path,name=path` changes them."""
        stated = os.environ.get("KHOSO_REPLICAS")
        if stated:
            return {name: Path(path) for name, path in (pair.split("=", 1) for pair in stated.split(","))}
        return {"chinh": self.root / "repository" / "chinh", "du-phong": self.root / "repository" / "du-phong"}


def places() -> Places:
    return Places(home())
