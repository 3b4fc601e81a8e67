"""The E-ARK CSIP 2.1 requirements as a table: identifier, weight, where it applies, what must hold.

`context` selects elements, `test` must be true for each. `k:` functions look at files and words (validate_csip.py).
`scope` "root" is for the package's METS only, "all" also for METS of representations.
"""

from __future__ import annotations

from typing import NamedTuple

from khoso.kernel.findings import Severity

E, W, I = Severity.ERROR, Severity.WARNING, Severity.INFO  # noqa: E741


class Rule(NamedTuple):
    """One requirement, or one part of it."""

    code: str
    severity: Severity
    context: str
    test: str
    message: str
    scope: str = "root"


ROOT = "/mets:mets"
HDR = "/mets:mets/mets:metsHdr"
GRP = "//mets:fileSec/mets:fileGrp"
_REPGRP = f"{GRP}[starts-with(@USE, 'Representations')]"
_MAP = "/mets:mets/mets:structMap[@LABEL='CSIP']"
_TOP = f"{_MAP}/mets:div"
_REPDIV = f"{_TOP}/mets:div[starts-with(@LABEL, 'Representations')]"

_PRESERVED = "tệp bảo quản nên ở metadata/preservation"
_DESCRIBED = "tệp mô tả nên ở metadata/descriptive"

_HEADER = [
    Rule("CSIP1", E, ROOT, "normalize-space(@OBJID)", "mets/@OBJID phải có và không rỗng", "all"),
    Rule("CSIP1", W, ROOT, "k:folder(@OBJID)", "mets/@OBJID nên trùng tên thư mục gói"),
    Rule("CSIPSTR2", W, ROOT, "k:folder(@OBJID)", "thư mục gói nên mang tên là mã gói"),
    Rule("CSIPSTR6", W, "//mets:digiprovMD/mets:mdRef", "contains(@xlink:href, 'preservation/')", _PRESERVED, "all"),
    Rule("CSIPSTR7", W, "//mets:dmdSec/mets:mdRef", "contains(@xlink:href, 'descriptive/')", _DESCRIBED, "all"),
    Rule("CSIP2", E, ROOT, "normalize-space(@TYPE)", "mets/@TYPE phải có", "all"),
    Rule("CSIP2", E, f"{ROOT}[normalize-space(@TYPE)]", "k:word('category', @TYPE)", "mets/@TYPE ngoài từ vựng", "all"),
    Rule("CSIP3", W, f"{ROOT}[@TYPE='OTHER']", "normalize-space(@csip:OTHERTYPE)", "TYPE=OTHER cần csip:OTHERTYPE"),
    Rule(
        "CSIP3",
        E,
        f"{ROOT}[@TYPE='OTHER'][@csip:OTHERTYPE]",
        "not(k:word('category', @csip:OTHERTYPE))",
        "csip:OTHERTYPE không được lấy giá trị đã có trong từ vựng của TYPE",
    ),
    Rule("CSIP3", E, f"{ROOT}[@csip:OTHERTYPE]", "k:lower(@TYPE)='other'", "csip:OTHERTYPE chỉ dùng khi TYPE=OTHER"),
    Rule("CSIP4", W, ROOT, "@csip:CONTENTINFORMATIONTYPE", "nên có csip:CONTENTINFORMATIONTYPE"),
    Rule(
        "CSIP4",
        E,
        f"{ROOT}[@csip:CONTENTINFORMATIONTYPE]",
        "k:word('content', @csip:CONTENTINFORMATIONTYPE)",
        "csip:CONTENTINFORMATIONTYPE ngoài từ vựng",
        "all",
    ),
    Rule(
        "CSIP5",
        E,
        f"{ROOT}[@csip:CONTENTINFORMATIONTYPE='OTHER']",
        "normalize-space(@csip:OTHERCONTENTINFORMATIONTYPE)",
        "CONTENTINFORMATIONTYPE=OTHER cần csip:OTHERCONTENTINFORMATIONTYPE",
        "all",
    ),
    Rule(
        "CSIP5",
        E,
        f"{ROOT}[@csip:OTHERCONTENTINFORMATIONTYPE]",
        "@csip:CONTENTINFORMATIONTYPE='OTHER' and not(k:word('content', @csip:OTHERCONTENTINFORMATIONTYPE))",
        "csip:OTHERCONTENTINFORMATIONTYPE chỉ dùng với OTHER và không lấy giá trị của từ vựng",
        "all",
    ),
    Rule("CSIP6", E, ROOT, "normalize-space(@PROFILE)", "mets/@PROFILE phải có và không rỗng", "all"),
    Rule("CSIP6", E, f"{ROOT}[normalize-space(@PROFILE)]", "k:url(@PROFILE)", "mets/@PROFILE phải là URL", "all"),
    Rule("CSIP117", E, ROOT, "mets:metsHdr", "phải có mets/metsHdr", "all"),
    Rule("CSIP7", E, HDR, "k:time(@CREATEDATE)", "metsHdr/@CREATEDATE phải có và là thời gian đúng", "all"),
    Rule("CSIP8", E, f"{HDR}[@LASTMODDATE]", "k:time(@LASTMODDATE)", "metsHdr/@LASTMODDATE phải là thời gian đúng"),
    Rule("CSIP8", I, HDR, "@LASTMODDATE", "nên có metsHdr/@LASTMODDATE khi gói đã sửa"),
    Rule(
        "CSIP9",
        E,
        HDR,
        "k:word('package', @csip:OAISPACKAGETYPE)",
        "metsHdr/@csip:OAISPACKAGETYPE phải có và thuộc từ vựng",
        "all",
    ),
    Rule("CSIP10", E, HDR, "mets:agent", "metsHdr phải có agent", "all"),
    Rule("CSIP11", E, HDR, "not(k:software-lacks('ROLE'))", "agent của phần mềm phải có ROLE=CREATOR", "all"),
    Rule("CSIP12", E, HDR, "not(k:software-lacks('TYPE'))", "agent của phần mềm phải có TYPE=OTHER", "all"),
    Rule(
        "CSIP13", E, HDR, "not(k:software-lacks('OTHERTYPE'))", "agent của phần mềm phải có OTHERTYPE=SOFTWARE", "all"
    ),
    Rule("CSIP14", E, HDR, "k:software('name')", "agent của phần mềm phải có đúng một name có chữ", "all"),
    Rule("CSIP15", E, HDR, "k:software('note')", "agent của phần mềm phải có đúng một note có chữ", "all"),
    Rule("CSIP16", E, HDR, "k:software('version')", "note của phần mềm phải có NOTETYPE=SOFTWARE VERSION", "all"),
]


