"""What a built package looks like: the Circular's tree, valid XML, true checksums, the same bytes each time."""

from __future__ import annotations

import dataclasses
import errno
import hashlib
from pathlib import Path

import pytest
from lxml import etree
from tests.stages.packages.making import CREATED, DOSSIER_CODE, dossier, item, spec

from khoso.kernel.dates import ArchivalDate
from khoso.kernel.errors import DiskFull, FileRefused
from khoso.stages.packages.compute import names, xsd
from khoso.stages.packages.compute.build import build_aip, build_sip
from khoso.stages.packages.compute.fields import PackageKind, table
from khoso.stages.packages.compute.files import half_built
from khoso.stages.packages.compute.spec import (
    AttachedFile,
    ItemDescription,
    MediaDescription,
    PictureDescription,
    PremisEvent,
    SpecRefused,
)
from khoso.stages.packages.compute.validate import validate

NS = {"m": names.METS, "x": names.XLINK, "p": names.PREMIS, "c": names.CSIP}
HREF = f"{{{names.XLINK}}}href"
REP = "representations/rep1"


def tree(folder: Path) -> list[str]:
    return sorted(p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file())


def bytes_of(folder: Path) -> dict[str, bytes]:
    return {name: (folder / name).read_bytes() for name in tree(folder)}


SCHEMAS = [
    "schemas/DILCISExtensionMETS.xsd",
    "schemas/DILCISExtensionSIPMETS.xsd",
    "schemas/EAD.xsd",
    "schemas/EAD_doc.xsd",
    "schemas/EAD_media.xsd",
    "schemas/EAD_pic.xsd",
    "schemas/METS.xsd",
    "schemas/xlink.xsd",
]


@pytest.mark.luat("TT05 Phụ lục I mục I.2")
def test_an_aip_has_exactly_the_tree_of_the_circular(tmp_path: Path) -> None:
    built = build_aip(spec(tmp_path / "src"), tmp_path / "out")
    assert built.path == tmp_path / "out" / "urn_P623_uuid_9C13E70E-08B2-4C54-8BAF-979B35D01B4D"
    assert built.object_id == "urn:P623:uuid:9C13E70E-08B2-4C54-8BAF-979B35D01B4D"
    assert tree(built.path) == sorted(
        [
            "METS.xml",
            "documentation/bia.pdf",
            "metadata/descriptive/EAD.xml",
            "metadata/other/khoso.json",
            "metadata/preservation/PREMIS.xml",
            f"{REP}/METS.xml",
            f"{REP}/data/{DOSSIER_CODE}.001.pdf",
            f"{REP}/data/{DOSSIER_CODE}.002.pdf",
            f"{REP}/metadata/descriptive/EAD_doc_{DOSSIER_CODE}.001.xml",
            f"{REP}/metadata/descriptive/EAD_doc_{DOSSIER_CODE}.002.xml",
            f"{REP}/metadata/other/{DOSSIER_CODE}.001.alto.xml",
            f"{REP}/metadata/other/{DOSSIER_CODE}.002.alto.xml",
            f"{REP}/metadata/preservation/PREMIS_rep1.xml",
            *SCHEMAS,
        ]
    )


@pytest.mark.luat("TT05 Phụ lục III mục I.2")
def test_a_sip_has_no_premis_and_its_own_folder_name(tmp_path: Path) -> None:
    built = build_sip(spec(tmp_path / "src"), tmp_path / "out")
    assert built.folder_name == "uuid-9C13E70E-08B2-4C54-8BAF-979B35D01B4D"
    assert [n for n in tree(built.path) if "metadata" in n or n.endswith("METS.xml")] == [
        "METS.xml",
        "metadata/descriptive/EAD.xml",
        f"{REP}/METS.xml",
        f"{REP}/metadata/descriptive/EAD_doc_{DOSSIER_CODE}.001.xml",
        f"{REP}/metadata/descriptive/EAD_doc_{DOSSIER_CODE}.002.xml",
    ]
    record = etree.parse(str(built.path / "METS.xml")).find(".//m:altRecordID", NS)
    assert (record.get("TYPE"), record.text) == ("SUBMISSIONAGREEMENT", "NL.VP.2026.01")


