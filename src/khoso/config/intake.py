"""A delivery from the folder to the index: open it, keep workers on it, tell how far it is."""

from __future__ import annotations

import hashlib
import re
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from khoso.config.wiring import ROOMS
from khoso.config.workers import WorkerPool
from khoso.engines import disk
from khoso.kernel import figures
from khoso.kernel.errors import UsageError

POLL_SECONDS = 0.4
_CODE = re.compile(r"^[0-9A-Z]+(\.[0-9A-Z]+)*$")


@dataclass(frozen=True)
class Reached:
    """A dossier reached a stage."""

    dossier: str
    title: str
    stage: str
    label: str
    waits_for: str


@dataclass(frozen=True)
class Snapshot:
    """How far the delivery is now."""

    progress: list[figures.StageProgress]
    reached: list[Reached]
    pages: int
    seconds: float
    is_settled: bool
    # A disk is nearly full: what is heavy waits until there is room.
    waits_for_room: bool = False


def open_intake(
    folder: Path, catalogue: str, agency_code: str, *, legacy_reason: str, confirm: str, batch_id: int | None = None
) -> tuple[Any, list[str]]:
    """Open (or go on with) the delivery in `folder`. Returns it and what should be told about it.

    Raises UsageError when the folder, the workbook, the code or the batch cannot be; BatchNotRunning.
    """
    from khoso.stages.digitisation import actions, queries
    from khoso.stages.digitisation.errors import CatalogueMissing, FolderMissing

    if not folder.is_dir():
        raise FolderMissing(f"Không thấy thư mục «{folder}».")
    workbook = folder / catalogue
    if not workbook.is_file() and Path(catalogue).is_file():
        # Typed as seen from where the command was given, not from the folder.
        workbook = Path(catalogue)
    if folder.resolve() not in workbook.resolve().parents:
        raise UsageError(f"Bảng kê «{catalogue}» nằm ngoài thư mục giao nộp; chép nó vào trong rồi chạy lại.")
    if not workbook.is_file():
        near = ", ".join(sorted(path.name for path in folder.glob("*.xlsx"))) or "không có tệp .xlsx nào"
        raise CatalogueMissing(f"Không thấy bảng kê «{catalogue}» trong «{folder.name}» (đang có: {near}).")
    batch = queries.batch(batch_id) if batch_id is not None else None
    if batch_id is not None and batch is None:
        raise UsageError(f"Không có đợt số hóa số {batch_id}; xem số ở địa chỉ trang của đợt (/dot-so-hoa/…).")
    agency, notes = _agency(agency_code)
    delivery = actions.open_delivery(
        agency,
        folder=folder.resolve(),
        catalogue_path=workbook.resolve(),
        catalogue_sha256=_digest(workbook),
        legacy_reason=legacy_reason,
        confirm=confirm,
        batch=batch,
    )
    resume(delivery)
    return delivery, notes


def resume_hindered() -> None:
    """As `resume`, for every delivery of which the machine (a full disk, a missing engine) could not do a step."""
    from khoso.stages.digitisation import queries

    for delivery in queries.hindered_deliveries():
        resume(delivery)


def resume(delivery: Any) -> None:
    """Ask again for every step of a delivery that was not done, for whatever reason it was not."""
    for room in ROOMS:
        # The rooms of the programme know tasks and reports; what they resume is no delivery.
        if room in ("khoso.stages.programme", "khoso.stages.reporting"):
            continue
        if find_spec(f"{room}.actions") and (ask := getattr(import_module(f"{room}.actions"), "resume", None)):
            ask(delivery.pk)


