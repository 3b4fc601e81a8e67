"""A delivery on disk, read back for tests."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cached_property
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
import pikepdf
from PIL import Image

from khoso.demo.delivery import TRUTH, DeliveryFacts


@dataclass
class Made:
    """A delivery on disk with its truth read back."""

    root: Path
    facts: DeliveryFacts | None = None

    @cached_property
    def records(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in (self.root / TRUTH).read_text("utf-8").splitlines()]

    @property
    def files(self) -> list[dict[str, Any]]:
        return [record for record in self.records if record.get("file_exists", record["type"] != "delivery")]

    @property
    def items(self) -> list[dict[str, Any]]:
        return [record for record in self.records if record["type"] == "item"]

    def planted(self, fault: str) -> tuple[dict[str, Any], int | None]:
        """The record that bears `fault`, and the page it is on (from 1)."""
        found = [
            (record, defect["page"])
            for record in self.records
            for defect in record.get("defects", [])
            if defect["fault"] == fault
        ]
        assert len(found) == 1, f"{fault}: {found}"
        return found[0]

    def image(self, path: str, page: int) -> Image.Image:
        """The scan of a page as it lies in the PDF."""
        with pikepdf.open(self.root / path) as pdf:
            stored = pdf.pages[page - 1].Resources.XObject.Im0
            if stored.Filter == "/DCTDecode":
                return Image.open(BytesIO(stored.read_raw_bytes()))
            return pikepdf.PdfImage(stored).as_pil_image()

    def grey(self, path: str, page: int) -> np.ndarray:
        return np.asarray(self.image(path, page).convert("L"), dtype=np.float32)
