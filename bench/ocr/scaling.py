"""Pages a second with one reader, with two, and with two in networks of their own that reach one database over TCP."""

from __future__ import annotations

import os
import select
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import psycopg

from bench.ocr.material import Known

_TABLES = """
    DROP TABLE IF EXISTS page, reader, go;
    CREATE TABLE page (id serial PRIMARY KEY, path text, width int, height int, dpi int,
                       taken_by text, said text, done_at timestamptz);
    CREATE TABLE reader (name text PRIMARY KEY, cpu float);
    CREATE TABLE go (began timestamptz)
"""
PORT = 54977


@dataclass(frozen=True, slots=True)
class Scale:
    """What so many readers did: pages a second of the clock, CPU seconds a page, load of the machine beforehand."""

    name: str
    pages: int
    seconds: float
    cpu: float
    load: float

    @property
    def rate(self) -> float:
        """Pages a second."""
        return self.pages / self.seconds


def scaling(pages: Sequence[Known]) -> tuple[list[Scale], str]:
    """One process, two processes, two machines; and a word when machines cannot be made here."""
    with tempfile.TemporaryDirectory(prefix="khoso-bench-") as home:
        os.environ["KHOSO_HOME"] = home
        os.environ.pop("DATABASE_URL", None)
        from khoso.config import database

        address = database.url()
        found = [
            _run(address, "1 tiến trình", pages, [[]]),
            _run(address, "2 tiến trình", pages, [[], []]),
        ]
        try:
            with _forwarded(address), _networks(2) as places:
                inside = [["ip", "netns", "exec", name] for name, _ in places]
                over = [f"postgresql://postgres@{host}:{PORT}/postgres" for _, host in places]
                found.append(_run(address, "2 máy (mạng riêng, TCP)", pages, inside, over))
        except (OSError, subprocess.CalledProcessError) as error:
            return found, f"Máy này không lập được mạng riêng ({error}); chỉ có hai tiến trình."
        return found, ""


def _run(
    address: str, name: str, pages: Sequence[Known], before: Sequence[list[str]], over: Sequence[str] = ()
) -> Scale:
    with psycopg.connect(address, autocommit=True) as database:
        database.execute(_TABLES)
        for known in pages:
            page = known.page
            database.execute(
                "INSERT INTO page (path, width, height, dpi) VALUES (%s, %s, %s, %s)",
                [str(page.image_path), page.width, page.height, page.dpi],
            )
        readers = [
            subprocess.Popen([*lead, sys.executable, "-m", "bench.ocr.machine", over[at] if over else address, str(at)])
            for at, lead in enumerate(before)
        ]
        try:
            _wait(database, "SELECT count(*) FROM reader", len(readers))
            load = os.getloadavg()[0]
            database.execute("INSERT INTO go VALUES (clock_timestamp())")
            _wait(database, "SELECT count(cpu) FROM reader", len(readers))
        finally:
            for reader in readers:
                reader.terminate()
                reader.wait()
        row = database.execute(
            "SELECT count(said), extract(epoch FROM max(done_at) - (SELECT began FROM go)), "
            "(SELECT sum(cpu) FROM reader) FROM page"
        ).fetchone()
        assert row is not None
        return Scale(name, row[0], float(row[1]), float(row[2]) / row[0], load)


def _wait(database: psycopg.Connection, question: str, wanted: int, seconds: float = 600) -> None:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        row = database.execute(question).fetchone()  # type: ignore[call-overload]
        if row is not None and row[0] >= wanted:
            return
        time.sleep(0.05)
    raise TimeoutError(question)


@contextmanager
def _networks(count: int) -> Iterator[list[tuple[str, str]]]:
    """So many networks of their own, each with one wire to this machine: name, and address of this machine in it."""
    made: list[tuple[str, str]] = []
    try:
        for number in range(count):
            name, wire, host = f"khoso-ocr{number}", f"ksocr{number}", f"10.77.{number}.1"
            _ip("netns", "add", name)
            made.append((name, host))
            _ip("link", "add", wire, "type", "veth", "peer", "name", "eth0", "netns", name)
            _ip("addr", "add", f"{host}/30", "dev", wire)
            _ip("link", "set", wire, "up")
            _ip("-n", name, "addr", "add", f"10.77.{number}.2/30", "dev", "eth0")
            _ip("-n", name, "link", "set", "eth0", "up")
        yield made
    finally:
        for name, _ in made:
            with suppress(subprocess.CalledProcessError):
                _ip("netns", "delete", name)


def _ip(*words: str) -> None:
    subprocess.run(["ip", *words], check=True, capture_output=True)


@contextmanager
def _forwarded(address: str) -> Iterator[None]:
    """The database of our own home listens on a socket in a folder; others reach it over TCP through here."""
    folder = parse_qs(urlsplit(address).query)["host"][0]
    target = next(Path(folder).glob(".s.PGSQL.*[0-9]"))
    with socket.create_server(("0.0.0.0", PORT)) as server:

        def serve() -> None:
            with suppress(OSError):
                while True:
                    client, _ = server.accept()
                    threading.Thread(target=_carry, args=(client, target), daemon=True).start()

        threading.Thread(target=serve, daemon=True).start()
        yield


def _carry(client: socket.socket, target: Path) -> None:
    with client, socket.socket(socket.AF_UNIX) as inner, suppress(OSError):
        inner.connect(str(target))
        while True:
            for one in select.select([client, inner], [], [])[0]:
                if not (data := one.recv(65536)):
                    return
                (inner if one is client else client).sendall(data)