def _target(code: str, at: str) -> list[Rule]:
    """The href leads to a file; a difference of capital letters only is a warning."""
    linked = f"{at}[normalize-space(@xlink:href)]"
    return [
        Rule(code, E, linked, "k:file(.)", "xlink:href phải trỏ tới tệp có thật", "all"),
        Rule(code, W, linked, "k:same-case(.)", "xlink:href khác tên tệp ở chữ hoa, chữ thường", "all"),
    ]


def _md_reference(element: str, codes: tuple[str, ...]) -> list[Rule]:
    """Nine requirements of an mdRef: LOCTYPE, xlink:type, href, MDTYPE, MIMETYPE, SIZE, CREATED, CHECKSUM and kind."""
    at = f"//mets:{element}/mets:mdRef"
    loc, link, href, mdtype, *rest = codes
    return [
        Rule(loc, E, at, "@LOCTYPE='URL'", f"{element}/mdRef/@LOCTYPE phải là URL", "all"),
        Rule(link, E, at, "@xlink:type='simple'", f"{element}/mdRef/@xlink:type phải là simple", "all"),
        Rule(href, E, at, "normalize-space(@xlink:href)", f"{element}/mdRef phải có xlink:href", "all"),
        *_target(href, at),
        Rule(mdtype, E, at, "k:word('mdtype', @MDTYPE)", f"{element}/mdRef/@MDTYPE phải có và thuộc METS", "all"),
        *_file_facts(f"{element}/mdRef", at, tuple(rest)),
    ]


_LINE_ENDINGS = "dấu xuống dòng của tệp chữ đã bị đổi (CRLF/LF) sau khi đóng gói; hãy xin lại tệp gốc"


