"""A screen asks the database as often for many rows as for few."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from tests.journeys.house import House

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.xdist_group("journeys")]


def test_more_rows_are_no_more_questions(house: House) -> None:
    script = Path(__file__).with_name("counting.py")
    done = subprocess.run(
        [sys.executable, str(script)], env=house.environment, capture_output=True, text=True, timeout=400, check=False
    )
    assert done.returncode == 0, done.stderr
    counted = json.loads(done.stdout.splitlines()[-1])
    assert counted["many"] == counted["few"]
    assert max(counted["many"].values()) < 80
