"""The city's pages measured over 150 agencies, their 3.000 tasks and 13 periods, with readings of every day.

    KHOSO_HOME=/tmp/bench-reporting python -m bench.reporting [--agencies 150] [--periods 13] [--rounds 7]

Each line says the limit, the figure (the median of the rounds) and the ratio. Everything is rolled back at the end.
"""

from __future__ import annotations

import argparse
import os
import statistics
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

# After the thirteenth period's reports were due.
MOMENT = datetime(2026, 12, 20, 3, tzinfo=UTC)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--agencies", type=int, default=150)
    parser.add_argument("--periods", type=int, default=13)
    parser.add_argument("--rounds", type=int, default=7)
    options = parser.parse_args()
    if "KHOSO_HOME" not in os.environ:
        sys.exit("Hãy đặt KHOSO_HOME tới một thư mục riêng.")
    from khoso.config import start

    start.database_ready()
    from django.db import connection, transaction

    from bench.city_rows import make_city
    from khoso.kernel import clock

    with clock.frozen_at(MOMENT), transaction.atomic():
        city = make_city(agencies=options.agencies, periods=options.periods)
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
        _measure(city, options.rounds)
        transaction.set_rollback(True)


def _measure(city: Any, rounds: int) -> None:
    from django.test import Client
    from django.urls import reverse

    from khoso.foundation.identity.models import Agency, Membership, Person
    from khoso.stages.programme.models import Task
    from khoso.stages.reporting.city import gathering, score_actions
    from khoso.stages.reporting.models import Report

    agency = Agency.objects.get(code="DN.SNV")
    officer = Person.objects.create(username="bench-snv", full_name="Người đo")
    Membership.objects.create(person=officer, agency=agency, role="home_affairs")
    client = Client(headers={"host": "localhost"})
    client.force_login(officer, backend="django.contrib.auth.backends.ModelBackend")
    print(f"agencies {len(city.agencies)} · tasks {Task.objects.count()} · reports {Report.objects.count()}")

    def opened(name: str, query: str = "") -> None:
        answer = client.get(reverse(name) + query)
        assert answer.status_code == 200, answer.status_code

    score_actions.score_period(city.plan, city.periods[-1])
    _say("the wall, whole page", 0.3, rounds, lambda: opened("reporting:city-wall"))
    _say("the wall, worst first", 0.3, rounds, lambda: opened("reporting:city-wall", "?xep=tre&tre=1"))
    _say("the map of tiles, whole page", 0.3, rounds, lambda: opened("reporting:city-map"))
    _say(
        "consolidation of a period", 1.0, rounds, lambda: gathering.gathered(city.plan, "two_weekly", city.periods[-1])
    )
    _say("bottlenecks, whole page", 1.0, rounds, lambda: opened("reporting:city-bottlenecks"))
    _say("flags, whole page", 1.0, rounds, lambda: opened("reporting:city-flags"))
    _say("ranking, whole page", 1.0, rounds, lambda: opened("reporting:city-ranking"))
    _say("the city's curve, whole page", 1.0, rounds, lambda: opened("reporting:city-curve"))


def _say(name: str, limit: float, rounds: int, act: Callable[[], object]) -> None:
    from django.db import connection

    asked: list[str] = []

    def note(execute: Any, sql: str, *rest: Any) -> Any:
        asked.append(sql)
        return execute(sql, *rest)

    with connection.execute_wrapper(note):
        act()
    spent, worked = [], []
    for _ in range(rounds):
        began, processor = time.perf_counter(), time.process_time()
        act()
        spent.append(time.perf_counter() - began)
        worked.append(time.process_time() - processor)
    took = statistics.median(spent)
    print(
        f"{name}: limit {limit * 1000:.0f} ms · {took * 1000:.0f} ms (best {min(spent) * 1000:.0f},"
        f" processor {min(worked) * 1000:.0f}) · ratio {took / limit:.2f} · {len(asked)} questions",
        flush=True,
    )


if __name__ == "__main__":
    main()