def _file_facts(name: str, at: str, codes: tuple[str, ...]) -> list[Rule]:
    mime, size, created, digest, kind = codes
    return [
        Rule(mime, E, at, "k:mime(@MIMETYPE)", f"{name}/@MIMETYPE phải có và là kiểu IANA", "all"),
        Rule(mime, W, at, "string-length(@MIMETYPE) <= 256", f"{name}/@MIMETYPE dài quá 256 ký tự", "all"),
        Rule(size, E, at, "@SIZE", f"{name}/@SIZE phải có", "all"),
        Rule(size, E, f"{at}[@SIZE]", "k:size(.)", f"{name}/@SIZE khác độ dài thật của tệp", "all"),
        Rule(size, W, f"{at}[@SIZE]", "not(k:line-endings(.))", f"{name}: {_LINE_ENDINGS}", "all"),
        Rule(created, E, at, "k:time(@CREATED)", f"{name}/@CREATED phải có và là thời gian đúng", "all"),
        Rule(digest, E, at, "normalize-space(@CHECKSUM)", f"{name}/@CHECKSUM phải có", "all"),
        Rule(
            digest, E, f"{at}[normalize-space(@CHECKSUM)]", "k:digest(.)", f"{name}/@CHECKSUM khác mã băm thật", "all"
        ),
        Rule(kind, E, at, "k:word('checksum', @CHECKSUMTYPE)", f"{name}/@CHECKSUMTYPE phải có và thuộc METS", "all"),
    ]


_SECTIONS = [
    Rule("CSIP17", W, ROOT, "mets:dmdSec", "nên có dmdSec"),
    Rule("CSIP17", E, ROOT, "mets:dmdSec or not(k:holds('metadata/descriptive'))", "có tệp mô tả thì phải có dmdSec"),
    Rule("CSIP18", E, "//mets:dmdSec", "k:unique(@ID)", "dmdSec/@ID phải có và duy nhất", "all"),
    Rule("CSIP19", E, "//mets:dmdSec", "k:time(@CREATED)", "dmdSec/@CREATED phải có và là thời gian đúng", "all"),
    Rule("CSIP20", W, "//mets:dmdSec", "@STATUS", "dmdSec nên có @STATUS"),
    Rule("CSIP20", E, "//mets:dmdSec[@STATUS]", "k:word('status', @STATUS)", "dmdSec/@STATUS ngoài từ vựng", "all"),
    Rule("CSIP21", W, "//mets:dmdSec", "mets:mdRef", "dmdSec nên có mdRef"),
    Rule(
        "CSIP21",
        E,
        f"{ROOT}[mets:dmdSec]",
        "mets:dmdSec/mets:mdRef or not(k:holds('metadata/descriptive'))",
        "có tệp mô tả thì dmdSec phải có mdRef",
    ),
    *_md_reference("dmdSec", tuple(f"CSIP{n}" for n in range(22, 31))),
    Rule("CSIP31", W, ROOT, "mets:amdSec", "nên có amdSec"),
    Rule("CSIP31", E, ROOT, "mets:amdSec or not(k:holds('metadata/preservation'))", "có tệp bảo quản thì cần amdSec"),
    Rule("CSIP31", E, ROOT, "count(mets:amdSec) <= 1", "chỉ được có một amdSec"),
    Rule("CSIP32", W, ROOT, "mets:amdSec/mets:digiprovMD", "nên có digiprovMD"),
    Rule(
        "CSIP32",
        E,
        f"{ROOT}[mets:amdSec]",
        "mets:amdSec/mets:digiprovMD or mets:amdSec/mets:rightsMD or not(k:holds('metadata/preservation'))",
        "có tệp PREMIS thì phải có digiprovMD",
    ),
    Rule("CSIP33", E, "//mets:digiprovMD", "k:unique(@ID)", "digiprovMD/@ID phải có và duy nhất", "all"),
    Rule("CSIP34", W, "//mets:digiprovMD", "@STATUS", "digiprovMD nên có @STATUS"),
    Rule(
        "CSIP34",
        E,
        "//mets:digiprovMD[@STATUS]",
        "k:word('status', @STATUS)",
        "digiprovMD/@STATUS ngoài từ vựng",
        "all",
    ),
    Rule("CSIP35", W, "//mets:digiprovMD", "mets:mdRef", "digiprovMD nên có mdRef", "all"),
    *_md_reference("digiprovMD", tuple(f"CSIP{n}" for n in range(36, 45))),
    Rule("CSIP45", I, ROOT, "mets:amdSec/mets:rightsMD", "có thể có rightsMD"),
    Rule("CSIP46", E, "//mets:rightsMD", "k:unique(@ID)", "rightsMD/@ID phải có và duy nhất", "all"),
    Rule("CSIP47", W, "//mets:rightsMD", "@STATUS", "rightsMD nên có @STATUS", "all"),
    Rule("CSIP47", E, "//mets:rightsMD[@STATUS]", "k:word('status', @STATUS)", "rightsMD/@STATUS ngoài từ vựng", "all"),
    Rule("CSIP48", W, "//mets:rightsMD", "mets:mdRef", "rightsMD nên có mdRef", "all"),
    *_md_reference("rightsMD", tuple(f"CSIP{n}" for n in range(49, 58))),
]

