"""One contract for every blob store, and what only the local one promises."""

from __future__ import annotations

import hashlib
import os
import resource
import subprocess
import sys
import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from khoso.engines.blobs import durable
from khoso.engines.blobs.local import LocalBlobStore
from khoso.engines.blobs.memory import MemoryBlobStore
from khoso.engines.blobs.port import BlobMissing, BlobRef, BlobStore
from khoso.engines.blobs.probe import probe, sound
from khoso.kernel.errors import DiskFull, UsageError

DATA = "Quyết định số 12/QĐ-UBND".encode()
DIGEST = hashlib.sha256(DATA).hexdigest()
OTHER = hashlib.sha256(b"khac").hexdigest()

STORES: dict[str, Callable[[Path], BlobStore]] = {
    "local": lambda path: LocalBlobStore(path / "kho"),
    "local, read back": lambda path: LocalBlobStore(path / "kho", read_back=True),
    "memory": lambda path: MemoryBlobStore(),
}


@pytest.fixture(params=STORES)
def store(request: pytest.FixtureRequest, tmp_path: Path) -> BlobStore:
    return STORES[request.param](tmp_path)


def test_bytes_come_back_as_they_went_in(store: BlobStore) -> None:
    assert store.put_bytes(DATA) == BlobRef(DIGEST, len(DATA))
    with store.open(DIGEST) as stream:
        assert stream.read() == DATA


def test_a_file_gives_the_same_name_as_its_bytes(store: BlobStore, tmp_path: Path) -> None:
    path = tmp_path / "Tờ trình số 5.pdf"
    path.write_bytes(DATA)
    assert store.put_file(path) == store.put_bytes(DATA)
    assert list(store.iter_digests()) == [DIGEST]
    assert path.read_bytes() == DATA


def test_an_empty_blob_is_a_blob(store: BlobStore) -> None:
    ref = store.put_bytes(b"")
    assert (ref.size, store.verify(ref.sha256)) == (0, True)


def test_digests_are_listed_in_order(store: BlobStore) -> None:
    refs = [store.put_bytes(str(number).encode()) for number in range(40)]
    assert list(store.iter_digests()) == sorted(ref.sha256 for ref in refs)


def test_what_is_deleted_is_gone_and_said_once(store: BlobStore) -> None:
    store.put_bytes(DATA)
    assert [store.delete(DIGEST), store.delete(DIGEST)] == [True, False]
    assert (store.exists(DIGEST), store.verify(DIGEST), list(store.iter_digests())) == (False, False, [])


def test_what_is_not_kept_is_refused(store: BlobStore) -> None:
    store.put_bytes(DATA)
    assert (store.exists(OTHER), store.verify(OTHER), store.path_of(OTHER)) == (False, False, None)
    with pytest.raises(BlobMissing):
        store.open(OTHER)


@pytest.mark.parametrize("name", ["", "../" * 21 + "x", DIGEST.upper(), DIGEST[:-1], DIGEST + "\n"])
def test_only_a_digest_is_a_name(store: BlobStore, name: str) -> None:
    for verb in (store.open, store.path_of, store.exists, store.verify, store.delete):
        with pytest.raises(UsageError):
            verb(name)


def test_a_store_proves_itself(store: BlobStore) -> None:
    assert sound(store)


def test_local_file_is_read_only_in_its_place(tmp_path: Path) -> None:
    store = LocalBlobStore(tmp_path)
    store.put_bytes(DATA)
    path = store.path_of(DIGEST)
    assert path == tmp_path / DIGEST[:2] / DIGEST[2:4] / DIGEST
    assert path.stat().st_mode & 0o777 == 0o444


def test_a_changed_bit_is_seen(tmp_path: Path) -> None:
    store = LocalBlobStore(tmp_path)
    store.put_bytes(DATA)
    path = store.path_of(DIGEST)
    assert path is not None
    path.chmod(0o644)
    path.write_bytes(bytes([DATA[0] ^ 1]) + DATA[1:])
    assert (store.exists(DIGEST), store.verify(DIGEST)) == (True, False)


