"""Comparing what changed, behind the scenes, a slice at a time."""

from __future__ import annotations

import time

from django.utils.translation import gettext_lazy as _

from khoso.engines.jobs import enqueue, job
from khoso.stages.catalogue.likeness import actions, keeping

COMPARE = "catalogue.compare_dossiers"
# A worker is held no longer than this; what is left is asked for again behind whatever waits.
_SLICE_SECONDS = 30.0
_AT_ONCE = 200
# After so many new descriptions at once, what is common is counted anew before anything is searched for.
_MANY = 2_000


@job(COMPARE, every_minutes=2, label=_("So hồ sơ trùng"))
def compare_dossiers() -> None:
    """Make the fingerprints of what changed, then look for its twins. Stopped anywhere, it goes on from there."""
    until = time.monotonic() + _SLICE_SECONDS
    described = 0
    while time.monotonic() < until and (done := keeping.take_due(_AT_ONCE)):
        described += done
    if described >= _MANY:
        keeping.count_common_keys()
    while time.monotonic() < until and actions.compare_due(_AT_ONCE // 10):
        pass
    if any(keeping.waiting().values()):
        enqueue(COMPARE, once=f"{COMPARE}/more")


@job("catalogue.count_common_keys", every_minutes=24 * 60, label=_("Đếm dấu nhận dạng phổ biến"))
def count_common_keys() -> None:
    """Find the keys too many descriptions share for them to tell anything."""
    keeping.count_common_keys()
