"""Signing in, one person after the other: how long it takes, and how much of that is the hashing of the password."""

from __future__ import annotations

import re
import statistics
import time
from http.cookiejar import CookieJar
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, Request, build_opener

from django.contrib.auth.hashers import check_password, make_password
from django.urls import reverse

from bench.web.people import PASSWORD

PEOPLE = 10


def sign_in_times(port: int) -> tuple[list[float], float]:
    """Milliseconds of each sign-in until the home page is there, and of checking one password."""
    return [_one(f"http://127.0.0.1:{port}", f"bench-clerk-{number:03d}") for number in range(1, PEOPLE + 1)], _hash()


def _one(base: str, username: str) -> float:
    browser = build_opener(HTTPCookieProcessor(CookieJar()))
    address = base + reverse("identity:sign-in")
    with browser.open(address, timeout=30) as page:
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page.read().decode())
    assert token
    fields = {"csrfmiddlewaretoken": token[1], "username": username, "password": PASSWORD}
    started = time.perf_counter()
    with browser.open(Request(address, urlencode(fields).encode(), {"Referer": address}), timeout=30) as answer:
        answer.read()
        if answer.url.rstrip("/") != base:
            raise SystemExit(f"{username} was not signed in: {answer.url}")
    return 1000 * (time.perf_counter() - started)


def _hash() -> float:
    hashed = make_password(PASSWORD)
    times = []
    for _ in range(5):
        started = time.perf_counter()
        check_password(PASSWORD, hashed)
        times.append(1000 * (time.perf_counter() - started))
    return statistics.median(times)
