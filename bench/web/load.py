"""The browsers: requests at a constant rate, whatever the answers take. Runs as a process of its own.

Each request is due at its own moment and its latency counts from then, so that waiting in a queue shows.
"""

from __future__ import annotations

import http.client
import json
import resource
import sys
import threading
import time
from dataclasses import asdict, dataclass, field
from typing import Any

BROWSERS = 48
PATIENCE = 20.0


@dataclass
class Target:
    """One page somebody asks for."""

    path: str
    cookie: str = ""
    headers: dict[str, str] = field(default_factory=dict)


@dataclass
class Order:
    """What to ask for: the targets in turn, `rate` a second, for `seconds`."""

    host: str
    port: int
    rate: float
    seconds: float
    targets: list[Target]

    def to_json(self) -> str:
        return json.dumps(asdict(self))


class _Run:
    def __init__(self, order: Order) -> None:
        self.order = order
        self.total = max(1, round(order.rate * order.seconds))
        self.start = time.perf_counter() + 0.2
        self.next = 0
        self.lock = threading.Lock()
        self.latencies: list[float] = []
        self.sizes: list[int] = []
        self.errors: dict[str, int] = {}

    def browse(self) -> None:
        connection: http.client.HTTPConnection | None = None
        while True:
            with self.lock:
                mine, self.next = self.next, self.next + 1
            if mine >= self.total:
                return
            due = self.start + mine / self.order.rate
            if (wait := due - time.perf_counter()) > 0:
                time.sleep(wait)
            target = self.order.targets[mine % len(self.order.targets)]
            try:
                connection = connection or http.client.HTTPConnection(
                    self.order.host, self.order.port, timeout=PATIENCE
                )
                said, size = self._ask(connection, target)
            except (OSError, http.client.HTTPException) as error:
                said, size, connection = type(error).__name__, 0, None
            with self.lock:
                self.latencies.append(time.perf_counter() - due)
                self.sizes.append(size)
                if said:
                    self.errors[said] = self.errors.get(said, 0) + 1

    @staticmethod
    def _ask(connection: http.client.HTTPConnection, target: Target) -> tuple[str, int]:
        headers = {"Accept": "text/html", "Accept-Encoding": "gzip, br", "Accept-Language": "vi", **target.headers}
        if target.cookie:
            headers["Cookie"] = target.cookie
        connection.request("GET", target.path, headers=headers)
        answer = connection.getresponse()
        body = answer.read()
        return ("" if answer.status == 200 else f"{answer.status} {target.path[:40]}"), len(body)


def run(order: Order) -> dict[str, Any]:
    """Ask as ordered; milliseconds of every request and what went wrong."""
    going = _Run(order)
    browsers = [threading.Thread(target=going.browse, daemon=True) for _ in range(BROWSERS)]
    for browser in browsers:
        browser.start()
    for browser in browsers:
        browser.join()
    used = resource.getrusage(resource.RUSAGE_SELF)
    return {
        "milliseconds": [round(1000 * one, 2) for one in going.latencies],
        "bytes": sum(going.sizes) // max(1, len(going.sizes)),
        "errors": going.errors,
        "cpu": used.ru_utime + used.ru_stime,
    }


def main() -> None:
    """An order as JSON on standard input; the result as JSON on standard output."""
    wanted = json.load(sys.stdin)
    targets = [Target(**target) for target in wanted.pop("targets")]
    json.dump(run(Order(**wanted, targets=targets)), sys.stdout)