def _digest(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _agency(code: str) -> tuple[Any, list[str]]:
    """The agency with this code. One nobody registered is taken in and told about, so that no delivery waits for it."""
    from khoso.foundation.identity import actions
    from khoso.foundation.identity.models import Agency

    known = Agency.objects.filter(code=code).first()
    if known is not None:
        return known, []
    # Luật: QĐ 20/2020/QĐ-TTg Đ.4: at most 35 signs, groups of 0-9A-Z between dots
    if len(code) > 35 or not _CODE.match(code):
        raise UsageError(f"Mã cơ quan «{code}» không đúng dạng: các nhóm chữ hoa, chữ số cách nhau bằng dấu chấm.")
    agency = actions.register_agency(code, f"Cơ quan {code} (chưa xác nhận)", kind="unconfirmed")
    return agency, [f"Cơ quan mang mã {code} chưa có trong danh bạ: đã ghi tạm, Sở Nội vụ cần xác nhận tên và mã."]


def watch(delivery: Any, pool: WorkerPool, *, sleep: Callable[[float], None] = time.sleep) -> Iterator[Snapshot]:
    """Look at the delivery again and again until nothing more happens to it without a person or a paper."""
    from khoso.engines.jobs.procrastinate_queue import rescue_orphans, waiting_jobs
    from khoso.stages.digitisation import queries

    started, told = time.monotonic(), {}  # type: tuple[float, dict[Any, str]]
    while True:
        pool.tend()
        rescue_orphans()
        # News and the jobs that follow from it commit together: without a job nothing more will happen by itself.
        # Asked before the state is read, so that the last snapshot tells the end.
        jobs = waiting_jobs()
        settled = not (jobs["todo"] or jobs["doing"])
        delivery.refresh_from_db()
        dossiers = queries.dossiers_with_files(delivery.pk)
        stages = figures.stages_of(dossiers)
        reached = [key for key, stage in stages.items() if told.get(key) != stage.name]
        told.update({key: stages[key].name for key in reached})
        progress = figures.progress_of([delivery.pk])[delivery.pk]
        pages = next((stage.done for stage in progress if stage.name == "read"), 0)
        seconds = time.monotonic() - started
        yield Snapshot(progress, _tell(reached, stages), pages, seconds, settled, not settled and disk.is_short())
        if settled:
            return
        sleep(POLL_SECONDS)


def _tell(reached: list[Any], stages: dict[Any, figures.DossierStage]) -> list[Reached]:
    from khoso.stages.catalogue import queries as catalogue

    found = catalogue.dossiers(reached)
    return [
        Reached(found[key].reference_code, found[key].title, stages[key].name, stages[key].label, stages[key].waits_for)
        for key in sorted(reached, key=lambda key: found[key].reference_code)
    ]


def summary(delivery: Any, snapshot: Snapshot) -> dict[str, Any]:
    """What came of the delivery, counted."""
    from khoso.stages.digitisation import queries
    from khoso.stages.packages import queries as packages
    from khoso.stages.recognition import queries as recognition

    files = queries.file_progress([delivery.pk])[delivery.pk]
    fields = recognition.progress([delivery.pk])[delivery.pk]
    dossiers = queries.dossier_ids_of(delivery.pk)
    by_name = {stage.name: stage for stage in snapshot.progress}
    by_severity: Counter[str] = Counter()
    for _, severity, count in queries.finding_counts(delivery.pk):
        by_severity[severity] += count
    return {
        "delivery": str(delivery.pk),
        "folder": delivery.folder_name,
        "agency": delivery.agency.code,
        "legacy": bool(delivery.legacy_reason),
        "failure": delivery.failure,
        "dossiers": len(dossiers),
        "items": fields["items"],
        "files": files["files"],
        "refused": files["stopped"],
        "pages": snapshot.pages,
        "waiting_confirmation": fields["waiting"],
        "not_confirmed_by_person": fields["passed"],
        "signed": by_name["sign"].done,
        "stored": len(packages.packages_of(dossiers)),
        "searchable": by_name["index"].done,
        "findings": {code: count for code, _, count in queries.finding_counts(delivery.pk)},
        "errors": by_severity["error"],
        "warnings": by_severity["warning"],
        "seconds": round(snapshot.seconds, 1),
        "pages_per_second": round(snapshot.pages / snapshot.seconds, 2) if snapshot.seconds > 0 else 0,
    }