@pytest.mark.parametrize("kind", list(PackageKind))
def test_every_xml_is_valid_against_the_schemas_in_the_package(tmp_path: Path, kind: PackageKind) -> None:
    build = build_aip if kind is PackageKind.AIP else build_sip
    built = build(spec(tmp_path / "src"), tmp_path / "out")
    rules = {name: etree.XMLSchema(etree.parse(str(built.path / name))) for name in SCHEMAS if "DILCIS" not in name}
    for name in [n for n in tree(built.path) if n.endswith("METS.xml")]:
        rules["schemas/METS.xsd"].assertValid(etree.parse(str(built.path / name)))
    rules["schemas/EAD.xsd"].assertValid(etree.parse(str(built.path / "metadata/descriptive/EAD.xml")))
    for path in (built.path / REP / "metadata/descriptive").iterdir():
        rules["schemas/EAD_doc.xsd"].assertValid(etree.parse(str(path)))
    premis = etree.XMLSchema(etree.parse(str(names.SCHEMAS / "PREMIS.xsd")))
    for path in built.path.rglob("PREMIS*.xml"):
        premis.assertValid(etree.parse(str(path)))


@pytest.mark.luat("TT05 Phụ lục I mục II.1")
def test_mets_says_the_true_size_and_sha256_of_every_file(tmp_path: Path) -> None:
    built = build_aip(spec(tmp_path / "src"), tmp_path / "out")
    said = {"METS.xml"}
    for mets in ("METS.xml", f"{REP}/METS.xml"):
        base = (built.path / mets).parent
        for link in etree.parse(str(built.path / mets)).iterfind(".//*[@x:href]", NS):
            holder = link.getparent() if link.tag.endswith("FLocat") else link
            path = base / link.get(HREF)
            said.add(path.relative_to(built.path).as_posix())
            if not link.tag.endswith("mptr"):
                assert holder.get("SIZE") == str(path.stat().st_size)
                assert holder.get("CHECKSUM") == hashlib.sha256(path.read_bytes()).hexdigest().upper()
                assert holder.get("CHECKSUMTYPE") == "SHA-256"
    assert sorted(said) == tree(built.path)


def test_the_list_of_files_has_both_digests_of_every_file(tmp_path: Path) -> None:
    built = build_aip(spec(tmp_path / "src"), tmp_path / "out")
    expected = sorted(
        (name, len(data), hashlib.sha256(data).hexdigest(), hashlib.sha512(data).hexdigest())
        for name, data in bytes_of(built.path).items()
    )
    assert sorted(map(tuple, built.files)) == expected
    assert built.bytes_total == sum(row[1] for row in expected)
    assert built.files[0] == next(iter(built.files))
    assert built.files[:2] == list(built.files)[:2]


def test_the_same_description_gives_the_same_bytes_linked_or_copied(tmp_path: Path) -> None:
    one = build_aip(spec(tmp_path / "src"), tmp_path / "one")
    two = build_aip(spec(tmp_path / "src"), tmp_path / "two", link=True)
    assert bytes_of(one.path) == bytes_of(two.path)
    linked = two.path / REP / "data" / f"{DOSSIER_CODE}.001.pdf"
    assert linked.stat().st_nlink == 2


@pytest.mark.luat("TT05 Phụ lục I mục II.2.a")
@pytest.mark.parametrize("kind", list(PackageKind))
def test_the_dossier_has_the_18_elements_in_order(tmp_path: Path, kind: PackageKind) -> None:
    build = build_aip if kind is PackageKind.AIP else build_sip
    built = build(spec(tmp_path / "src"), tmp_path / "out")
    root = etree.parse(str(built.path / "metadata/descriptive/EAD.xml")).getroot()
    code = "arcFileCode" if kind is PackageKind.AIP else "fileCode"
    assert [(e.tag, e.text or "") for e in root] == [
        (code, DOSSIER_CODE),
        ("title", "Tập công văn đi về chỉnh lý tài liệu năm 2024"),
        ("maintenance", "01"),
        ("mode", "01"),
        ("language", "01;02"),
        ("startDate", "05/01/2024"),
        ("endDate", "30/12/2024"),
        ("keyword", "chỉnh lý; lưu trữ"),
        ("totalDoc", "2"),
        ("numberOfPaper", "3"),
        ("numberOfPage", "5"),
        ("format", "02"),
        ("inforSign", ""),
        ("confidenceLevel", "02"),
        ("paperFileCode", "H19.81.K4-G2-H07.0012"),
        ("riskRecovery", "1"),
        ("riskRecoveryStatus", "02"),
        ("description", "Người lập hồ sơ: bộ phận văn thư."),
    ]


