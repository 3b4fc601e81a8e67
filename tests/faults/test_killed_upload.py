"""Killed −9 while files are sent, nothing that was acknowledged is lost, and the rest goes on where it stopped."""

from __future__ import annotations

import contextlib
import hashlib
import http.client
import http.cookiejar
import json
import os
import random
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
import pytest
from tests import laid
from tests.faults.line import PROJECT, Line, _children

pytestmark = [pytest.mark.slow, pytest.mark.mission("D3")]

PASSWORD = "Mat-khau-So-1!"
SMALL, LARGE = 120, 3


class Sender:
    """Sends as the page's script does, and writes down what the server acknowledged."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.jar = http.cookiejar.CookieJar()
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self.jar))
        self.acknowledged: dict[str, int] = {}

    def token(self) -> str:
        return next((one.value or "" for one in self.jar if one.name == "csrftoken"), "")

    def ask(self, path: str, body: bytes | None = None, kind: str = "application/octet-stream") -> Any:
        headers = {"Content-Type": kind, "X-CSRFToken": self.token(), "Referer": self.url, "Accept": "application/json"}
        request = urllib.request.Request(self.url + path, data=body, headers=headers)
        with self.opener.open(request, timeout=30) as answer:
            return answer.geturl(), answer.read()

    def sign_in(self, username: str) -> None:
        self.ask("/dang-nhap")
        form = {"username": username, "password": PASSWORD, "csrfmiddlewaretoken": self.token()}
        self.ask("/dang-nhap", urllib.parse.urlencode(form).encode(), "application/x-www-form-urlencoded")

    def listed(self, path: str, files: dict[str, bytes]) -> list[dict[str, Any]]:
        asked = [
            {"path": name, "size": len(data), "modified": 1, "sha256": hashlib.sha256(data).hexdigest()}
            for name, data in files.items()
        ]
        _address, body = self.ask(path, json.dumps({"files": asked}).encode(), "application/json")
        found: list[dict[str, Any]] = json.loads(body)["files"]
        return found

    def send(self, upload: str, files: dict[str, bytes]) -> None:
        """Announce and send what is missing; raises OSError when the server goes away."""
        names = sorted(files)
        for start in range(0, len(names), 16):
            some = {name: files[name] for name in names[start : start + 16]}
            standing = self.listed(f"{upload}/khai", some)
            by_id = {one["id"]: one["path"] for one in standing}
            for one in standing:
                # What was acknowledged before must still be there.
                assert one["received"] >= self.acknowledged.get(one["path"], 0), one
                # Killed between keeping and answering, it says so now.
                self.acknowledged[one["path"]] = one["received"]
            small = [one for one in standing if one["state"] != "whole" and len(files[one["path"]]) < 2**16]
            head = json.dumps([(one["id"], len(files[one["path"]])) for one in small]).encode()
            body = len(head).to_bytes(4, "big") + head + b"".join(files[one["path"]] for one in small)
            _address, told = self.ask(f"{upload}/goi", body)
            for one in json.loads(told)["files"]:
                self.acknowledged[by_id[one["id"]]] = one["received"]
            for one in standing:
                if one["state"] != "whole" and len(files[one["path"]]) >= 2**16:
                    self.send_pieces(upload, one, files[one["path"]])

    def send_pieces(self, upload: str, one: dict[str, Any], data: bytes) -> None:
        at = one["received"]
        while True:
            _address, told = self.ask(f"{upload}/tep/{one['id']}?tu={at}", data[at : at + 2**16])
            standing = json.loads(told)
            at = self.acknowledged[one["path"]] = standing["received"]
            if standing["state"] == "whole":
                return


@contextmanager
def serving(line: Line, port: int) -> Iterator[subprocess.Popen[bytes]]:
    """The whole system; ended in order when the block ends, if nobody killed it before."""
    with (line.home / "serve.log").open("ab") as log:
        server = subprocess.Popen(
            [*line.command("serve"), "--port", str(port), "--workers", "1"],
            env=line.environment,
            cwd=PROJECT,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
    try:
        _until_it_answers(f"http://localhost:{port}/dang-nhap", server)
        yield server
    finally:
        if server.poll() is None:
            server.send_signal(signal.SIGTERM)
        server.wait(90)


def kill_web(server: subprocess.Popen[bytes]) -> None:
    """kill −9 for the web server and every process it began."""
    [web] = [pid for pid in _children(server.pid) if b"web_server" in Path(f"/proc/{pid}/cmdline").read_bytes()]
    for pid in [web, *_below(web)]:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)


def _below(pid: int) -> list[int]:
    found = list(_children(pid))
    return found + [one for child in found for one in _below(child)]


def _until_it_answers(address: str, server: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + 240
    while time.monotonic() < until and server.poll() is None:
        try:
            with urllib.request.urlopen(address, timeout=10):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.3)
    raise AssertionError("máy chủ không trả lời")


def _files() -> dict[str, bytes]:
    dice = random.Random(82)
    small = {f"hop-{n % 4}/{n:04d}.tif": dice.randbytes(dice.randint(0, 4_000)) for n in range(SMALL)}
    return small | {f"lon-{n}.pdf": dice.randbytes(2**20 + n) for n in range(LARGE)}


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("localhost", 0))
        return int(one.getsockname()[1])


def seed() -> None:
    """Inside a home: an agency, an upload, and who sends. Prints the upload's address."""
    from khoso.config import start

    start.database_ready()
    from khoso.foundation.identity.actions import register_agency
    from khoso.foundation.identity.models import Membership, Person
    from khoso.stages.digitisation.intake import actions

    agency = register_agency("T.01", "Ủy ban nhân dân xã Mẫu", kind="commune")
    sender = Person(username="guitep", full_name="Người gửi")
    sender.set_password(PASSWORD)
    sender.save()
    Membership.objects.create(person=sender, agency=agency, role="contractor_lead")
    who = Person.objects.get(pk=sender.pk)
    upload = actions.open_upload(agency, title="Hộp 01", legacy_reason="Thử", by=who)
    sys.stdout.write(f"/giao-scan/{upload.pk}\n")


