"""One half-year of 150 agencies, played once through the actions people and the clock use, for all tests here."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest

SEED = 82
AGENCIES = 150
LAST_DAY = date(2026, 12, 31)


@dataclass(frozen=True)
class HalfYear:
    story: Any
    programme: Any
    # by code
    agencies: dict[str, Any]
    periods: dict[int, Any]
    officer: Any

    def ids(self, codes: Any) -> set[int]:
        return {self.agencies[code].pk for code in codes}


# For one file of tests: what it plays lies open in the database, where tests that come after it would see it.
@pytest.fixture(scope="module")
def half_year(django_db_setup: None, django_db_blocker: Any) -> Iterator[HalfYear]:
    from django.db import transaction

    with django_db_blocker.unblock(), transaction.atomic():
        yield _played()
        transaction.set_rollback(True)


def _played() -> HalfYear:
    from khoso.config.half_year.playing import Play, story_for
    from khoso.config.reference import register_reference_data
    from khoso.foundation.identity import actions as identity
    from khoso.foundation.identity.models import Agency
    from khoso.stages.programme import actions as programme

    register_reference_data()
    plan = programme.load_programme(programme.plan_82(), by=None)
    programme.give_to_agencies(plan)
    missing = AGENCIES - len(story_for(plan, seed=SEED)[1])
    city = Agency.objects.get(code="H19")
    for number in range(1, missing + 1):
        name = f"Đơn vị sự nghiệp mô phỏng số {number:02d}"
        identity.register_agency(f"MP.{number:02d}", name, kind="public_service", parent=city)
    programme.give_to_agencies(plan)
    story, agencies = story_for(plan, seed=SEED, most=AGENCIES)
    # Monday, Wednesday, Friday: every step of the reminders is reached, in half the time.
    play = Play(story, plan, agencies, until=LAST_DAY, city_weekdays=frozenset({0, 2, 4}))
    play.play()
    return HalfYear(story, plan, agencies, play.periods, play.people.officer)


@pytest.fixture(autouse=True)
def at_the_end(half_year: HalfYear) -> Iterator[None]:
    """The tests look at the city on its last evening."""
    from khoso.config.half_year.holdings import at
    from khoso.kernel import clock

    with clock.frozen_at(at(LAST_DAY, 17)):
        yield
