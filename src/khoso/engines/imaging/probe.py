"""Which libraries read pages here, for the health page and for provenance."""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, version

from khoso.kernel.errors import EngineMissing
from khoso.kernel.words import Sentence

_LIBRARIES = ("pypdfium2", "pikepdf", "pillow", "opencv-python-headless", "tesserocr")


def probe() -> dict[str, str]:
    """Version of each library. Raises EngineMissing when one is not installed."""
    found = {}
    for name in _LIBRARIES:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            raise EngineMissing(
                Sentence("Thiếu thư viện {name}; hãy cài đặt lại Kho Số bằng `./dev setup`.", name=name)
            ) from None
    return found
