"""Reading back what was built gives the same facts: the catalogue can be rebuilt from packages alone."""

from __future__ import annotations

import dataclasses
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.stages.packages.making import CREATED, DOSSIER_CODE, dossier, item, spec

from khoso.kernel.dates import ArchivalDate
from khoso.kernel.errors import FileRefused
from khoso.kernel.text_vi import nfc
from khoso.stages.packages.compute.archive import zip_package
from khoso.stages.packages.compute.build import build_aip, build_sip
from khoso.stages.packages.compute.read import read_package
from khoso.stages.packages.compute.spec import AipSpec, ItemDescription, PremisEvent

COMPARED = (
    "package_id",
    "fonds_code",
    "archive_agency_code",
    "producer_name",
    "created",
    "software_version",
    "transfer_code",
    "record_status",
    "dossier",
    "supporting_files",
    "agents",
    "extras",
)


def line(longest: int, shortest: int = 0) -> st.SearchStrategy[str]:
    """Text in NFC without control characters, not blank when it may not be empty."""
    letters = st.characters(codec="utf-8", exclude_categories=("Cs", "Cc", "Cn"), exclude_characters="\ufffe\uffff")
    texts = st.text(letters, min_size=shortest, max_size=longest // 2).map(nfc)
    return texts.filter(lambda t: len(t) <= longest and (bool(t.strip()) or not t))


dates = st.builds(ArchivalDate, st.integers(1000, 2100), st.one_of(st.none(), st.integers(1, 12))) | st.builds(
    ArchivalDate, st.integers(1000, 2100), st.integers(1, 12), st.integers(1, 28)
)
words = st.lists(line(20, 1).map(str.strip).filter(lambda t: t and ";" not in t), max_size=3, unique=True).map(tuple)
moments = st.integers(0, 10**11).map(lambda n: datetime(2020, 1, 1, tzinfo=UTC) + timedelta(milliseconds=n))


@st.composite
def specs(draw: st.DrawFn, folder: Path) -> AipSpec:
    count = draw(st.integers(1, 4))
    items = [
        item(
            folder,
            n,
            subject=draw(line(500, 1).filter(bool)),
            issuer=draw(line(200, 1).filter(bool)),
            handwritten_notes=draw(line(100)),
            number=draw(line(11)),
            issued_date=draw(dates),
            keywords=draw(words),
            has_workflow=draw(st.sampled_from([None, True, False])),
            confirmed_by_person=draw(st.sampled_from([None, True, False])),
            reading_confidence=draw(st.none() | st.floats(0, 1)),
            extras=draw(st.dictionaries(st.text(max_size=5), st.integers() | st.text(max_size=9), max_size=2)),
            original_name=draw(line(40)).strip(),
        )
        for n in range(1, count + 1)
    ]
    events = [
        PremisEvent(
            str(draw(st.uuids())),
            draw(st.sampled_from(["transfer", "validation", "information package creation"])),
            draw(moments),
            draw(st.sampled_from(["", "00"])),
            draw(line(60)),
            draw(st.sampled_from(["", "khoso"])),
            draw(st.sampled_from(["", *(i.doc_id for i in items)])),
        )
        for _ in range(draw(st.integers(0, 3)))
    ]
    events.append(PremisEvent(str(draw(st.uuids())), "information package creation", CREATED, agent="khoso"))
    described = dossier(item_count=count, title=draw(line(1000, 1).filter(bool)), note=draw(line(2000)))
    return spec(folder, count, items=items, events=events, dossier=described, created=draw(moments))


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(st.data())
def test_reading_gives_back_what_was_described(data: st.DataObject) -> None:
    with tempfile.TemporaryDirectory() as scratch:
        described = data.draw(specs(Path(scratch) / "src"))
        facts = read_package(build_aip(described, Path(scratch) / "out").path)
        assert facts.findings == ()
        assert {n: getattr(facts, n) for n in COMPARED} == {n: getattr(described, n) for n in COMPARED}
        assert list(facts.items) == list(described.items)
        assert sorted(facts.events, key=repr) == sorted(described.events, key=repr)


def test_files_of_the_facts_carry_the_checksums_of_the_bytes(tmp_path: Path) -> None:
    built = build_aip(spec(tmp_path / "src"), tmp_path / "out")
    facts = read_package(built.path)
    assert [(f.path, f.size, f.sha256) for f in facts.files] == sorted(
        (f.path, f.size, f.sha256) for f in built.files if f.path != "METS.xml"
    )
    assert [i.file.read_bytes() for i in facts.items] == [i.file.read_bytes() for i in spec(tmp_path / "src").items]


def test_a_zip_reads_like_its_folder(tmp_path: Path) -> None:
    built = build_aip(spec(tmp_path / "src"), tmp_path / "out")
    zipped = zip_package(built.path, tmp_path / "goi.zip")
    assert read_package(zipped) == read_package(built.path)


def test_a_sip_reads_without_what_it_does_not_carry(tmp_path: Path) -> None:
    described = spec(tmp_path / "src")
    facts = read_package(build_sip(described, tmp_path / "out").path)
    plain = [
        dataclasses.replace(
            i,
            attachments=(),
            original_name="",
            pronom="",
            confirmed_by_person=None,
            reading_confidence=None,
            extras={},
        )
        for i in described.items
    ]
    assert (facts.dossier, list(facts.items)) == (described.dossier, plain)
    assert (facts.fonds_code, facts.events) == ("P623", ())


def test_the_printed_schema_of_the_circular_is_read_too(tmp_path: Path) -> None:
    built = build_aip(spec(tmp_path / "src", 1), tmp_path / "out")
    path = built.path / "representations/rep1/metadata/descriptive" / f"EAD_doc_{DOSSIER_CODE}.001.xml"
    path.write_text(
        f"<simpledc><docCode>{DOSSIER_CODE}.0000001</docCode><docOrdinal>1</docOrdinal><typeName>22</typeName>"
        "<issuedDate>3-2024</issuedDate><subject>Về việc</subject></simpledc>",
        encoding="utf-8",
    )
    (found,) = read_package(built.path).items
    assert isinstance(found, ItemDescription)
    assert (found.reference_code, found.kind_code, found.issued_date, found.subject) == (
        f"{DOSSIER_CODE}.0000001",
        "22",
        ArchivalDate(2024, 3),
        "Về việc",
    )


@pytest.mark.parametrize("text", ["", "<mets", "<!DOCTYPE a [<!ENTITY b 'c'>]><mets>&b;</mets>"])
def test_an_unreadable_mets_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "METS.xml").write_text(text, encoding="utf-8")
    with pytest.raises(FileRefused) as refused:
        read_package(tmp_path)
    assert refused.value.code == "package.no_mets"


def test_a_package_with_a_link_is_not_read(tmp_path: Path) -> None:
    built = build_aip(spec(tmp_path / "src"), tmp_path / "out")
    (built.path / "metadata/descriptive/la.xml").symlink_to("/etc/passwd")
    with pytest.raises(FileRefused) as refused:
        read_package(built.path)
    assert refused.value.code == "package.link"
