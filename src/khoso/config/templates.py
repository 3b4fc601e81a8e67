"""How what an office wrote into its templates is run: as a stranger's file is read, in a process with limits."""

from __future__ import annotations

from functools import partial

from khoso.engines.limits import Limits, run_limited

guarded = partial(run_limited, limits=Limits(seconds=30, memory_bytes=1024**3))
