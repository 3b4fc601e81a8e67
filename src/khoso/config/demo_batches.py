"""Batches of the demonstration: one that runs with all its papers, one that still wants two. Everything invented."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from khoso.engines import office
from khoso.engines.office import OfficialPaper, Paragraph, Signer
from khoso.foundation.identity.demo import CONTRACTOR_CODE
from khoso.foundation.identity.models import Agency, Person
from khoso.kernel import clock
from khoso.stages.catalogue.models import Arrangement, Dossier
from khoso.stages.digitisation import actions as digitisation
from khoso.stages.digitisation.actions import BatchGiven, PaperTold
from khoso.stages.digitisation.models import Batch
from khoso.stages.selection import actions as selecting
from khoso.stages.selection import queries as selection
from khoso.stages.selection.models import SelectionEntry, SelectionList

CONTRACT = "12/2026/HĐ-SHTL"
RUNNING = "Số hóa đợt 1 năm 2026: đất đai"
PLANNED = "Số hóa đợt 2 năm 2026: hộ tịch"
CLOSED_FONDS, CLOSED_BOXES = "PTNMT", ("01", "02", "03")
_POLICE, _HEAD = "Công an thành phố Mẫu", "Ủy ban nhân dân xã Mẫu An"
# kind, number, who issued it, days it holds from today; None: without end
_PAPERS: tuple[tuple[str, str, str, int | None], ...] = (
    ("procedure", "51/QĐ-UBND", _HEAD, None),
    ("site", "07/BB-UBND", "Tổ Quản lý, Giám sát số hóa xã Mẫu An", 300),
    ("surveillance", "08/BB-UBND", "Tổ Quản lý, Giám sát số hóa xã Mẫu An", 24),
    ("security_plan", "113/TĐ-CAT", _POLICE, 200),
    ("rules", "52/QC-UBND", _HEAD, None),
    ("licence", "0082/GCN-LT", "Sở Nội vụ thành phố Mẫu", 900),
)
_PEOPLE = (
    ("Hồ Văn Mẫu", "079080000014", "lead"),
    ("Phạm Văn Mẫu", "079090000025", "operator"),
    ("Tô Thị Mẫu", "079195000036", "operator"),
    ("Mai Văn Mẫu", "079088000047", "technician"),
)
_DEVICES = (
    ("scanner", "Máy quét A3 hai mặt, 80 tờ/phút", "SC-80A-00127", "", "NP-0411"),
    ("scanner", "Máy quét phẳng A2 cho bản đồ", "FB-A2-00033", "", "NP-0412"),
    ("computer", "Máy trạm quét số 1", "WS-2201-118", "SSD 3F91-0A", "NP-0413"),
    ("computer", "Máy trạm quét số 2", "WS-2201-119", "SSD 3F91-0B", "NP-0414"),
    ("storage", "Ổ lưu trữ tạm 8 TB", "NAS-08-771", "HDD Z1-55, HDD Z1-56", "NP-0415"),
)


def approve_papers(agency: Agency, scanned: Iterable[Dossier]) -> SelectionList:
    """The decision by which the running batch works: what will be scanned, and more of a closed fonds."""
    listed = SelectionEntry.objects.filter(list__agency=agency).exclude(dossier=None).values("dossier_id")
    free = Dossier.objects.filter(fonds__agency=agency, fonds__code=CLOSED_FONDS, arrangement=Arrangement.ARRANGED)
    free = free.filter(digitised_at=None, secrecy_held_for="", box__in=CLOSED_BOXES).exclude(pk__in=listed)
    return selecting.approve_list(
        agency,
        title="Danh mục số hóa tài liệu đất đai, địa chính (bản dùng thử)",
        decision_number="02/QĐ-DEMO",
        decision_date=date(2026, 7, 15),
        approved_by="Lê Thị Mẫu",
        entries=[(one.fonds.title, one.box, one.number) for one in (*scanned, *free.select_related("fonds"))],
    )


def seed_batches(agency: Agency, approved: SelectionList, people: dict[str, Person]) -> Batch:
    """Two batches; the running one works by the list `approved` and is returned."""
    firm = Agency.objects.get(code=CONTRACTOR_CODE)
    chosen = selection.approved_lists([agency.pk])[-1]
    running = _batch(agency, firm, RUNNING, approved, people)
    _site(running, people, _PEOPLE, _DEVICES)
    for kind, number, issuer, days in _PAPERS:
        _bring(running, kind, number, issuer, days, people["vanthu"])
    digitisation.start_batch(running, by=people["thutruong"])
    running.refresh_from_db()
    planned = _batch(agency, firm, PLANNED, chosen, people)
    _site(planned, people, _PEOPLE[:2], _DEVICES[:1])
    for kind, number, issuer, days in _PAPERS:
        # The site of the second wave is another: its surveillance and the appraisal of its plan are still to come.
        if kind not in ("surveillance", "security_plan"):
            _bring(planned, kind, number, issuer, days, people["vanthu"])
    return running


def _batch(agency: Agency, firm: Agency, title: str, chosen: Any, people: dict[str, Person]) -> Batch:
    today = clock.today()
    given = BatchGiven(
        title=title,
        contractor=firm,
        contract_number=CONTRACT,
        selection_list=chosen,
        planned_from=today - timedelta(days=10),
        planned_to=today + timedelta(days=80),
    )
    return digitisation.make_batch(agency, given, by=people["vanthu"])


def _site(batch: Batch, people: dict[str, Person], workers: Any, devices: Any) -> None:
    """Who and what came, with undertakings and the police's inspection."""
    came, clerk = clock.today() - timedelta(days=9), people["vanthu"]
    accounts = {person.full_name: person for person in people.values()}
    for at, (name, number, duty) in enumerate(workers, start=1):
        one = digitisation.register_site_person(
            batch,
            name=name,
            identity_number=number,
            duty=duty,
            arrived_on=came,
            person=accounts.get(name),
            by=clerk,
        )
        _bring(batch, "undertaking", f"{at:02d}/CK-BM", one.name, 365, people["dieuhanh"], people=[one])
    rows = [
        digitisation.register_site_device(
            batch,
            kind=kind,
            name=name,
            serial=serial,
            disk_serial=disk,
            seal_number=seal,
            arrived_on=came,
            by=clerk,
        )
        for kind, name, serial, disk, seal in devices
    ]
    _bring(batch, "devices", "31/BB-CAT", _POLICE, 120, clerk, devices=rows)
    software = (("Phần mềm quét ảnh Mẫu", "5.2"), ("Kho Số, công cụ kiểm tra tại bàn", "1.0"))
    for name, version in software:
        digitisation.register_site_software(
            batch, name=name, version=version, arrived_on=came, checked_on=came, checked_by=_POLICE, by=clerk
        )


