"""Links between our own pages lead somewhere."""

from __future__ import annotations

import re

from tests.architecture.house import PROJECT

LINK = re.compile(r"\]\(([^)#:\s]+)(?:#[^)]*)?\)")


def test_links_between_pages_lead_somewhere() -> None:
    pages = [*PROJECT.glob("*.md"), *(PROJECT / "docs").rglob("*.md")]
    dead = [
        f"{page.relative_to(PROJECT)} → {target}"
        for page in pages
        for target in LINK.findall(page.read_text(encoding="utf-8"))
        # The picture is a photograph of the running house, put in by hand.
        if not (page.parent / target).exists() and target != "docs/picture.png"
    ]
    assert dead == []
