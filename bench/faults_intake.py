"""Kill −9 at fifty moments of an intake nobody chose, go on, and hold the end against an undisturbed run, byte by byte.

Run: python -m bench.faults_intake [--kills 50] [--seed 1]. Prints what was killed how often, how long it took, and
every difference; exit 1 when there is one.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from itertools import cycle, islice
from pathlib import Path

from tests.faults.line import KINDS, THE_INTAKE
from tests.faults.test_killed_intake import compare_runs, differences

# Reading and checking take most of a delivery's time, so most chance kills would meet them.
OFTEN = (*KINDS, THE_INTAKE, "recognition.read_file", "digitisation.check_file")


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--kills", type=int, default=50)
    asked.add_argument("--seed", type=int, default=1)
    told = asked.parse_args()
    owed = list(islice(cycle(OFTEN), told.kills))
    with tempfile.TemporaryDirectory(prefix="khoso-kill-") as place:
        killing, calm, killed = compare_runs(Path(place), owed, told.seed, patience=1500)
    print(f"{killing.killed.total()} lần kill −9 trong {killing.seconds:.0f} giây, {killing.runs} lần gọi lệnh:")
    for kind, count in sorted(killing.killed.items()):
        print(f"  {kind:34} {count}")
    if killing.owed:
        print(f"  chưa kịp: {', '.join(sorted(killing.owed))}")
    found = differences(calm, killed)
    faults = [*killed["leftovers"], *killed["audit"], *killed["object_faults"], *killed["replica_differences"]]
    print(f"{len(calm['kept'])} tệp được giữ, giống từng byte: {'có' if calm['kept'] == killed['kept'] else 'KHÔNG'}")
    for name, (left, right) in found.items():
        print(f"  KHÁC {name}: chỉ ở bản yên {left}; chỉ ở bản bị giết {right}")
    for fault in faults:
        print(f"  LỖI {fault}")
    sys.exit(1 if found or faults else 0)


if __name__ == "__main__":
    main()
