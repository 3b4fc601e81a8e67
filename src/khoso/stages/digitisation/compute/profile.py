"""What the law and good practice ask of a page, by kind of paper: all numbers of law stand here."""

from __future__ import annotations

from dataclasses import dataclass

from khoso.kernel.words import noop

_A_SERIES = ((105, 148), (148, 210), (210, 297), (297, 420))
_OFFICE = ((210, 330), (216, 279), (216, 330), (216, 356))


@dataclass(frozen=True, slots=True)
class Profile:
    """Thresholds of one kind of paper. Lengths in millimetres, angles in degrees, resolution in dots per inch."""

    code: str
    name: str
    min_dpi: int
    law: str
    min_bits: int = 24
    # A degree is what must be found; lines are measured to 0.13 degrees.
    max_skew: float = 0.85
    max_edge_blur: float = 0.165
    min_contrast: int = 70
    sizes: tuple[tuple[int, int], ...] = _A_SERIES + _OFFICE
    size_tolerance: float = 0.05
    # Photographs and negatives have no lines of print, no paper size and no text layer to ask for.
    is_paper: bool = True


# Luật: TT 05/2025 Đ.8.2.a - giấy: màu, từ 24 bit, từ 200 dpi; bản đồ, bản vẽ từ 300 dpi
ADMINISTRATIVE = Profile("administrative", noop("Tài liệu hành chính"), 200, "TT 05/2025/TT-BNV Điều 8.2.a")
MAP = Profile(
    "map",
    noop("Bản đồ, bản vẽ kỹ thuật"),
    300,
    "TT 05/2025/TT-BNV Điều 8.2.a",
    sizes=(*_A_SERIES, *_OFFICE, (420, 594), (594, 841), (841, 1189)),
)

# Luật: TT 05/2025 Đ.8.2.b, Đ.10, Đ.11 - ảnh, phim âm bản: .JPEG .PDF .TIFF .PNG, màu theo bản gốc, từ 200 dpi
PHOTO = Profile("photo", noop("Ảnh, phim âm bản"), 200, "TT 05/2025/TT-BNV Điều 8.2.b", min_bits=8, is_paper=False)

PROFILES = {profile.code: profile for profile in (ADMINISTRATIVE, MAP, PHOTO)}


def profile_of(code: str) -> Profile:
    """The profile with this code; the one of administrative papers for a code nobody knows any more."""
    return PROFILES.get(code, ADMINISTRATIVE)
