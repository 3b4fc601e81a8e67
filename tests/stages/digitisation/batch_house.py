"""A batch with everything the law wants, for tests that need one."""

from __future__ import annotations

from datetime import date, timedelta
from io import BytesIO
from typing import Any

import pikepdf
from django.core.files.uploadedfile import SimpleUploadedFile
from tests.house import person

from khoso.foundation.identity.models import Agency, Person
from khoso.kernel import clock
from khoso.stages.digitisation import actions
from khoso.stages.digitisation.actions import BatchGiven, PaperTold
from khoso.stages.digitisation.models import Batch, Gate, SiteDevice, SitePerson
from khoso.stages.selection.actions import approve_list
from khoso.stages.selection.models import SelectionList

# Papers of a batch that speak of no single device or person.
WHOLE = ("procedure", "site", "surveillance", "security_plan", "rules", "licence")


def scan(name: str = "giay-to.pdf", text: str = "") -> SimpleUploadedFile:
    """A small PDF as a browser sends it; `text` makes it another file."""
    made, kept = pikepdf.new(), BytesIO()
    made.add_blank_page()
    made.docinfo["/Title"] = text or name
    made.save(kept)
    return SimpleUploadedFile(name, kept.getvalue(), "application/pdf")


def firm(code: str = "DV.01") -> Agency:
    made, _ = Agency.objects.get_or_create(code=code, defaults={"name": f"Đơn vị số hóa {code}", "kind": "contractor"})
    return made


def clerk_of(agency: Agency) -> Person:
    return person(f"vanthu-{agency.code}", (agency, "clerk"))  # type: ignore[no-any-return]


def head_of(agency: Agency) -> Person:
    return person(f"thutruong-{agency.code}", (agency, "head"))  # type: ignore[no-any-return]


def lead_of(agency: Agency, of: Agency) -> Person:
    """The contractor's lead at an agency, employed by the firm `of`."""
    one = person(f"phutrach-{of.code}", (agency, "contractor_lead"))
    Person.objects.filter(pk=one.pk).update(employer=of)
    return Person.objects.get(pk=one.pk)


def approved(agency: Agency, number: str = "01/QĐ") -> SelectionList:
    approve_list(
        agency,
        title="Danh mục",
        decision_number=number,
        decision_date=date(2026, 6, 30),
        approved_by="Thủ trưởng",
        entries=[("Phông", "03", "7")],
    )
    return SelectionList.objects.get(agency=agency, decision_number=number)


def planned(agency: Agency, *, title: str = "Đợt 1", contractor: Agency | None = None, **more: Any) -> Batch:
    """A batch without any paper."""
    given = BatchGiven(title=title, contractor=contractor or firm(), contract_number="12/HĐ", **more)
    return actions.make_batch(agency, given, by=clerk_of(agency))


def bring(batch: Batch, kind: str, *, number: str = "", until: date | None = None, **more: Any) -> Gate:
    """Put one paper on record as the clerk does."""
    since = more.pop("since", clock.today() - timedelta(days=30))
    told = PaperTold(
        kind=kind,
        number=number or f"{kind}-{batch.pk}",
        issued_by="Cơ quan ban hành",
        issued_on=min(since, clock.today()),
        valid_from=since,
        valid_to=until,
        **more,
    )
    return actions.bring_paper(batch, told, scan(f"{kind}.pdf"), by=clerk_of(batch.agency))


def operator(batch: Batch, name: str = "Phạm Văn Mẫu", number: str = "079090000025") -> SitePerson:
    return actions.register_site_person(
        batch,
        name=name,
        identity_number=number,
        arrived_on=clock.today() - timedelta(days=5),
        by=clerk_of(batch.agency),
    )


def device(batch: Batch, serial: str = "WS-1", **more: Any) -> SiteDevice:
    told = {
        "kind": "computer",
        "name": "Máy trạm",
        "disk_serial": f"SSD-{serial}",
        "seal_number": f"NP-{serial}",
    } | more
    return actions.register_site_device(
        batch, serial=serial, arrived_on=clock.today() - timedelta(days=5), by=clerk_of(batch.agency), **told
    )


def complete(batch: Batch, *, until: date | None = None) -> Batch:
    """Every paper, one operator and one device: it may start."""
    for kind in WHOLE:
        bring(batch, kind, until=until)
    bring(batch, "undertaking", people=[operator(batch)])
    bring(batch, "devices", devices=[device(batch)])
    if batch.selection_list_id is None:
        Batch.objects.filter(pk=batch.pk).update(selection_list=approved(batch.agency, f"QĐ-{batch.pk}"))
    return Batch.objects.select_related("agency", "contractor", "selection_list").get(pk=batch.pk)


def running(agency: Agency, **more: Any) -> Batch:
    """A batch that was started with every paper."""
    return actions.start_batch(complete(planned(agency, **more)), by=head_of(agency))
