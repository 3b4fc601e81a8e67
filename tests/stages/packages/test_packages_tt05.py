"""One change to a good package, one finding: every rule of the Circular's profile can fail, with its own code."""

from __future__ import annotations

import hashlib
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from lxml import etree
from tests.stages.packages.making import DOSSIER_CODE, spec

from khoso.kernel.findings import Severity
from khoso.stages.packages.compute import names
from khoso.stages.packages.compute.archive import zip_package
from khoso.stages.packages.compute.build import build_aip, build_sip
from khoso.stages.packages.compute.validate import validate

REP = "representations/rep1"
DATA = f"{REP}/data/{DOSSIER_CODE}.001.pdf"
EAD = "metadata/descriptive/EAD.xml"
ITEM = f"{REP}/metadata/descriptive/EAD_doc_{DOSSIER_CODE}.001.xml"
PREMIS = "metadata/preservation/PREMIS.xml"
REP_PREMIS = f"{REP}/metadata/preservation/PREMIS_rep1.xml"
Change = Callable[[Path], None]


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("goi")
    return {
        "AIP": build_aip(spec(folder / "src"), folder / "out").path,
        "SIP": build_sip(spec(folder / "src"), folder / "out").path,
    }


def copied(package: Path, into: Path) -> Path:
    return Path(shutil.copytree(package, into / package.name))


def codes(path: Path, severity: Severity) -> list[str]:
    return sorted({f.code for f in validate(path, "tt05").findings if f.severity is severity})


def replaced(name: str, old: str, new: str, *, times: int = 1, mend: bool = True) -> Change:
    """Change text in a file and, unless told not to, METS's size and checksum of it, so that only the text is wrong."""

    def change(folder: Path) -> None:
        path = folder / name
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new, times), encoding="utf-8")
        if mend:
            mended(folder, name)

    return change


def mended(folder: Path, name: str) -> None:
    """Make METS files tell the truth again about a changed file, from the inner METS to the outer."""
    for mets in (f"{REP}/METS.xml", "METS.xml"):
        path = folder / mets
        tree = etree.parse(str(path))
        for link in tree.iter(f"{{{names.METS}}}mdRef", f"{{{names.METS}}}FLocat"):
            holder = link.getparent() if link.tag.endswith("FLocat") else link
            target = path.parent / link.get(f"{{{names.XLINK}}}href")
            if target.is_file() and target != folder / "METS.xml":
                data = target.read_bytes()
                holder.set("SIZE", str(len(data)))
                holder.set("CHECKSUM", hashlib.sha256(data).hexdigest().upper())
        tree.write(str(path), encoding="UTF-8", xml_declaration=True)


