"""A small Kho Số to try: an invented commune, its people, its papers and gates, one invented delivery."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

from django.db import transaction

from khoso.config import demo_lots, demo_rounds, demo_scans
from khoso.config.demo_batches import approve_papers, seed_batches
from khoso.config.demo_council import seed_council
from khoso.config.demo_paper import seed_paper
from khoso.config.home import places
from khoso.config.intake import open_intake
from khoso.demo.delivery import make_delivery
from khoso.engines.jobs.port import JobQueue
from khoso.engines.jobs.procrastinate_queue import ProcrastinateQueue
from khoso.foundation.identity import actions as identity
from khoso.foundation.identity import queries as identity_queries
from khoso.foundation.identity.demo import DEMO_PASSWORD, register_demo_people
from khoso.foundation.identity.models import Agency, Person
from khoso.kernel.errors import UsageError
from khoso.stages.catalogue.compute.workbook import read_workbook
from khoso.stages.digitisation import actions as digitisation
from khoso.stages.digitisation.batches.gates import OF_AGENCY
from khoso.stages.digitisation.models import Batch, Delivery
from khoso.stages.programme import actions as programme
from khoso.stages.selection import actions as selection

AGENCY_CODE = "DEMO.01"
AGENCY_NAME = "Ủy ban nhân dân xã Mẫu An (bản dùng thử)"
CATALOGUE = "danh-muc.xlsx"
SEED = 82
Say = Callable[[str], None]


def seed_demo(*, dossiers: int = 2, on_line: Say, faults: str = "none") -> Delivery | None:
    """Make the demo once: nothing of it that is there already."""
    agency = seed_people_and_papers()
    delivery = None
    if not Delivery.objects.filter(agency=agency).exists():
        folder = places().root / "demo" / "lo-giao-nop-01"
        if not (folder / CATALOGUE).is_file():
            on_line(f"Đang tạo {dossiers} hồ sơ giả để dùng thử…")
            make_delivery(folder, dossiers=dossiers, seed=SEED, faults=faults)
        approve_everything(agency, folder / CATALOGUE)
        seed_council(agency)
        delivery, _ = open_intake(folder, CATALOGUE, AGENCY_CODE, legacy_reason="", confirm="person")
    if not Batch.objects.filter(agency=agency).exists():
        on_line("Đang tạo một đợt số hóa để dùng thử: giao nhận giấy, ảnh quét, kiểm tra, nghiệm thu…")
        seed_production(agency)
    return delivery


def seed_production(agency: Agency, usual: JobQueue | None = None) -> None:
    """A batch in full work: paper handed over, scans delivered, checked, inspected, a round being signed.

    All of it or nothing: what broke off halfway is made anew the next time. Work that can wait goes to the `usual`
    queue, that of the workers when none is named.
    """
    people = {person.username: person for person in Person.objects.filter(is_demo=True)}
    demo_scans.make_scans()
    with transaction.atomic(), demo_scans.work_at_once(usual or ProcrastinateQueue()) as queue:
        papers = demo_scans.catalogue_papers(agency)
        demo_scans.assess_papers(papers, people["vanthu"], agency)
        batch = seed_batches(agency, approve_papers(agency, papers), people)
        seed_paper(batch, people)
        sent = demo_scans.send_scans(batch, people["sohoa"], people["vanthu"], queue)
        demo_lots.issue_guide(agency, people)
        demo_lots.inspect(sent, people, queue)
        demo_rounds.hold_round(batch, (sent[demo_scans.GOOD], sent[demo_scans.BAD]), people)
        queue.run_all()


def seed_people_and_papers() -> Agency:
    """The invented commune with its accounts and every paper the law wants before scanning."""
    agency = identity.register_agency(AGENCY_CODE, AGENCY_NAME, kind="commune")
    register_demo_people(agency)
    for number, kind in enumerate(OF_AGENCY, start=1):
        digitisation.record_gate(agency, kind=kind, document_number=f"{number:02d}/DEMO", valid_from=date(2026, 1, 1))
    programme.give_to_agencies(programme.load_programme(programme.plan_82(), by=None))
    return agency


def approve_everything(agency: Agency, catalogue: Path) -> None:
    """The decision that approves digitising every dossier of a workbook."""
    reading = read_workbook(catalogue)
    selection.approve_list(
        agency,
        title="Danh mục tài liệu cần thiết số hóa (bản dùng thử)",
        decision_number="01/QĐ-DEMO",
        decision_date=date(2026, 6, 30),
        approved_by="Lê Thị Mẫu",
        entries=[(row.fonds_name or row.fonds_code, row.box, row.dossier_number) for row in reading.dossiers],
    )


def print_accounts(on_line: Say) -> None:
    """Tell the demo accounts."""
    on_line("Tài khoản dùng thử (mật khẩu chung: " + DEMO_PASSWORD + "):")
    for person in identity_queries.demo_people():
        roles = ", ".join(membership.get_role_display() for membership in person.memberships.all())
        on_line(f"  {person.username:10} {roles}")


def open_real_delivery(folder: Path, *, legacy_reason: str, on_line: Say) -> Delivery:
    """Take in a real folder for the demo agency's people to look at."""
    workbooks = sorted(folder.glob("*.xlsx"))
    if len(workbooks) != 1:
        raise UsageError(f"Thư mục «{folder.name}» phải có đúng một bảng kê .xlsx, đang có {len(workbooks)}.")
    reason = legacy_reason or "Lô đã số hóa trước đây, nhập để xem thử"
    delivery, _ = open_intake(folder, workbooks[0].name, AGENCY_CODE, legacy_reason=reason, confirm="auto")
    on_line(f"Đang nhập lô «{folder.name}» ({workbooks[0].name}).")
    return delivery
