"""Is signing possible here, and with what: shown on the health page and written into provenance."""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, version

from khoso.engines.signatures import font
from khoso.kernel.errors import EngineMissing


def probe() -> dict[str, str]:
    """Versions by name: `pyhanko`, `cryptography`, and the stamp's font file. Raises EngineMissing."""
    try:
        found = {name: version(name) for name in ("pyhanko", "pyhanko-certvalidator", "cryptography", "fonttools")}
    except PackageNotFoundError as error:
        raise EngineMissing(f"Thiếu thư viện ký số {error.name}. Hãy cài lại Kho Số.") from error
    return found | {"font": font.find().name}