_FILES = [
    Rule("CSIP58", W, ROOT, "mets:fileSec", "nên có fileSec"),
    Rule("CSIP58", E, ROOT, "count(mets:fileSec) <= 1", "chỉ được có một fileSec", "all"),
    Rule("CSIP59", E, "//mets:fileSec", "k:unique(@ID)", "fileSec/@ID phải có và duy nhất", "all"),
    Rule("CSIP60", W, "//mets:fileSec", "mets:fileGrp[@USE='Documentation']", "cần fileGrp Documentation"),
    Rule(
        "CSIP60",
        E,
        "//mets:fileSec",
        "mets:fileGrp[@USE='Documentation'] or not(k:holds('documentation'))",
        "có tài liệu thuyết minh thì phải có fileGrp Documentation",
    ),
    Rule("CSIP113", W, "//mets:fileSec", "mets:fileGrp[@USE='Schemas']", "cần fileGrp Schemas"),
    Rule(
        "CSIP113",
        E,
        "//mets:fileSec",
        "mets:fileGrp[@USE='Schemas'] or not(k:holds('schemas'))",
        "có lược đồ thì phải có fileGrp Schemas",
    ),
    Rule("CSIP114", W, "//mets:fileSec", "mets:fileGrp[starts-with(@USE, 'Representations')]", "cần fileGrp này"),
    Rule(
        "CSIP114",
        E,
        "//mets:fileSec",
        "mets:fileGrp[starts-with(@USE, 'Representations')] or not(k:holds('representations'))",
        "phải có fileGrp Representations",
    ),
    Rule("CSIP61", W, f"{GRP}[@ADMID]", "k:points(@ADMID, 'admin')", "fileGrp/@ADMID phải trỏ tới amdSec", "all"),
    Rule(
        "CSIP62",
        E,
        f"{GRP}[@USE='Representations']",
        "@csip:CONTENTINFORMATIONTYPE",
        "fileGrp Representations phải có CONTENTINFORMATIONTYPE",
    ),
    Rule("CSIP62", W, _REPGRP, "@csip:CONTENTINFORMATIONTYPE", "fileGrp Representations nên có CONTENTINFORMATIONTYPE"),
    Rule(
        "CSIP62",
        E,
        f"{GRP}[@csip:CONTENTINFORMATIONTYPE]",
        "k:word('content', @csip:CONTENTINFORMATIONTYPE)",
        "fileGrp/@csip:CONTENTINFORMATIONTYPE ngoài từ vựng",
        "all",
    ),
    Rule(
        "CSIP63",
        E,
        f"{GRP}[@csip:CONTENTINFORMATIONTYPE='OTHER']",
        "normalize-space(@csip:OTHERCONTENTINFORMATIONTYPE)",
        "fileGrp CONTENTINFORMATIONTYPE=OTHER cần csip:OTHERCONTENTINFORMATIONTYPE",
        "all",
    ),
    Rule(
        "CSIP63",
        E,
        f"{GRP}[@csip:OTHERCONTENTINFORMATIONTYPE]",
        "@csip:CONTENTINFORMATIONTYPE='OTHER' and not(k:word('content', @csip:OTHERCONTENTINFORMATIONTYPE))",
        "fileGrp/@csip:OTHERCONTENTINFORMATIONTYPE chỉ dùng với OTHER và không lấy giá trị của từ vựng",
        "all",
    ),
    Rule("CSIP64", E, GRP, "normalize-space(@USE)", "fileGrp/@USE phải có", "all"),
    Rule("CSIP65", E, GRP, "k:unique(@ID)", "fileGrp/@ID phải có và duy nhất", "all"),
    Rule("CSIP66", E, GRP, ".//mets:file", "fileGrp phải có file", "all"),
    Rule("CSIP67", E, f"{GRP}//mets:file", "k:unique(@ID)", "file/@ID phải có và duy nhất", "all"),
    *_file_facts("file", f"{GRP}//mets:file", ("CSIP68", "CSIP69", "CSIP70", "CSIP71", "CSIP72")),
    Rule(
        "CSIP74", E, f"{GRP}//mets:file[@ADMID]", "k:points(@ADMID, 'admin')", "file/@ADMID phải trỏ tới amdSec", "all"
    ),
    Rule(
        "CSIP75",
        E,
        f"{GRP}//mets:file[@DMDID]",
        "k:points(@DMDID, 'descriptive')",
        "file/@DMDID phải trỏ dmdSec",
        "all",
    ),
    Rule("CSIP76", E, f"{GRP}//mets:file", "count(mets:FLocat)=1", "file phải có đúng một FLocat", "all"),
    Rule("CSIP77", E, f"{GRP}//mets:FLocat", "@LOCTYPE='URL'", "FLocat/@LOCTYPE phải là URL", "all"),
    Rule("CSIP78", E, f"{GRP}//mets:FLocat", "@xlink:type='simple'", "FLocat/@xlink:type phải là simple", "all"),
    Rule("CSIP79", E, f"{GRP}//mets:FLocat", "normalize-space(@xlink:href)", "FLocat phải có xlink:href", "all"),
    *_target("CSIP79", f"{GRP}//mets:FLocat"),
]