def flipped(name: str) -> Change:
    def change(folder: Path) -> None:
        data = bytearray((folder / name).read_bytes())
        data[len(data) // 2] ^= 0x01
        (folder / name).write_bytes(data)

    return change


def dropped(name: str) -> Change:
    return lambda folder: (folder / name).unlink()


def added(name: str) -> Change:
    def change(folder: Path) -> None:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text("lạ", encoding="utf-8")

    return change


def linked(folder: Path) -> None:
    (folder / DATA).rename(folder.parent / "that.pdf")
    (folder / DATA).symlink_to(folder.parent / "that.pdf")


ERRORS: list[tuple[str, Change, list[str]]] = [
    ("flipped byte in data", flipped(DATA), ["tt05.file.checksum"]),
    ("flipped byte in a cover", flipped("documentation/bia.pdf"), ["tt05.file.checksum"]),
    ("data dropped", dropped(DATA), ["tt05.file.missing"]),
    ("a byte more", lambda f: (f / DATA).open("ab").write(b"x") and None, ["tt05.file.checksum", "tt05.file.size"]),
    ("file added", added(f"{REP}/data/la.pdf"), ["tt05.file.unlisted"]),
    ("file added in metadata", added("metadata/other/la.txt"), ["tt05.file.unlisted"]),
    ("link instead of a file", linked, ["tt05.file.link", "tt05.file.missing"]),
    ("METS dropped", dropped("METS.xml"), ["tt05.structure.mets"]),
    (
        "METS of rep1 dropped",
        dropped(f"{REP}/METS.xml"),
        ["tt05.file.missing", "tt05.file.unlisted", "tt05.structure.rep_mets"],
    ),
    ("EAD dropped", dropped(EAD), ["tt05.file.missing", "tt05.structure.ead"]),
    ("PREMIS dropped", dropped(PREMIS), ["tt05.file.missing", "tt05.structure.premis"]),
    ("PREMIS of rep1 dropped", dropped(REP_PREMIS), ["tt05.file.missing", "tt05.structure.premis"]),
    ("schemas dropped", lambda f: shutil.rmtree(f / "schemas"), ["tt05.file.missing", "tt05.structure.schemas"]),
    ("title empty", replaced(EAD, "<title>Tập công văn", "<title/><!--"), ["tt05.ead.xml"]),
    ("title blank", replaced(EAD, "Tập công văn đi về chỉnh lý tài liệu năm 2024", ""), ["tt05.ead.mandatory"]),
    ("title too long", replaced(EAD, "Tập công văn", "T" * 1000), ["tt05.ead.length"]),
    ("unknown code", replaced(EAD, "<mode>01", "<mode>09"), ["tt05.ead.code"]),
    ("unknown language", replaced(EAD, "<language>01;02", "<language>01;12"), ["tt05.ead.code"]),
    ("bad date", replaced(EAD, "05/01/2024", "31/02/2024"), ["tt05.ead.date"]),
    ("ISO date", replaced(EAD, "05/01/2024", "2024-01-05"), ["tt05.ead.date"]),
    ("end before start", replaced(EAD, "30/12/2024", "30/12/2023"), ["tt05.ead.period"]),
    ("total of items", replaced(EAD, "<totalDoc>2", "<totalDoc>3"), ["tt05.ead.total_doc"]),
    ("not a number", replaced(EAD, "<totalDoc>2", "<totalDoc>hai"), ["tt05.ead.number"]),
    ("no backup state", replaced(EAD, "Status>02", "Status>"), ["tt05.ead.condition"]),
    ("element twice", replaced(EAD, "<format>", "<mode>01</mode><format>"), ["tt05.ead.repeated"]),
    ("another root", replaced(EAD, "simpledc", "ead", times=2), ["tt05.ead.root"]),
    ("item without subject", replaced(ITEM, "subject>Về", "subject/><x>"), ["tt05.ead.xml"]),
    ("unknown kind of item", replaced(ITEM, "<typeName>22", "<typeName>40"), ["tt05.ead.code"]),
    ("item's number too long", replaced(ITEM, "<codeNumber>", "<codeNumber>12345678901"), ["tt05.ead.length"]),
    ("DTD", replaced(EAD, "<simpledc>", "<!DOCTYPE simpledc><simpledc>"), ["tt05.ead.xml"]),
    (
        "entities",
        replaced(EAD, "<simpledc>", "<!DOCTYPE s [<!ENTITY a SYSTEM 'file:///etc/passwd'>]><simpledc>"),
        ["tt05.ead.xml"],
    ),
    ("no event", replaced(PREMIS, "event>", "xevent>", times=9), ["tt05.premis.mandatory"]),
    ("event without time", replaced(PREMIS, "2026-11-20T09:30:15.123+07:00", ""), ["tt05.premis.mandatory"]),
    ("other fixity", replaced(REP_PREMIS, "<messageDigest>", "<messageDigest>00"), ["tt05.premis.fixity"]),
    ("no category", lambda f: without_category(f), ["tt05.premis.category"]),
    ("METS not XML", replaced("METS.xml", "<metsHdr", "<metsHdr<", mend=False), ["tt05.mets.xml"]),
    ("no package type", replaced("METS.xml", 'TYPE="AIP"', 'TYPE="AIQ"', mend=False), ["tt05.mets.package_type"]),
    (
        "no identifier",
        lambda f: pattern_replaced(f, "METS.xml", r'OBJID="[^"]+"', 'OBJID="goi-1"'),
        ["tt05.mets.objid"],
    ),
    ("no profile", replaced("METS.xml", " PROFILE=", " X=", mend=False), ["tt05.mets.profile", "tt05.mets.schema"]),
    ("no creator", replaced("METS.xml", 'ROLE="CREATOR"', 'ROLE="EDITOR"', times=2, mend=False), ["tt05.mets.agent"]),
    ("no checksum", replaced("METS.xml", " CHECKSUMTYPE=", " LABEL=", mend=False), ["tt05.mets.attribute"]),
    ("strange status", replaced("METS.xml", '"NEW"', '"CU"', mend=False), ["tt05.mets.record_status"]),
    (
        "way out",
        replaced("METS.xml", 'href="documentation/', 'href="../../', mend=False),
        ["tt05.file.outside", "tt05.file.unlisted"],
    ),
    ("broken link", replaced("METS.xml", 'ADMID="uuid-', 'ADMID="uuid-X', mend=False), ["tt05.link.broken"]),
    ("no pointer", replaced("METS.xml", 'LABEL="Schemas"', 'LABEL="S"', mend=False), ["tt05.mets.struct_map"]),
    (
        "unlinked file",
        replaced(f"{REP}/METS.xml", 'LABEL="MetadataLink/File"', 'LABEL="X"'),
        ["tt05.ead.total_doc", "tt05.link.description", "tt05.link.file"],
    ),
    (
        "no content type",
        replaced(f"{REP}/METS.xml", ' csip:CONTENTINFORMATIONTYPE="MIXED"', ""),
        ["tt05.mets.content_type"],
    ),
    ("unknown METS element", replaced("METS.xml", "<fileSec", "<la/><fileSec", mend=False), ["tt05.mets.schema"]),
]


@pytest.mark.luat("TT05 Phụ lục I")
@pytest.mark.parametrize(("change", "expected"), [e[1:] for e in ERRORS], ids=[e[0] for e in ERRORS])
def test_each_damage_is_found_with_its_own_code(
    good: dict[str, Path], tmp_path: Path, change: Change, expected: list[str]
) -> None:
    package = copied(good["AIP"], tmp_path)
    change(package)
    assert codes(package, Severity.ERROR) == expected


WARNINGS: list[tuple[str, str, Change, list[str]]] = [
    ("schema names in lower case", "SIP", lambda f: lower_case_schemas(f), ["tt05.structure.schemas"]),
    ("DC for OTHER", "SIP", replaced("METS.xml", 'MDTYPE="OTHER" OTHERMDTYPE="EAD"', 'MDTYPE="DC"', mend=False), []),
    ("application/xml", "SIP", replaced("METS.xml", "text/xml", "application/xml", mend=False), ["tt05.mets.mimetype"]),
    ("empty amdSec", "SIP", replaced("METS.xml", "<fileSec", "<amdSec/><fileSec", mend=False), []),
    ("lower-case UUID", "SIP", lambda f: lower_case_objid(f), ["tt05.mets.objid", "tt05.name.folder"]),
    (
        "rep1 as identifier",
        "SIP",
        lambda f: pattern_replaced(f, f"{REP}/METS.xml", r'OBJID="[^"]+"', 'OBJID="rep1"'),
        ["tt05.mets.rep_objid"],
    ),
    (
        "file code as altRecordID",
        "SIP",
        replaced("METS.xml", 'TYPE="SUBMISSIONAGREEMENT"', 'TYPE="FILECODE"', mend=False),
        ["tt05.mets.alt_record"],
    ),
    ("no paper code", "SIP", replaced(EAD, "H19.81.K4-G2-H07.0012", ""), ["tt05.ead.condition"]),
    (
        "wrong year in the item's code",
        "SIP",
        replaced(ITEM, f"{DOSSIER_CODE}.0000001", "H19.81.2023.01.VP.0000001"),
        ["tt05.ead.item_code"],
    ),
    ("ordinal of three digits", "SIP", replaced(ITEM, ".0000001<", ".001<"), ["tt05.ead.ordinal"]),
    (
        "time of the Circular's example",
        "AIP",
        replaced("METS.xml", "2026-11-20T09:30:15.123+07:00", "2022-30-06T12:00:00+7:00", mend=False),
        ["tt05.mets.date"],
    ),
    ("Flocat", "AIP", replaced("METS.xml", "FLocat", "Flocat", times=99, mend=False), ["tt05.mets.flocat"]),
    (
        "identifier of the Circular's example",
        "AIP",
        replaced("METS.xml", "urn:P623:uuid:9", "urn:P623:uuid-9", mend=False),
        ["tt05.mets.objid", "tt05.name.folder"],
    ),
    ("order of elements", "AIP", replaced(EAD, "<mode>01</mode>", ""), ["tt05.ead.missing_element"]),
    (
        "unknown element",
        "AIP",
        replaced(EAD, "</simpledc>", "<x>1</x></simpledc>"),
        ["tt05.ead.unknown_element"],
    ),
    ("name of the SIP's element", "AIP", replaced(EAD, "arcFileCode", "fileCode", times=2), ["tt05.ead.alias"]),
    ("pages", "AIP", replaced(EAD, "<numberOfPage>5", "<numberOfPage>3"), ["tt05.ead.page_total"]),
    (
        "free word as event type",
        "AIP",
        replaced(PREMIS, "information package creation", "Document Digitization"),
        ["tt05.premis.event_type"],
    ),
]


def without_category(folder: Path) -> None:
    replaced(REP_PREMIS, ' xsi:type="file"', "")(folder)
    replaced(REP_PREMIS, "<objectCategory>file</objectCategory>", "<o/>")(folder)


def lower_case_schemas(folder: Path) -> None:
    for name, new in (("METS.xsd", "mets1_12.xsd"), ("EAD.xsd", "ead.xsd"), ("EAD_doc.xsd", "ead_doc.xsd")):
        (folder / "schemas" / name).rename(folder / "schemas" / new)
        replaced("METS.xml", f"schemas/{name}", f"schemas/{new}", times=9, mend=False)(folder)
    for name in ("EAD_pic.xsd", "EAD_media.xsd"):
        (folder / "schemas" / name).rename(folder / "schemas" / name.lower())
        replaced("METS.xml", f"schemas/{name}", f"schemas/{name.lower()}", mend=False)(folder)


def lower_case_objid(folder: Path) -> None:
    name = folder.name
    replaced("METS.xml", f'OBJID="{name}"', f'OBJID="{name.lower()}"', mend=False)(folder)


def pattern_replaced(folder: Path, name: str, pattern: str, new: str) -> None:
    text = (folder / name).read_text(encoding="utf-8")
    changed = re.sub(pattern, new, text, count=1)
    assert changed != text
    (folder / name).write_text(changed, encoding="utf-8")
    mended(folder, name)


@pytest.mark.luat("TT05 Phụ lục III")
@pytest.mark.parametrize(("kind", "change", "expected"), [w[1:] for w in WARNINGS], ids=[w[0] for w in WARNINGS])
def test_known_deviations_are_warnings(
    good: dict[str, Path], tmp_path: Path, kind: str, change: Change, expected: list[str]
) -> None:
    package = copied(good[kind], tmp_path)
    change(package)
    wanted_errors = ["tt05.ead.mandatory"] if "<mode>" not in (package / EAD).read_text(encoding="utf-8") else []
    assert (codes(package, Severity.ERROR), codes(package, Severity.WARNING)) == (wanted_errors, expected)


def test_the_item_schema_printed_in_the_circular_is_accepted_with_warnings(
    good: dict[str, Path], tmp_path: Path
) -> None:
    package = copied(good["AIP"], tmp_path)
    (package / ITEM).write_text(
        f"<simpledc><arcFileCode>{DOSSIER_CODE}</arcFileCode><mode>01</mode><language>01</language><keyword/>"
        "<numberOfPage>2</numberOfPage><format>01</format><inforSign/><confidenceLevel>02</confidenceLevel>"
        f"<description/><docCode>{DOSSIER_CODE}.0000001</docCode><docOrdinal>1</docOrdinal><typeName>22</typeName>"
        "<codeNumber>1</codeNumber><codeNotation/><issuedDate>2024</issuedDate><organName>Văn phòng</organName>"
        "<subject>Về việc</subject><autograph/><process>0</process></simpledc>",
        encoding="utf-8",
    )
    mended(package, ITEM)
    assert (codes(package, Severity.ERROR), codes(package, Severity.WARNING)) == (
        [],
        ["tt05.ead.alias", "tt05.ead.missing_element", "tt05.ead.order"],
    )


@pytest.mark.parametrize("kind", ["AIP", "SIP"])
def test_what_we_build_has_no_finding_at_all(good: dict[str, Path], kind: str) -> None:
    assert validate(good[kind], "tt05").findings == []


def test_a_sip_zip_is_named_after_its_ordinal_and_package(good: dict[str, Path], tmp_path: Path) -> None:
    right = zip_package(good["SIP"], tmp_path / f"12_{good['SIP'].name}.zip")
    bare = zip_package(good["SIP"], tmp_path / "9c13e70e-08b2-4c54-8baf-979b35d01b4d.zip")
    assert validate(right, "tt05").findings == []
    assert [(f.code, str(f.severity)) for f in validate(bare, "tt05").findings] == [("tt05.name.zip", "warning")]


@pytest.mark.parametrize("kind", ["AIP", "SIP"])
def test_what_we_build_meets_csip(good: dict[str, Path], kind: str) -> None:
    errors = [f for f in validate(good[kind], "csip").findings if f.severity is Severity.ERROR]
    assert errors == []
