"""Seals stamped by a time-stamping authority over HTTP (RFC 3161): here one of our own, on this machine."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from khoso.engines.signatures import Seal, SealKeys
from khoso.engines.signatures.demo_authority import DemoAuthority, make
from khoso.engines.signatures.timestamps import HttpTimestamper

AT = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> DemoAuthority:
    return make(tmp_path_factory.mktemp("tsa"), [], AT)


@pytest.fixture
def url(authority: DemoAuthority) -> Iterator[str]:
    service = authority.timestamper(AT)

    class Answers(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            told = service.respond(self.rfile.read(int(self.headers["Content-Length"])))
            self.send_response(200 if self.path == "/tsa" else 500)
            self.end_headers()
            self.wfile.write(told if self.path == "/tsa" else b"?")

        def log_message(self, *args: object) -> None:
            return

    server = HTTPServer(("127.0.0.1", 0), Answers)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def test_a_stamped_seal_says_when_and_by_whom(authority: DemoAuthority, url: str, tmp_path: Path) -> None:
    keys = SealKeys(tmp_path, HttpTimestamper(f"{url}/tsa"), (authority.root,))
    seal = keys.seal(b"heads")
    verdict = keys.verify(b"heads", seal)
    assert (seal.trouble, verdict.is_ours, verdict.stamped_at, verdict.is_trusted, verdict.error) == (
        "",
        True,
        AT,
        True,
        "",
    )
    assert SealKeys(tmp_path, trust_roots=()).verify(b"heads", seal).is_trusted is False


def test_a_stamp_on_something_else_is_found(url: str, tmp_path: Path) -> None:
    keys = SealKeys(tmp_path, HttpTimestamper(f"{url}/tsa"))
    seal, other = keys.seal(b"heads"), keys.seal(b"other heads")
    mixed = Seal(seal.signature, seal.key_id, other.timestamp)
    assert keys.verify(b"heads", mixed).error != ""
    assert keys.verify(b"heads", Seal(seal.signature, seal.key_id, seal.timestamp[:-40])).error != ""


@pytest.mark.parametrize("way", ["broken", "away"])
def test_an_authority_that_does_not_answer_leaves_our_own_key(url: str, tmp_path: Path, way: str) -> None:
    keys = SealKeys(tmp_path, HttpTimestamper(f"{url}/x" if way == "broken" else "http://127.0.0.1:9/tsa"))
    seal = keys.seal(b"heads")
    assert (seal.timestamp, seal.trouble != "", keys.verify(b"heads", seal).is_ours) == (b"", True, True)
