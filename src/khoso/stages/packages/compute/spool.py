"""A notebook on disk: what was placed is noted once and read several times, so memory does not grow with a dossier."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class PlacedFile:
    """A file that METS points at: path inside the package, size, SHA-256, mime type."""

    path: str
    size: int
    sha256: str
    mime: str


@dataclass(frozen=True, slots=True)
class PlacedItem:
    """An item whose files stand in the package. `key` names the item in derived ids."""

    key: str
    table: str
    data: PlacedFile
    description: PlacedFile
    attachments: tuple[PlacedFile, ...]
    readings: tuple[PlacedFile, ...]
    original_name: str
    pronom: str


class Spool:
    """Items and events in the order they came."""

    def __init__(self, path: Path) -> None:
        self._base = sqlite3.connect(path)
        self._base.execute("PRAGMA journal_mode=OFF")
        self._base.execute("PRAGMA synchronous=OFF")
        self._base.execute("CREATE TABLE item(n INTEGER PRIMARY KEY, key TEXT UNIQUE, body TEXT)")
        self._base.execute("CREATE TABLE event(n INTEGER PRIMARY KEY, about_item INTEGER, body TEXT)")

    def close(self) -> None:
        """Let go of the file."""
        self._base.close()

    def knows(self, key: str) -> bool:
        """Whether an item of this key was added."""
        return self._base.execute("SELECT 1 FROM item WHERE key=?", (key,)).fetchone() is not None

    def add_item(self, item: PlacedItem) -> None:
        """Note an item; its key must be new."""
        self._base.execute("INSERT INTO item(key, body) VALUES(?,?)", (item.key, json.dumps(asdict(item))))

    def item(self, key: str) -> PlacedItem:
        """The item of a known key."""
        (body,) = self._base.execute("SELECT body FROM item WHERE key=?", (key,)).fetchone()
        return _item(json.loads(body))

    def items(self) -> Iterator[PlacedItem]:
        """Items in the order they were added; may be read any number of times."""
        for (body,) in self._base.execute("SELECT body FROM item ORDER BY n"):
            yield _item(json.loads(body))

    def add_event(self, *, about_item: bool, body: dict[str, Any]) -> None:
        """Note an event as plain JSON values."""
        self._base.execute("INSERT INTO event(about_item, body) VALUES(?,?)", (about_item, json.dumps(body)))

    def events(self, *, about_item: bool) -> Iterator[dict[str, Any]]:
        """Events about items, or about the package, in the order they were added."""
        for (body,) in self._base.execute("SELECT body FROM event WHERE about_item=? ORDER BY n", (about_item,)):
            yield json.loads(body)


def _item(body: dict[str, Any]) -> PlacedItem:
    def files(name: str) -> tuple[PlacedFile, ...]:
        return tuple(PlacedFile(**part) for part in body[name])

    return PlacedItem(
        key=body["key"],
        table=body["table"],
        data=PlacedFile(**body["data"]),
        description=PlacedFile(**body["description"]),
        attachments=files("attachments"),
        readings=files("readings"),
        original_name=body["original_name"],
        pronom=body["pronom"],
    )
