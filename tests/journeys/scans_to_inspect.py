"""Run inside a running system: a delivery whose pages a person looks at, its lot drawn. Prints one JSON object.

One file of invented papers, taken in by the clerk; the machine of the house checks it and makes its small pictures.
"""

# ruff: noqa: E402, T201

from __future__ import annotations

import io
import json
import os
import sys
import time
import uuid
from pathlib import Path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "khoso.config.settings")

import django

django.setup()

from khoso.config.wiring import connect

connect()

from PIL import Image

from khoso.demo.delivery import make_delivery
from khoso.engines import blobs, jobs
from khoso.engines.imaging import open_pages
from khoso.foundation.identity.models import Membership, Person
from khoso.kernel import clock
from khoso.stages.catalogue.models import Dossier, Fonds, Item
from khoso.stages.digitisation.models import Batch, Delivery, DeliveryFile, DeliveryFinding
from khoso.stages.inspection.lots import actions as lots
from khoso.stages.inspection.models import ThumbnailPack

CODE, MAKER, PLANNER = "KIEM-TRA", "vanthu", "giamsat"
PAGES, DOUBTED = 4, 2


def papers(folder: Path) -> Path:
    """A file of invented papers; beside it page 2 scanned again."""
    make_delivery(folder / "giao", dossiers=1, seed=45, items_per_dossier=1, pages_per_item=PAGES)
    source: Path = max((folder / "giao").rglob("*.pdf"), key=lambda path: path.stat().st_size)
    with open_pages(source) as document:
        pixels = document.render(DOUBTED)
    made = Image.fromarray(pixels).rotate(1, fillcolor="white")
    made.save(folder / "quet-lai.jpg", "JPEG", dpi=(200, 200), quality=85)
    paper = io.BytesIO()
    made.resize((600, 848)).save(paper, "JPEG")
    (folder / "anh-giay.jpg").write_bytes(paper.getvalue())
    return source


def delivered(source: Path) -> DeliveryFile:
    """The file as the clerk's delivery, waiting for the machine."""
    agency = Membership.objects.get(person__username=MAKER).agency
    fonds = Fonds.objects.create(id=uuid.uuid4(), code=CODE, title="Phông kiểm tra", agency=agency)
    dossier = Dossier.objects.create(
        id=uuid.uuid4(), fonds=fonds, number="1", reference_code=f"{CODE}.0001", title="Hồ sơ để kiểm tra trang"
    )
    item = Item.objects.create(
        id=uuid.uuid4(), dossier=dossier, ordinal=1, reference_code=f"{CODE}.0001.0000001", subject="Về việc mẫu"
    )
    delivery = Delivery.objects.create(
        id=uuid.uuid4(),
        agency=agency,
        # Of the firm whose people are to mend it.
        batch=Batch.objects.get(agency=agency, contractor__isnull=False, state="running"),
        folder=f"/{CODE}",
        folder_name="lo-kiem-tra-trang",
        registered_at=clock.now(),
        registered_by=MAKER,
        file_count=1,
    )
    kept = blobs.store().put_file(source)
    file: DeliveryFile = DeliveryFile.objects.create(
        id=uuid.uuid4(),
        delivery=delivery,
        path=f"{item.reference_code}.pdf",
        role="item",
        dossier=dossier,
        item=item,
        sha256=kept.sha256,
        size=kept.size,
    )
    jobs.enqueue("digitisation.check_file", file_id=str(file.pk))
    return file


def checked(file: DeliveryFile) -> None:
    """Waits until the machine has looked at the file and drawn its pages small."""
    until = time.monotonic() + 240
    while not ThumbnailPack.objects.filter(file=file).exists():
        file.refresh_from_db()
        assert time.monotonic() < until and file.state in ("registered", "checked"), file.state
        time.sleep(0.5)
    DeliveryFinding.objects.create(
        delivery=file.delivery,
        source="journey",
        dossier=file.dossier,
        file=file,
        code="page.skewed",
        severity="warning",
        page=DOUBTED,
        message="Trang nghiêng 1,4°",
    )


def main() -> None:
    file = delivered(papers(Path(sys.argv[1])))
    checked(file)
    lot = lots.draw_lot([file.delivery_id], "page", Person.objects.get(username=PLANNER), seed="mau")
    print(json.dumps({"delivery": str(file.delivery_id), "file": str(file.pk), "path": file.path, "lot": lot.pk}))


main()
