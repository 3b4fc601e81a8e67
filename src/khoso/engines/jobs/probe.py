"""Is the job queue there?"""

from __future__ import annotations

from importlib.metadata import version


def probe() -> dict[str, str]:
    """Version of what runs the jobs, by name."""
    return {"procrastinate": version("procrastinate")}
