"""Where Kho Số keeps what it keeps on this machine. No Django here: the command line starts with it."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from khoso.engines.disk.port import Threshold
from khoso.kernel.words import Sentence, noop

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
    def templates(self) -> Path:
        """Where an office puts papers' templates of its own: `KHOSO_TEMPLATES`, or `templates` in the home."""
        stated = os.environ.get("KHOSO_TEMPLATES")
        return Path(stated).expanduser().resolve() if stated else self.root / "templates"

    @property
    def replicas(self) -> dict[str, Path]:
        """Storage roots by name; the first is written first. `KHOSO_REPLICAS=name=path,name=path` changes them."""
        stated = os.environ.get("KHOSO_REPLICAS")
        if stated:
            return {name: Path(path) for name, path in (pair.split("=", 1) for pair in stated.split(","))}
        return {"chinh": self.root / "repository" / "chinh", "du-phong": self.root / "repository" / "du-phong"}


def places() -> Places:
    return Places(home())


def watched_places() -> dict[str, Path]:
    """Where room is needed, named in words a person reads. Of a database elsewhere this machine sees no disk."""
    here = places()
    own = {"database": noop("cơ sở dữ liệu")} if here.database.exists() or "DATABASE_URL" not in os.environ else {}
    named = {
        "root": noop("thư mục của Kho Số"),
        "blobs": noop("kho tệp"),
        "index": noop("chỉ mục tìm kiếm"),
        **own,
    }
    return {
        **{word: getattr(here, name) for name, word in named.items()},
        **{Sentence("kho lưu trữ «{name}»", name=name): path for name, path in here.replicas.items()},
    }


# Told early enough to buy a disk; stopped late enough that small machines can still work.
_THRESHOLDS = {"WARN": "10%,20G", "STOP": "5%,5G"}


def disk_threshold(name: str) -> Threshold:
    """`KHOSO_DISK_WARN` or `KHOSO_DISK_STOP`: a share and a size, of which the smaller counts."""
    return Threshold.parse(os.environ.get(f"KHOSO_DISK_{name}", _THRESHOLDS[name]))
