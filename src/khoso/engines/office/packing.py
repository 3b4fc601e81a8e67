"""A Word file is a zip that remembers when it was written; here it does not, so that equal papers are equal bytes."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

_NEVER = (1980, 1, 1, 0, 0, 0)


def repacked(data: bytes, changed: Callable[[str, bytes], bytes] = lambda name, part: part) -> bytes:
    """The same parts in the same order, without times; `changed` may give a part other bytes."""
    buffer = BytesIO()
    with ZipFile(BytesIO(data)) as old, ZipFile(buffer, "w", ZIP_DEFLATED) as new:
        for name in old.namelist():
            part = ZipInfo(name, _NEVER)
            part.compress_type = ZIP_DEFLATED
            part.external_attr = 0o600 << 16
            new.writestr(part, changed(name, old.read(name)))
    return buffer.getvalue()
