"""Is signing possible here, and with what: shown on the health page and written into provenance."""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, version

from khoso.engines.signatures import font
from khoso.kernel.errors import EngineMissing
from khoso.kernel.words import Sentence


def probe() -> dict[str, str]:
    """Versions by name: `pyhanko`, `cryptography`, and the stamp's font file. Raises EngineMissing."""
    try:
        found = {name: version(name) for name in ("pyhanko", "pyhanko-certvalidator", "cryptography", "fonttools")}
    except PackageNotFoundError as error:
        raise EngineMissing(
            Sentence("Thiếu thư viện {name}; hãy cài đặt lại Kho Số bằng `./dev setup`.", name=error.name)
        ) from error
    return found | {"font": font.find().name}
