"""Can papers be drawn here, with what letters and over whose templates: for the health page and for provenance."""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, version

from khoso.engines.office import fonts
from khoso.kernel.errors import EngineMissing
from khoso.kernel.words import Sentence

_LIBRARIES = ("docxtpl", "typst", "xlsxwriter")


def probe() -> dict[str, str]:
    """Versions by name, and the `font` of printed papers. Raises EngineMissing."""
    try:
        found = {name: version(name) for name in _LIBRARIES}
    except PackageNotFoundError as error:
        raise EngineMissing(
            Sentence("Thiếu thư viện {name}; hãy cài đặt lại Kho Số bằng `./dev setup`.", name=error.name)
        ) from error
    return found | {"font": fonts.find().name}
