"""Every act the code records has its words, and no words are left for acts nobody records."""

from __future__ import annotations

import ast
import re

from tests.architecture.house import SOURCE, modules

from khoso.foundation.audit.labels import ROOMS, SUBJECTS, VERBS
from khoso.stages.recognition.states import FIELD_STATES

VERB = re.compile(r"^[a-z]+(\.[a-z_]+){2}$")
# `code = "…"` of an error looks the same and is none.
NOT_ACTS = {"code"}


def _texts(tree: ast.AST) -> set[str]:
    codes = {
        id(node.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Assign) and any(getattr(one, "id", "") in NOT_ACTS for one in node.targets)
    }
    errors = {
        id(argument)
        for node in ast.walk(tree)
        if isinstance(node, ast.Raise) and isinstance(node.exc, ast.Call)
        for argument in node.exc.args
    }
    return {
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in codes | errors
    }


def _recorded() -> set[str]:
    """Texts shaped like a verb of a room that records, wherever they stand in the code."""
    found: set[str] = set()
    for name, file in modules().items():
        if "/migrations/" in file.as_posix() or name == "khoso.foundation.audit.verbs":
            continue
        source = file.read_text(encoding="utf-8")
        found |= {text for text in _texts(ast.parse(source)) if VERB.match(text) and text.split(".")[0] in ROOMS}
    moves = {move for _, move in FIELD_STATES.moves if move != "read"}
    return found | {f"recognition.fields.{move}" for move in moves}


def test_every_act_has_words_and_every_word_its_act() -> None:
    assert SOURCE.is_dir()
    assert sorted(_recorded() ^ set(VERBS)) == []


def test_every_kind_of_subject_has_a_word() -> None:
    kinds = set()
    for file in modules().values():
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.keyword) and node.arg == "subject" and isinstance(node.value, ast.Tuple):
                first = node.value.elts[0]
                if isinstance(first, ast.Constant):
                    kinds.add(first.value)
    assert sorted(kinds - set(SUBJECTS)) == []
