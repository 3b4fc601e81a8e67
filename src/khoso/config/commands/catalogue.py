"""`khoso catalogue`."""

from __future__ import annotations

import json
import sys
import tempfile
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import Any

import click

from khoso.config.commands.catalogue_export import export

_MARKS = {"error": "LỖI", "warning": "Cảnh báo", "info": "Ghi nhận"}
_MEMBERS = ("row", "column", "code", "severity", "message", "was", "now")
_NAMES = {"rows_total": "rows", "rows_good": "good", "rows_bad": "bad"}


@click.group(help="Danh mục hồ sơ, tài liệu.\n\nThe catalogue of dossiers and items.")
def catalogue() -> None:
    """Verbs of the catalogue."""


@catalogue.command(
    "import",
    help="Nhập danh mục từ bảng Excel: nhận ra cột, kiểm tra từng dòng, nạp dòng tốt; mỗi phát hiện một dòng. "
    "Chạy lại không tạo hồ sơ thứ hai.\n\nImport a catalogue from a workbook: columns are recognised, rows checked, "
    "good ones loaded. Run again, it makes nothing twice.",
)
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path), metavar="FILE")
@click.option("--agency", required=True, metavar="CODE", help="Mã cơ quan có tài liệu / Code of the owning agency.")
@click.option(
    "--dry-run",
    is_flag=True,
    help="Chỉ kiểm tra, không nạp, không cần cơ sở dữ liệu / Check only: nothing loaded, no database.",
)
@click.option("--json", "as_json", is_flag=True, help="Mỗi phát hiện một dòng JSON / One JSON object a line.")
@click.option(
    "--sheet", default="", metavar="TÊN", help="Trang tính, nếu tệp có nhiều / The sheet, where there are many."
)
@click.option("--fonds", default="", metavar="MÃ", help="Mã phông, nếu bảng không có cột phông / Code of the fonds.")
@click.option("--fonds-title", default="", metavar="TÊN", help="Tên phông mới / Title of a new fonds.")
@click.option(
    "--mapping",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Tệp JSON: chữ cái hoặc tên cột → trường / JSON file: letter or heading of a column → field.",
)
@click.option(
    "--encoding",
    type=click.Choice(["auto", "unicode", "tcvn3", "vni"]),
    default="auto",
    show_default=True,
    help="Bảng mã chữ / Encoding of the text.",
)
@click.option(
    "--origin",
    type=click.Choice(["created", "historical", "former_district"]),
    default="created",
    show_default=True,
    help="Nguồn gốc tài liệu (II.1–4) / Where the material comes from.",
)
@click.option(
    "--arrangement",
    type=click.Choice(["unarranged", "arranging", "arranged"]),
    default="unarranged",
    show_default=True,
    help="Tình trạng chỉnh lý; arranged cần báo cáo / State of arrangement; arranged wants its report.",
)
@click.option("--report", default="", metavar="SỐ", help="Số báo cáo tổng kết chỉnh lý / Number of its report.")
@click.option("--report-on", default="", metavar="NGÀY", help="Ngày báo cáo, 30/06/2025 / Day of its report.")
@click.option(
    "--on-difference",
    type=click.Choice(["keep", "update"]),
    default="keep",
    show_default=True,
    help="Hồ sơ đã có, ghi khác: giữ hay sửa theo bảng / Known and different: keep, or correct by the sheet.",
)
@click.option("--reason", default="", metavar="LÝ DO", help="Lý do sửa, bắt buộc với update / Why it is corrected.")
@click.option(
    "--marked",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="XLSX",
    help="Ghi các dòng lỗi, có đánh dấu, vào tệp này / Write the bad rows, marked, to this file.",
)
def import_(file: Path, agency: str, dry_run: bool, as_json: bool, **said: Any) -> None:
    """Check or load one workbook; every finding a line, then what came of it."""
    run = _dry(file, agency, said) if dry_run else _whole(file, agency, said)
    try:
        has_findings = False
        for finding in next(run):
            has_findings = has_findings or finding["severity"] != "info"
            _say(finding, as_json)
        _conclude(next(run), as_json)
    finally:
        run.close()
    raise click.exceptions.Exit(1 if has_findings else 0)


