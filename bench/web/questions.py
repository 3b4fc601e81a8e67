"""What each page asks the database: how often, and which questions take longest."""

from __future__ import annotations

import os
import time
from typing import Any

from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from khoso.foundation.web import counting
from khoso.stages.digitisation import tallies

SHOWN = 4
SLOW_SECONDS = 0.003


def print_questions(pages: list[Any]) -> None:
    """Each page once, with nothing kept from before."""
    settings.ALLOWED_HOSTS = ["*"]
    for page in pages:
        target = page.targets[len(page.targets) // 2]
        browser = Client()
        name, _, value = target.cookie.partition("=")
        if name:
            browser.cookies[name] = value
        browser.get(target.path)
        counting.forget()
        tallies.forget()
        started = time.perf_counter()
        with CaptureQueriesContext(connection) as asked:
            answer = browser.get(target.path)
        took = 1000 * (time.perf_counter() - started)
        spent = 1000 * sum(float(one["time"]) for one in asked.captured_queries)
        print(
            f"{page.name:32} {answer.status_code} {took:8.1f} ms, database {spent:8.1f} ms,"
            f" {len(asked):3} questions, load {os.getloadavg()[0]:.1f}",
            flush=True,
        )
        slowest = sorted(asked.captured_queries, key=lambda one: -float(one["time"]))
        for one in slowest[:SHOWN]:
            if float(one["time"]) > SLOW_SECONDS:
                print(f"    {1000 * float(one['time']):8.1f}  {one['sql'][:400]}")
