"""Draw the shapes of the ten digits that page numbers are read by: `python -m bench.pagecheck.digit_shapes`.

From faces that look like Times New Roman, Arial, Verdana and Calibri.
"""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
from PIL import Image, ImageDraw, ImageFont

from khoso.stages.digitisation.compute import digits

_FACES = (
    "liberation/LiberationSerif-Regular",
    "liberation/LiberationSerif-Bold",
    "liberation/LiberationSerif-Italic",
    "liberation/LiberationSans-Regular",
    "dejavu/DejaVuSans",
    "dejavu/DejaVuSerif",
    "crosextra/Carlito-Regular",
)
_FOLDER = Path("/usr/share/fonts/truetype")


def _drawn(face: Path, digit: int) -> np.ndarray:
    image = Image.new("L", (160, 160), 0)
    ImageDraw.Draw(image).text((40, 20), str(digit), font=ImageFont.truetype(str(face), 96), fill=255)
    dark = cv2.GaussianBlur(np.asarray(image).astype(np.float32) / 255, (0, 0), 3.0)
    rows, columns = np.flatnonzero((dark > 0.5).any(axis=1)), np.flatnonzero((dark > 0.5).any(axis=0))
    return digits.shape_of(dark[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1])


def main() -> None:
    """Write them where the reader looks for them."""
    faces = [_FOLDER / f"{name}.ttf" for name in _FACES]
    shapes = np.array([_drawn(face, digit) for face in faces for digit in range(10)])
    path = Path(digits.__file__).with_name("digits.npz")
    np.savez_compressed(path, shapes=np.clip(np.round(shapes * 127), -127, 127).astype(np.int8))
    print(path, path.stat().st_size)


if __name__ == "__main__":
    main()