def _say(finding: dict[str, Any], as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps({name: finding.get(name, "") for name in _MEMBERS}, ensure_ascii=False))
        return
    place = f"{finding['column']}{finding['row'] or ''}" or "cả bảng"
    change = f" («{finding['was']}» → «{finding['now']}»)" if finding["was"] and finding["now"] else ""
    click.echo(f"{_MARKS[finding['severity']]:9} {place:>7}  {finding['message']}{change} [{finding['code']}]")


def _conclude(summary: dict[str, Any], as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps({"summary": summary}, ensure_ascii=False))
        return
    click.echo(
        f"{summary['rows']} dòng: {summary['good']} tốt, {summary['bad']} phải sửa; "
        f"{summary['dossiers']} hồ sơ, {summary['items']} tài liệu."
    )
    if summary["dry_run"]:
        click.echo("Chỉ kiểm tra, chưa nạp gì.")
    else:
        click.echo(
            f"Đã nạp {summary['dossiers_made']} hồ sơ, {summary['items_made']} tài liệu mới; giống hệt, bỏ qua "
            f"{summary['skipped']}; khác, giữ như cũ {summary['kept']}; sửa theo bảng {summary['updated']}."
        )


def _mapping_of(said: dict[str, Any]) -> dict[str, str]:
    from khoso.kernel.errors import UsageError

    if said["mapping"] is None:
        return {}
    try:
        read = json.loads(said["mapping"].read_text(encoding="utf-8-sig"))
        if not isinstance(read, dict) or not all(isinstance(one, str) for one in read.values()):
            raise ValueError("cần một đối tượng {cột: trường}")
    except (OSError, ValueError) as error:
        raise UsageError(f"Tệp cách hiểu cột «{said['mapping'].name}» không đọc được: {error}.") from None
    return read


# without a database ------------------------------------------------------------------------------------


def _dry(file: Path, agency: str, said: dict[str, Any]) -> Generator[Any, None, None]:
    """The findings of a check, then its summary. Nothing is kept; what only the catalogue knows is not told."""
    from khoso.engines.limits import Limits, run_limited
    from khoso.kernel import clock
    from khoso.kernel.errors import UsageError
    from khoso.stages.catalogue.compute import columns, sheets, surveying

    sheet = surveying.chosen(surveying.survey(file, file.name), said["sheet"])
    mapping = {one.letter: one.field or sheets.IGNORE for one in sheet.columns}
    by_heading = {columns.heading_key(one.heading): one.letter for one in sheet.columns}
    for name, field in _mapping_of(said).items():
        letter = name if name in mapping else by_heading.get(columns.heading_key(name))
        if letter is None or (field not in sheets.FIELDS and field != sheets.IGNORE):
            raise UsageError(f"Cách hiểu cột: không có cột «{name}» hoặc trường «{field}».")
        mapping[letter] = field
    options = sheets.Options(
        agency_code=agency,
        fonds_code=said["fonds"],
        fonds_title=said["fonds_title"],
        encoding=said["encoding"],
        origin=said["origin"],
        today=clock.today(),
    )
    with tempfile.TemporaryDirectory(prefix="khoso-thu-") as folder:
        out = Path(folder)
        limits = Limits(seconds=1800, memory_bytes=1024**3, file_bytes=4 * 1024**3)
        how = {"sheet": sheet.name, "header_row": sheet.header_row}
        checked = run_limited(sheets.check, file.resolve(), out, mapping=mapping, options=options, limits=limits, **how)
        yield _lines(out / "findings.jsonl")
        if said["marked"] is not None and checked.rows_bad:
            findings = out / "findings.jsonl"
            run_limited(sheets.mark, file.resolve(), findings, said["marked"].resolve(), limits=limits, **how)
        yield {
            "file": file.name,
            "agency": agency,
            "sheet": sheet.name,
            "dry_run": True,
            **{name: getattr(checked, kept) for kept, name in _NAMES.items()},
            "dossiers": checked.dossiers,
            "items": checked.items,
            "findings": {code: told["count"] for code, told in checked.summary.items()},
        }


