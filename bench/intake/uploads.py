"""Sending small files over localhost as the page does: files and bytes a second, and the memory of the server.

    python -m bench.intake.uploads [--files 10000] [--bytes 20000] [--lanes 4]

The limit beside the figure: the same bytes put into the same store by one process, without web and database.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import subprocess
import sys
import tempfile
import threading
import time
import urllib.parse
from http.client import HTTPConnection
from pathlib import Path
from queue import Empty, Queue
from typing import Any

PROJECT = Path(__file__).resolve().parents[2]
PASSWORD = "Mat-khau-So-1!"
BUNDLE_FILES, BUNDLE_BYTES, LISTED = 256, 8 * 2**20, 2_000
EVERY = 5.0


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--files", type=int, default=10_000)
    asked.add_argument("--bytes", type=int, default=20_000)
    asked.add_argument("--lanes", type=int, default=4)
    asked.add_argument(
        "--home", type=Path, help="a home of its own that is set up already; else one is made and removed"
    )
    asked.add_argument("--seed", action="store_true", help=argparse.SUPPRESS)
    told = asked.parse_args()
    if told.seed:
        _seed()
        return
    with tempfile.TemporaryDirectory(prefix="khoso-bench-") as place:
        _bench(told.home or Path(place), told.files, told.bytes, told.lanes)


def _seed() -> None:
    """Inside the home: who sends, and an upload."""
    from khoso.config import start

    start.database_ready()
    from khoso.foundation.identity.actions import register_agency
    from khoso.foundation.identity.models import Membership, Person
    from khoso.stages.digitisation.intake import actions

    agency = register_agency("T.01", "Ủy ban nhân dân xã Mẫu", kind="commune")
    sender = Person.objects.filter(username="guitep").first()
    if sender is None:
        sender = Person(username="guitep", full_name="Người gửi")
        sender.set_password(PASSWORD)
        sender.save()
    Membership.objects.get_or_create(person=sender, agency=agency, role="contractor_lead")
    upload = actions.open_upload(agency, title="Đo", legacy_reason="Đo tốc độ", by=Person.objects.get(pk=sender.pk))
    print(f"/giao-scan/{upload.pk}")


def _content(number: int, size: int) -> bytes:
    """Bytes of one file: different for each, the same in every run."""
    return hashlib.shake_128(str(number).encode()).digest(size)


def _bench(home: Path, files: int, size: int, lanes: int) -> None:
    os.environ |= {"KHOSO_HOME": str(home), "PYTHONPATH": str(PROJECT / "src")}
    os.environ.pop("DATABASE_URL", None)
    from bench.web.server import serving

    load = f"{os.getloadavg()[0]:.1f} trên {os.cpu_count()} lõi"
    print(f"{files} tệp × {size} byte, {lanes} luồng; tải của máy lúc đầu: {load}", flush=True)
    done = subprocess.run(
        [sys.executable, "-m", "bench.intake.uploads", "--seed"],
        cwd=PROJECT,
        check=True,
        capture_output=True,
        text=True,
    )
    address = done.stdout.splitlines()[-1]
    bare = _bare(home / "tran", min(files, 2_000), size)
    with serving(home, home / "serve.log") as server:
        cookies = _sign_in(server.port)
        before, began = server.megabytes(), time.perf_counter()
        sent = _send_all(server, address, cookies, files, size, lanes, before)
        took = time.perf_counter() - began
        print(f"gửi {sent} tệp: {sent / took:.0f} tệp/giây, {sent * size / took / 1e6:.1f} MB/giây ({took:.1f} giây)")
        print(f"  ghi thẳng vào kho tệp, một tiến trình: {bare:.0f} tệp/giây; tỷ lệ {sent / took / bare:.2f}")
        print(f"  bộ nhớ máy chủ web: đầu {before:.0f} MB, cuối {server.megabytes():.0f} MB")
        began = time.perf_counter()
        whole = _compare(_Line(server.port, cookies), address, files, size)
        print(f"chọn lại đúng thư mục: {whole} tệp đã có, hỏi hết trong {time.perf_counter() - began:.1f} giây")


def _bare(folder: Path, files: int, size: int) -> float:
    from khoso.engines.blobs.local import LocalBlobStore

    store, contents = LocalBlobStore(folder), [_content(-1 - number, size) for number in range(files)]
    began = time.perf_counter()
    for content in contents:
        store.put_bytes(content)
    return files / (time.perf_counter() - began)


class _Line:
    """One kept connection, as a browser has."""

    def __init__(self, port: int, cookies: dict[str, str]) -> None:
        self.connection = HTTPConnection("127.0.0.1", port, timeout=120)
        self.headers = {
            "Cookie": "; ".join(f"{name}={value}" for name, value in cookies.items()),
            "X-CSRFToken": cookies["csrftoken"],
            "Host": f"127.0.0.1:{port}",
        }

    def ask(self, path: str, body: bytes, kind: str = "application/octet-stream") -> Any:
        self.connection.request("POST", path, body, {**self.headers, "Content-Type": kind})
        answer = self.connection.getresponse()
        read = answer.read()
        if answer.status != 200:
            raise SystemExit(f"{path}: {answer.status} {read[:300]!r}")
        return json.loads(read)


def _sign_in(port: int) -> dict[str, str]:
    cookies: dict[str, str] = {}

    def keep(answer: Any) -> None:
        for value in answer.headers.get_all("Set-Cookie") or []:
            name, _, rest = value.partition("=")
            cookies[name] = rest.partition(";")[0]
        answer.read()

    connection = HTTPConnection("127.0.0.1", port, timeout=60)
    connection.request("GET", "/dang-nhap")
    keep(connection.getresponse())
    form = {"username": "guitep", "password": PASSWORD, "csrfmiddlewaretoken": cookies["csrftoken"]}
    headers = {
        "Cookie": f"csrftoken={cookies['csrftoken']}",
        "Content-Type": "application/x-www-form-urlencoded",
        "Referer": f"http://127.0.0.1:{port}/dang-nhap",
    }
    connection.request("POST", "/dang-nhap", urllib.parse.urlencode(form), headers)
    keep(connection.getresponse())
    return cookies


def _entry(number: int, size: int) -> dict[str, Any]:
    return {"path": f"hop-{number // 1000:03d}/{number:06d}.tif", "size": size, "modified": 1}


def _send_all(
    server: Any, address: str, cookies: dict[str, str], files: int, size: int, lanes: int, before: float
) -> int:
    waiting: Queue[range] = Queue()
    step = max(1, min(BUNDLE_FILES, BUNDLE_BYTES // size))
    for first in range(0, files, step):
        waiting.put(range(first, min(first + step, files)))
    sent = [0] * lanes

    def lane(place: int) -> None:
        line = _Line(server.port, cookies)
        while True:
            try:
                some = waiting.get_nowait()
            except Empty:
                return
            contents = [_content(number, size) for number in some]
            told = line.ask(f"{address}/khai", _declared(some, contents, size), "application/json")["files"]
            head = json.dumps([[one["id"], size] for one in told]).encode()
            body = len(head).to_bytes(4, "big") + head + b"".join(contents)
            states = line.ask(f"{address}/goi", body)["files"]
            sent[place] += sum(one["state"] == "whole" for one in states)

    threads = [threading.Thread(target=lane, args=(place,)) for place in range(lanes)]
    for thread in threads:
        thread.start()
    began = told_at = time.perf_counter()
    while any(thread.is_alive() for thread in threads):
        time.sleep(0.2)
        if time.perf_counter() - told_at >= EVERY:
            told_at = time.perf_counter()
            memory = server.megabytes()
            print(
                f"  {told_at - began:5.0f} giây: {sum(sent):7} tệp, web {memory:.0f} MB ({memory - before:+.0f})",
                flush=True,
            )
    return sum(sent)


def _declared(some: range, contents: list[bytes], size: int) -> bytes:
    files = [
        {**_entry(number, size), "sha256": hashlib.sha256(content).hexdigest()}
        for number, content in zip(some, contents, strict=True)
    ]
    return json.dumps({"files": files}).encode()


def _compare(line: _Line, address: str, files: int, size: int) -> int:
    whole = 0
    for first in range(0, files, LISTED):
        entries = [_entry(number, size) for number in range(first, min(first + LISTED, files))]
        told = line.ask(f"{address}/so-sanh", json.dumps({"files": entries}).encode(), "application/json")
        whole += sum(one["whole"] for one in told["files"])
    return whole


if __name__ == "__main__":
    main()
