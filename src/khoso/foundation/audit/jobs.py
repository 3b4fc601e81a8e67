"""Sealing by the clock."""

from __future__ import annotations

import os

from django.utils.translation import gettext_lazy as _

from khoso.engines.jobs import job
from khoso.engines.jobs.port import STORE
from khoso.foundation.audit import sealing


def seal_minutes() -> int:
    """How often heads are sealed: a row is unsealed no longer than this and the longest job before it in the queue."""
    return max(1, int(os.environ.get("KHOSO_SEAL_MINUTES", "5")))


@job("audit.seal", queue=STORE, every_minutes=seal_minutes(), label=_("Niêm phong nhật ký"))
def seal() -> None:
    """Seal the heads of all chains and carry the seal to every replica."""
    sealing.tend()
