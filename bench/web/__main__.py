"""A load run: the real server over a city's worth of rows, twenty requests a second, each page for a minute.

    ./dev bench web [--seconds 60] [--rate 20] [--only home,dossier] [--build-only]

The first run builds the house in var/bench-web (some minutes; a build that was stopped goes on) and every later one
uses it again. Limit: 95 of 100 answers of the home page and of a list within 150 ms. Peer: a page that does nothing,
by the same server in the same run. Other work on the machine shows in `load`; figures count when it is quiet.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

HOME = Path(__file__).resolve().parents[2] / "var" / "bench-web"
LIMIT_MS = 150.0
WARM_SECONDS = 4.0
POLLING_PEOPLE = 100
COLUMNS = (30, 8, 8, 8, 8, 7, 8, 9, 9, 9, 8, 6)


@dataclass(frozen=True)
class Seen:
    """What came of one page: milliseconds, errors, and CPU milliseconds a request."""

    p50: float
    p95: float
    p99: float
    requests: int
    errors: dict[str, int]
    kilobytes: float
    web: float
    postgres: float
    client: float


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--home", type=Path, default=HOME, help="where the house is built and kept")
    parser.add_argument("--dossiers", type=int, default=100_000)
    parser.add_argument("--audit-rows", type=int, default=1_000_000)
    parser.add_argument("--seconds", type=float, default=60, help="how long each page is asked for")
    parser.add_argument("--rate", type=float, default=20, help="requests a second")
    parser.add_argument("--only", default="", help="pages whose names contain one of these words, with commas between")
    parser.add_argument("--build-only", action="store_true")
    parser.add_argument("--queries", action="store_true", help="print what each page asks the database, and end")
    options = parser.parse_args()
    options.home.mkdir(parents=True, exist_ok=True)
    os.environ["KHOSO_HOME"] = str(options.home)
    os.environ.pop("DATABASE_URL", None)
    from khoso.config import start

    start.database_ready()
    from bench.web.build import Size, build

    build(Size(options.dossiers, options.audit_rows))
    if options.build_only:
        return 0
    _print_counts()
    if options.queries:
        from bench.web.pages import pages
        from bench.web.questions import print_questions

        print_questions(_chosen(pages(), options))
        return 0
    from bench.web.server import serving

    with serving(options.home, options.home / "serve.log") as server:
        return _drive(server, options)


def _drive(server: Any, options: argparse.Namespace) -> int:
    from bench.web.pages import mixed, pages, polling

    every = pages()
    chosen = _chosen(every, options)
    is_whole = len(chosen) == len(every)
    if is_whole:
        chosen.append(mixed(every))
    _say(f"\n{options.rate:g} requests/s, {options.seconds:g} s each · web {server.megabytes():,.0f} MB before")
    _row("", "p50 ms", "p95 ms", "p99 ms", "of 150", "errors", "kB", "web ms", "db ms", "client", "peer×", "load")
    peer, worst = 0.0, 0.0
    for page in chosen:
        seen = _ask(server, page, options)
        peer = peer or seen.p95
        _told(page.name, seen, peer)
        worst = max(worst, seen.p95 if page.limited else 0.0)
        if page.limited and seen.errors:
            worst = float("inf")
    if is_whole:
        _with_polls(server, every, polling(POLLING_PEOPLE), options, peer)
        _sign_in(server)
    _say(f"\nweb {server.megabytes():,.0f} MB after")
    _say(f"slowest p95 of a limited page: {worst:,.0f} ms, limit {LIMIT_MS:g} ms, ratio {worst / LIMIT_MS:.2f}")
    _say("«web ms», «db ms», «client»: CPU milliseconds of each for one request; «peer×»: p95 against the bare page.")
    return 0 if worst <= LIMIT_MS else 1


def _chosen(every: list[Any], options: argparse.Namespace) -> list[Any]:
    words = [word for word in options.only.split(",") if word]
    return [page for page in every if not words or any(word in page.name for word in words)]


def _sign_in(server: Any) -> None:
    from bench.web.signing_in import sign_in_times

    times, hashing = sign_in_times(server.port)
    _say(f"sign-in, one after the other: {statistics.median(times):,.0f} ms, of which argon2 {hashing:,.0f} ms")


def _ask(server: Any, page: Any, options: argparse.Namespace) -> Seen:
    from bench.web.load import Order

    rate = page.rate or options.rate
    _finish(_browse(Order("127.0.0.1", server.port, rate, WARM_SECONDS, page.targets)))
    before = server.cost()
    told = _finish(_browse(Order("127.0.0.1", server.port, rate, options.seconds, page.targets)))
    used = server.cost() - before
    times, count = told["milliseconds"], len(told["milliseconds"])
    return Seen(
        p50=statistics.median(times),
        p95=_quantile(times, 95),
        p99=_quantile(times, 99),
        requests=count,
        errors=told["errors"],
        kilobytes=told["bytes"] / 1000,
        web=1000 * used.web / count,
        postgres=1000 * used.postgres / count,
        client=1000 * told["cpu"] / count,
    )


def _with_polls(server: Any, every: list[Any], polls: Any, options: argparse.Namespace, peer: float) -> None:
    """The home page again while a hundred people keep the page of a running delivery open."""
    from bench.web.load import Order

    home = next(page for page in every if page.name.startswith("home"))
    if polls is None:
        return
    aside = _browse(Order("127.0.0.1", server.port, polls.rate, options.seconds + 2 * WARM_SECONDS, polls.targets))
    seen = _ask(server, home, options)
    told = _finish(aside)
    _told(f"{home.name}, while:", seen, peer)
    times = told["milliseconds"]
    label = f"  {POLLING_PEOPLE} people polling"
    shown = (statistics.median(times), _quantile(times, 95), _quantile(times, 99))
    _row(label, *(f"{one:,.1f}" for one in shown), "", sum(told["errors"].values()))


def _browse(order: Any) -> subprocess.Popen[str]:
    import json

    process = subprocess.Popen(
        [sys.executable, "-c", "from bench.web.load import main; main()"],
        cwd=Path(__file__).resolve().parents[2],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdin is not None
    process.stdin.write(json.dumps(json.loads(order.to_json())))
    process.stdin.close()
    return process


def _finish(process: subprocess.Popen[str]) -> dict[str, Any]:
    import json

    assert process.stdout is not None
    told: dict[str, Any] = json.loads(process.stdout.read())
    process.wait()
    return told


def _quantile(values: list[float], place: int) -> float:
    return statistics.quantiles(values, n=100, method="inclusive")[place - 1] if len(values) > 1 else values[0]


def _told(name: str, seen: Seen, peer: float) -> None:
    _row(
        name,
        *(f"{one:,.1f}" for one in (seen.p50, seen.p95, seen.p99)),
        f"{seen.p95 / LIMIT_MS:.2f}",
        sum(seen.errors.values()),
        f"{seen.kilobytes:,.0f}",
        *(f"{one:,.1f}" for one in (seen.web, seen.postgres, seen.client)),
        f"{seen.p95 / peer:,.0f}",
        f"{os.getloadavg()[0]:.1f}",
    )
    for said, count in list(seen.errors.items())[:3]:
        _say(f"    {count} × {said}")


def _print_counts() -> None:
    """How many rows the house has, largest tables first, counted by the database's own statistics."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname, reltuples::bigint FROM pg_class WHERE relkind = 'r' AND reltuples > 0"
            " AND relnamespace = 'public'::regnamespace ORDER BY 2 DESC"
        )
        rows = cursor.fetchall()
        cursor.execute("SELECT pg_size_pretty(pg_database_size(current_database())), version()")
        size, version = cursor.fetchone()
    _say(f"{time.strftime('%Y-%m-%d %H:%M')} · {os.cpu_count()} cores · {version.split(' on ')[0]} · {size}")
    _say(f"{sum(count for _, count in rows):,} rows: " + ", ".join(f"{name} {count:,}" for name, count in rows[:16]))


def _row(*cells: object) -> None:
    shown = [f"{cell!s:>{width}}" for cell, width in zip(cells[1:], COLUMNS[1:], strict=False)]
    _say(f"{cells[0]!s:<{COLUMNS[0]}}" + "".join(shown))


def _say(text: str) -> None:
    print(text, flush=True)


if __name__ == "__main__":
    sys.exit(main())
