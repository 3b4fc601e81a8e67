"""How four printing inks look, as a colour profile: for a four-ink picture that brings none of its own.

PDF/A takes no bare four-ink colours beside an RGB output intent. The profile says what viewers assume without one: each
of cyan, magenta and yellow takes its own light away, black takes all.
"""

from __future__ import annotations

import struct
from functools import lru_cache

import numpy as np

STEPS = 9
# sRGB to XYZ seen by D50 light, the light profiles count in; and that light.
_TO_XYZ = np.array([[0.4361, 0.3851, 0.1431], [0.2225, 0.7169, 0.0606], [0.0139, 0.0971, 0.7141]])
_LIGHT = np.array([0.9642, 1.0, 0.8249])


@lru_cache(maxsize=1)
def four_inks() -> bytes:
    """The profile (ICC 2.1, input class, CMYK to Lab); the same bytes on every machine."""
    name = b"Kho So four inks\x00"
    parts = {
        b"desc": b"desc" + bytes(4) + struct.pack(">I", len(name)) + name + bytes(78),
        b"cprt": b"text" + bytes(4) + b"Public domain\x00",
        b"wtpt": b"XYZ " + bytes(4) + _fixed(_LIGHT),
        b"A2B0": _table(),
    }
    at = 128 + 4 + 12 * len(parts)
    index, body = struct.pack(">I", len(parts)), b""
    for tag, data in parts.items():
        index += tag + struct.pack(">II", at + len(body), len(data))
        body += data + bytes(-len(data) % 4)
    size = at + len(body)
    head = struct.pack(">II", size, 0) + bytes.fromhex("02100000") + b"scnrCMYKLab "
    head += struct.pack(">6H", 2026, 1, 1, 0, 0, 0) + b"acsp" + bytes(28) + _fixed(_LIGHT)
    return head.ljust(128, b"\x00") + index + body


def _fixed(values: np.ndarray) -> bytes:
    return b"".join(struct.pack(">i", round(float(value) * 65536)) for value in values)


def _table() -> bytes:
    """Every mixture of the four inks in `STEPS` steps each, black changing fastest, as Lab of 16 bits."""
    amounts = np.linspace(0, 1, STEPS)
    inks = np.stack(np.meshgrid(amounts, amounts, amounts, amounts, indexing="ij"), axis=-1).reshape(-1, 4)
    seen = (1 - inks[:, :3]) * (1 - inks[:, 3:])
    light = np.where(seen <= 0.04045, seen / 12.92, ((seen + 0.055) / 1.055) ** 2.4)
    share = light @ _TO_XYZ.T / _LIGHT
    root = np.where(share > 0.008856, np.cbrt(share), 7.787 * share + 16 / 116)
    lab = np.stack([116 * root[:, 1] - 16, 500 * (root[:, 0] - root[:, 1]), 200 * (root[:, 1] - root[:, 2])], axis=1)
    coded = np.round((lab * [2.55, 1, 1] + [0, 128, 128]) * 256).clip(0, 65535).astype(">u2")
    straight = struct.pack(">2H", 0, 65535)
    unit = struct.pack(">9i", 65536, 0, 0, 0, 65536, 0, 0, 0, 65536)
    head = b"mft2" + bytes(4) + bytes([4, 3, STEPS, 0]) + unit + struct.pack(">2H", 2, 2)
    return head + straight * 4 + coded.tobytes() + straight * 3
