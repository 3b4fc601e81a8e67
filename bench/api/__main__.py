"""Whatever the description of the API allows, and what it does not, sent at length as every kind of caller.

`./dev bench api [examples an operation, 100]`: tests/api at length. Prints how many calls got which status.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def main() -> int:
    examples = sys.argv[1] if len(sys.argv) > 1 else "100"
    started = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "tests/api/test_api_schema.py", "-q", "-s", "-p", "no:cacheprovider"],
        cwd=ROOT,
        env={**os.environ, "API_EXAMPLES": examples},
        check=False,
    )
    print(f"{examples} lần mỗi thao tác / examples an operation; {time.perf_counter() - started:.0f} s")
    return done.returncode


if __name__ == "__main__":
    sys.exit(main())
