"""The real server under load: `khoso serve` in a process of its own, and what it costs."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.request import urlopen

import psutil

WEB = "khoso.config.web_server"
START_SECONDS = 90


@dataclass(frozen=True)
class Cost:
    """CPU seconds used so far by each part."""

    web: float
    workers: float
    postgres: float

    def __sub__(self, before: Cost) -> Cost:
        return Cost(self.web - before.web, self.workers - before.workers, self.postgres - before.postgres)


@dataclass
class Server:
    """A running `khoso serve`."""

    process: psutil.Process
    postmaster: psutil.Process
    port: int

    def web(self) -> list[psutil.Process]:
        """The processes that answer requests."""
        found = [one for one in self.process.children() if WEB in one.cmdline()]
        return [one for parent in found for one in (parent, *parent.children(recursive=True))]

    def cost(self) -> Cost:
        web = {one.pid for one in self.web()}
        rest = [one for one in (self.process, *self.process.children(recursive=True)) if one.pid not in web]
        # Backends that ended are counted by the postmaster that waited for them.
        gone = self.postmaster.cpu_times()
        postgres = _seconds(self.postmaster, *self.postmaster.children()) + gone.children_user + gone.children_system
        return Cost(_seconds(*self.web()), _seconds(*rest), postgres)

    def megabytes(self) -> float:
        """Memory of the web processes: each page of it counted once."""
        return sum(one.memory_full_info().pss for one in self.web()) / 1e6


def _seconds(*processes: psutil.Process) -> float:
    total = 0.0
    for process in processes:
        try:
            used = process.cpu_times()
        except psutil.NoSuchProcess:
            continue
        total += used.user + used.system
    return total


@contextmanager
def serving(home: Path, log: Path) -> Iterator[Server]:
    """`khoso serve` on the house in `home`, until the block ends."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    with log.open("w") as told:
        started = subprocess.Popen(
            [sys.executable, "-m", "khoso.config.cli", "serve", "--port", str(port)],
            env={**os.environ, "KHOSO_HOME": str(home)},
            stdout=told,
            stderr=subprocess.STDOUT,
        )
    try:
        _wait(started, port, log)
        pid = int((home / "postgres" / "postmaster.pid").read_text().splitlines()[0])
        yield Server(psutil.Process(started.pid), psutil.Process(pid), port)
    finally:
        started.send_signal(signal.SIGTERM)
        try:
            started.wait(40)
        except subprocess.TimeoutExpired:
            started.kill()
            started.wait()


def _wait(started: subprocess.Popen[bytes], port: int, log: Path) -> None:
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until and started.poll() is None:
        try:
            with urlopen(f"http://127.0.0.1:{port}/suc-khoe", timeout=2) as answer:
                if answer.status == 200:
                    return
        except OSError:
            time.sleep(0.25)
    raise SystemExit(f"khoso serve did not answer:\n{log.read_text()}")
