"""A Kho Số of its own: web, workers and database in a folder of the test, with one small invented delivery."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import openpyxl
import psycopg
from tests import laid

SRC = Path(__file__).resolve().parents[2] / "src"
PASSWORD = "KhoSo-2026!"
DELIVERY = "lo-giao-nop-01"
CONDITIONAL = "Sử dụng có điều kiện"


@dataclass
class House:
    """A running system: where it answers and where it keeps its things."""

    url: str
    home: Path
    environment: dict[str, str]
    database: str = ""

    def khoso(self, *words: str) -> subprocess.CompletedProcess[str]:
        """Run one `khoso` verb on this system."""
        return subprocess.run(
            [sys.executable, "-m", "khoso.config.cli", *words],
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=900,  # a machine with much else to do
            check=False,
        )

    def rows(self, question: str, *values: Any) -> list[tuple[Any, ...]]:
        """Ask the system's database."""
        with psycopg.connect(self.database) as connection:
            return connection.execute(question, values).fetchall()


@contextmanager
def running_house(home: Path, *, items: int, pages: int, built: str = "", at: str = "") -> Iterator[House]:
    """Make the delivery, set the system up as for a demonstration, serve it until the block ends.

    `built`, `at`: the moments at which the clock stands still while it is set up, and while it is served.
    """
    port = _free_port()
    path = os.pathsep.join(filter(None, [str(SRC), os.environ.get("PYTHONPATH", "")]))
    environment = {key: value for key, value in os.environ.items() if not key.startswith(("KHOSO_", "DJANGO_"))}
    environment.pop("DATABASE_URL", None)
    environment |= {"KHOSO_HOME": str(home), "PYTHONPATH": path, "PYTHONUNBUFFERED": "1"}
    environment |= {"KHOSO_FROZEN_CLOCK": built} if built else {}
    house = House(f"http://localhost:{port}", home, environment)
    folder = home / "demo" / DELIVERY
    made = house.khoso(
        *("demo", "make", "--dossiers", "1", "--seed", "82", "--out", str(folder), "--json"),
        *("--items-per-dossier", str(items), "--pages-per-item", str(pages)),
    )
    assert made.returncode == 0, made.stderr
    laid.lay(home)
    _make_last_item_conditional(folder / "danh-muc.xlsx")
    ready = house.khoso("setup", "--demo")
    assert ready.returncode == 0, ready.stderr
    environment |= {"KHOSO_FROZEN_CLOCK": at} if at else {}
    log = home / "serve.log"
    with log.open("w") as told:
        server = subprocess.Popen(
            [sys.executable, "-m", "khoso.config.cli", "serve", "--port", str(port), "--workers", "2"],
            env=environment,
            stdout=told,
            stderr=subprocess.STDOUT,
        )
    try:
        _wait_until_it_answers(house, server, log)
        code = "from khoso.config import database; print(database.url())"
        asked = subprocess.run(
            [sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True
        )
        house.database = asked.stdout.strip().splitlines()[-1]
        yield house
    finally:
        server.send_signal(signal.SIGTERM)
        try:
            server.wait(40)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _make_last_item_conditional(workbook: Path) -> None:
    """The last row's own mode of use becomes conditional; the dossier's stays open."""
    book = openpyxl.load_workbook(workbook)
    sheet = book.worksheets[0]
    columns = [cell.column for cell in sheet[1] if cell.value == "Chế độ sử dụng"]
    sheet.cell(sheet.max_row, columns[-1]).value = CONDITIONAL
    book.save(workbook)


def _wait_until_it_answers(house: House, server: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + 300  # a machine with much else to do
    while time.monotonic() < deadline:
        assert server.poll() is None, log.read_text()
        try:
            with urllib.request.urlopen(f"{house.url}/suc-khoe", timeout=2) as answer:
                if json.load(answer)["ok"]:
                    return
        except OSError:
            pass
        time.sleep(0.25)
    raise AssertionError(log.read_text())
