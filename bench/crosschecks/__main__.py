"""What the cross-checks catch and what they lower wrongly, on made dossiers with planted errors.

Run: python -m bench.crosschecks [dossiers]. Each rule is printed with its weight and with the weight the corpus would
give it (the logarithm of how much more often it spoke of right readings than of wrong ones).
"""

from __future__ import annotations

import math
import sys
from collections import Counter, defaultdict
from collections.abc import Sequence

from bench.crosschecks.simulate import FIELDS, Case, cases, ledger
from khoso.stages.recognition.crosschecks.judging import judge, spoken
from khoso.stages.recognition.crosschecks.rules import LINE, RULES
from khoso.stages.recognition.policies.rules import interval


def main(dossiers: int) -> int:
    made = list(cases(dossiers))
    print(f"{dossiers} hồ sơ, {len(made)} văn bản, {len(made) * len(FIELDS)} trường; bảng kê gõ riêng\n")
    _by_field(made)
    _by_rule(made)
    run = list(ledger(6 * dossiers))
    print(f"\nMột sổ đăng ký {len(run)} số của một ký hiệu trong một năm, không có dòng bảng kê\n")
    _by_field(run, ("number", "issued_date"))
    _by_rule(run, ("number", "issued_date"))
    copied = list(cases(max(1, dossiers // 4), copied=True))
    print(f"\n{len(copied)} văn bản có bảng kê chép từ bản đọc\n")
    _by_field(copied)
    return 0


def _by_field(made: list[Case], names: Sequence[str] = FIELDS) -> None:
    print(
        "| Trường | Sai | Chắc nhầm trước | Chắc nhầm sau | Sai bị bắt | Đúng bị hạ oan | Nói ≥ 0,9 | Trong đó đúng |"
    )
    print("|---|---|---|---|---|---|---|---|")
    total: Counter[str] = Counter()
    for name in names:
        counts = count(made, name)
        total.update(counts)
        print(_row(name, counts))
    print(_row("tất cả", total))


def count(made: list[Case], name: str) -> Counter[str]:
    """How one field came out: sure before and after, right and wrong."""
    told: Counter[str] = Counter()
    for case in made:
        before, after = case.read[name].confidence, judge(case.read, case.facts)[name].confidence
        kind = "right" if case.is_right(name) else "wrong"
        told[kind] += 1
        told[f"{kind}-before"] += before >= LINE
        told[f"{kind}-after"] += after >= LINE
        told[f"{kind}-lowered"] += before >= LINE > after
    return told


def _row(name: str, told: Counter[str]) -> str:
    sure = told["right-after"] + told["wrong-after"]
    low, high = interval(told["right-after"], sure)
    return (
        f"| {name} | {told['wrong']} | {told['wrong-before']} | {told['wrong-after']} | {told['wrong-lowered']}"
        f" | {told['right-lowered']} / {told['right-before']} | {sure}"
        f" | {100 * told['right-after'] / max(1, sure):.2f} % ({100 * low:.2f}–{100 * high:.2f}) |"
    )


def _by_rule(made: list[Case], names: Sequence[str] = FIELDS) -> None:
    spoke: dict[str, Counter[bool]] = defaultdict(Counter)
    all_: Counter[bool] = Counter()
    for case in made:
        for name in names:
            all_[case.is_right(name)] += 1
        for one in spoken(case.read, case.facts):
            spoke[one.rule][case.is_right(one.name)] += 1
    print("\n| Phép đối chiếu | Trọng số | Đo được | Nói về chỗ đúng | Nói về chỗ sai |\n|---|---|---|---|---|")
    for code, rule in RULES.items():
        right, wrong = spoke[code][True], spoke[code][False]
        if names is not FIELDS and not right + wrong:
            continue
        measured = math.log(((right + 0.5) / (all_[True] + 1)) / ((wrong + 0.5) / (all_[False] + 1)))
        shown = f"{measured:+.1f}" if right + wrong else "–"
        print(f"| {code} | {rule.weight:+.1f} | {shown} | {right} | {wrong} |")


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 80))
