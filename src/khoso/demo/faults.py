"""Defects planted on purpose: what each is called, what a check should call it, and how it is done to a page."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random

import cv2
import numpy as np

from khoso.demo.marks import Array
from khoso.kernel.errors import UsageError

# Name on the command line → the finding code a check gives it.
PAGE_FAULTS = {
    "skewed": "page.skewed",
    "upside_down": "page.upside_down",
    "sideways": "page.sideways",
    "blank": "page.blank",
    "duplicate": "page.duplicate",
    "low_resolution": "page.low_resolution",
    "not_colour": "page.not_colour",
    "dark_edge": "page.dark_edge",
    "blurred": "page.blurred",
    "low_contrast": "page.low_contrast",
    "streak": "page.streak",
    "cropped": "page.cropped",
    "bleed_through": "page.bleed_through",
    "foreign_object": "page.foreign_object",
    "secrecy_mark": "page.secrecy_mark",
    "missing_page": "page.missing",
}
DELIVERY_FAULTS = {
    "row_without_file": "pairing.row_without_file",
    "file_without_row": "pairing.file_without_row",
    "two_rows_one_file": "pairing.duplicate_file",
    "cover_count": "pairing.count_disagrees",
    "duplicate_number": "catalogue.duplicate_number",
    "encrypted_pdf": "file.encrypted",
    "damaged_pdf": "file.damaged",
}
FAULTS = PAGE_FAULTS | DELIVERY_FAULTS
# Enough for a first look at what the checks say, little enough to look like ordinary work.
MILD = ("skewed", "blank", "dark_edge", "low_resolution", "row_without_file", "duplicate_number")
_AT_LEAST_EVERY = 10


def names_of(wanted: str | Iterable[str]) -> tuple[str, ...]:
    """Fault names in their one order from `all`, `none`, `mild`, a comma list or names. Raises UsageError."""
    if isinstance(wanted, str):
        groups: dict[str, Sequence[str]] = {"all": tuple(FAULTS), "none": (), "": (), "mild": MILD}
        wanted = groups[wanted] if wanted in groups else wanted.split(",")
    asked = {name.strip() for name in wanted}
    strangers = sorted(asked - set(FAULTS))
    if strangers:
        raise UsageError(
            f"Không có lỗi mẫu tên {', '.join(strangers)}. Chọn trong: {', '.join(FAULTS)}, all, none, mild."
        )
    return tuple(name for name in FAULTS if name in asked)


@dataclass(frozen=True, slots=True)
class Planted:
    """One defect that was planted: in which file of the delivery, on which page (None: the file as a whole), its name
    here, and the finding code a check should give it."""

    path: str
    page: int | None
    fault: str
    code: str


def planted_in(truth: Path) -> list[Planted]:
    """Every defect planted in a delivery, in the order of its papers, read from the `truth.json` beside its files."""
    with truth.open(encoding="utf-8") as lines:
        records = [json.loads(line) for line in lines]
    return [
        Planted(record["path"], defect["page"], defect["fault"], defect["code"])
        for record in records
        for defect in record.get("defects", [])
    ]


def _capacity(items: int) -> int:
    return max(1, items - 1)


def dossiers_needed(faults: Sequence[str], items: int) -> int:
    """How many dossiers of `items` items it takes to plant every fault once."""
    return -(-len(faults) // _capacity(items))


def faults_of(dossier: int, faults: Sequence[str], items: int) -> dict[int, str]:
    """Item ordinal → fault, for one dossier; at most one an item, and the first item stays clean when it can.

    Faults come round again every ten dossiers or more, so that a large delivery is mostly sound.
    """
    capacity = _capacity(items)
    group = (dossier - 1) % max(dossiers_needed(faults, items), _AT_LEAST_EVERY)
    ordinals = [*range(2, items + 1)] or [1]
    return dict(zip(ordinals, faults[group * capacity : (group + 1) * capacity], strict=False))


def _dark_edge(page: Array, dice: Random) -> Array:
    wide = round(page.shape[1] * dice.uniform(0.05, 0.07))
    fade = np.clip(np.linspace(0.02, 0.3, wide), 0, 1).astype(np.float32)
    page[:, :wide] = (page[:, :wide] * fade[None, :, None]).astype(np.uint8)
    return page


def _blurred(page: Array, dice: Random) -> Array:
    return np.asarray(cv2.GaussianBlur(page, (0, 0), page.shape[1] / 1654 * 4.0), np.uint8)


def _low_contrast(page: Array, dice: Random) -> Array:
    return np.asarray(cv2.convertScaleAbs(page, alpha=0.22, beta=168), np.uint8)


def _streak(page: Array, dice: Random) -> Array:
    width = page.shape[1]
    for _ in range(dice.randint(1, 2)):
        x = dice.randint(width // 4, width * 3 // 4)
        page[:, x : x + dice.randint(3, 5)] = dice.choice(((120, 60, 60), (70, 130, 60), (90, 90, 90)))
    return page


def _cropped(page: Array, dice: Random) -> Array:
    """The sheet lay too far to the right: the lid shows on the left and the ends of lines are lost."""
    moved = np.full_like(page, 236)
    away = round(page.shape[1] * dice.uniform(0.15, 0.2))
    moved[:, away:] = page[:, :-away]
    return moved


def _foreign_object(page: Array, dice: Random) -> Array:
    """A finger that held the sheet, and the slip of paper it held."""
    height, width = page.shape[:2]
    unit = width / 1654
    left = round(width * dice.uniform(0.25, 0.5))
    top = round(height * 0.62)
    size = (round(330 * unit), round(330 * unit))
    slip = np.array(
        [[left, top], [left + size[0], top + 14], [left + size[0] - 16, top + size[1]], [left - 10, top + size[1] - 8]]
    )
    shade = page.copy()
    cv2.fillConvexPoly(shade, slip + round(10 * unit), (120, 126, 128), cv2.LINE_AA)
    page[:] = cv2.GaussianBlur(shade, (0, 0), 3 * unit)[:] if unit > 4 else shade
    cv2.fillConvexPoly(page, slip, (110, 232, 250), cv2.LINE_AA)
    x = left + size[0] // 2
    axes = (round(85 * unit), round(250 * unit))
    cv2.ellipse(page, (x, height), axes, dice.uniform(-12, 12), 0, 360, (112, 148, 205), -1, cv2.LINE_AA)
    cv2.ellipse(
        page,
        (x, height - round(190 * unit)),
        (axes[0] // 2, axes[0] * 2 // 3),
        0,
        0,
        360,
        (150, 178, 222),
        -1,
        cv2.LINE_AA,
    )
    return page


def _turned(code: int) -> Callable[[Array, Random], Array]:
    return lambda page, dice: np.asarray(cv2.rotate(page, code), np.uint8)


# What is done to the scanned image; the other page faults are done while scanning or while binding.
ON_IMAGE: dict[str, Callable[[Array, Random], Array]] = {
    "upside_down": _turned(cv2.ROTATE_180),
    "sideways": _turned(cv2.ROTATE_90_CLOCKWISE),
    "dark_edge": _dark_edge,
    "blurred": _blurred,
    "low_contrast": _low_contrast,
    "streak": _streak,
    "cropped": _cropped,
    "foreign_object": _foreign_object,
}


def black_and_white(page: Array) -> bytes:
    """The page in one bit a pixel, rows packed, 1 = white."""
    grey = cv2.cvtColor(page, cv2.COLOR_BGR2GRAY)
    return np.packbits(grey > 160, axis=1).tobytes()


def encrypt(path: Path) -> None:
    """Lock a PDF with a password nobody was told."""
    import pikepdf

    locked = path.with_name(path.name + ".locked")
    with pikepdf.open(path) as pdf:
        # RC4 needs no random salt, so the file stays repeatable; it protects nothing, nor should it.
        pdf.save(
            locked,
            encryption=pikepdf.Encryption(user="mau", owner="mau", R=3, aes=False, metadata=False),
            static_id=True,
        )
    locked.replace(path)


def damage(path: Path) -> None:
    """Cut a PDF off in the middle of its images, as a broken copy does."""
    with path.open("r+b") as file:
        file.truncate(path.stat().st_size * 55 // 100)