def test_a_cut_off_blob_is_replaced_when_put_again(tmp_path: Path) -> None:
    store = LocalBlobStore(tmp_path)
    store.put_bytes(DATA)
    path = store.path_of(DIGEST)
    assert path is not None
    path.chmod(0o644)
    path.write_bytes(DATA[:3])
    store.put_bytes(DATA)
    assert store.verify(DIGEST)


def test_leftovers_of_a_dead_writer_are_swept_and_a_living_writers_file_stays(tmp_path: Path) -> None:
    LocalBlobStore(tmp_path)
    (tmp_path / "tmp" / "chet.tmp").write_bytes(b"do dang")
    code = (
        "import sys; from pathlib import Path; from khoso.engines.blobs.durable import locked_temp\n"
        "with locked_temp(Path(sys.argv[1])) as (path, _): print(path.name, flush=True); sys.stdin.read()"
    )
    child = subprocess.Popen(
        [sys.executable, "-c", code, str(tmp_path / "tmp")],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)},
    )
    assert child.stdout is not None
    living = child.stdout.readline().strip()
    try:
        assert LocalBlobStore(tmp_path).swept == ["chet.tmp"]
        assert [path.name for path in (tmp_path / "tmp").iterdir()] == [living]
    finally:
        child.kill()
        child.wait()
    assert LocalBlobStore(tmp_path).swept == [living]


def test_no_room_takes_back_the_half_written_file(tmp_path: Path) -> None:
    store = LocalBlobStore(tmp_path)
    store.put_bytes(DATA)
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, hard))
    try:
        with pytest.raises(DiskFull):
            store.put_bytes(b"x" * 3_000_000)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert list((tmp_path / "tmp").iterdir()) == []
    assert list(store.iter_digests()) == [DIGEST]
    assert store.verify(DIGEST)


def test_probe_says_how_much_room_there_is(tmp_path: Path) -> None:
    found = probe(tmp_path)
    assert (found.writable, list(tmp_path.iterdir())) == (True, [])
    assert 0 < found.free_bytes <= found.total_bytes


def test_probe_says_what_is_wrong(tmp_path: Path) -> None:
    found = probe(tmp_path / "chua-gan")
    assert (found.writable, found.free_bytes, found.total_bytes) == (False, 0, 0)


def test_bytes_nobody_claimed_since_are_taken_away_and_claimed_ones_stay(store: BlobStore) -> None:
    old, used = store.put_bytes(b"cu"), store.put_bytes(b"dung")
    later = datetime.now(UTC) + timedelta(seconds=5)
    assert store.delete_unclaimed(old.sha256, since=later - timedelta(hours=1)) is False
    assert (store.claim(old.sha256), store.claim("0" * 64)) == (True, False)
    assert (store.delete_unclaimed(old.sha256, since=later), store.delete_unclaimed(old.sha256, since=later)) == (
        True,
        False,
    )
    assert (store.exists(old.sha256), store.claim(old.sha256), store.verify(used.sha256)) == (False, False, True)
    # What was taken away can be kept again.
    assert store.put_bytes(b"cu") == old and store.verify(old.sha256)


def test_who_holds_bytes_at_this_moment_keeps_them(tmp_path: Path) -> None:
    store = LocalBlobStore(tmp_path)
    ref = store.put_bytes(b"dang giu")
    later = datetime.now(UTC) + timedelta(seconds=5)
    place = store.path_of(ref.sha256)
    assert place is not None
    with durable.held(place, alone=False):
        assert store.delete_unclaimed(ref.sha256, since=later) is False
    assert store.delete_unclaimed(ref.sha256, since=later) is True


def test_who_waited_while_bytes_were_taken_away_finds_none(tmp_path: Path) -> None:
    store = LocalBlobStore(tmp_path)
    place = store.path_of(store.put_bytes(b"sap mat").sha256)
    assert place is not None
    told: list[bool] = []
    with durable.held(place, alone=True):
        waits = threading.Thread(target=lambda: told.append(store.claim(place.name)))
        waits.start()
        waits.join(0.2)
        assert (waits.is_alive(), told) == (True, [])
        place.unlink()
    waits.join(10)
    assert told == [False]
