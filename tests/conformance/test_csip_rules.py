"""One change to the METS of a good AIP, and exactly the CSIP requirements it breaks."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from lxml import etree
from tests.stages.packages.making import spec

from khoso.kernel.findings import Severity
from khoso.stages.packages.compute import names
from khoso.stages.packages.compute.build import build_aip, build_sip
from khoso.stages.packages.compute.validate import validate

NS = {"m": names.METS, "x": names.XLINK, "c": names.CSIP}


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("csip")
    return build_aip(spec(folder / "src"), folder / "out").path


def named(attribute: str) -> str:
    prefix, _, name = attribute.rpartition(":")
    return f"{{{NS[prefix]}}}{name}" if prefix else name


def errors(package: Path, profile: str = "csip") -> list[str]:
    return sorted({f.code for f in validate(package, profile).findings if f.severity is Severity.ERROR})


# Where, which attribute (None: the element goes), its new value (None: the attribute goes), what must be found.
CHANGES: list[tuple[str, str | None, str | None, list[str]]] = [
    ("//m:dmdSec/m:mdRef", "LOCTYPE", None, ["CSIP22"]),
    ("//m:dmdSec/m:mdRef", "x:type", None, ["CSIP23"]),
    ("//m:dmdSec/m:mdRef", "x:href", None, ["CSIP24"]),
    ("//m:dmdSec/m:mdRef", "MDTYPE", None, ["CSIP25"]),
    ("//m:dmdSec/m:mdRef", "MIMETYPE", None, ["CSIP26"]),
    ("//m:dmdSec/m:mdRef", "SIZE", None, ["CSIP27"]),
    ("//m:dmdSec/m:mdRef", "CREATED", None, ["CSIP28"]),
    ("//m:dmdSec/m:mdRef", "CHECKSUM", None, ["CSIP29"]),
    ("//m:dmdSec/m:mdRef", "CHECKSUMTYPE", None, ["CSIP30"]),
    ("//m:digiprovMD/m:mdRef", "LOCTYPE", None, ["CSIP36"]),
    ("//m:digiprovMD/m:mdRef", "x:type", None, ["CSIP37"]),
    ("//m:digiprovMD/m:mdRef", "x:href", None, ["CSIP38"]),
    ("//m:digiprovMD/m:mdRef", "MDTYPE", None, ["CSIP39"]),
    ("//m:digiprovMD/m:mdRef", "MIMETYPE", None, ["CSIP40"]),
    ("//m:digiprovMD/m:mdRef", "SIZE", None, ["CSIP41"]),
    ("//m:digiprovMD/m:mdRef", "CREATED", None, ["CSIP42"]),
    ("//m:digiprovMD/m:mdRef", "CHECKSUM", None, ["CSIP43"]),
    ("//m:digiprovMD/m:mdRef", "CHECKSUMTYPE", None, ["CSIP44"]),
    ("//m:dmdSec/m:mdRef", "x:href", "metadata/x.xml", ["CSIP24"]),
    ("//m:digiprovMD/m:mdRef", "x:href", "metadata/x.xml", ["CSIP38"]),
    ("//m:dmdSec/m:mdRef", "MIMETYPE", "other/wrong", ["CSIP26"]),
    ("//m:dmdSec/m:mdRef", "CHECKSUMTYPE", "MD6", ["CSIP30"]),
    ("//m:dmdSec/m:mdRef", "CREATED", "2020", ["CSIP28"]),
    ("/m:mets", "TYPE", None, ["CSIP2"]),
    ("/m:mets", "TYPE", "Unheard", ["CSIP2"]),
    ("/m:mets", "c:CONTENTINFORMATIONTYPE", "Unheard", ["CSIP4"]),
    ("/m:mets", "PROFILE", None, ["CSIP6"]),
    ("/m:mets", "PROFILE", "", ["CSIP6"]),
    ("//m:metsHdr", "LASTMODDATE", "x", ["CSIP8"]),
    ("//m:agent[1]", "TYPE", "INDIVIDUAL", ["CSIP12"]),
    ("//m:agent[1]/m:note", "c:NOTETYPE", None, ["CSIP16"]),
    ("//m:dmdSec", "ID", None, ["CSIP18", "CSIP92"]),
    ("//m:dmdSec", "STATUS", "X", ["CSIP20"]),
    ("//m:digiprovMD", "STATUS", "X", ["CSIP34"]),
    ('//m:fileGrp[@USE="Schemas"]', "USE", None, ["CSIP113", "CSIP118", "CSIP64"]),
    ("//m:file[1]", "MIMETYPE", "PDF", ["CSIP68"]),
    ("(//m:file)[1]", "CREATED", None, ["CSIP70"]),
    ("(//m:file)[1]", "CHECKSUMTYPE", None, ["CSIP72"]),
    ("(//m:FLocat)[1]", "x:type", None, ["CSIP78"]),
    ("//m:structMap", "LABEL", "X", ["CSIP82"]),
    ("//m:structMap/m:div", "LABEL", "X", ["CSIP86"]),
    ('//m:div[@LABEL="Metadata"]', "LABEL", "metadata", ["CSIP90"]),
    ('//m:div[@LABEL="Metadata"]', "DMDID", None, ["CSIP92"]),
    ('//m:div[@LABEL="Documentation"]', "ID", None, ["CSIP94"]),
    ('//m:div[@LABEL="Documentation"]/m:fptr', "FILEID", None, ["CSIP116", "CSIP96"]),
    ('//m:div[@LABEL="Schemas"]', "ID", None, ["CSIP98"]),
    ('//m:div[@LABEL="Schemas"]/m:fptr', "FILEID", "x", ["CSIP100", "CSIP118"]),
    ('//m:div[starts-with(@LABEL,"Repr")]', "ID", None, ["CSIP106"]),
    ('//m:div[starts-with(@LABEL,"Repr")]', "LABEL", "Representations/rep2", ["CSIP107"]),
    ("//m:mptr", "x:title", None, ["CSIP108", "CSIP119"]),
    ("//m:mptr", "x:title", "x", ["CSIP108", "CSIP109", "CSIP119"]),
    ("//m:mptr", "x:href", None, ["CSIP105", "CSIP107", "CSIP110"]),
    ("//m:mptr", "x:href", "representations/rep1/NO.xml", ["CSIP105", "CSIP110"]),
    ("//m:mptr", "LOCTYPE", "OTHER", ["CSIP112"]),
    ('//m:fileGrp[@USE="Documentation"]/m:file', None, None, ["CSIP66"]),
    ("//m:agent", None, None, ["CSIP10"]),
    ("//m:agent[1]/m:name", None, None, ["CSIP14"]),
    ("(//m:FLocat)[1]", None, None, ["CSIP76"]),
    ("//m:structMap", None, None, ["CSIP100", "CSIP119", "CSIP80", "CSIP96"]),
    ("//m:structMap/m:div", None, None, ["CSIP100", "CSIP119", "CSIP84", "CSIP96"]),
    ('//m:div[@LABEL="Metadata"]', None, None, ["CSIP88", "CSIP90"]),
    ('//m:div[@LABEL="Documentation"]/m:fptr', None, None, ["CSIP96"]),
    ('//m:div[@LABEL="Schemas"]/m:fptr', None, None, ["CSIP100"]),
    ('//m:fileGrp[starts-with(@USE,"Repr")]', None, None, ["CSIP108", "CSIP109", "CSIP114"]),
    ('//m:fileGrp[@USE="Documentation"]', None, None, ["CSIP116", "CSIP60"]),
    ('//m:fileGrp[@USE="Schemas"]', None, None, ["CSIP113", "CSIP118"]),
    ("//m:fileSec", None, None, ["CSIP108", "CSIP109", "CSIP116", "CSIP118"]),
    ("//m:digiprovMD", None, None, ["CSIP32"]),
    ("(//m:file)[1]", "ADMID", "x", ["CSIP74"]),
    ("(//m:file)[1]", "DMDID", "x", ["CSIP75"]),
    ("(//m:fileGrp)[1]", "c:CONTENTINFORMATIONTYPE", "Unheard", ["CSIP62"]),
]


@pytest.mark.parametrize(("where", "attribute", "value", "expected"), CHANGES)
def test_each_change_breaks_its_requirements(
    good: Path, tmp_path: Path, where: str, attribute: str | None, value: str | None, expected: list[str]
) -> None:
    package = Path(shutil.copytree(good, tmp_path / good.name))
    root = etree.parse(str(package / "METS.xml")).getroot()
    found = root.xpath(where, namespaces=NS)
    assert found
    for element in found:
        if attribute is None:
            element.getparent().remove(element)
        elif value is None:
            element.attrib.pop(named(attribute), None)
        else:
            element.set(named(attribute), value)
    (package / "METS.xml").write_bytes(etree.tostring(root, encoding="UTF-8", xml_declaration=True))
    assert errors(package) == expected


def test_line_endings_changed_on_the_way_are_told_apart_from_damage(good: Path, tmp_path: Path) -> None:
    package = Path(shutil.copytree(good, tmp_path / good.name))
    schema = package / "schemas/METS.xsd"
    schema.write_bytes(schema.read_bytes().replace(b"\n", b"\r\n"))
    told = [(f.code, str(f.severity)) for f in validate(package, "csip").findings if f.code in ("CSIP69", "CSIP71")]
    assert told == [("CSIP69", "warning")]
    schema.write_bytes(schema.read_bytes().replace(b"CC0", b"CC1"))
    assert errors(package) == ["CSIP69", "CSIP71"]


def test_a_sip_of_the_circular_keeps_the_csip_profile_and_is_told_so(tmp_path: Path) -> None:
    built = build_sip(spec(tmp_path / "src"), tmp_path / "out")
    assert errors(built.path) == []
    assert errors(built.path, "sip") == ["SIP2"]


def test_a_folder_without_mets_and_names_in_another_case(tmp_path: Path) -> None:
    (tmp_path / "goi/Metadata").mkdir(parents=True)
    (tmp_path / "goi/mets.xml").write_text("<mets/>", encoding="utf-8")
    found = [(f.code, str(f.severity)) for f in validate(tmp_path / "goi", "csip").findings]
    assert found == [
        ("CSIPSTR4", "error"),
        ("CSIPSTR5", "warning"),
        ("CSIPSTR9", "warning"),
        ("CSIPSTR15", "warning"),
        ("CSIPSTR16", "warning"),
    ]