@pytest.mark.luat("TT05 Phụ lục I mục II.2.b")
def test_an_item_has_the_21_elements_in_order(tmp_path: Path) -> None:
    built = build_aip(spec(tmp_path / "src"), tmp_path / "out")
    root = etree.parse(str(built.path / REP / "metadata/descriptive" / f"EAD_doc_{DOSSIER_CODE}.001.xml")).getroot()
    assert [e.tag for e in root] == [
        *("docId", "arcDocCode", "maintenance", "typeName", "codeNumber", "codeNotation", "issuedDate", "organName"),
        *("subject", "language", "numberOfPage", "inforSign", "keyword", "mode", "confidenceLevel", "autograph"),
        *("format", "process", "riskRecovery", "riskRecoveryStatus", "description"),
    ]


def test_the_shipped_schemas_are_those_of_the_field_tables() -> None:
    shipped = {
        (kind, name): (names.SCHEMAS / kind.lower() / f"{name}.xsd").read_text(encoding="utf-8")
        for kind in PackageKind
        for name in xsd.EAD_NAMES
    }
    assert shipped == {key: xsd.schema_text(*key) for key in shipped}
    assert {name: len(table(PackageKind.AIP, name).fields) for name in xsd.EAD_NAMES} == {
        "EAD": 18,
        "EAD_doc": 21,
        "EAD_pic": 18,
        "EAD_media": 19,
    }


@pytest.mark.luat("TT05 Phụ lục I mục II.3")
def test_premis_tells_what_happened_to_the_package_and_to_an_item(tmp_path: Path) -> None:
    built = build_aip(spec(tmp_path / "src"), tmp_path / "out")
    root = etree.parse(str(built.path / "metadata/preservation/PREMIS.xml"))
    rep = etree.parse(str(built.path / REP / "metadata/preservation/PREMIS_rep1.xml"))
    assert [e.text for e in root.iterfind(".//p:eventType", NS)] == ["information package creation"]
    assert [e.text for e in root.iterfind(".//p:objectCategory", NS)] == ["intellectual entity", "representation"]
    assert [e.text for e in rep.iterfind(".//p:eventType", NS)] == ["transfer", "information package creation"]
    assert [e.text for e in rep.iterfind(".//p:eventDateTime", NS)] == ["2026-11-20T09:30:15.123+07:00"] * 2
    data = etree.parse(str(built.path / REP / "METS.xml")).findall(".//m:fileGrp[@USE='Data']/m:file", NS)
    objects = rep.findall("p:object", NS)
    assert [o.findtext(".//p:messageDigest", None, NS) for o in objects] == [f.get("CHECKSUM") for f in data]
    assert [o.get("xmlID").removeprefix("uuid-") for o in objects] == [f.get("ID").removeprefix("ID-") for f in data]


def test_a_package_without_a_creation_event_is_given_one(tmp_path: Path) -> None:
    built = build_aip(spec(tmp_path / "src", events=(), agents=()), tmp_path / "out")
    root = etree.parse(str(built.path / "metadata/preservation/PREMIS.xml"))
    assert [e.text for e in root.iterfind(".//p:eventType", NS)] == ["information package creation"]
    assert [e.text for e in root.iterfind(".//p:agentName", NS)] == ["Kho Số"]


def test_attachments_stand_in_data_and_readings_in_metadata(tmp_path: Path) -> None:
    source = tmp_path / "src"
    one = item(source, 1)
    annex = source / "phu-luc.pdf"
    annex.write_bytes(b"%PDF-1.7 phu luc")
    attached = AttachedFile(file=annex, file_name="phu-luc.pdf", mime="application/pdf")
    changed = dataclasses.replace(one, attachments=(*one.attachments, attached))
    built = build_aip(spec(source, 1, items=[changed]), tmp_path / "out")
    mets = etree.parse(str(built.path / REP / "METS.xml"))
    files = {f.find("m:FLocat", NS).get(HREF): f.get("ID") for f in mets.iterfind(".//m:file", NS)}
    link = mets.find(".//m:div[@LABEL='AttachmentFile']/m:div", NS)
    assert link.get("LABEL") == files[f"data/{DOSSIER_CODE}.001.pdf"]
    assert [p.get("FILEID") for p in link] == [files["data/phu-luc.pdf"]]
    reading = mets.find(".//m:techMD", NS)
    assert reading.find("m:mdRef", NS).get(HREF) == f"metadata/other/{DOSSIER_CODE}.001.alto.xml"
    assert reading.get("ID") in mets.find(".//m:div[@LABEL='MetadataLink/File']", NS).get("ADMID").split()
    assert validate(built.path, "tt05").findings == []


