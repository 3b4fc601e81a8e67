"""Places with personal data, for the table of who opens what from near and far."""

from __future__ import annotations

from typing import Any


def _item(line: Any, held: Any, lent: Any) -> list[Any]:
    return [line.items[0].pk]


ROWS: dict[str, Any] = {
    # Luật: NĐ 13/2023/NĐ-CP Đ.2.3–2.4
    "recognition:personal-item": (_item, {"get", "post"}, {"clerk", "supervisor"}, {"archivist"}),
}
