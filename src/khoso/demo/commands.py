"""`khoso demo`: invented papers to try the system with."""

from __future__ import annotations

import json
import time
from pathlib import Path

import click

from khoso.kernel.errors import KhosoError


@click.group("demo")
def demo() -> None:
    """Tạo dữ liệu mẫu để thử hệ thống. / Make invented papers to try the system with."""


@demo.command("make")
@click.option("--dossiers", type=click.IntRange(1), required=True, help="Số hồ sơ. / Number of dossiers.")
@click.option("--out", type=click.Path(path_type=Path), required=True, help="Thư mục mới. / New folder.")
@click.option("--seed", default="1", show_default=True, help="Cùng seed, cùng từng byte. / Same seed, same bytes.")
@click.option(
    "--items-per-dossier",
    type=click.IntRange(1),
    default=8,
    show_default=True,
    help="Số tài liệu mỗi hồ sơ. / Items in a dossier.",
)
@click.option(
    "--pages-per-item",
    type=click.IntRange(1),
    default=None,
    help="Số trang mỗi tài liệu; mặc định tùy văn bản. / Pages of an item; by default as its text needs.",
)
@click.option("--dpi", type=click.IntRange(72, 600), default=200, show_default=True, help="Độ phân giải. / Resolution.")
@click.option(
    "--faults", default="none", show_default=True, help="Lỗi cài sẵn: tên,tên | all | mild | none. / Planted defects."
)
@click.option(
    "--text-layer",
    type=click.Choice(("none", "poor", "good")),
    default="none",
    show_default=True,
    help="Lớp văn bản ẩn. / Hidden text layer.",
)
@click.option(
    "--first",
    type=click.IntRange(1),
    default=1,
    show_default=True,
    help="Số hồ sơ đầu tiên, để làm từng phần. / First dossier, to make a delivery in parts.",
)
@click.option("--jobs", type=click.IntRange(1), default=1, show_default=True, help="Số tiến trình. / Processes.")
@click.option("--json", "as_json", is_flag=True, help="In một đối tượng JSON. / Print one JSON object.")
@click.pass_context
def make(context: click.Context, dossiers: int, out: Path, seed: str, items_per_dossier: int,
         pages_per_item: int | None, dpi: int, faults: str, text_layer: str, first: int, jobs: int,
         as_json: bool) -> None:  # fmt: skip
    """Tạo một lô giao nộp mẫu: PDF quét, danh-muc.xlsx và truth.json.

    Make a contractor's delivery of invented papers: scanned PDF, the Excel, and the truth about them.
    """
    from khoso.demo.delivery import make_delivery

    def progress(done: int, total: int, pages: int) -> None:
        if not as_json:
            click.echo(f"\rHồ sơ {done}/{total} · {pages} trang", nl=False, err=True)

    start = time.perf_counter()
    try:
        facts = make_delivery(
            out,
            dossiers=dossiers,
            seed=seed,
            items_per_dossier=items_per_dossier,
            pages_per_item=pages_per_item,
            dpi=dpi,
            faults=faults,
            jobs=jobs,
            first=first,
            text_layer=text_layer,
            on_progress=progress,
        )
    except KhosoError as error:
        click.echo(error.message, err=True)
        context.exit(error.exit_code)
    seconds = time.perf_counter() - start
    if as_json:
        click.echo(json.dumps({**facts.as_json(), "seconds": round(seconds, 2)}, ensure_ascii=False))
        return
    click.echo("", err=True)
    click.echo(f"{facts.agency} ({facts.agency_code}): {facts.dossiers} hồ sơ, {facts.items} tài liệu")
    click.echo(f"{facts.files} tệp PDF, {facts.pages} trang, {facts.bytes / 1e6:.1f} MB → {facts.out}")
    click.echo(f"{seconds:.1f} giây, {facts.pages / seconds:.1f} trang/giây")
    for name, count in facts.faults.items():
        click.echo(f"  lỗi cài sẵn {name}: {count}")