def test_pictures_and_recordings_have_their_own_descriptions(tmp_path: Path) -> None:
    source = tmp_path / "src"
    source.mkdir()
    (source / "anh.jpg").write_bytes(b"\xff\xd8\xff anh")
    (source / "phim.mp4").write_bytes(b"phim")
    common = {"retention_code": "01", "access_code": "01", "has_backup": False, "taken_date": ArchivalDate(1985, 5, 1)}
    common |= {"special_number": "A1", "event_name": "Lễ khánh thành", "title": "Toàn cảnh", "author": "Khuyết danh"}
    picture = PictureDescription(
        **common,  # type: ignore[arg-type]
        reference_code=f"{DOSSIER_CODE}.0000001",
        place="Biên Hòa",
        picture_kind_code="02",
        colour_code="02",
        film_size="9x12",
        file=source / "anh.jpg",
        file_name="anh.jpg",
        mime="image/jpeg",
    )
    media = MediaDescription(
        **common,  # type: ignore[arg-type]
        reference_code=f"{DOSSIER_CODE}.0000002",
        place="Biên Hòa",
        media_kind_code="02",
        languages=("01",),
        play_time="00:12:30",
        quality="bình thường",
        file=source / "phim.mp4",
        file_name="phim.mp4",
        mime="video/mpeg",
    )
    built = build_aip(spec(source, 2, items=[picture, media], events=()), tmp_path / "out")
    assert sorted(p.name for p in (built.path / REP / "metadata/descriptive").iterdir()) == [
        "EAD_media_phim.xml",
        "EAD_pic_anh.xml",
    ]
    assert validate(built.path, "tt05").findings == []


REFUSALS = [
    ({"title": "x" * 1001}, "tt05.ead.length", "title"),
    ({"title": " "}, "tt05.ead.mandatory", "title"),
    ({"title": "a\x00b"}, "tt05.ead.text", "title"),
    ({"retention_code": "Vĩnh viễn"}, "tt05.ead.code", "maintenance"),
    ({"languages": ("01", "99")}, "tt05.ead.code", "language"),
    ({"item_count": 3}, "tt05.ead.total_doc", "totalDoc"),
    ({"paper_reference_code": ""}, "tt05.ead.condition", "paperFileCode"),
    ({"sheet_count": None}, "tt05.ead.condition", "numberOfPaper"),
    ({"backup_state": ""}, "tt05.ead.condition", "riskRecoveryStatus"),
    ({"end": ArchivalDate(2023)}, "tt05.ead.period", "endDate"),
]


@pytest.mark.luat("TT05 Phụ lục I mục II.2.a")
@pytest.mark.parametrize(("changes", "code", "element"), REFUSALS)
def test_a_dossier_that_breaks_the_circular_is_refused_and_nothing_is_written(
    tmp_path: Path, changes: dict[str, object], code: str, element: str
) -> None:
    with pytest.raises(SpecRefused) as refused:
        build_aip(spec(tmp_path / "src", dossier=dossier(**changes)), tmp_path / "out")
    assert [(f.code, f.where.rpartition("#")[2]) for f in refused.value.findings] == [(code, element)]
    assert list((tmp_path / "out").glob("*")) == []


@pytest.mark.luat("TT05 Phụ lục III mục II.2.a")
def test_a_sip_takes_full_dates_only(tmp_path: Path) -> None:
    with pytest.raises(SpecRefused) as refused:
        build_sip(spec(tmp_path / "src", dossier=dossier(start=ArchivalDate(2024))), tmp_path / "out")
    assert [f.code for f in refused.value.findings] == ["tt05.ead.date"]


