"""What an ordinary person types in the search box, understood. Nothing they type is an error.

tờ trình kinh phí      all words wanted, in any order
to trinh kinh phi      the same without accents
"vệ sinh thực phẩm"    the words together
139/TTr-CC   139/      a document's number and notation; a number alone
-dự toán               pages without the word
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, replace
from typing import Literal

from khoso.engines.index import words
from khoso.engines.index.port import Match

LONGEST_QUERY = 1000
MOST_CLAUSES = 40

_QUOTES = str.maketrans(dict.fromkeys("“”„«»‟", '"'))
_DASHES = str.maketrans(dict.fromkeys("‐‑‒–—−", "-"))
_CHUNK = re.compile(r'(-?)"([^"]*)"?|(\S+)')
_NUMBER = re.compile(r"^(\d{1,6}[a-z]?)/([^\s]*)$")

# Words that join or ask and say nothing about the subject. They still count in the ranking, but no page is lost for
# want of them.
STOP_WORDS = frozenset({
    "ai", "bao", "bằng", "bị", "các", "cái", "chỉ", "cho", "chưa", "có", "còn", "của", "cùng", "cũng", "do",
    "đã", "đang", "đâu", "đây", "để", "đến", "đều", "điều", "đó", "được", "gì", "hay", "hãy", "hơn", "khi",
    "không", "là", "làm", "lại", "mà", "mấy", "mỗi", "một", "này", "nào", "nên", "nếu", "ngay", "nhiêu", "như",
    "nhưng", "những", "nó", "ở", "phải", "qua", "ra", "rằng", "rất", "rồi", "sẽ", "sau", "sao", "tại", "thế",
    "theo", "thì", "trên", "trong", "từ", "và", "vẫn", "vào", "vậy", "về", "vì", "việc", "với",
})  # fmt: skip

# Signs that a person asks a question: then pages are ranked by how much they answer, not required to hold every word.
# Without accents only pairs are sure: `ai`, `nao`, `dau` alone are other words as well.
_ASKING = re.compile(r"\b(gì|ai|nào|đâu|mấy|sao|bao nhiêu|bao lâu)\b")
_ASKING_FOLDED = re.compile(
    r"\b((la|lam|cai|dieu) gi|la ai|(the|khi|noi|nguoi|nam|loai) nao|o dau|(tai|vi) sao|bao (nhieu|lau|gio|xa))\b"
)
# So many syllables without quotes are a sentence, not key words.
SENTENCE = 12

_FOLDED_STOP_WORDS = frozenset(map(words.folded, map(words.exact, STOP_WORDS)))
_STOP_WORDS = frozenset(map(words.exact, STOP_WORDS))


@dataclass(frozen=True, slots=True)
class Clause:
    """One thing wanted or not wanted. `exact` and `folded` hold the same words with and without accents.

    `number` is the key of a document number (`139/ttr-cc`, or `139` when only the number was given).
    """

    kind: Literal["word", "phrase", "number"]
    exact: tuple[str, ...]
    folded: tuple[str, ...]
    optional: bool = False
    number: str = ""


@dataclass(frozen=True, slots=True)
class ParsedQuery:
    """`accented` says whether any accent was typed: then exact spelling is preferred.

    `question` says that a sentence was typed, not key words.
    """

    wanted: tuple[Clause, ...]
    excluded: tuple[Clause, ...]
    accented: bool
    question: bool

    @property
    def required(self) -> tuple[Clause, ...]:
        """What every page must hold when all words are wanted; all clauses when there are only stop words."""
        return tuple(clause for clause in self.wanted if not clause.optional) or self.wanted

    @property
    def most(self) -> int:
        """How many of `required` are most of them: 60 %, of a question 40 %, and fewer than all."""
        count = len(self.required)
        return max(1, min(count - 1, math.ceil(count * (0.4 if self.question else 0.6))))

    @property
    def ways(self) -> tuple[Match, ...]:
        """How strictly to take the words, first way first; the next is tried when nothing was found."""
        if len(self.required) < 2:
            return ("all",)
        return ("most", "any") if self.question else ("all", "most", "any")


def parse(text: str) -> ParsedQuery:
    """Read `text`. Beyond 1,000 characters or 40 clauses the rest is ignored."""
    plain = words.canonical(text[:LONGEST_QUERY]).translate(_QUOTES).translate(_DASHES)
    exact = words.exact(plain)
    accented = words.is_accented(exact)
    wanted: list[Clause] = []
    excluded: list[Clause] = []
    for found in list(_CHUNK.finditer(exact))[:MOST_CLAUSES]:
        minus, quoted, chunk = found.groups()
        clause = _clause(quoted, phrase=True) if chunk is None else _clause(chunk.lstrip("-"), phrase=False)
        if clause is None:
            continue
        unwanted = bool(minus) if chunk is None else chunk.startswith("-")
        (excluded if unwanted else wanted).append(clause)
    parsed = ParsedQuery(tuple(_mark_optional(wanted, accented)), tuple(excluded), accented, question=False)
    return replace(parsed, question=_is_question(exact, parsed))


def _is_question(exact: str, parsed: ParsedQuery) -> bool:
    asking = _ASKING.search(exact) if parsed.accented else _ASKING_FOLDED.search(exact)
    marked = exact.rstrip().endswith("?") and len(parsed.required) > 3
    long = len(parsed.required) >= SENTENCE
    return bool(marked or (asking and len(parsed.required) > 3) or long)


def _clause(exact: str, *, phrase: bool) -> Clause | None:
    """The clause of one chunk of exact text; None when it has no word."""
    exact_words = tuple(words.tokens(exact))
    folded_words = tuple(words.tokens(words.folded(exact)))
    if not exact_words:
        return None
    if not phrase and (number := _NUMBER.match(words.folded(exact).rstrip(".,;:)]"))):
        value, notation = number.groups()
        if not notation or re.search(r"[a-z]", notation):
            return Clause("number", exact_words, folded_words, number=words.number_key(value, notation))
    return Clause("phrase" if phrase or len(exact_words) > 1 else "word", exact_words, folded_words)


def _mark_optional(wanted: list[Clause], accented: bool) -> list[Clause]:
    """Stop words, and `số` before a number, are not needed on the page."""
    marked = []
    for place, clause in enumerate(wanted):
        stop = clause.kind == "word" and (
            clause.exact[0] in _STOP_WORDS if accented else clause.folded[0] in _FOLDED_STOP_WORDS
        )
        before_number = (
            clause.folded == ("so",) and place + 1 < len(wanted) and wanted[place + 1].folded[0][:1].isdigit()
        )
        if stop or before_number:
            clause = Clause(clause.kind, clause.exact, clause.folded, optional=True)
        marked.append(clause)
    return marked
