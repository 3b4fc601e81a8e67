"""Kinds of defects a person marks: what they are called, how heavy they usually are, on which key they lie."""

from __future__ import annotations

from dataclasses import dataclass

from khoso.kernel.words import noop


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of defect of one kind of unit («page», «field»)."""

    code: str
    units: str
    name: str
    severity: str
    key: str = ""


KINDS: tuple[Kind, ...] = (Kind("page.blurred", "page", noop("Mờ, nhòe"), "major", "m"),)
