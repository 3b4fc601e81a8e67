"""Names, namespaces and identifiers of packages."""

from __future__ import annotations

import re
import uuid
from pathlib import Path
from urllib.parse import quote

from khoso.kernel import ids
from khoso.stages.packages.compute.fields import PackageKind

METS = "http://www.loc.gov/METS/"
XLINK = "http://www.w3.org/1999/xlink"
XSI = "http://www.w3.org/2001/XMLSchema-instance"
CSIP = "https://DILCIS.eu/XML/METS/CSIPExtensionMETS"
SIP = "https://DILCIS.eu/XML/METS/SIPExtensionMETS"
PREMIS = "http://www.loc.gov/premis/v3"
CSIP_PROFILE = "https://earkcsip.dilcis.eu/profile/E-ARK-CSIP.xml"
# Luật: TT 05/2025 Phụ lục I mục II.1.b (ví dụ phần tử mets)
AIP_PROFILE = "http://www.ra.ee/METS/v01/IP.xml"

SCHEMAS = Path(__file__).resolve().parent.parent / "schemas"
REP = "representations/rep1"
ROOT_METS = "METS.xml"
REP_METS = f"{REP}/METS.xml"
ROOT_EAD = "metadata/descriptive/EAD.xml"
REP_DESCRIPTIVE = f"{REP}/metadata/descriptive"
REP_OTHER = f"{REP}/metadata/other"
REP_DATA = f"{REP}/data"
ROOT_PREMIS = "metadata/preservation/PREMIS.xml"
REP_PREMIS = f"{REP}/metadata/preservation/PREMIS_rep1.xml"
EXTRAS = "metadata/other/khoso.json"

_FORBIDDEN = re.compile(r'[\x00-\x1f\x7f<>:"/\\|?*%#]')
_RESERVED = re.compile(r"^(con|prn|aux|nul|com\d|lpt\d)(\..*)?$", re.IGNORECASE)


def upper_uuid(value: uuid.UUID) -> str:
    """A UUID as the Circular writes it: capital letters."""
    return str(value).upper()


def section_id(package_id: uuid.UUID, *key: object) -> str:
    """`uuid-{UUID}` of a part of a package, always the same for the same key."""
    return f"uuid-{upper_uuid(ids.derived(package_id, *key))}"


def file_id(package_id: uuid.UUID, path: str) -> str:
    """`ID-{UUID}` of the file at a path of the package."""
    return f"ID-{upper_uuid(ids.derived(package_id, path))}"


def object_id(kind: PackageKind, fonds_code: str, package_id: uuid.UUID) -> str:
    """The package's OBJID.

    # Luật: TT 05/2025 Phụ lục I mục II.1.b (AIP), Phụ lục III mục II.1.b (SIP)
    """
    if kind is PackageKind.AIP:
        return f"urn:{fonds_code}:uuid:{upper_uuid(package_id)}"
    return f"uuid-{upper_uuid(package_id)}"


def folder_name(objid: str) -> str:
    """The folder of an OBJID: ":" becomes "_"."""
    return objid.replace(":", "_")


def href(path: str) -> str:
    """A path inside the package as a URL reference."""
    return quote(path, safe="/-._~!$&'()*+,;=@")


def unsafe_reason(name: str) -> str | None:
    """Why a file name may not stand in a package, in Vietnamese; None when it may."""
    if not name or name in (".", ".."):
        return "tên tệp trống"
    if _FORBIDDEN.search(name):
        return 'có ký tự không dùng được trong tên tệp (/ \\ < > : " | ? * % # hoặc ký tự điều khiển)'
    if name[0] in ". " or name[-1] in ". ":
        return "bắt đầu hoặc kết thúc bằng dấu chấm hay dấu cách"
    if _RESERVED.match(name):
        return "trùng tên dành riêng của hệ điều hành"
    if len(name.encode()) > 200:
        return "dài quá 200 byte"
    return None
