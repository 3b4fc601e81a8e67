"""Proposed values against true ones: right, empty, wrong; shares with 95 % intervals; what was claimed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from itertools import pairwise

from bench.fields.corpus import Case
from bench.fields.kept import Kept
from khoso.kernel.text_vi import fold
from khoso.stages.recognition.compute.fields import documents_of
from khoso.stages.recognition.compute.reading import DocumentReading, FieldReading

NAMES = (
    "kind", "number", "notation", "issued_date", "place", "issuer", "superior", "subject", "signer", "post",
    "recipients", "urgency", "secrecy", "language", "page_count", "seals", "signatures", "tables", "maps",
)  # fmt: skip
# A subject or a list counts as right from this similarity on: a letter of sixty may be misread.
ALIKE = {"subject": 0.97, "recipients": 0.9}
BINS = (0.0, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.98, 1.0001)


def bare(text: str) -> str:
    """Letters and digits only, folded: spelling of marks aside."""
    return "".join(letter for letter in fold(text) if letter.isalnum())


def similarity(name: str, value: str, wanted: str) -> float:
    """How alike two values are, 0 to 1, letter by letter with accents; `V/v` and `Về việc` say the same."""
    a, b = (re.sub(r"\W+", " ", text.lower()).strip() for text in (value, wanted))
    if name == "subject":
        a, b = (re.sub(r"^(?:v v|về việc|v)\s+", "", text) for text in (a, b))
    return SequenceMatcher(None, a, b, autojunk=False).ratio()


def is_right(name: str, value: str, wanted: str) -> bool:
    """Whether a proposed value is the true one."""
    if name in ALIKE:
        return similarity(name, value, wanted) >= ALIKE[name]
    return bare(value) == bare(wanted)


def wilson(right: int, n: int) -> tuple[float, float]:
    """The 95 % interval of a share, by Wilson."""
    if n == 0:
        return 0.0, 1.0
    z, p = 1.96, right / n
    middle = (p + z * z / (2 * n)) / (1 + z * z / n)
    reach = z * ((p * (1 - p) / n + z * z / (4 * n * n)) ** 0.5) / (1 + z * z / n)
    return max(0.0, middle - reach), min(1.0, middle + reach)


@dataclass(slots=True)
class Tally:
    """What became of one field over many papers. `claims` holds (confidence, right) of every value told."""

    right: int = 0
    empty: int = 0
    wrong: int = 0
    absent: int = 0
    invented: int = 0
    hand: int = 0
    flagged: int = 0
    printed_flagged: int = 0
    printed: int = 0
    alike: list[float] = field(default_factory=list)
    claims: list[tuple[float, bool]] = field(default_factory=list)
    mistakes: list[str] = field(default_factory=list)

    @property
    def n(self) -> int:
        """Papers that carry the field in print."""
        return self.right + self.empty + self.wrong


Tallies = dict[str, Tally]


def measured(case: Case, *, calibrate: bool = True) -> list[DocumentReading]:
    """The documents of a case by the rules of now."""
    kept = Kept(case)
    found = documents_of(case.pages, kept.look, kept.seen, calibrate=calibrate)
    kept.close()
    return found


def count(tallies: Tallies, case: Case, found: DocumentReading) -> None:
    """Add one case to the tallies."""
    for name in NAMES:
        if name in case.truth:
            _count(tallies.setdefault(name, Tally()), name, case, found.fields[name])
    if "autograph" in case.truth:
        tally = tallies.setdefault("autograph", Tally())
        flagged = found.fields["autograph"].handwritten
        if case.truth["autograph"]:
            tally.hand += 1
            tally.flagged += flagged
        else:
            tally.printed += 1
            tally.printed_flagged += flagged
        if flagged != bool(case.truth["autograph"]):
            tally.mistakes.append(f"{case.name}: {found.fields['autograph'].reason} ({found.fields['autograph'].box})")


def _count(tally: Tally, name: str, case: Case, found: FieldReading) -> None:
    wanted = case.truth[name]
    right = found.value is not None and wanted is not None and is_right(name, found.value, wanted)
    if found.value is not None:
        tally.claims.append((found.confidence, right))
        if not right:
            told = f"{case.name}: {found.value!r} ({found.confidence:.2f}), đúng: {wanted!r}"
            tally.mistakes.append(told.replace("\n", " / "))
    if name in case.hand:
        tally.hand += 1
        tally.flagged += found.handwritten and found.value is None
        if not found.handwritten:
            tally.mistakes.append(f"{case.name}: viết tay mà không báo, {found.value!r} ({found.confidence:.2f})")
        return
    if wanted is None:
        tally.absent += 1
        tally.invented += found.value is not None
        return
    tally.printed += 1
    tally.printed_flagged += found.handwritten
    tally.alike.append(similarity(name, found.value or "", wanted))
    if found.value is None:
        tally.empty += 1
        tally.mistakes.append(f"{case.name}: để trống ({found.confidence:.2f}; {found.reason}), đúng: {wanted!r}")
    elif right:
        tally.right += 1
    else:
        tally.wrong += 1


def tally_all(cases: Iterable[Case], *, calibrate: bool = True) -> tuple[Tallies, int, int]:
    """Tallies over the first document of every case; papers and pages."""
    tallies: Tallies = {}
    papers = pages = 0
    for case in cases:
        count(tallies, case, measured(case, calibrate=calibrate)[0])
        papers, pages = papers + 1, pages + len(case.pages)
    return tallies, papers, pages


def bins(claims: Sequence[tuple[float, bool]]) -> list[tuple[float, float, int, int]]:
    """The reliability diagram: lower edge, mean confidence, claims and right ones of every bin that has claims."""
    out = []
    for low, high in pairwise(BINS):
        inside = [(sure, right) for sure, right in claims if low <= sure < high]
        if inside:
            out.append(
                (low, sum(sure for sure, _ in inside) / len(inside), len(inside), sum(right for _, right in inside))
            )
    return out


def calibration_error(claims: Sequence[tuple[float, bool]]) -> float:
    """The expected calibration error over the bins."""
    total = len(claims)
    return sum(n * abs(mean - right / n) for _, mean, n, right in bins(claims)) / total if total else 0.0


def held(claims: Sequence[tuple[float, bool]], least: float = 0.9) -> tuple[int, int]:
    """Of what is claimed with at least this confidence: how many, and how many were right."""
    sure = [right for confidence, right in claims if confidence >= least]
    return len(sure), sum(sure)
