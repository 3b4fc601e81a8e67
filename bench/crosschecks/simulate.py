"""Made dossiers as a machine with planted misreadings and a typist with planted typos would tell them.

The papers are those of the made-up corpus, composed but not drawn: numbers, days, notations and names hang together as
the cross-checks want to see, and the truth of each is known.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from random import Random

from khoso.demo.documents import Document
from khoso.demo.dossier import DossierMaker, Settings
from khoso.stages.recognition.compute.reading import FieldReading
from khoso.stages.recognition.crosschecks.facts import Facts, Neighbour

FIELDS = ("kind", "number", "notation", "issued_date", "issuer", "subject", "signer")
# Of a hundred fields so many are misread, mistyped, and left empty by the typist.
MISREAD, MISTYPED, UNTYPED = 0.06, 0.03, 0.08
# Of a hundred dossiers before this one so many are confirmed already.
CONFIRMED = 0.6
_ALIKE = {"0": "86", "1": "74", "2": "7", "3": "8", "4": "1", "5": "6", "6": "58", "7": "1", "8": "36", "9": "0"}
_LETTERS = {
    "T": "I",
    "I": "T",
    "U": "Ư",
    "Đ": "D",
    "O": "Q",
    "Q": "O",
    "S": "5",
    "B": "8",
    "n": "h",
    "m": "n",
    "a": "e",
}


@dataclass(frozen=True)
class Case:
    """One paper: what is true, what the machine read and how sure it was, and what is known around it."""

    truth: dict[str, str]
    read: dict[str, FieldReading]
    facts: Facts

    def is_right(self, name: str) -> bool:
        return self.read[name].value == self.truth[name]


def cases(dossiers: int, *, seed: str = "doi-chieu", items: int = 12, copied: bool = False) -> Iterator[Case]:
    """The papers of so many dossiers of one agency. `copied`: the typist copied what the machine read."""
    settings = Settings(Path(), seed, items, 1, 100, ())
    dice = Random(f"{seed}/{copied}")
    used: dict[int, dict[str, dict[str, int]]] = {}
    for number in range(1, dossiers + 1):
        maker = DossierMaker(settings, number)
        papers = list(maker._documents())
        truths = [_truth(doc) for doc in papers]
        reads = [_read(truth, dice) for truth in truths]
        rows = [_typed(truth, read if copied else None, dice) for truth, read in zip(truths, reads, strict=True)]
        year = used.setdefault(maker.year, {})
        for ordinal, (truth, read, row) in enumerate(zip(truths, reads, rows, strict=True), 1):
            beside = [_neighbour(one, at, truths[at - 1], dice) for at, one in enumerate(rows, 1) if at != ordinal]
            facts = Facts(
                register=row,
                register_is_copied=copied,
                ordinal=ordinal,
                neighbours=tuple(beside),
                used={name: dict(counts) for name, counts in year.items()},
                dossier_start=min(doc.issued for doc in papers),
                dossier_end=max(doc.issued for doc in papers),
                names_then=(truth["issuer"],) if dice.random() < 0.5 else (),
                read_on=date(2026, 11, 1),
            )
            yield Case(truth, read, facts)
        for truth in truths:
            for name in ("notation", "issuer", "signer"):
                counts = year.setdefault(name, {})
                counts[truth[name]] = counts.get(truth[name], 0) + 1


def ledger(papers: int, *, seed: str = "so-van-ban", year: int = 2015) -> Iterator[Case]:
    """One run of numbers of one notation, its papers lying in many dossiers; no register but for the neighbours."""
    dice = Random(seed)
    days = sorted(_working_day(year, dice) for _ in range(papers))
    truths = [
        {"number": str(at), "notation": "QĐ-UBND", "issued_date": day.isoformat(), "kind": "02"}
        | {"issuer": "", "subject": "", "signer": ""}
        for at, day in enumerate(days, 1)
    ]
    reads = [_read(truth, dice) for truth in truths]
    rows = [_typed(truth, None, dice) for truth in truths]
    for at, (truth, read) in enumerate(zip(truths, reads, strict=True)):
        run = [
            replace(_neighbour(rows[one], one, truths[one], dice), is_beside=False)
            for one in range(max(0, at - 30), min(papers, at + 31))
            if one != at
        ]
        yield Case(truth, read, Facts(neighbours=tuple(run), read_on=date(2026, 11, 1)))


def _working_day(year: int, dice: Random) -> date:
    """A day of the year; offices seldom date a paper on a Sunday."""
    while True:
        day = date.fromordinal(date(year, 1, 1).toordinal() + dice.randrange(365))
        if day.weekday() != 6 or dice.random() < 0.1:
            return day


def _truth(doc: Document) -> dict[str, str]:
    return {
        "kind": doc.kind,
        "number": doc.number,
        "notation": doc.notation,
        "issued_date": doc.issued.isoformat(),
        "issuer": doc.issuer.name,
        "subject": doc.subject,
        "signer": doc.signer,
    }


def _read(truth: dict[str, str], dice: Random) -> dict[str, FieldReading]:
    told = {}
    for name in FIELDS:
        wrong = dice.random() < MISREAD
        value = spoiled(name, truth[name], dice) if wrong else truth[name]
        # A wrong reading is mostly less sure; some are as sure as right ones.
        sure = dice.uniform(0.45, 0.97) if value != truth[name] else 1 - min(0.5, dice.expovariate(1 / 0.06))
        told[name] = FieldReading(value, round(sure, 3), 1, None, reason="đầu trang")
    return told


def _typed(truth: dict[str, str], copied_from: dict[str, FieldReading] | None, dice: Random) -> dict[str, str]:
    row = {}
    for name in FIELDS:
        if dice.random() < UNTYPED:
            continue
        value = copied_from[name].value or "" if copied_from else truth[name]
        row[name] = spoiled(name, value, dice) if dice.random() < MISTYPED else value
    return row


def _neighbour(row: dict[str, str], ordinal: int, truth: dict[str, str], dice: Random) -> Neighbour:
    confirmed = dice.random() < CONFIRMED
    said = truth if confirmed else row
    issued = said.get("issued_date", "")
    return Neighbour(
        ordinal,
        said.get("kind", ""),
        said.get("number", ""),
        said.get("notation", ""),
        date.fromisoformat(issued) if issued else None,
        said.get("issuer", ""),
        said.get("subject", ""),
        confirmed,
    )


def spoiled(name: str, value: str, dice: Random) -> str:
    """A value as a misreading or a typing error makes it: one sign another; of a date one that is still a day."""
    if name == "kind":
        return dice.choice([code for code in ("02", "07", "14", "15", "22") if code != value])
    for _ in range(20 if value else 0):
        at = dice.randrange(len(value))
        sign = value[at]
        other = dice.choice(_ALIKE[sign]) if sign in _ALIKE else _LETTERS.get(sign, "")
        made = value[:at] + other + value[at + 1 :] if other else ""
        if made and made != value and (name != "issued_date" or _is_day(made)):
            return made
    return value


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True
