"""Folders that are watched: what is dropped there and has come to rest becomes a delivery, and is told about it there.

Below `KHOSO_WATCH` a folder bears the code of an agency, or the name a batch was given; what is dropped into it, one
folder a delivery. Only what lies below that place is ever read.
"""

from __future__ import annotations

import hashlib
import os
import re
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from khoso.foundation.audit.actions import record
from khoso.foundation.identity.models import Agency
from khoso.kernel import clock
from khoso.kernel.errors import KhosoError
from khoso.stages.digitisation import actions as room
from khoso.stages.digitisation import states
from khoso.stages.digitisation.intake import reporting
from khoso.stages.digitisation.intake.errors import UploadNotAllowed, WatchRefused
from khoso.stages.digitisation.intake.sources import DONE_NAME, REPORT_NAME
from khoso.stages.digitisation.models import Batch, WatchedArrival, WatchedFolder
from khoso.stages.digitisation.permissions import can_plan_batch

# A scanner that writes straight into the folder pauses between two piles.
STILL_FOR = timedelta(minutes=10)
_NAME = re.compile(r"^[\w][\w .-]{0,99}$")
_MOST_FILES = 300_000
_WORKBOOKS = {".xlsx", ".xls"}


def place() -> Path | None:
    """The watched place; None when this house watches none."""
    stated = os.environ.get("KHOSO_WATCH", "").strip()
    return Path(stated).expanduser().resolve() if stated else None


@dataclass(frozen=True, slots=True)
class Home:
    """For whom the deliveries of one folder are."""

    agency: Agency
    batch: Batch | None


def look_around() -> int:
    """Look once through the watched place; how many deliveries were taken in."""
    root = place()
    if root is None or not root.is_dir():
        return 0
    taken = 0
    for folder in _folders(root):
        for arrival in _folders(folder):
            taken += _look_at(arrival, folder.name)
    return taken


def _folders(root: Path) -> list[Path]:
    return sorted(
        one for one in root.iterdir() if one.is_dir() and not one.is_symlink() and not one.name.startswith(".")
    )


def _look_at(folder: Path, home_name: str) -> bool:
    """Note how the folder looks; take it in when it has come to rest; True when that was done now."""
    look, is_done = _look(folder)
    now = clock.now()
    arrival, made = WatchedArrival.objects.get_or_create(path=str(folder), defaults={"look": look, "still_since": now})
    if not made and arrival.look != look:
        arrival.look, arrival.still_since = look, now
        arrival.save(update_fields=["look", "still_since"])
    rests = is_done or now - arrival.still_since >= STILL_FOR
    taken = False
    if rests and arrival.taken_look != look and not look.startswith("0:"):
        taken = _take_in(arrival, folder, home_name)
    _tell(arrival, folder)
    return taken


def _look(folder: Path) -> tuple[str, bool]:
    """(number of files : bytes : latest change, whether the sender says it is complete)."""
    count = size = latest = 0
    for where, _below, names in os.walk(folder, followlinks=False):
        for name in names:
            if name in (REPORT_NAME, DONE_NAME):
                continue
            try:
                facts = (Path(where) / name).lstat()
            except FileNotFoundError:
                continue
            count, size, latest = count + 1, size + facts.st_size, max(latest, facts.st_mtime_ns)
            if count > _MOST_FILES:
                break
    return f"{count}:{size}:{latest}", (folder / DONE_NAME).is_file()


def _take_in(arrival: WatchedArrival, folder: Path, home_name: str) -> bool:
    try:
        home = _home(home_name)
        with transaction.atomic():
            delivery = room.open_delivery(home.agency, batch=home.batch, folder=folder, **_workbook(folder))
            arrival.delivery, arrival.problem, arrival.taken_look = delivery, "", arrival.look
            arrival.save(update_fields=["delivery", "problem", "taken_look"])
            details = {"folder": folder.name, "delivery": str(delivery.pk)}
            record(
                "digitisation.watch.take", subject=("delivery", delivery.pk), agency=home.agency.code, details=details
            )
    except KhosoError as refused:
        arrival.problem = str(refused.message)[:1000]
        arrival.save(update_fields=["problem"])
        return False
    return True


