"""`khoso package`: checking and building packages from the command line, without a database."""

from __future__ import annotations

import json
from pathlib import Path

import click

_PROFILES = ("tt05", "csip", "sip", "bagit", "ocfl")
_VALIDATE_HELP = """Kiểm tra gói tin (thư mục hoặc ZIP) theo một bộ quy tắc. / Check packages against a profile.

\b
tt05   AIP_hoso, SIP_hoso theo Thông tư 05/2025/TT-BNV
csip   E-ARK CSIP 2.1      sip    E-ARK SIP 2.1
bagit  RFC 8493            ocfl   OCFL 1.1

Exit code: 0 valid, 1 findings of weight error, 2 usage.
"""
_BUILD_HELP = """Đóng gói một thư mục có package.json. / Build a package from a folder with a package.json.

\b
DIR/package.json:
{
 "package_id": "UUID",                "fonds_code": "P623",
 "archive_agency_code": "H19.LTLS",   "producer_name": "...",
 "created": "2026-11-20T09:30:15.123+07:00",
 "software_version": "0.1.0",         "transfer_code": "NL.VP.2026.01",
 "dossier": {"reference_code": "...", "title": "...", "start": "05/01/2024", "languages": ["01"], ...},
 "items": [{"kind": "text|picture|media", "doc_id": "...", "file": "a.pdf", "file_name": "...", "issued_date": "2024",
            "attachments": [{"file": "a.xml", "file_name": "a.alto.xml", "mime": "text/xml", "role": "reading"}], ...}],
 "supporting_files": [{"file": "bia.pdf", "file_name": "bia.pdf"}],
 "events": [{"id": "UUID", "type": "transfer", "at": "...", "agent": "khoso", "object": "doc_id", ...}],
 "agents": [{"id": "khoso", "name": "Kho Số", "type": "software", "version": "0.1.0"}]
}

Tên trường như trong spec.py; ngày DD/MM/YYYY, MM/YYYY, YYYY; tệp tính từ DIR. / Field names as in
compute/spec.py; dates DD/MM/YYYY, MM/YYYY or YYYY; files are relative to DIR and must stay inside it.
"""


@click.group()
def package() -> None:
    """Gói tin SIP, AIP: đóng gói và kiểm tra. / SIP and AIP packages: build and validate."""


@package.command(help=_VALIDATE_HELP)
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option(
    "--profile", required=True, type=click.Choice(_PROFILES), help="Bộ quy tắc. / The rules to check against."
)
@click.option("--json", "as_json", is_flag=True, help="Mỗi gói một dòng JSON. / One JSON object a line.")
@click.pass_context
def validate(context: click.Context, paths: tuple[Path, ...], profile: str, as_json: bool) -> None:
    """Print a verdict for each path; the help is above."""
    from khoso.stages.packages.compute.validate import validate as check

    valid = True
    for path in paths:
        verdict = check(path, profile)
        valid &= verdict.valid
        if as_json:
            click.echo(json.dumps(verdict.as_json(), ensure_ascii=False))
            continue
        click.echo(f"{path}: {'HỢP LỆ' if verdict.valid else 'KHÔNG HỢP LỆ'}, {len(verdict.findings)} nhận xét")
        for finding in verdict.findings:
            click.echo(f"  [{finding.severity}] {finding.code} {finding.where}: {finding.message}")
    context.exit(0 if valid else 1)


@package.command(help=_BUILD_HELP)
@click.argument("source", metavar="DIR", type=click.Path(path_type=Path, exists=True, file_okay=False))
@click.option("--out", required=True, type=click.Path(path_type=Path, file_okay=False), help="Nơi đặt gói. / Where to.")
@click.option("--kind", type=click.Choice(("aip", "sip")), default="aip", help="Loại gói. / Kind of package.")
@click.option("--zip", "zipped", is_flag=True, help="Nén thêm thành ZIP. / Also write the ZIP.")
@click.option(
    "--ordinal", type=click.IntRange(min=1), default=1, help="Số thứ tự trong lần nộp (ZIP của SIP). / Ordinal."
)
@click.option("--json", "as_json", is_flag=True, help="In một dòng JSON. / Print one JSON line.")
@click.pass_context
def build(
    context: click.Context, source: Path, out: Path, kind: str, zipped: bool, ordinal: int, as_json: bool
) -> None:
    """Build one package; the help is above."""
    from khoso.kernel.errors import KhosoError
    from khoso.stages.packages.compute.archive import sip_zip_name, zip_package
    from khoso.stages.packages.compute.build import build_aip, build_sip
    from khoso.stages.packages.compute.describe import read_description
    from khoso.stages.packages.compute.spec import SpecRefused

    try:
        spec = read_description(source)
        built = (build_aip if kind == "aip" else build_sip)(spec, out)
        name = sip_zip_name(ordinal, built.object_id) if kind == "sip" else f"{built.folder_name}.zip"
        archive = zip_package(built.path, out / name) if zipped else None
    except SpecRefused as refused:
        for finding in refused.findings:
            line = json.dumps(finding.as_place_json(), ensure_ascii=False) if as_json else f"  {finding.message}"
            click.echo(line)
        click.echo(refused.message, err=True)
        context.exit(1)
    except KhosoError as error:
        click.echo(error.message, err=True)
        context.exit(error.exit_code)
    if as_json:
        facts = {
            "path": str(built.path),
            "object_id": built.object_id,
            "files": len(built.files),
            "bytes": built.bytes_total,
            "zip": str(archive) if archive else None,
        }
        click.echo(json.dumps(facts, ensure_ascii=False))
    else:
        click.echo(f"Đã tạo {built.path} ({len(built.files)} tệp, {built.bytes_total} byte)")
