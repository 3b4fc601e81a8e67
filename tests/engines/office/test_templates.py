"""Templates of an office: exported, changed, checked; a set that does not pass is named fault by fault and not used."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pypdfium2
import pytest
from click.testing import CliRunner
from docx import Document
from tests.engines.office.papers import AT, letter, report

from khoso.config.cli import cli
from khoso.config.templates import guarded
from khoso.engines import office
from khoso.engines.office import TemplateRefused, checking_print, checking_word, plugged, templates
from khoso.engines.office.fields import FIELDS, PRINT_FIELDS

pytestmark = pytest.mark.mission("P11")


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    """The built-in set, ready to be changed; what was plugged in is put back."""
    before = plugged._folder, plugged._run
    templates.export(tmp_path)
    office.use(None, run=guarded)
    yield tmp_path
    office.use(before[0], run=before[1])


def change_word(folder: Path, change: Callable[[str], str], part: str = "word/document.xml") -> None:
    path = folder / templates.WORD
    with ZipFile(BytesIO(path.read_bytes())) as old:
        content = {name: old.read(name) for name in old.namelist()}
    content[part] = change(content.get(part, b"").decode()).encode()
    with ZipFile(path, "w") as new:
        for name, data in content.items():
            new.writestr(name, data)


def change_print(folder: Path, old: str, new: str) -> None:
    path = folder / templates.PRINT
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))


def faults(folder: Path) -> list[tuple[str, str, str]]:
    return [(fault.code, fault.where, fault.what) for fault in office.check(folder)]


def test_the_built_in_set_passes_and_is_never_written_over(folder: Path) -> None:
    assert office.check(folder) == []
    (folder / templates.PRINT).write_text("của cơ quan")
    assert templates.export(folder) == []
    assert (folder / templates.PRINT).read_text() == "của cơ quan"


@pytest.mark.parametrize("name", FIELDS)
def test_each_field_that_a_word_template_lacks_is_named_with_its_place(folder: Path, name: str) -> None:
    """Conditions and loops on the field go with it, as they would for somebody who deletes the lines."""

    def without(xml: str) -> str:
        paragraphs = re.split(r"(?=<w:p>)", xml)
        kept, depth = [], 0
        for paragraph in paragraphs:
            opens = re.search(r"\{%p (?:if|for)", paragraph)
            closes = re.search(r"\{%p end", paragraph)
            if (opens and (depth or re.search(rf"\b{name}\b", paragraph))) or (closes and depth):
                depth += 1 if opens else -1
                paragraph = re.sub(r"\{%p.*?%\}", "", paragraph)
            elif re.search(rf"\{{\{{ {name} \}}\}}", paragraph):
                paragraph = paragraph.replace(f"{{{{ {name} }}}}", "")
            elif depth:
                paragraph = re.sub(r"\{\{ dong \}\}", "", paragraph)
            kept.append(paragraph)
        return "".join(kept)

    change_word(folder, without)
    found = {
        (fault.code, fault.where, fault.what) for fault in checking_word.check((folder / templates.WORD).read_bytes())
    }
    # With the condition of the letter everything inside it goes.
    others = {"la_cong_van": {"trich_yeu", "ten_loai"}}.get(name, set())
    assert ("field.missing", FIELDS[name], f"thiếu trường «{name}»") in found
    assert found <= {("field.missing", FIELDS[one], f"thiếu trường «{one}»") for one in {name, *others}}


@pytest.mark.parametrize("name", [*FIELDS, *PRINT_FIELDS])
def test_each_field_that_a_printed_template_lacks_is_named(folder: Path, name: str) -> None:
    text = re.sub(rf"\bd\.{name}\b", '""', (folder / templates.PRINT).read_text())
    found = [(fault.code, fault.where, fault.what) for fault in checking_print.check(text.encode())]
    assert found == [("field.missing", {**FIELDS, **PRINT_FIELDS}[name], f"thiếu trường «{name}»")]


def test_a_field_behind_a_wrong_condition_is_missing_too(folder: Path) -> None:
    change_word(folder, lambda xml: xml.replace("{%p if quyen_han %}", "{%p if not quyen_han %}"))
    assert faults(folder) == [
        ("field.missing", FIELDS["quyen_han"], "trường «quyen_han» không hiện ra khi in văn bản có tên loại")
    ]


def test_a_printed_field_behind_a_wrong_condition_is_missing_too(folder: Path) -> None:
    change_print(folder, 'if d.quyen_han != "" {', 'if d.quyen_han == "" {')
    assert faults(folder) == [
        ("field.missing", FIELDS["quyen_han"], "trường «quyen_han» không hiện ra khi in văn bản có tên loại")
    ]


def test_unknown_fields_are_named_with_their_line(folder: Path) -> None:
    change_word(folder, lambda xml: xml.replace("Số: {{ so_ky_hieu }}", "Số: {{ so_ky_hieu }} {{ so_den }}"))
    change_print(folder, "[Số: #d.so_ky_hieu]", "[Số: #d.so_ky_hieu #d.so_den]")
    line = 1 + next(n for n, text in enumerate((folder / templates.PRINT).read_text().splitlines()) if "so_den" in text)
    assert faults(folder) == [
        ("field.unknown", "thân văn bản, «Số: {{ so_ky_hieu }} {{ so_den }}»", "không có trường «so_den»"),
        ("field.unknown", f"dòng {line}", "không có trường «so_den»"),
    ]


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("{{ ho_ten.__class__ }}", "Getattr"),
        ("{{ ho_ten['x'] }}", "Getitem"),
        ("{{ ho_ten|attr('x') }}", "Filter"),
        ("{{ range(9) }}", "Call"),
        ("{% set x = 1 %}", "Assign"),
        ("{% include 'x' %}", "Include"),
        ("{% macro m() %}{% endmacro %}", "Macro"),
        ("{{ 9 ** 9 }}", "Pow"),
        ("{% for a in 'aaa' %}{% endfor %}", "For"),
    ],
)
def test_a_word_template_may_only_fill_loop_and_ask(folder: Path, written: str, told: str) -> None:
    change_word(folder, lambda xml: xml.replace("{{ ho_ten }}", "{{ ho_ten }}" + written))
    found = checking_word.check((folder / templates.WORD).read_bytes())
    assert [fault.code for fault in found if told in fault.what] == ["construct.unsafe"]


def test_a_template_with_a_broken_command_is_refused(folder: Path) -> None:
    change_word(folder, lambda xml: xml.replace("{%p if quyen_han %}", "{%p if %}"))
    assert ("construct.unsafe", "thân văn bản") in [(code, where) for code, where, _ in faults(folder)]


@pytest.mark.parametrize(
    ("part", "content", "told"),
    [
        ("word/vbaProject.bin", "x", "có macro hoặc đối tượng nhúng"),
        ("word/embeddings/a.bin", "x", "có macro hoặc đối tượng nhúng"),
        ("word/x.xml", "<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>", "có khai báo DOCTYPE"),
        (
            "word/_rels/settings.xml.rels",
            '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" '
            'Type="http://x/attachedTemplate" Target="http://xau.vn/a.dotm" TargetMode="External"/></Relationships>',
            "lấy nội dung từ bên ngoài: http://xau.vn/a.dotm",
        ),
        (
            "word/header9.xml",
            '<w:hdr xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:p><w:r>'
            '<w:instrText>INCLUDE</w:instrText></w:r><w:r><w:instrText>PICTURE "http://x"</w:instrText></w:r></w:p></w:hdr>',
            "có mã trường INCLUDEPICTURE",
        ),
    ],
)
def test_a_word_file_that_runs_or_fetches_is_refused(folder: Path, part: str, content: str, told: str) -> None:
    change_word(folder, lambda _: content, part)
    found = checking_word.check((folder / templates.WORD).read_bytes())
    assert [(fault.code, fault.where, fault.what) for fault in found] == [("construct.unsafe", part, told)]


def test_what_is_no_word_file_is_refused(folder: Path) -> None:
    (folder / templates.WORD).write_bytes(b"PK\x03\x04 hong")
    assert [code for code, _, _ in faults(folder)] == ["file.unreadable"]


def test_a_style_that_the_text_needs_is_missed(folder: Path) -> None:
    change_word(folder, lambda xml: xml.replace('w:val="VB Phụ lục"', 'w:val="Phụ lục"'), "word/styles.xml")
    assert faults(folder) == [("style.missing", "các kiểu (Styles)", "thiếu kiểu «VB Phụ lục»")]


@pytest.mark.parametrize(
    "line",
    [
        '#import "@preview/cetz:0.3.0"', '#include "/etc/passwd"', '#eval("1")', '#plugin("a.wasm")', "#std.read",
        '#dictionary(x).at("ev" + "al")', "// import",
    ],
)  # fmt: skip
def test_a_printed_template_that_runs_or_fetches_is_refused(folder: Path, line: str) -> None:
    text = f"{line}\n{(folder / templates.PRINT).read_text()}"
    found = checking_print.check(text.encode())
    assert {(fault.code, fault.where) for fault in found} == {("construct.unsafe", "dòng 1")}


def test_a_printed_template_sees_nothing_but_its_pictures(
    folder: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    secret = tmp_path_factory.mktemp("ngoai") / "bi-mat.txt"
    secret.write_text("bí mật")
    path = folder / templates.PRINT
    good = path.read_text()
    for read in (f'#read("{secret}")', '#read("../../../../etc/hostname")', '#read("van-ban.docx")'):
        path.write_text(good + f"\n{read}\n")
        assert [code for code, _, _ in faults(folder)] == ["drawing.failed"]
    (folder / "logo.svg").write_text('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>')
    path.write_text(good + '\n#image("logo.svg", alt: "Huy hiệu")\n')
    assert faults(folder) == []
    (folder / "logo.svg").unlink()
    (folder / "logo.svg").symlink_to(secret)
    assert [code for code, _, _ in faults(folder)] == ["drawing.failed"]


@pytest.mark.parametrize("written", ["#while true { }", '#let a = "x" * 999999999 * 99\n#a'])
def test_a_template_that_never_ends_or_eats_the_memory_is_stopped(
    folder: Path, written: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    from khoso.engines.limits import Limits, run_limited

    office.use(None, run=lambda *call: run_limited(*call, limits=Limits(seconds=4, memory_bytes=512 * 1024**2)))
    path = folder / templates.PRINT
    path.write_text(f"{path.read_text()}\n{written}\n")
    assert [code for code, _, _ in faults(folder)] == ["drawing.failed"]


def test_an_offices_own_set_is_used_when_it_passes_and_the_built_in_when_not(folder: Path) -> None:
    change_word(folder, lambda xml: xml.replace("V/v {{", "Về việc {{"))
    change_print(folder, "[V/v #d.trich_yeu]", "[Về việc #d.trich_yeu]")
    office.use(folder, run=guarded)
    assert (office.in_use().is_own, office.in_use().faults) == (True, ())
    assert "Về việc đẩy nhanh" in word_text(office.docx(letter()))
    assert "Về việc đẩy nhanh" in pdf_text(office.pdf(letter(), at=AT))
    change_word(folder, lambda xml: xml.replace("{{ ho_ten }}", ""))
    state = office.in_use()
    assert (state.is_there, state.is_own, [fault.code for fault in state.faults]) == (True, False, ["field.missing"])
    assert "V/v đẩy nhanh" in word_text(office.docx(letter()))
    assert "V/v đẩy nhanh" in pdf_text(office.pdf(letter(), at=AT))
    with pytest.raises(TemplateRefused, match="thiếu trường «ho_ten»") as refused:
        office.docx(letter(), templates=folder)
    assert [fault.code for fault in refused.value.faults] == ["field.missing"]


def test_without_a_folder_the_built_in_set_is_used(folder: Path) -> None:
    office.use(folder / "khong-co", run=guarded)
    assert (office.in_use().is_there, office.in_use().faults) == (False, ())
    assert office.docx(report())[:2] == b"PK"


def test_the_command_writes_checks_and_says_what_is_missing(tmp_path: Path) -> None:
    place = str(tmp_path / "mau")
    run = CliRunner().invoke
    written = run(cli, ["office", "template", "export", place])
    assert (written.exit_code, len(written.output.splitlines())) == (0, 2)
    assert run(cli, ["office", "template", "export", place]).exit_code == 1
    good = run(cli, ["office", "template", "check", place])
    assert (good.exit_code, good.output) == (0, "Bộ mẫu dùng được.\n")
    change_word(tmp_path / "mau", lambda xml: xml.replace("{{ ho_ten }}", ""))
    bad = run(cli, ["office", "template", "check", place])
    assert (bad.exit_code, bad.output) == (
        1,
        "van-ban.docx, ô ký bên phải, dưới khoảng trống để ký: thiếu trường «ho_ten» [field.missing]\n",
    )
    (tmp_path / "mau" / templates.PRINT).unlink()
    told = run(cli, ["office", "template", "check", place, "--json"])
    assert told.output.splitlines() == [
        '{"code": "file.missing", "file": "van-ban.typ", "where": "", "message": "không có tệp này trong bộ mẫu"}',
        '{"summary": {"ok": false, "faults": 1}}',
    ]


def word_text(data: bytes) -> str:
    document = Document(BytesIO(data))
    cells = [p.text for table in document.tables for row in table.rows for cell in row.cells for p in cell.paragraphs]
    return "\n".join([*cells, *(p.text for p in document.paragraphs)])


def pdf_text(data: bytes) -> str:
    return " ".join(" ".join(page.get_textpage().get_text_bounded() for page in pypdfium2.PdfDocument(data)).split())