def _division(label: str, use: str, codes: tuple[str, ...], group: str) -> list[Rule]:
    """A division of file groups: presence, one at most, ID, label, pointers."""
    there, identity, labelled, pointer, target = codes
    at = f"{_TOP}/mets:div[@LABEL='{label}']"
    groups = f"{GRP}[{group}]"
    return [
        Rule(there, W, _TOP, f"mets:div[starts-with(@LABEL, '{label}')]", f"structMap nên có div {label}"),
        Rule(there, E, _TOP, f"count(mets:div[@LABEL='{label}']) <= 1", f"chỉ được có một div {label}"),
        Rule(identity, E, at, "k:unique(@ID)", f"div {label} phải có @ID duy nhất"),
        Rule(labelled, E, f"{_TOP}/mets:div[k:lower(@LABEL)='{use}']", f"@LABEL='{label}'", f"nhãn phải là {label}"),
        Rule(pointer, E, f"{groups}[@ID]", "k:pointed(@ID)", f"fileGrp {label} phải được structMap trỏ tới"),
        Rule(pointer, E, f"{at}/mets:fptr", "not(contains(normalize-space(@FILEID), ' '))", "mỗi fptr một fileGrp"),
        Rule(target, E, f"{at}/mets:fptr", f"k:group(@FILEID, '{label}')", f"fptr phải trỏ tới fileGrp {label}"),
    ]


