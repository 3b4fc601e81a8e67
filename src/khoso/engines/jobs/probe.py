"""Is the job queue there?"""

from __future__ import annotations

from importlib.metadata import version


def probe() -> dict[str, str]:
    """Name and version of what runs the jobs."""
    return {"name": "procrastinate", "version": version("procrastinate")}