def tell() -> None:
    """Inside a home: what is whole, and whether its bytes are in the store."""
    from khoso.config import start

    start.database_ready()
    from khoso.engines import blobs
    from khoso.stages.digitisation.models import UploadFile

    rows = UploadFile.objects.order_by("path")
    sys.stdout.write(json.dumps({row.path: [row.state, blobs.store().verify(row.sha256)] for row in rows}) + "\n")


def run(line: Line, what: str) -> str:
    command = [sys.executable, "-c", f"from tests.faults.test_killed_upload import {what}; {what}()"]
    done = line.run(command)
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()[-1]


@pytest.fixture
def tables(db: None) -> Iterator[str]:
    """The address of a database with every table and no row of its own: a copy of what this run's tests began with.

    Making the tables anew takes longer than all the killing.
    """
    name = f"giet_khi_gui_{os.getpid()}"
    parts = urllib.parse.urlsplit(os.environ.get("KHOSO_TEST_SERVER") or os.environ["DATABASE_URL"])
    server = urllib.parse.urlunsplit(parts._replace(path="/postgres"))
    with psycopg.connect(server, autocommit=True) as asked:
        asked.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        asked.execute(f"CREATE DATABASE {name} TEMPLATE {laid.TEMPLATE}")
    try:
        yield urllib.parse.urlunsplit(parts._replace(path=f"/{name}"))
    finally:
        with psycopg.connect(server, autocommit=True) as asked:
            asked.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


@pytest.mark.django_db
def test_killed_while_sending_nothing_acknowledged_is_lost(tmp_path: Path, tables: str) -> None:
    line = Line(tmp_path / "nha", {"DATABASE_URL": tables})
    line.home.mkdir()
    upload, files, dice = run(line, "seed"), _files(), random.Random(7)
    acknowledged: dict[str, int] = {}
    kills = 0
    for _attempt in range(12):
        port = _free_port()
        with serving(line, port) as server:
            sender = Sender(f"http://localhost:{port}")
            sender.acknowledged = acknowledged
            sender.sign_in("guitep")
            # A few kills at moments nobody chose; then it is let through.
            killer = threading.Timer(dice.uniform(0.02, 0.6), kill_web, [server]) if kills < 4 else None
            if killer:
                killer.start()
            try:
                sender.send(upload, files)
            except (OSError, http.client.HTTPException):
                kills += 1
                continue
            finally:
                if killer:
                    killer.join()
            break
    told = json.loads(run(line, "tell"))
    assert told == {path: ["whole", True] for path in sorted(files)}
    assert acknowledged == {path: len(data) for path, data in files.items()}
    assert kills, "lần nào cũng gửi xong trước khi bị giết"
