"""Every contract test runs over both adapters."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from khoso.engines.index import SearchIndex
from khoso.engines.index.memory import MemoryIndex
from khoso.engines.index.tantivy_index import TantivyIndex


@pytest.fixture(params=["tantivy", "memory"])
def index(request: pytest.FixtureRequest, tmp_path: Path) -> SearchIndex:
    makers: dict[str, Callable[[], SearchIndex]] = {
        "tantivy": lambda: TantivyIndex(tmp_path / "index"),
        "memory": MemoryIndex,
    }
    return makers[request.param]()
