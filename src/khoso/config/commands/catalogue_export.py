"""`khoso catalogue export`."""

from __future__ import annotations

import shutil
from pathlib import Path

import click

from khoso.kernel.errors import UsageError

_FORMS = ("ho-so", "van-ban", "tt05", "tt05-phan-tu", "giao-nop", "bia", "nhan")


@click.command(
    "export",
    help="Xuất mục lục của một cơ quan hay một phông ra tệp: mục lục hồ sơ, mục lục văn bản, dữ liệu đầy đủ theo "
    "TT 05/2025, bảng kê từng văn bản, bìa, nhãn hộp.\n\nWrite the registers of an agency or a fonds to a file.",
)
@click.option("--agency", "code", required=True, metavar="CODE", help="Mã cơ quan / Code of the agency.")
@click.option("--fonds", default="", metavar="MÃ", help="Chỉ phông này / Only this fonds.")
@click.option(
    "--form",
    type=click.Choice(_FORMS),
    default="ho-so",
    show_default=True,
    help="Mẫu / Which register.",
)
@click.option(
    "--format",
    "file_format",
    type=click.Choice(["xlsx", "docx", "pdf"]),
    help="Dạng tệp; bỏ trống thì theo tên tệp, không thì xlsx (bìa, nhãn: pdf) / Kind of file.",
)
@click.option(
    "--to",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Ghi vào đây; bỏ trống thì đặt tên theo mục lục / Where to; named after the register by default.",
)
def export(code: str, fonds: str, form: str, file_format: str | None, to: Path | None) -> None:
    from khoso.config import start

    start.database_ready()
    from khoso.engines import blobs
    from khoso.foundation.audit.actions import SYSTEM, acting_as
    from khoso.foundation.identity.models import Agency
    from khoso.stages.catalogue.models import Fonds
    from khoso.stages.catalogue.registers import actions, queries
    from khoso.stages.catalogue.registers.scope import Scope

    agency = Agency.objects.filter(code=code).first()
    if agency is None:
        raise UsageError(f"Không có cơ quan «{code}»; xem `khoso agency list`.")
    held = Fonds.objects.filter(agency=agency, code=fonds).first() if fonds else None
    if fonds and held is None:
        raise UsageError(f"Cơ quan {code} không có phông «{fonds}».")
    kind = (
        file_format or (to.suffix.lstrip(".").lower() if to else "") or ("pdf" if form in ("bia", "nhan") else "xlsx")
    )
    chosen = Scope(agency=agency.pk, fonds=str(held.pk) if held else "")
    with acting_as(SYSTEM, address="cli"):
        asked = actions.ask(chosen, form, kind, by=None, waits=True)
    path = to or Path(queries.file_name(asked))
    with blobs.store().open(asked.sha256) as kept, path.open("wb") as out:
        shutil.copyfileobj(kept, out)
    click.echo(f"{path}  {asked.total} dòng  sha256 {asked.sha256}")
