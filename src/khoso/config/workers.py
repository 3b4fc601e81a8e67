"""Worker processes under a parent that starts them again when they die."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time

from khoso.config import database
from khoso.config.scratch import sweep_scratch


class WorkerPool:
    """`count` worker processes. A worker that dies is replaced; what it had begun is taken up by another."""

    def __init__(self, count: int) -> None:
        self.count = count
        self._running: list[subprocess.Popen[bytes]] = []
        self.restarts = 0

    def start(self) -> None:
        self._running = [self._spawn() for _ in range(self.count)]

    def _spawn(self) -> subprocess.Popen[bytes]:
        environment = {**os.environ, "DATABASE_URL": database.url(), "OMP_THREAD_LIMIT": "1"}
        return subprocess.Popen(
            [sys.executable, "-m", "khoso.config.cli", "worker", "--parent", str(os.getpid())],
            env=environment,
            stdin=subprocess.DEVNULL,
            start_new_session=True,
        )

    def tend(self) -> None:
        """Replace workers that died. Call often."""
        for place, worker in enumerate(self._running):
            if worker.poll() is not None:
                self.restarts += 1
                self._running[place] = self._spawn()

    def pids(self) -> list[int]:
        return [worker.pid for worker in self._running]

    def stop(self, patience: float = 20.0) -> None:
        """Let each worker finish what it is doing, for `patience` seconds; then end it. Unfinished jobs stay queued."""
        for worker in self._running:
            if worker.poll() is None:
                worker.send_signal(signal.SIGTERM)
        until = time.monotonic() + patience
        for worker in self._running:
            try:
                worker.wait(max(0.1, until - time.monotonic()))
            except subprocess.TimeoutExpired:
                worker.kill()
                worker.wait()
        self._running = []
        # Workers that were killed left their scratch behind, and no other worker starts after them to sweep it.
        sweep_scratch()
