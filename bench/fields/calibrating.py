"""Fitting the steps that turn a score of the rules into a share that was right, and writing them into the project."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from bench.fields.measuring import NAMES, Tallies
from khoso.stages.recognition import rules_trust

Steps = tuple[tuple[float, float], ...]
# A step must rest on so many values; a share is told as if so many more had been half right, half wrong.
FEWEST = 25
DOUBT = 0.5
# What people do not look at must be right: a group below this share is told as less than they pre-accept.
SURE_ENOUGH, BELOW_SURE = 0.98, 0.89


def fitted(claims: Sequence[tuple[float, bool]]) -> Steps:
    """Rising steps (pool adjacent violators) over groups of values of a like score; empty with too few values."""
    if len(claims) < 2 * FEWEST:
        return ()
    ordered = sorted(claims)
    groups: list[list[float]] = []  # lowest score, right, n
    for start in range(0, len(ordered), FEWEST):
        part = ordered[start : start + FEWEST]
        if len(part) < FEWEST // 2 and groups:
            groups[-1][1] += sum(right for _, right in part)
            groups[-1][2] += len(part)
        else:
            groups.append([part[0][0], float(sum(right for _, right in part)), float(len(part))])
    pooled: list[list[float]] = []
    for group in groups:
        pooled.append(group)
        while len(pooled) > 1 and pooled[-2][1] / pooled[-2][2] >= pooled[-1][1] / pooled[-1][2]:
            last = pooled.pop()
            pooled[-1][1] += last[1]
            pooled[-1][2] += last[2]
    steps = [(round(score, 3), round((right + DOUBT) / (n + 2 * DOUBT), 3)) for score, right, n in pooled]
    # A small last group smooths lower than the one before it: the steps only rise.
    steps = [(score, max(share for _, share in steps[: order + 1])) for order, (score, _) in enumerate(steps)]
    steps = [(score, share if share >= SURE_ENOUGH else min(share, BELOW_SURE)) for score, share in steps]
    kept = [step for before, step in zip([(0.0, -1.0), *steps], steps, strict=False) if step[1] != before[1]]
    if kept[0][1] < SURE_ENOUGH:
        return ((0.0, kept[0][1]), *kept[1:])
    # Scores lower than most of the lowest group were hardly seen: nothing sure is told of them.
    usual = round(ordered[min(FEWEST, len(ordered)) // 2][0], 3)
    return ((0.0, BELOW_SURE), (usual, kept[0][1]), *kept[1:])


def tables(tallies: Tallies) -> dict[str, Steps]:
    """The steps of every field that has enough values."""
    return {name: steps for name in NAMES if name in tallies and (steps := fitted(tallies[name].claims))}


def write(found: dict[str, Steps]) -> Path:
    """Put the tables into the rules of the project, in place of those that stand there."""
    path = Path(rules_trust.__file__)
    head = path.read_text(encoding="utf-8").split("TRUST:")[0]
    rows = [
        f'    "{name}": ({" ".join(f"({score}, {share})," for score, share in steps)}),'
        for name, steps in found.items()
    ]
    body = "\n".join(["TRUST: dict[str, tuple[tuple[float, float], ...]] = {", *rows, "}  # fmt: skip", ""])
    path.write_text(head + body, encoding="utf-8")
    return path
