"""Where a subject of the trail has a page, and which accounts a name means: handed in by the rooms that know."""

from __future__ import annotations

from collections.abc import Callable, Mapping

Address = Callable[[str], str]
FindPeople = Callable[[str], list[str]]

_addresses: dict[str, Address] = {}
_find: list[FindPeople] = []


def use(addresses: Mapping[str, Address], find_people: FindPeople | None = None) -> None:
    """Set, by kind of subject, the address of its page from its id ("" when there is none). Called once at start-up."""
    _addresses.clear()
    _addresses.update(addresses)
    _find[:] = [find_people] if find_people else []


def url_of(kind: str, identifier: str) -> str:
    """The page of a subject; "" when it has none or its id is odd."""
    make = _addresses.get(kind)
    if make is None:
        return ""
    try:
        return make(identifier)
    except Exception:  # noqa: BLE001 (an id of long ago may fit no address of today)
        return ""


def accounts_of(text: str) -> list[str]:
    """The account names somebody may mean by `text`, which is one itself or a part of a person's name."""
    found = [name for find in _find for name in find(text)]
    return found or [text]
