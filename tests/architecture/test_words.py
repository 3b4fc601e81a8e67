"""Every text people read is marked for translation and has its English; no Vietnamese is left bare in the source."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from devtools import words
from django.template.base import Lexer, TokenType
from tests.architecture.house import PROJECT, SOURCE, modules

from khoso.stages.digitisation.batches.gates import REQUIREMENTS
from khoso.stages.inspection.lots.kinds import KINDS

pytestmark = pytest.mark.mission("A6")

VIETNAMESE = re.compile("[À-ÃÈ-ÊÌÍÒ-ÕÙÚÝà-ãè-êìíò-õùúýĂăĐđĨĩŨũƠơƯưẠ-ỹ]")
NAME = "Kho Số"
MARKS = {"_", "gettext", "gettext_lazy", "gettext_noop", "ngettext", "ngettext_lazy", "pgettext", "pgettext_lazy"}
MARKS |= {"npgettext", "noop", "Sentence"}

# Where Vietnamese may stand bare in a template, and why.
BARE_IN_TEMPLATES = {
    ("components/language_switch.html", "Tiếng Việt"): "a language is named in itself",
}

# Modules whose Vietnamese is not what a screen says, and why. A folder ends with a dot.
NOT_OF_SCREENS = {
    "khoso.demo.": "invented papers",
    "khoso.config.commands.": "the command line speaks both languages by itself",
    "khoso.config.cli": "the command line speaks both languages by itself",
    "khoso.config.bars": "the command line",
    "khoso.stages.digitisation.intake.planning": "findings, which are stored and shown as Vietnamese",
    "khoso.stages.digitisation.intake.splitting": "findings and events, which are stored and shown as Vietnamese",
    "khoso.stages.digitisation.intake.reporting": "a text file for whoever dropped the folder",
    "khoso.stages.digitisation.intake.staging": "wiring, and what was being written, as the engines say it",
    "khoso.stages.recognition.crosschecks.rules": "reasons, which are stored and shown as Vietnamese",
    "khoso.stages.recognition.proposing": "reasons, which are stored and shown as Vietnamese",
    "khoso.stages.recognition.actions": "events of provenance, which are stored as Vietnamese",
    "khoso.stages.recognition.reading_many": "the command line",
    "khoso.stages.recognition.rules_personal": "words of the papers",
    "khoso.config.intake": "the command line",
    "khoso.config.demo_batches": "invented names and papers",
    "khoso.config.demo_council": "invented names and papers",
    "khoso.config.demo_lots": "invented marks and notes",
    "khoso.config.demo_paper": "invented names and papers",
    "khoso.config.demo_rounds": "invented names and papers",
    "khoso.config.demo_scans": "invented papers",
    "khoso.config.demo_seed": "invented names; the command line",
    "khoso.config.database": "said at start-up, before there is a reader",
    "khoso.config.sign_in": "said at start-up, before there is a reader",
    "khoso.config.settings": "a language is named in itself",
    "khoso.config.verifying": "the command line",
    "khoso.foundation.identity.demo": "invented names",
    "khoso.kernel.text_vi": "letters, not words",
    "khoso.kernel.dates": "a fault of the caller",
    "khoso.kernel.news": "a fault of the house",
    "khoso.engines.": "words of the documents; faults told to the command line or kept as findings",
    "khoso.foundation.audit.chain": "a fault of the caller",
    "khoso.foundation.audit.checking": "the command line",
    "khoso.foundation.audit.errors": "the command line",
    "khoso.foundation.audit.exporting": "the command line",
    "khoso.foundation.audit.guards": "faults of a database, as the proof records them",
    "khoso.foundation.audit.proving": "faults of the trail, as the proof records them",
    "khoso.foundation.audit.segments": "faults of the trail, as the proof records them",
    "khoso.foundation.identity.agencies.reference": "names of agencies and decisions",
    "khoso.foundation.identity.agencies.issuing": "papers of the State",
    "khoso.foundation.identity.agencies.papers": "papers of the State",
    "khoso.foundation.identity.agencies.words": "words in the names of agencies",
    "khoso.foundation.web.assets": "told to the log",
    "khoso.foundation.web.templatetags.khoso_web": "told to the log",
    "khoso.stages.catalogue.compute.secrecy": "words looked for in titles, and names of people",
    "khoso.stages.catalogue.importing.comparing": "findings, recorded in Vietnamese",
    "khoso.stages.catalogue.registers.boxes": "printed registers, in Vietnamese",
    "khoso.stages.acceptance.liquidation.papers": "minutes, in Vietnamese",
    "khoso.stages.acceptance.rounds.papers": "minutes and certificates, in Vietnamese",
    "khoso.stages.acceptance.rounds.sheets": "a workbook that goes with the minutes, in Vietnamese",
    "khoso.stages.digitisation.site.papers": "registers and minutes, in Vietnamese",
    "khoso.stages.inspection.guides.first": "the text an agency begins its guide from",
    "khoso.stages.inspection.lots.papers": "papers of the State",
    "khoso.stages.inspection.lots.rules": "what a dossier waits for, recorded in Vietnamese",
    "khoso.stages.inspection.rework.papers": "the workbook for the scanning room, in Vietnamese",
    "khoso.stages.digitisation.paper.papers": "minutes and labels, in Vietnamese",
    "khoso.stages.catalogue.registers.cells": "printed registers, in Vietnamese",
    "khoso.stages.catalogue.registers.drawing": "printed registers, in Vietnamese",
    "khoso.stages.catalogue.registers.layouts": "printed registers, in Vietnamese",
    "khoso.stages.catalogue.likeness.secrets": "looked for in notations",
    "khoso.stages.catalogue.retention.actions": "frozen with the list",
    "khoso.stages.catalogue.retention.papers": "papers of the State",
    "khoso.stages.selection.handover.papers": "papers of the State",
    "khoso.stages.selection.proposing.papers": "papers of the State",
    "khoso.stages.selection.sessions.views": "the agenda a person starts from, written into the minutes",
    "khoso.stages.selection.sessions.minutes": "papers of the State",
    "khoso.stages.digitisation.rules": "findings, recorded in Vietnamese",
    "khoso.stages.digitisation.jobs": "findings, recorded in Vietnamese",
    "khoso.stages.inspection.rules": "what a dossier waits for, recorded in Vietnamese",
    "khoso.stages.recognition.jobs": "findings, recorded in Vietnamese",
    "khoso.stages.recognition.rules": "words of the documents",
    "khoso.stages.recognition.rules_syllables": "letters of the language",
    "khoso.stages.recognition.rules_text": "words of the documents",
    "khoso.stages.packages.assembling": "written into packages",
    "khoso.stages.reporting.reports.papers": "papers of the State",
    "khoso.stages.reporting.reports.sheets": "papers of the State",
    "khoso.stages.reporting.reports.proving": "recorded with a task",
    "khoso.stages.reporting.requests.sheets": "papers of the State",
    "khoso.stages.packages.jobs": "written into packages",
    "khoso.stages.programme.rounds.notice": "papers of the State",
    "khoso.stages.reporting.city.papers": "papers of the State",
    "khoso.stages.reporting.city.sheets": "papers of the State",
    "khoso.stages.reporting.city.rendering": "papers of the State",
    "khoso.stages.programme.plan.headings": "headings of the spreadsheet, in Vietnamese",
    "khoso.stages.programme.plan.template": "the spreadsheet people fill, in Vietnamese",
    "khoso.stages.programme.plan.text": "patterns of the plan's own text",
    "khoso.stages.programme.plan.telling": "the command line",
    "khoso.kernel.numbers_vi": "words of the language",
    "khoso.config.half_year.": "an invented half-year is told in Vietnamese",
}
# Single texts, and why.
NOT_READ = {
    ("khoso.foundation.audit.actor", "Hệ thống"): "recorded as the name at the time",
    ("khoso.foundation.audit.actions", "Khách"): "recorded as the name at the time",
    ("khoso.foundation.web.middleware", "Khách"): "recorded as the name at the time",
    **{
        ("khoso.foundation.identity.kinds", word): "stands before the name of a place"
        for word in ("thành phố", "tỉnh", "huyện", "thị xã", "phường", "xã", "thị trấn")
    },
    ("khoso.stages.access.actions", "Ảnh của "): "recorded with an event",
    ("khoso.stages.packages.actions", " tệp"): "recorded with an event",
    ("khoso.stages.packages.actions", "Dựng lại từ kho lưu trữ: "): "recorded with an event",
    ("khoso.stages.recognition.actions", "Nhận dạng "): "recorded with an event",
    ("khoso.stages.recognition.actions", " trang, độ tin cậy "): "recorded with an event",
    ("khoso.stages.repository.actions", "Đọc lại sau khi ghi"): "recorded with an event",
    ("khoso.foundation.identity.templatetags.khoso_identity", "Cốc Cốc"): "the name of a browser",
    ("khoso.kernel.states", ": trạng thái lạ "): "a fault of the house",
    ("khoso.stages.catalogue.actions", "Không có trường "): "a fault of the house",
    ("khoso.stages.catalogue.browsing.bulk", "Hoàn tác: "): "recorded as the reason",
    ("khoso.stages.catalogue.importing.rules", "m[aâạậ]t"): "looked for in what people typed",
    ("khoso.stages.packages.actions", "Gói tin "): "recorded with the dossier",
    ("khoso.stages.packages.actions", " đã lưu trong kho"): "recorded with the dossier",
    ("khoso.stages.selection.handover.actions", "Mục lục hồ sơ nộp lưu vào lưu trữ lịch sử, lần "): "title of a paper",
    ("khoso.stages.selection.handover.actions", ", năm "): "title of a paper",
    ("khoso.stages.selection.proposing.forms", "12/QĐ-UBND"): "the number of a paper, as an example",
    ("khoso.stages.selection.proposing.hindrances", "CV 7197/BKHCN-CĐSQG 2.1"): "a clause",
    ("khoso.stages.selection.sessions.actions", "BB-HĐRS"): "the notation of a paper",
    ("khoso.stages.acceptance.rounds.actions", "Nghiệm thu lần "): "recorded as the title a person did not give",
    ("khoso.stages.digitisation.actions", "Nhận từ lô "): "recorded with an event",
    ("khoso.stages.digitisation.again", "; SHA-256 trước "): "recorded with an event",
    ("khoso.stages.digitisation.batches.actions", "Hệ thống tạm dừng: "): "recorded as the reason",
    **{("khoso.stages.digitisation.batches.gates", one.law): "a clause" for one in REQUIREMENTS},
    **{
        ("khoso.stages.inspection.lots.kinds", law): "a clause"
        for law in {one.law for one in KINDS}
        if VIETNAMESE.search(law)
    },
    ("khoso.stages.inspection.gallery.marking", "Ghi nhầm"): "recorded as the reason",
    ("khoso.stages.inspection.rework.actions", " bằng bản quét lại, các trang khác giữ nguyên từng byte"): (
        "recorded with an event"
    ),
    ("khoso.stages.inspection.rework.actions", "Thay cả tệp bằng bản quét lại"): "recorded with an event",
    ("khoso.stages.inspection.rework.actions", " (lỗi: "): "recorded with an event",
    ("khoso.stages.digitisation.queries", "không đọc được."): "the command line",
    ("khoso.stages.inspection.actions", "SHA-256 sau khi ký "): "recorded with an event",
    ("khoso.stages.recognition.actions", "Không đọc được "): "a finding, recorded in Vietnamese",
    (
        "khoso.stages.recognition.confirming.actions",
        "Xác nhận trường thông tin bên trang ảnh",
    ): "recorded as the reason",
    ("khoso.stages.recognition.confirming.actions", "Máy chuyển tiếp"): "recorded as the reason",
    ("khoso.stages.recognition.confirming.rules", "đ"): "a letter of the language",
    ("khoso.stages.recognition.actions", "PDF/A hai lớp "): "recorded with an event",
    **{
        ("khoso.stages.reporting.city.drawing", word): "stands before the name of a place"
        for word in ("UBND phường ", "UBND xã ")
    },
    **{
        ("khoso.stages.reporting.city.wall", word): "a part of the name of an agency"
        for word in ("Ủy ban nhân dân ", " (cũ)")
    },
    ("khoso.stages.programme.attachments.forms", "12/QĐ-UBND"): "the number of a paper, as an example",
    ("khoso.stages.programme.plan.sheets", "Ngày "): "written into the spreadsheet",
    ("khoso.stages.reporting.city.gathering", "Phường, xã khác"): "frozen with a paper of the State",
    ("khoso.stages.reporting.city.score_actions", "Trọng số mặc định."): "recorded as the reason",
    ("khoso.stages.reporting.reports.plan", "hợp đồng"): "looked for in the titles of tasks",
}


def test_every_text_has_its_english_and_the_catalogue_nothing_else() -> None:
    catalog, found = words.read(), words.extracted()
    said, kept = {words.key(one) for one in found if one.id}, {words.key(one) for one in catalog if one.id}
    told = "chạy ./dev words rồi dịch phần còn trống / run ./dev words, then translate what is empty"
    assert sorted(text for _, text in said - kept) == [], told
    assert sorted(text for _, text in kept - said) == [], told
    assert words.missing(catalog) == [], told


def test_the_english_fills_in_the_same_values() -> None:
    assert words.different_placeholders(words.read()) == []


def test_plural_texts_have_both_forms() -> None:
    plural = {words.key(one) for one in words.extracted() if one.pluralizable}
    assert {words.key(one) for one in words.read() if one.id and isinstance(one.string, tuple)} == plural


def test_no_english_is_vietnamese() -> None:
    # What stands in «…» is quoted: a heading of a paper, a column of a spreadsheet.
    left = re.compile(rf"{re.escape(NAME)}|«[^»]*»")
    found = [
        words.key(one)[1]
        for one in words.read()
        if one.id
        for form in ([one.string] if isinstance(one.string, str) else one.string)
        if VIETNAMESE.search(left.sub("", form))
    ]
    assert found == []


def test_no_template_says_vietnamese_without_a_mark() -> None:
    found = [
        (file.relative_to(SOURCE).as_posix(), text)
        for file in sorted(SOURCE.rglob("*.html"))
        for text in _bare_in_template(file)
        if not any(file.as_posix().endswith(name) and text == bare for name, bare in BARE_IN_TEMPLATES)
    ]
    assert found == []


def _bare_in_template(file: Path) -> Iterator[str]:
    inside = ""
    for token in Lexer(file.read_text(encoding="utf-8")).tokenize():
        verb = token.contents.split()[0] if token.token_type == TokenType.BLOCK and token.contents else ""
        if inside:
            inside = "" if verb == inside else inside
        elif verb in ("blocktranslate", "blocktrans", "comment"):
            inside = f"end{verb}"
        elif token.token_type == TokenType.TEXT:
            yield from _vietnamese(re.split(r"[<>\n]", token.contents))
        elif token.token_type in (TokenType.VAR, TokenType.BLOCK) and verb not in ("translate", "trans"):
            unmarked = re.sub(r"""_\((["']).*?\1\)""", "", token.contents)
            yield from _vietnamese(re.findall(r"""["']([^"']*)["']""", unmarked))


def _vietnamese(texts: list[str]) -> Iterator[str]:
    for text in texts:
        if VIETNAMESE.search(text.replace(NAME, "")):
            yield text.strip()


def _modules_of_screens() -> dict[str, Path]:
    return {
        name: file
        for name, file in modules().items()
        if ".compute" not in name and file.name not in ("apps.py", "commands.py") and not _is_exempt(name)
    }


def _is_exempt(name: str) -> bool:
    return any(name == one or (one.endswith(".") and name.startswith(one)) for one in NOT_OF_SCREENS)


def test_no_module_says_vietnamese_without_a_mark() -> None:
    found = [
        (name, line, text)
        for name, file in _modules_of_screens().items()
        for line, text in _bare_in_python(ast.parse(file.read_text(encoding="utf-8")))
        if (name, text) not in NOT_READ
    ]
    assert found == []


def _bare_in_python(tree: ast.AST) -> Iterator[tuple[int, str]]:
    skipped: set[int] = set()
    for node in ast.walk(tree):
        body = getattr(node, "body", None)
        if isinstance(body, list):
            # Docstrings and texts that stand alone.
            skipped |= {
                id(one.value) for one in body if isinstance(one, ast.Expr) and isinstance(one.value, ast.Constant)
            }
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") in MARKS:
            skipped |= {id(argument) for argument in node.args}
        if isinstance(node, ast.FunctionDef) and node.name == "__str__":
            # How a row calls itself where developers look.
            skipped |= {id(part) for part in ast.walk(node)}
    for node in ast.walk(tree):
        if not isinstance(node, ast.Constant) or not isinstance(node.value, str) or id(node) in skipped:
            continue
        if VIETNAMESE.search(node.value.replace(NAME, "")):
            yield node.lineno, node.value


def test_what_is_exempt_still_needs_it() -> None:
    """A module that says nothing Vietnamese any more leaves the table."""
    known = set(modules())
    idle = [one for one in NOT_OF_SCREENS if not any(name == one or name.startswith(one) for name in known)]
    silent = [
        name
        for name in NOT_OF_SCREENS
        if name in known and not list(_bare_in_python(ast.parse(modules()[name].read_text(encoding="utf-8"))))
    ]
    said = {
        (name, text)
        for name in {name for name, _ in NOT_READ}
        for _, text in _bare_in_python(ast.parse(modules()[name].read_text(encoding="utf-8")))
    }
    assert (idle, silent, set(NOT_READ) - said) == ([], [], set())


def test_the_front_end_says_nothing_by_itself() -> None:
    """What scripts and styles show comes from the page, where it is translated."""
    comment = re.compile(r"/\*.*?\*/|(?<!:)//[^\n]*", re.DOTALL)
    files = [file for file in (PROJECT / "frontend/src").rglob("*") if file.suffix in (".ts", ".css")]
    found = [file.name for file in files if VIETNAMESE.search(comment.sub("", file.read_text(encoding="utf-8")))]
    assert files
    assert found == []
