"""RFC 8493: a good bag, and one damage for each rule."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path

import pytest

from khoso.kernel.findings import Severity
from khoso.stages.packages.compute.validate import validate


def sha512(text: str) -> str:
    return hashlib.sha512(text.encode()).hexdigest()


def bag(folder: Path) -> Path:
    (folder / "data/con").mkdir(parents=True)
    (folder / "data/a.txt").write_text("một", encoding="utf-8")
    (folder / "data/con/b.txt").write_text("hai", encoding="utf-8")
    tags = {
        "bagit.txt": "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n",
        "bag-info.txt": f"Source-Organization: Lưu trữ\nPayload-Oxum: {len('một'.encode()) + 3}.2\n",
        "manifest-sha512.txt": f"{sha512('một')}  data/a.txt\n{sha512('hai')}  data/con/b.txt\n",
    }
    for name, text in tags.items():
        (folder / name).write_text(text, encoding="utf-8")
    lines = [f"{sha512(text)}  {name}\n" for name, text in tags.items()]
    (folder / "tagmanifest-sha512.txt").write_text("".join(lines), encoding="utf-8")
    return folder


def errors(folder: Path) -> list[str]:
    return sorted({f.code for f in validate(folder, "bagit").findings if f.severity is Severity.ERROR})


def rewritten(name: str, change: Callable[[str], str]) -> Callable[[Path], None]:
    """Change a tag file; the tag manifest goes, so that only the change is wrong."""

    def act(folder: Path) -> None:
        (folder / "tagmanifest-sha512.txt").unlink(missing_ok=True)
        path = folder / name
        path.write_text(change(path.read_text(encoding="utf-8") if path.exists() else ""), encoding="utf-8")

    return act


def test_a_good_bag_has_no_finding(tmp_path: Path) -> None:
    assert validate(bag(tmp_path / "tui"), "bagit").findings == []


DAMAGES: list[tuple[str, Callable[[Path], object], list[str]]] = [
    ("changed", lambda f: (f / "data/a.txt").write_text("khác đi", encoding="utf-8"), ["bagit.checksum", "bagit.oxum"]),
    ("same size changed", lambda f: (f / "data/con/b.txt").write_text("hay", encoding="utf-8"), ["bagit.checksum"]),
    ("dropped", lambda f: (f / "data/a.txt").unlink(), ["bagit.missing", "bagit.oxum"]),
    ("added", lambda f: (f / "data/c.txt").write_text("", encoding="utf-8"), ["bagit.oxum", "bagit.unlisted"]),
    ("link", lambda f: (f / "data/c").symlink_to(f / "data/a.txt"), ["bagit.link"]),
    ("no declaration", lambda f: (f / "bagit.txt").unlink(), ["bagit.declaration"]),
    ("bad declaration", rewritten("bagit.txt", lambda _: "BagIt 1.0"), ["bagit.declaration"]),
    ("no manifest", lambda f: no_manifest(f), ["bagit.manifest"]),
    ("oxum", rewritten("bag-info.txt", lambda _: "Payload-Oxum: 1.2\n"), ["bagit.oxum"]),
    ("climbing", rewritten("manifest-sha512.txt", lambda t: f"{t}{sha512('')}  data/../../x\n"), ["bagit.unsafe_path"]),
    ("absolute", rewritten("manifest-sha512.txt", lambda t: f"{t}{sha512('')}  /etc/passwd\n"), ["bagit.unsafe_path"]),
    ("bad line", rewritten("manifest-sha512.txt", lambda t: f"{t}xyz\n"), ["bagit.manifest_line"]),
    ("twice", rewritten("manifest-sha512.txt", lambda t: t + t.splitlines()[0] + "\n"), ["bagit.duplicate"]),
    ("tag changed", lambda f: (f / "bag-info.txt").write_text("A: b\n", encoding="utf-8"), ["bagit.checksum"]),
    ("fetch outside", rewritten("fetch.txt", lambda _: "http://a/ 3 ../x\n"), ["bagit.unsafe_path"]),
    ("fetch unlisted", rewritten("fetch.txt", lambda _: "http://a/ 3 data/z\n"), ["bagit.fetch"]),
    ("fetch line", rewritten("fetch.txt", lambda _: "http://a/\n"), ["bagit.fetch_line"]),
]


def no_manifest(folder: Path) -> None:
    (folder / "tagmanifest-sha512.txt").unlink()
    (folder / "manifest-sha512.txt").unlink()


@pytest.mark.parametrize(("damage", "expected"), [d[1:] for d in DAMAGES], ids=[d[0] for d in DAMAGES])
def test_each_damage_is_found(tmp_path: Path, damage: Callable[[Path], object], expected: list[str]) -> None:
    folder = bag(tmp_path / "tui")
    damage(folder)
    assert errors(folder) == expected


def test_percent_encoded_line_breaks_and_unicode_forms_are_understood(tmp_path: Path) -> None:
    folder = bag(tmp_path / "tui")
    (folder / "data/con/b.txt").rename(folder / "data/con/hồ 100%.txt".encode().decode())
    rewritten("manifest-sha512.txt", lambda t: t.replace("data/con/b.txt", "data/con/ho\u0302\u0300 100%25.txt"))(
        folder
    )
    assert errors(folder) == []
