"""The health page: one verdict, what to do about it, failed jobs done again, intake stopped before a disk is full."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from tests.house import person
from tests.house import signed_in as sign_in

from khoso.config import wiring
from khoso.config.intake import open_intake
from khoso.demo.delivery import make_delivery
from khoso.engines import disk, jobs
from khoso.engines.disk import Threshold
from khoso.engines.disk.stated import StatedDisk
from khoso.engines.jobs import port
from khoso.engines.jobs.procrastinate_queue import ProcrastinateQueue, register
from khoso.foundation.audit.models import AuditEntry
from khoso.foundation.identity.models import Agency
from khoso.foundation.identity.roles import Role
from khoso.kernel import figures
from khoso.kernel.errors import DiskLow
from khoso.stages.digitisation.models import Delivery

pytestmark = [pytest.mark.mission("X1"), pytest.mark.django_db]
GIB = 2**30


@pytest.fixture(autouse=True)
def _usual_disks_again() -> Iterator[None]:
    yield
    wiring._plug_engines()


@pytest.fixture
def agency() -> Agency:
    return Agency.objects.create(code="MAY.01", name="Cơ quan kiểm thử")


def room(free: float) -> None:
    """State the disk everything lies on: so many GiB of ten."""
    places = {"kho tệp": Path("/a")}
    stated = StatedDisk(int(free * GIB), 10 * GIB)
    disk.use(stated, places, warn=Threshold.parse("10%,20G"), stop=Threshold.parse("5%,5G"))


def signed_in(client: Any, agency: Agency, role: str) -> Any:
    return sign_in(client, person(f"may-{role}", (agency, role)))


def fail_a_job() -> int:
    """A job that failed for good; its number."""
    jobs.job("thu.hong", label="Việc thử")(lambda number: None)
    register({"thu.hong": port.registered_jobs()["thu.hong"]})
    ProcrastinateQueue().put(port._jobs.pop("thu.hong"), {"number": "7"}, lock=None, once=None)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET status = 'failed' RETURNING id")
        return int(cursor.fetchone()[0])


def status_of(job: int) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT status::text FROM procrastinate_jobs WHERE id = %s", [job])
        return str(cursor.fetchone()[0])


def test_the_page_names_every_trouble_with_its_remedy(client: Any, agency: Agency) -> None:
    room(0.4)
    page = signed_in(client, agency, Role.ADMINISTRATOR).get("/he-thong").content.decode()
    troubles = [probe for probe in figures.probes() if probe.health is not figures.Health.GOOD]
    assert "disk.1" in [probe.name for probe in troubles]
    assert f"Cần xem {len(troubles)} điều" in page
    assert "409,6 MiB" in page
    assert "Giải phóng dung lượng hoặc thêm đĩa" in page


def test_a_probe_of_every_part_is_there() -> None:
    room(9)
    probes = {probe.name: probe for probe in figures.probes()}
    wanted = {"jobs.age", "jobs.failed", "jobs.workers", "disk.1", "ocr", "signatures", "index", "database", "clock"}
    assert wanted - set(probes) == set()
    assert probes["disk.1"].health is figures.Health.GOOD
    assert "PostgreSQL" in probes["database"].seen


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.SECURITY_OFFICER])
def test_who_keeps_the_machine_and_who_guards_it_see_the_page(client: Any, agency: Agency, role: str) -> None:
    assert signed_in(client, agency, role).get("/he-thong").status_code == 200


def test_a_failed_job_is_listed_done_again_and_recorded(client: Any, agency: Agency) -> None:
    number = fail_a_job()
    client = signed_in(client, agency, Role.ADMINISTRATOR)
    assert f"/he-thong/lam-lai/{number}" in client.get("/he-thong").content.decode()
    answer = client.post(f"/he-thong/lam-lai/{number}", follow=True)
    assert "được xếp lại" in answer.content.decode()
    assert status_of(number) == "todo"
    told = AuditEntry.objects.filter(verb="web.job.retry").values_list("actor", "subject_id")
    assert list(told) == [(f"may-{Role.ADMINISTRATOR}", str(number))]
    client.post(f"/he-thong/lam-lai/{number}")
    assert AuditEntry.objects.filter(verb="web.job.retry").count() == 1


def test_all_failed_jobs_are_done_again_at_once(client: Any, agency: Agency) -> None:
    number = fail_a_job()
    signed_in(client, agency, Role.ADMINISTRATOR).post("/he-thong/lam-lai")
    assert status_of(number) == "todo"
    assert AuditEntry.objects.get(verb="web.job.retry").details == {"jobs": [number], "kinds": ["thu.hong"]}


def test_the_security_officer_looks_and_does_nothing(client: Any, agency: Agency) -> None:
    number = fail_a_job()
    client = signed_in(client, agency, Role.SECURITY_OFFICER)
    assert "lam-lai" not in client.get("/he-thong").content.decode()
    assert client.post(f"/he-thong/lam-lai/{number}").status_code == 403
    assert status_of(number) == "failed"


@pytest.mark.mission("D3")
def test_a_nearly_full_disk_stops_intake_and_nothing_is_begun(tmp_path: Path, agency: Agency) -> None:
    folder = tmp_path / "lo"
    make_delivery(folder, dossiers=1, items_per_dossier=1, pages_per_item=1, seed=3)
    room(0.4)
    with pytest.raises(DiskLow, match="409,6 MiB"):
        open_intake(folder, "danh-muc.xlsx", agency.code, legacy_reason="", confirm="person")
    assert Delivery.objects.count() == 0
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM procrastinate_jobs")
        assert cursor.fetchone()[0] == 0
    room(0.9)
    open_intake(folder, "danh-muc.xlsx", agency.code, legacy_reason="", confirm="person")
    assert Delivery.objects.count() == 1


@pytest.mark.parametrize(("free", "says"), [(9, ""), (0.9, "Ổ đĩa sắp đầy"), (0.4, "tạm dừng nhận lô mới")])
def test_staff_are_told_on_every_page_and_readers_are_not(client: Any, agency: Agency, free: float, says: str) -> None:
    room(free)
    page = signed_in(client, agency, Role.CLERK).get("/").content.decode()
    assert [word for word in ("Ổ đĩa sắp đầy", "tạm dừng nhận lô mới") if word in page] == ([says] if says else [])
    assert "Ổ đĩa" not in signed_in(client, agency, Role.READER).get("/").content.decode()
