"""Which signatures identify formats here, for the health page and for provenance."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from khoso.kernel.errors import EngineMissing
from khoso.kernel.words import Sentence


def probe() -> dict[str, str]:
    """Versions of the tool and of the PRONOM signatures. Raises EngineMissing."""
    try:
        from fido import CONFIG_DIR

        versions = ET.parse(Path(CONFIG_DIR) / "versions.xml")  # noqa: S314 - part of the library
        return {"opf-fido": version("opf-fido"), "pronom": versions.findtext("pronomVersion") or ""}
    except (ImportError, PackageNotFoundError):
        raise EngineMissing(
            Sentence("Thiếu thư viện {name}; hãy cài đặt lại Kho Số bằng `./dev setup`.", name="opf-fido")
        ) from None
