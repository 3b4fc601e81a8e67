"""ZIP files: written always the same, opened only when harmless."""

from __future__ import annotations

import stat
import zipfile
from pathlib import Path

import pytest
from tests.stages.packages.making import spec

from khoso.kernel.errors import FileRefused
from khoso.stages.packages.compute.archive import opened, sip_zip_name, zip_package
from khoso.stages.packages.compute.build import build_aip
from khoso.stages.packages.compute.validate import validate


def refused(path: Path) -> str:
    with pytest.raises(FileRefused) as error, opened(path):
        pass
    return error.value.code


def zipped(path: Path, *entries: tuple[str | zipfile.ZipInfo, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in entries:
            archive.writestr(name, data)
    return path


def test_the_same_folder_gives_the_same_zip(tmp_path: Path) -> None:
    built = build_aip(spec(tmp_path / "src"), tmp_path / "out")
    one = zip_package(built.path, tmp_path / "mot.zip")
    two = zip_package(built.path, tmp_path / "hai.zip")
    assert one.read_bytes() == two.read_bytes()
    with opened(one) as folder:
        assert folder.name == built.folder_name
        assert {p.relative_to(folder): p.read_bytes() for p in folder.rglob("*") if p.is_file()} == {
            p.relative_to(built.path): p.read_bytes() for p in built.path.rglob("*") if p.is_file()
        }


@pytest.mark.luat("TT05 Phụ lục III mục 5")
def test_the_name_of_a_sip_zip() -> None:
    assert sip_zip_name(7, "uuid-9C13E70E") == "7_uuid-9C13E70E.zip"


@pytest.mark.parametrize(
    "name",
    ["../ra-ngoai.txt", "/etc/passwd", "a/../../b", "a\\b.txt", "a/con.txt", "a/b:c", "a/\x01b", "a/.an", "x" * 1001],
)
def test_odd_names_are_refused_before_anything_is_written(tmp_path: Path, name: str) -> None:
    assert refused(zipped(tmp_path / "a.zip", ("METS.xml", b"<mets/>"), (name, b"x"))) == "package.zip_unsafe"
    assert [p.name for p in tmp_path.iterdir()] == ["a.zip"]


def test_a_link_in_a_zip_is_refused(tmp_path: Path) -> None:
    link = zipfile.ZipInfo("data/lien-ket")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    assert refused(zipped(tmp_path / "a.zip", (link, b"/etc/passwd"))) == "package.zip_unsafe"


def test_two_entries_of_one_name_are_refused(tmp_path: Path) -> None:
    assert refused(zipped(tmp_path / "a.zip", ("A/b", b"1"), ("a/B", b"2"))) == "package.zip_unsafe"


def test_a_bomb_is_refused(tmp_path: Path) -> None:
    bomb = zipped(tmp_path / "a.zip", ("data/0", bytes(65 << 20)))
    assert refused(bomb) == "package.zip_bomb"


@pytest.mark.parametrize(("data", "code"), [(b"khong phai zip", "package.not_a_package"), (None, "package.missing")])
def test_what_is_no_package(tmp_path: Path, data: bytes | None, code: str) -> None:
    path = tmp_path / "a.zip"
    if data is not None:
        path.write_bytes(data)
    assert refused(path) == code
    assert [f.code for f in validate(path, "tt05").findings] == [code]


def test_a_cut_zip_is_a_finding(tmp_path: Path) -> None:
    built = build_aip(spec(tmp_path / "src"), tmp_path / "out")
    whole = zip_package(built.path, tmp_path / "mot.zip").read_bytes()
    broken = bytearray(whole)
    broken[len(whole) // 3] ^= 0xFF
    (tmp_path / "hong.zip").write_bytes(broken)
    (tmp_path / "cut.zip").write_bytes(whole[: len(whole) // 2])
    assert not validate(tmp_path / "hong.zip", "tt05").valid
    assert [f.code for f in validate(tmp_path / "cut.zip", "tt05").findings] == ["package.not_a_package"]
