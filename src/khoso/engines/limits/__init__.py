"""Run what reads hostile files in a short-lived child process with limits on time, memory and output.

Limits contain accidents and bombs. They are no sandbox against code that takes over the parser: for that
the worker itself runs as its own user (see THREAT_MODEL).
"""

from khoso.engines.limits.errors import Crashed, LimitsError, OutOfMemory, TimedOut
from khoso.engines.limits.run import run_limited
from khoso.engines.limits.terms import Limits

__all__ = ["Crashed", "Limits", "LimitsError", "OutOfMemory", "TimedOut", "run_limited"]