ITEM_REFUSALS = [
    ({"subject": "x" * 501}, ["tt05.ead.length"]),
    ({"doc_id": "x" * 26}, ["tt05.ead.length"]),
    ({"issued_date": None}, ["tt05.ead.mandatory"]),
    ({"kind_code": "33"}, ["tt05.ead.code"]),
    ({"page_count": 10000}, ["tt05.ead.length"]),
    ({"reference_code": f"{DOSSIER_CODE}.12"}, ["tt05.ead.ordinal"]),
    ({"reference_code": "H19.99.2024.01.VP.0000001"}, ["tt05.ead.item_code"]),
    ({"file_name": "../ra-ngoai.pdf"}, ["tt05.file.name"]),
    ({"file_name": f"{DOSSIER_CODE}.002.pdf"}, ["tt05.file.duplicate"]),
    ({"doc_id": "2024.01.VP.002"}, ["tt05.file.duplicate"]),
]


@pytest.mark.luat("TT05 Phụ lục I mục II.2.b")
@pytest.mark.parametrize(("changes", "codes"), ITEM_REFUSALS)
def test_an_item_that_breaks_the_circular_is_refused(
    tmp_path: Path, changes: dict[str, object], codes: list[str]
) -> None:
    items = [item(tmp_path / "src", 2), item(tmp_path / "src", 1, **changes)]
    with pytest.raises(SpecRefused) as refused:
        build_aip(spec(tmp_path / "src", items=items, events=()), tmp_path / "out")
    assert [f.code for f in refused.value.findings] == codes
    assert list((tmp_path / "out").glob("*")) == []


def test_a_missing_file_leaves_nothing_behind(tmp_path: Path) -> None:
    items = [item(tmp_path / "src", 1), item(tmp_path / "src", 2, file=tmp_path / "khong-co.pdf")]
    with pytest.raises(FileRefused) as refused:
        build_aip(spec(tmp_path / "src", items=items), tmp_path / "out")
    assert refused.value.code == "file.missing"
    assert list((tmp_path / "out").glob("*")) == []


def test_a_package_never_overwrites_another(tmp_path: Path) -> None:
    build_aip(spec(tmp_path / "src"), tmp_path / "out")
    with pytest.raises(FileRefused) as refused:
        build_aip(spec(tmp_path / "src"), tmp_path / "out")
    assert refused.value.code == "package.exists"


def test_a_full_disk_takes_back_the_half_package(tmp_path: Path) -> None:
    with pytest.raises(DiskFull), half_built(tmp_path / "goi") as work:
        (work / "METS.xml").write_text("dở dang", encoding="utf-8")
        raise OSError(errno.ENOSPC, "No space left on device")
    assert list(tmp_path.iterdir()) == []


def test_items_are_read_once(tmp_path: Path) -> None:
    def once() -> object:
        yield from (item(tmp_path / "src", n) for n in (1, 2))

    built = build_aip(spec(tmp_path / "src", items=once()), tmp_path / "out")
    assert isinstance(item(tmp_path / "src", 1), ItemDescription)
    assert validate(built.path, "tt05").findings == []


HEADER_REFUSALS = [
    ({"producer_name": "a\x07"}, "tt05.mets.text"),
    ({"producer_name": ""}, "tt05.mets.header"),
    ({"fonds_code": "P:6"}, "tt05.mets.header"),
    ({"record_status": "CU"}, "tt05.mets.record_status"),
    ({"items": ()}, "tt05.data.empty"),
    ({"events": (PremisEvent("", "transfer", CREATED),)}, "tt05.premis.mandatory"),
    ({"events": (PremisEvent("1", "transfer", CREATED, agent="la"),)}, "tt05.premis.agent"),
    ({"events": (PremisEvent("1", "transfer", CREATED, object="la"),)}, "tt05.premis.object"),
    ({"events": (PremisEvent("1", "transfer", CREATED.replace(tzinfo=None)),)}, "tt05.premis.date"),
]


@pytest.mark.parametrize(("changes", "code"), HEADER_REFUSALS)
def test_a_package_without_its_facts_is_refused(tmp_path: Path, changes: dict[str, object], code: str) -> None:
    with pytest.raises(SpecRefused) as refused:
        build_aip(spec(tmp_path / "src", **{"events": (), **changes}), tmp_path / "out")
    assert refused.value.findings[0].code == code
    assert list((tmp_path / "out").glob("*")) == []