def _bring(batch: Batch, kind: str, number: str, issuer: str, days: int | None, by: Person, **covers: Any) -> None:
    today = clock.today()
    issued = today - timedelta(days=12)
    until = None if days is None else today + timedelta(days=days)
    told = PaperTold(
        kind=kind, number=number, issued_by=issuer, issued_on=issued, valid_from=issued, valid_to=until, **covers
    )
    name = f"{number.replace('/', '-')}.pdf"
    file = SimpleUploadedFile(name, _drawn(number, issuer, issued), "application/pdf")
    digitisation.bring_paper(batch, told, file, by=by)


def _drawn(number: str, issuer: str, dated: date) -> bytes:
    """An invented paper that says it is one."""
    first, _, notation = number.partition("/")
    paper = OfficialPaper(
        superior="",
        agency=issuer.upper(),
        number=first,
        notation=notation,
        place="Mẫu An",
        dated=dated,
        kind="VĂN BẢN DÙNG THỬ",
        subject="Giấy tờ mẫu của bản dùng thử Kho Số",
        blocks=[Paragraph("Văn bản này do bản dùng thử tự tạo để màn hình có nội dung, không có giá trị pháp lý.")],
        signer=Signer(posts=["NGƯỜI KÝ MẪU"], name="Lê Thị Mẫu"),
    )
    return office.pdf(paper, at=clock.now())