_STRUCTURE = [
    Rule("CSIP80", E, ROOT, "mets:structMap", "phải có structMap", "all"),
    Rule("CSIP80", E, ROOT, "count(mets:structMap[@LABEL='CSIP']) <= 1", "chỉ được có một structMap CSIP", "all"),
    Rule(
        "CSIP81",
        E,
        f"{ROOT}[mets:structMap]",
        "mets:structMap[@TYPE='PHYSICAL']",
        "structMap phải TYPE=PHYSICAL",
        "all",
    ),
    Rule("CSIP82", E, f"{ROOT}[mets:structMap]", "mets:structMap[@LABEL='CSIP']", "structMap phải LABEL=CSIP", "all"),
    Rule("CSIP83", E, _MAP, "k:unique(@ID)", "structMap/@ID phải có và duy nhất", "all"),
    Rule("CSIP84", E, _MAP, "count(mets:div)=1", "structMap phải có đúng một div trên cùng", "all"),
    Rule("CSIP85", E, _TOP, "k:unique(@ID)", "div trên cùng phải có @ID duy nhất", "all"),
    Rule("CSIP86", E, _TOP, "@LABEL=/mets:mets/@OBJID", "nhãn div trên cùng phải bằng OBJID"),
    Rule("CSIP88", E, _TOP, "count(mets:div[k:lower(@LABEL)='metadata'])=1", "phải có đúng một div Metadata"),
    Rule("CSIP89", E, f"{_TOP}/mets:div[@LABEL='Metadata']", "k:unique(@ID)", "div Metadata phải có @ID duy nhất"),
    Rule("CSIP90", E, _TOP, "mets:div[@LABEL='Metadata']", "div của siêu dữ liệu phải có nhãn Metadata"),
    Rule("CSIP90", E, f"{_TOP}/mets:div[k:lower(@LABEL)='metadata']", "@LABEL='Metadata'", "nhãn phải là Metadata"),
    Rule(
        "CSIP91",
        E,
        f"{_TOP}/mets:div[@LABEL='Metadata']",
        "k:covers(@ADMID, 'admin')",
        "ADMID phải nêu đủ và đúng amdSec",
    ),
    Rule(
        "CSIP92",
        E,
        f"{_TOP}/mets:div[@LABEL='Metadata']",
        "k:covers(@DMDID, 'descriptive')",
        "DMDID phải nêu đủ và đúng mọi dmdSec",
    ),
    *_division(
        "Documentation",
        "documentation",
        ("CSIP93", "CSIP94", "CSIP95", "CSIP96", "CSIP116"),
        "@USE='Documentation'",
    ),
    *_division("Schemas", "schemas", ("CSIP97", "CSIP98", "CSIP99", "CSIP100", "CSIP118"), "@USE='Schemas'"),
    Rule(
        "CSIP101", W, _TOP, "mets:div[starts-with(@LABEL, 'Representations')]", "structMap nên có div Representations"
    ),
    Rule("CSIP101", E, _TOP, "count(mets:div[@LABEL='Representations']) <= 1", "chỉ được có một div Representations"),
    Rule("CSIP102", E, f"{_REPDIV}[not(mets:mptr)]", "k:unique(@ID)", "div Representations phải có @ID duy nhất"),
    Rule("CSIP104", E, f"{_REPDIV}[not(mets:mptr)]", ".//mets:fptr", "div Representations phải trỏ tới fileGrp"),
    Rule(
        "CSIP103",
        E,
        f"{_TOP}/mets:div[starts-with(k:lower(@LABEL), 'representations')]",
        "starts-with(@LABEL, 'Representations')",
        "nhãn phải bắt đầu bằng Representations",
    ),
    Rule("CSIP104", E, f"{_REPDIV}//mets:fptr", "not(contains(normalize-space(@FILEID), ' '))", "mỗi fptr một fileGrp"),
    Rule("CSIP119", E, f"{_REPGRP}[@ID]", "k:pointed(@ID)", "fileGrp Representations phải được structMap trỏ tới"),
    Rule(
        "CSIP119",
        E,
        f"{_REPDIV}//mets:fptr",
        "k:group(@FILEID, 'Representations') or k:group(@FILEID, 'Schemas') "
        "or (k:group(@FILEID, 'Documentation') and ../@LABEL!='Representations' "
        "and contains(k:lower(../@LABEL), 'documentation'))",
        "fptr phải trỏ tới fileGrp Representations",
    ),
    Rule("CSIP105", W, ROOT, "k:all-reps-mentioned()", "mỗi bản đại diện có METS.xml nên có một div"),
    Rule("CSIP106", E, f"{_TOP}/mets:div[mets:mptr]", "k:unique(@ID)", "div phải có @ID duy nhất"),
    Rule("CSIP107", E, f"{_TOP}/mets:div[mets:mptr]", "k:rep-label(.)", "nhãn div phải là đường dẫn của bản đại diện"),
    Rule(
        "CSIP105", E, f"{_TOP}/mets:div[mets:mptr]", "k:file(mets:mptr)", "div nêu METS của bản đại diện không có thật"
    ),
    Rule("CSIP108", E, f"{_TOP}/mets:div/mets:mptr", "normalize-space(@xlink:title)", "mptr phải có xlink:title"),
    Rule(
        "CSIP108",
        E,
        f"{_TOP}/mets:div/mets:mptr[@xlink:title]",
        "k:group(@xlink:title, 'Representations')",
        "xlink:title phải là ID của fileGrp Representations",
    ),
    Rule("CSIP109", E, f"{_TOP}/mets:div[mets:mptr]", "count(mets:mptr)=1", "div bản đại diện phải có đúng một mptr"),
    Rule(
        "CSIP109",
        E,
        f"{_TOP}/mets:div/mets:mptr[@xlink:title]",
        "k:group(@xlink:title, 'Representations')",
        "mptr phải trỏ tới fileGrp Representations",
    ),
    Rule("CSIP110", E, f"{_TOP}/mets:div/mets:mptr", "normalize-space(@xlink:href)", "mptr phải có xlink:href"),
    Rule("CSIP110", E, f"{_TOP}/mets:div/mets:mptr[@xlink:href]", "k:file(.)", "mptr phải trỏ tới METS có thật"),
    Rule("CSIP111", E, f"{_TOP}/mets:div/mets:mptr", "@xlink:type='simple'", "mptr/@xlink:type phải là simple"),
    Rule("CSIP112", E, f"{_TOP}/mets:div/mets:mptr", "@LOCTYPE='URL'", "mptr/@LOCTYPE phải là URL"),
]

CSIP_RULES: tuple[Rule, ...] = tuple(_HEADER + _SECTIONS + _FILES + _STRUCTURE)