def _home(name: str) -> Home:
    """The agency and batch of a watched folder. Raises WatchRefused."""
    setting = WatchedFolder.objects.select_related("batch__agency").filter(name=name, is_on=True).first()
    if setting is not None:
        if setting.batch.state != states.RUNNING:
            raise WatchRefused(_("Đợt số hóa của thư mục này không ở trạng thái đang thực hiện; chưa nhận gì."))
        return Home(setting.batch.agency, setting.batch)
    agency = Agency.objects.filter(code=name).first()
    if agency is None:
        raise WatchRefused(_("Tên thư mục không phải mã cơ quan và chưa gắn với đợt số hóa nào; chưa nhận gì."))
    running = list(Batch.objects.filter(agency=agency, state=states.RUNNING)[:2])
    if len(running) != 1:
        raise WatchRefused(
            _("Cơ quan không có đúng một đợt đang thực hiện; gắn thư mục với một đợt ở trang «Thư mục theo dõi».")
        )
    return Home(agency, running[0])


def _workbook(folder: Path) -> dict[str, Any]:
    """The workbook of a dropped folder, if it has exactly one on its first level; else the city's catalogue."""
    books = [one for one in sorted(folder.iterdir()) if one.suffix.lower() in _WORKBOOKS and one.is_file()]
    books = [one for one in books if not one.name.startswith("~$") and not one.is_symlink()]
    if len(books) > 1:
        raise WatchRefused(_("Thư mục có nhiều bảng kê Excel; chỉ để lại một rồi đánh dấu xong lại."))
    if not books:
        return {"catalogue_path": None}
    with books[0].open("rb") as stream:
        return {"catalogue_path": books[0], "catalogue_sha256": hashlib.file_digest(stream, "sha256").hexdigest()}


def _tell(arrival: WatchedArrival, folder: Path) -> None:
    """Write into the folder what came of it, when that changed since it was last written."""
    text = reporting.report_of(arrival)
    digest = hashlib.sha256(text.encode()).hexdigest()
    if not text or arrival.told == digest:
        return
    target = folder / REPORT_NAME
    temporary = target.with_suffix(".tmp")
    try:
        if temporary.is_symlink() or target.is_symlink():
            return
        # Windows' own editor knows Vietnamese by this mark.
        temporary.write_text("\ufeff" + text, encoding="utf-8", newline="\r\n")
        temporary.replace(target)
    except OSError:
        # A folder this house may only read: the screen tells the same.
        return
    arrival.told = digest
    arrival.save(update_fields=["told"])


@transaction.atomic
def set_folder(batch: Batch, name: str, *, is_on: bool, by: Any) -> WatchedFolder:
    """Name the watched folder of a batch. Raises WatchRefused, UploadNotAllowed."""
    if not can_plan_batch(by, batch):
        raise UploadNotAllowed(_("Chưa ghi: anh/chị không lập đợt số hóa của cơ quan này."))
    name = name.strip()
    if not _NAME.match(name) or name in (".", ".."):
        raise WatchRefused(_("Chưa ghi: tên thư mục chỉ gồm chữ, số, dấu cách, gạch nối và dấu chấm."))
    if WatchedFolder.objects.filter(name=name).exclude(batch=batch).exists():
        raise WatchRefused(_("Chưa ghi: thư mục này đã gắn với đợt số hóa khác."))
    if Agency.objects.filter(code=name).exclude(pk=batch.agency_id).exists():
        raise WatchRefused(_("Chưa ghi: tên này là mã của một cơ quan khác."))
    folder, _made = WatchedFolder.objects.update_or_create(
        batch=batch, defaults={"name": name, "is_on": is_on, "set_by": by, "set_at": clock.now()}
    )
    details = {"name": name, "is_on": is_on}
    record("digitisation.watch.set", subject=("batch", batch.pk), agency=batch.agency.code, details=details)
    return folder
