"""What the machine check of pages finds: defects planted in real pages, recall by kind and severity, false alarms.

    ./dev bench pagecheck [--part tune|report|all] [--pages N] [--each N] [--kinds skew,blank] [--alarms] [--json]

Thresholds are set while looking at `tune`: half of the pages with draws of their own. `report` is the other half with
other draws: look at it to tell, never to set. Real pages lie in `shared/samples` beside the checkout.
"""

from __future__ import annotations

import argparse
import json
import sys
from typing import Any

from bench.pagecheck.measure import Alarms, Count, Result, measure, measure_files
from bench.pagecheck.pictures import shared
from bench.pagecheck.planting import FILE_KINDS, PAGE_KINDS, FileKind, Kind

MOST_ALARMS = 0.03


def main() -> int:
    """Run; 1 when a target of a part seen as a whole is missed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--part", choices=("tune", "report", "all"), default="tune")
    parser.add_argument("--pages", type=int, default=0, help="at most so many pages (0: all)")
    parser.add_argument("--each", type=int, default=0, help="severities of a kind for each page (0: all)")
    parser.add_argument("--kinds", default="", help="only these kinds, by comma")
    parser.add_argument("--alarms", action="store_true", help="plant nothing: only false alarms")
    parser.add_argument("--missed", action="store_true", help="name the pages on which something was missed")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    root = shared()
    if root is None:
        sys.exit("Không có thư mục shared/samples bên cạnh mã nguồn: không có gì để đo.")
    wanted = set(filter(None, options.kinds.split(",")))
    names = [kind.name for kind in PAGE_KINDS] + [kind.name for kind in FILE_KINDS]
    if unknown := wanted - set(names):
        sys.exit(f"no such kind: {', '.join(sorted(unknown))}; there are {', '.join(names)}")
    in_pages = [] if options.alarms else [kind for kind in PAGE_KINDS if not wanted or kind.name in wanted]
    in_files = [] if options.alarms else [kind for kind in FILE_KINDS if not wanted or kind.name in wanted]
    size = {"most": options.pages, "each": options.each, "seed": options.seed}
    result = Result({}, Alarms(), Alarms())
    if in_pages or options.alarms:
        result = measure(root, in_pages, options.part, **size)
    if in_files:
        measure_files(result, root, in_files, options.part, **size)
    kinds: list[Kind | FileKind] = [*in_pages, *in_files]
    if options.json:
        print(json.dumps(as_json(kinds, result, options.part), ensure_ascii=False, indent=1))
    else:
        show(kinds, result, options)
    return 0 if all(passed(kind, result.recall[kind.name]) for kind in kinds) and not too_many(result) else 1


def stated(kind: Kind | FileKind, counts: dict[float, Count]) -> tuple[int, int]:
    """Found and planted over the severities that are promised."""
    return (
        sum(counts[severity].found for severity in kind.stated),
        sum(counts[severity].planted for severity in kind.stated),
    )


def passed(kind: Kind | FileKind, counts: dict[float, Count]) -> bool:
    """Whether the promised recall is reached."""
    found, planted = stated(kind, counts)
    return found >= kind.target * planted


def too_many(result: Result) -> bool:
    """Whether more clean pages are accused than may be."""
    return any(
        alarms.accused > MOST_ALARMS * alarms.pages
        for alarms in (result.as_delivered, result.as_scanned, result.as_files)
    )


def show(kinds: list[Kind | FileKind], result: Result, options: argparse.Namespace) -> None:
    """The table."""
    print(f"part {options.part}, {result.as_scanned.pages} clean pages, {result.seconds:.0f} s\n")
    for kind in kinds:
        counts = result.recall[kind.name]
        found, planted = stated(kind, counts)
        mark = "ok " if passed(kind, counts) else "LOW"
        first, last = min(kind.stated), max(kind.stated)
        share = f"{found / planted:6.1%}" if planted else "     -"
        print(
            f"{mark} {kind.name:16} {share} of {planted:4} at {first:g}–{last:g} {kind.unit} (target {kind.target:.0%})"
        )
        curve = [f"{s:g}: {c.found / c.planted:.0%}" for s, c in counts.items() if c.planted]
        print(f"      {'   '.join(curve)}")
        besides = sum((count.besides for count in counts.values()), start=type(next(iter(counts.values())).besides)())
        if besides:
            print(f"      besides: {', '.join(f'{code} {n}' for code, n in besides.most_common(5))}")
        if options.missed:
            for severity in kind.stated:
                print("".join(f"      missed {severity:g}: {name}\n" for name in counts[severity].missed), end="")
    for name, alarms in (
        ("as delivered", result.as_delivered),
        ("scanned in colour", result.as_scanned),
        ("in whole files", result.as_files),
    ):
        accused = alarms.accused / max(1, alarms.pages)
        by_code = ", ".join(f"{code} {n}" for code, n in alarms.codes.most_common())
        print(f"\nclean pages {name}: {accused:.1%} of {alarms.pages} accused (limit {MOST_ALARMS:.0%}) {by_code}")
        print("".join(f"      {where}\n" for where in alarms.where), end="")


def as_json(kinds: list[Kind | FileKind], result: Result, part: str) -> dict[str, Any]:
    """The same for a machine."""
    return {
        "part": part,
        "recall": {kind.name: _kind_json(kind, result.recall[kind.name]) for kind in kinds},
        "false_alarms": {
            "as_delivered": _alarms_json(result.as_delivered),
            "scanned": _alarms_json(result.as_scanned),
            "files": _alarms_json(result.as_files),
        },
    }


def _kind_json(kind: Kind | FileKind, counts: dict[float, Count]) -> dict[str, Any]:
    found, planted = stated(kind, counts)
    return {
        "unit": kind.unit,
        "target": kind.target,
        "stated": list(kind.stated),
        "recall": found / planted if planted else None,
        "curve": [{"severity": s, "planted": c.planted, "found": c.found} for s, c in counts.items()],
    }


def _alarms_json(alarms: Alarms) -> dict[str, Any]:
    return {"pages": alarms.pages, "accused": alarms.accused, "codes": dict(alarms.codes), "where": alarms.where}


if __name__ == "__main__":
    sys.exit(main())
