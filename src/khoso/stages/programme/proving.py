"""Telling the tasks of agencies what the programme itself saw: a body founded, a notice or guidance published."""

from __future__ import annotations

from datetime import date
from typing import Any

from khoso.foundation.identity.models import Agency
from khoso.kernel import clock
from khoso.stages.programme.work.proving import record_proof


def prove(key: str, agency: Agency | None, subject: tuple[str, Any], about: str, on: date | None, url: str) -> None:
    """Record a proof for the agency's tasks that ask for `key`; without an agency, for those of the city.

    Nothing happens where no task does.
    """
    record_proof(
        key,
        agency_id=agency.pk if agency else None,
        subject=subject,
        about=about,
        happened_on=on or clock.today(),
        url=url,
    )