def _lines(path: Path) -> Iterator[dict[str, Any]]:
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)


# with the catalogue ------------------------------------------------------------------------------------


def _whole(file: Path, agency: str, said: dict[str, Any]) -> Generator[Any, None, None]:
    """The findings of the check and of the catalogue, then what was loaded."""
    from khoso.config import start

    start.database_ready()
    from khoso.foundation.audit.actions import SYSTEM, acting_as

    with acting_as(SYSTEM, address="cli"):
        run = _checked(file, agency, said)
        from khoso.stages.catalogue.importing import queries

        yield queries.findings(run)
        run = _loaded(run, said)
        _write_marked(run, said["marked"])
        result = run.options.get("result", {})
        yield {
            "file": file.name,
            "agency": agency,
            "import": str(run.pk),
            "sheet": run.sheet,
            "dry_run": False,
            **{name: getattr(run, kept) for kept, name in _NAMES.items()},
            "dossiers": run.options["database"]["new_dossiers"],
            "items": run.options["database"]["new_items"],
            "dossiers_made": run.dossiers_made,
            "items_made": run.items_made,
            **{name: result.get(name, 0) for name in ("skipped", "kept", "updated")},
            "findings": {code: told["count"] for code, told in run.summary.items()},
        }


def _checked(file: Path, agency: str, said: dict[str, Any]) -> Any:
    from khoso.foundation.identity.agencies.errors import AgencyUnknown
    from khoso.foundation.identity.agencies.reading import agency_by_code
    from khoso.kernel.errors import FileRefused, UsageError
    from khoso.stages.catalogue import states
    from khoso.stages.catalogue.importing import actions, jobs

    try:
        owner = agency_by_code(agency)
    except AgencyUnknown as unknown:
        raise UsageError(unknown.message) from None
    day = actions.report_day(said["report_on"]) if said["report_on"] else None
    if said["report_on"] and day is None:
        raise UsageError(f"«{said['report_on']}» không phải ngày; viết như 30/06/2025.")
    if said["arrangement"] == "arranged" and (not said["report"] or day is None):
        raise UsageError("--arrangement arranged cần --report SỐ và --report-on NGÀY.")
    if said["on_difference"] == "update" and not said["reason"].strip():
        raise UsageError("--on-difference update cần --reason.")
    run = actions.take_in(file.resolve(), file.name, agency=owner, by=None)
    if said["sheet"]:
        run = actions.choose_sheet(run.pk, said["sheet"], by=None)
    mapping = actions.mapping_by_heading(run, _mapping_of(said))
    actions.confirm_columns(
        run.pk,
        mapping,
        by=None,
        fonds_code=said["fonds"],
        fonds_title=said["fonds_title"],
        origin=said["origin"],
        encoding=said["encoding"],
    )
    actions.start_check(run.pk, by=None, queued=False)
    jobs.check_import(str(run.pk))
    run.refresh_from_db()
    if run.state == states.REFUSED:
        raise FileRefused("import.refused", run.failure)
    return run


def _loaded(run: Any, said: dict[str, Any]) -> Any:
    from khoso.stages.catalogue.importing import actions, jobs

    if run.rows_good:
        actions.start_load(
            run.pk,
            by=None,
            queued=False,
            arrangement=said["arrangement"],
            report_number=said["report"],
            report_on=actions.report_day(said["report_on"]) if said["report_on"] else None,
            on_difference=said["on_difference"],
            reason=said["reason"],
        )
        if sys.stderr.isatty():
            click.echo(f"Đang nạp {run.rows_good} dòng…", err=True)
        jobs.load_import(str(run.pk))
        run.refresh_from_db()
    return run


def _write_marked(run: Any, out: Path | None) -> None:
    if out is None or not run.rows_bad:
        return
    from khoso.engines import blobs
    from khoso.stages.catalogue.importing import jobs

    jobs.mark_import(str(run.pk))
    run.refresh_from_db()
    with blobs.store().open(run.marked_digest) as kept:
        out.write_bytes(kept.read())


catalogue.add_command(export)
