"""The Circular's rules for the descriptions in a package, and their totals.

# Luật: TT 05/2025 Phụ lục I mục II.2, Phụ lục III mục II.2
"""

from __future__ import annotations

import re
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from khoso.kernel.findings import Severity
from khoso.stages.packages.compute import names, values
from khoso.stages.packages.compute.fields import Table, table
from khoso.stages.packages.compute.metsread import MetsDocument
from khoso.stages.packages.compute.xmlstream import UnsafeXml, local, parse_xml

if TYPE_CHECKING:
    from khoso.stages.packages.compute.validate_tt05 import Tt05Check

_EAD_FILE = re.compile(r"^ead_(doc|pic|media)_(.+)\.xml$", re.IGNORECASE)
_MAX_EAD_BYTES = 1 << 20
# What the Circular's printed schemas leave out although its tables require it: absent, these are warnings.
_LEFT_OUT = {
    "EAD": {"riskRecovery", "riskRecoveryStatus", "numberOfPaper"},
    "EAD_doc": {"docId", "maintenance", "riskRecovery", "riskRecoveryStatus"},
    "EAD_pic": {"arcDocCode", "docCode", "maintenance", "riskRecovery", "riskRecoveryStatus"},
    "EAD_media": {"arcDocCode", "docCode", "maintenance", "riskRecovery", "riskRecoveryStatus"},
}
_PRINTED_ONLY = {"docOrdinal", "arcFileCode", "fileCode"}


def check_descriptions(check: Tt05Check, root: MetsDocument, rep: MetsDocument | None) -> None:
    """EAD.xml, every EAD_* of the representation, and the totals between them."""
    fields = table(check.kind, "EAD")
    texts = _texts(check, names.ROOT_EAD, fields)
    _check(check, fields, texts, names.ROOT_EAD)
    dossier_code = (texts or {}).get(fields.fields[0].element, "").strip()
    pages = 0
    for path in _descriptions(rep):
        pages += _check_item(check, path, dossier_code)
    if texts is not None and rep is not None:
        _check_totals(check, texts, rep, pages)


def _descriptions(rep: MetsDocument | None) -> list[str]:
    return [] if rep is None else [r.path for r in rep.references() if r.section == "dmdSec" and r.path]


def _check_item(check: Tt05Check, path: str, dossier_code: str) -> int:
    """Check one item; its page count, 0 when unknown."""
    match = _EAD_FILE.match(PurePosixPath(path).name)
    if not match:
        message = f"Tên tệp mô tả không đúng EAD_[doc|pic|media]_[tên file].xml ({check.annex} mục I.2)"
        check.say("name.ead", message, path, warning=True)
    name = f"EAD_{match.group(1).lower()}" if match else "EAD_doc"
    fields = table(check.kind, name)
    texts = _texts(check, path, fields)
    _check(check, fields, texts, path)
    if texts is None:
        return 0
    check.findings += values.check_item_code(fields, check.kind, texts, dossier_code, path, strict=False)
    text = texts.get("numberOfPage", "").strip()
    return int(text) if text.isascii() and text.isdigit() else 0


def _texts(check: Tt05Check, path: str, fields: Table) -> dict[str, str] | None:
    """Texts by the table's element names; None when the file cannot be read. Says what is odd about its elements."""
    if not check.has(path):
        return None
    try:
        document = parse_xml(check.folder / path, _MAX_EAD_BYTES)
    except (UnsafeXml, OSError) as error:
        check.say("ead.xml", f"Không đọc được: {error}", path)
        return None
    if local(document) != "simpledc":
        check.say("ead.root", f"Phần tử gốc là «{local(document)}», cần simpledc ({fields.clause})", path)
    found: dict[str, str] = {}
    order = []
    for element in document:
        name = local(element)
        known = fields.field(name)
        if known is None:
            if name and name not in _PRINTED_ONLY:
                check.say("ead.unknown_element", f"Phần tử lạ «{name}» ({fields.clause})", path, warning=True)
            continue
        if name != known.element:
            message = f"Viết «{name}» thay cho «{known.element}» ({fields.clause})"
            check.say("ead.alias", message, f"{path}#{name}", warning=True)
        if known.element in found:
            check.say("ead.repeated", f"Phần tử «{name}» có hai lần ({fields.clause})", f"{path}#{name}")
        found[known.element] = element.text or ""
        order.append(known.element)
    table_order = [f.element for f in fields.fields if f.element in found]
    if list(dict.fromkeys(order)) != table_order:
        check.say("ead.order", f"Thứ tự phần tử khác bảng mô tả ({fields.clause})", path, warning=True)
    return found


def _check(check: Tt05Check, fields: Table, texts: dict[str, str] | None, path: str) -> None:
    if texts is None:
        return
    absent = {f.element for f in fields.fields if f.element not in texts}
    forgiven = absent & _LEFT_OUT[fields.name]
    for element in sorted(absent):
        message = f"Thiếu phần tử «{element}» ({fields.clause})"
        check.say("ead.missing_element", message, f"{path}#{element}", warning=True)
    for finding in values.check_texts(fields, texts, path, strict=False):
        element = finding.where.rpartition("#")[2]
        if finding.code == "tt05.ead.mandatory" and element in forgiven and finding.severity is Severity.ERROR:
            continue
        check.findings.append(finding)


def _check_totals(check: Tt05Check, texts: dict[str, str], rep: MetsDocument, pages: int) -> None:
    linked = len(rep.xpath("//mets:div[starts-with(@LABEL, 'MetadataLink/')]"))
    items = linked or len(_descriptions(rep))
    total = texts.get("totalDoc", "").strip()
    if total.isascii() and total.isdigit() and int(total) != items:
        message = f"totalDoc ghi {total} nhưng gói có {items} tài liệu ({check.annex} mục II.2.a)"
        check.say("ead.total_doc", message, f"{names.ROOT_EAD}#totalDoc")
    dossier_pages = texts.get("numberOfPage", "").strip()
    if dossier_pages.isascii() and dossier_pages.isdigit() and pages > int(dossier_pages):
        message = f"Các tài liệu có {pages} trang, nhiều hơn numberOfPage {dossier_pages} của hồ sơ"
        check.say("ead.page_total", message, f"{names.ROOT_EAD}#numberOfPage", warning=True)
