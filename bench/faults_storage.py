"""Kill a storing process at random moments, 1,000 times unless told, and say what each kill left.

    PYTHONPATH=src:. python bench/faults_storage.py [KILLS] [FOLDER]

The limit is nothing lost and nothing half there; the last line gives the counts against it.
"""

from __future__ import annotations

import collections
import json
import re
import shutil
import sys
import tempfile
from pathlib import Path

from tests.faults.storage_harness import kill_once

from khoso.stages.repository.compute.ocfl_root import StorageRoot

FRESH_AFTER = 10  # a new root after so many kills keeps the judging of the whole root short


def main(kills: int, folder: str | None) -> int:
    """Returns the exit code: 1 when any promise was broken."""
    counts: collections.Counter[str] = collections.Counter()
    with tempfile.TemporaryDirectory(dir=folder) as base:
        root = StorageRoot.create(Path(base, "0"))
        for seed in range(kills):
            if seed and seed % FRESH_AFTER == 0:
                shutil.rmtree(root.path)
                root = StorageRoot.create(Path(base, str(seed)))
            found = kill_once(root, seed)
            counts.update(kept=found.kept, recovered=len(found.recovered))
            counts.update(errors=len(found.errors), lost=len(found.lost), left=len(found.left))
            counts.update(re.sub(r"^.*: | v\d+", "", said) for said in found.recovered)
            if found.errors or found.lost or found.left:
                print(json.dumps({"seed": seed, "found": repr(found)}, ensure_ascii=False), flush=True)
    print(json.dumps({"kills": kills, "limit": 0, **counts}, ensure_ascii=False))
    return 1 if counts["errors"] or counts["lost"] or counts["left"] else 0


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 1000, sys.argv[2] if len(sys.argv) > 2 else None))
