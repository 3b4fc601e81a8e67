"""A disk that fills up while a delivery comes in: said in one line, nothing half listed; with room again, the same
command finishes."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.faults.house import WORKBOOK, House, house_in

from khoso.config.intake import resume_hindered
from khoso.demo.delivery import make_delivery
from khoso.engines import blobs, index
from khoso.kernel.findings import Severity
from khoso.stages.access.models import IndexedDossier
from khoso.stages.digitisation import queries
from khoso.stages.digitisation.models import DeliveryFile
from khoso.stages.packages.models import Package, PackageFailure
from khoso.stages.repository import storage

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


class Disk:
    """A file system of its own, of a size the test sets."""

    def __init__(self, place: Path) -> None:
        self.place = place

    def resize(self, kilobytes: int) -> None:
        subprocess.run(["mount", "-o", f"remount,size={kilobytes}k", str(self.place)], check=True)

    def used(self) -> int:
        """Kilobytes in use."""
        return shutil.disk_usage(self.place).used // 1024


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Disk]:
    place = tmp_path / "dia"
    place.mkdir()
    made = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=64m", "khoso", str(place)], capture_output=True)
    if made.returncode:
        pytest.skip("không được phép gắn tmpfs: cần quyền quản trị")
    try:
        yield Disk(place)
    finally:
        subprocess.run(["umount", "-l", str(place)], check=True)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """One dossier of one item, with its cover and inventory."""
    folder = tmp_path / "lo-giao"
    make_delivery(folder, dossiers=1, items_per_dossier=1, pages_per_item=1, seed=5)
    return folder


@pytest.fixture
def house(tmp_path: Path, disk: Disk) -> Iterator[House]:
    """A house with everything on its own disk but the second replica and the index."""
    with house_in(tmp_path / "nha") as opened:
        blobs.use(disk.place / "blobs")
        storage.use({"chinh": disk.place / "chinh", "du-phong": tmp_path / "nha" / "du-phong"})
        yield opened


def hindered(delivery: object) -> dict[str, str]:
    """What the machine could not do yet: message by finding code, one for each."""
    rows = queries.findings(delivery.pk)  # type: ignore[attr-defined]
    return {one.code: one.message for one in rows if one.code.endswith(".failed")}


def faults_of_storage() -> list[str]:
    found = [finding for root in storage.roots().values() for finding in root.verify()]
    return [str(finding) for finding in found if finding.severity is Severity.ERROR]


@pytest.mark.mission("D3")
def test_each_place_fills_up_in_turn_and_the_same_command_finishes(house: House, folder: Path, disk: Disk) -> None:
    # No room for the delivered files themselves.
    disk.resize(disk.used() + 40)
    delivery = house.deliver(folder)
    house.work()
    delivery.refresh_from_db()
    assert delivery.failure.startswith("Hết chỗ trên đĩa khi ghi ") and "\n" not in delivery.failure
    assert "Giải phóng dung lượng" in delivery.failure
    assert DeliveryFile.objects.count() == 0
    assert list((disk.place / "blobs" / "tmp").iterdir()) == []

    # Room for them, none for what is made of them.
    kept = sum(path.stat().st_size for path in folder.rglob("*.pdf")) // 1024
    disk.resize(disk.used() + kept + 60)
    house.deliver(folder)
    house.work()
    delivery.refresh_from_db()
    assert (delivery.failure, sorted(set(house.state(delivery).values()))) == ("", ["checked"])
    told = hindered(delivery)
    assert set(told) == {"pictures.failed", "read.failed"}
    assert all("Hết chỗ trên đĩa" in message and "Giải phóng dung lượng" in message for message in told.values()), told
    assert (Package.objects.count(), IndexedDossier.objects.count(), house.searchable()) == (0, 0, 0)

    # Room to read and sign, none for the package.
    disk.resize(64 * 1024)
    held = disk.place / "vat-can"
    house.deliver(folder)
    house.queue.run_all(only="access.make_pictures")
    for name in ("digitisation.register_delivery", "recognition.read_file", "recognition.compare_dossier"):
        house.queue.run_all(only=name)
    for name in ("inspection.consider_dossier", "inspection.sign_dossier"):
        house.queue.run_all(only=name)
    assert hindered(delivery) == {}
    held.write_bytes(b"0" * (shutil.disk_usage(disk.place).free - 50 * 1024))
    house.work()
    assert list(hindered(delivery)) == ["store.failed"]
    assert PackageFailure.objects.count() == 1
    assert (Package.objects.count(), IndexedDossier.objects.count(), house.searchable()) == (0, 0, 0)
    assert [list(root.objects()) for root in storage.roots().values()] == [[], []]
    assert faults_of_storage() == []

    # Room for all: the same command finishes.
    held.unlink()
    house.deliver(folder)
    house.work()
    assert hindered(delivery) == {}
    assert (Package.objects.count(), IndexedDossier.objects.count(), house.searchable()) == (1, 1, 1)
    assert (PackageFailure.objects.count(), faults_of_storage()) == (0, [])
    assert [len(list(root.objects())) for root in storage.roots().values()] == [1, 1]


def test_a_replica_or_an_index_without_room(house: House, folder: Path, disk: Disk, tmp_path: Path) -> None:
    storage.use({"chinh": tmp_path / "nha" / "chinh", "du-phong": disk.place / "du-phong"})
    blobs.use(tmp_path / "nha" / "blobs")
    index.use(disk.place / "index")
    storage.roots()
    disk.resize(disk.used() + 30)
    delivery = house.deliver(folder)
    house.work()
    assert list(hindered(delivery)) == ["store.failed"]
    # The first copy is whole and waits; without the second nothing is listed.
    assert (Package.objects.count(), house.searchable_or_none(), faults_of_storage()) == (0, 0, [])
    disk.resize(64 * 1024)
    resume_hindered()
    house.queue.run_all(only="packages.build")
    assert (Package.objects.count(), IndexedDossier.objects.count()) == (1, 0)
    disk.resize(disk.used() + 8)
    house.work()
    assert list(hindered(delivery)) == ["index.failed"]
    assert (IndexedDossier.objects.count(), house.searchable_or_none()) == (0, 0)
    disk.resize(64 * 1024)
    house.deliver(folder)
    house.work()
    assert (hindered(delivery), IndexedDossier.objects.count(), house.searchable()) == ({}, 1, 1)
    assert WORKBOOK not in house.state(delivery)
