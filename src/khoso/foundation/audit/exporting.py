"""The trail as a file that proves itself: rows, seals and the public keys, one JSON object a line.

`docs/verify-audit-export.py` checks it with nothing but Python; the signatures of seals with `openssl`.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import transaction

from khoso.engines import signatures
from khoso.foundation.audit.actions import record
from khoso.foundation.audit.models import AuditEntry, AuditSeal
from khoso.foundation.audit.sealing import heads, kept
from khoso.kernel import clock
from khoso.kernel.errors import UsageError

FORMAT = "khoso-audit-export/1"


def export(
    target: Path, *, chain: str = "", since: datetime | None = None, until: datetime | None = None
) -> dict[str, Any]:
    """Write the trail, or one chain, or what was recorded between two moments, to a new file (or into a folder).

    From each chain the run of rows from the first to the last that lies between the moments, so that it hangs
    together. Says the path, and how many rows and seals. Raises UsageError when the file is there already.
    """
    path = target / f"nhat-ky-{clock.now():%Y%m%dT%H%M%SZ}.jsonl" if target.is_dir() else target
    if path.exists():
        raise UsageError(f"{path} đã có. Hãy chọn tên khác; tệp cũ không bị ghi đè.")
    rows = seals = 0
    with path.open("x", encoding="utf-8") as file, transaction.atomic():
        for line in _lines(chain, since, until):
            rows += line["kind"] == "row"
            seals += line["kind"] == "seal"
            file.write(f"{json.dumps(line, ensure_ascii=False, sort_keys=True)}\n")
    record("audit.trail.export", subject=("trail", chain or "*"), details={"form": FORMAT, "rows": rows})
    return {"path": str(path), "rows": rows, "seals": seals}


def _lines(chain: str, since: datetime | None, until: datetime | None) -> Iterator[dict[str, Any]]:
    runs = [run for head in heads() if chain in ("", head["chain"]) if (run := _run(head["chain"], since, until))]
    yield {"kind": "export", "format": FORMAT, "made": clock.now().isoformat(), "chains": runs}
    for key_id, pem in signatures.seal_keys().public_keys().items():
        yield {"kind": "key", "key_id": key_id, "pem": pem}
    for run in runs:
        rows = AuditEntry.objects.filter(chain=run["chain"], position__gte=run["first"], position__lte=run["last"])
        found = rows.order_by("position").values_list("position", "previous_hash", "hash", "content")
        for position, previous, kept_hash, content in found.iterator(chunk_size=5000):
            yield {
                "kind": "row", "chain": run["chain"], "position": position, "previous_hash": previous,
                "hash": kept_hash, "content": content,
            }  # fmt: skip
    for one in AuditSeal.objects.order_by("position").iterator():
        yield {"kind": "seal", **asdict(kept(one))}


def _run(chain: str, since: datetime | None, until: datetime | None) -> dict[str, Any] | None:
    """From where to where a chain goes into the file, and the hash before it."""
    rows = AuditEntry.objects.filter(chain=chain).order_by("position")
    wanted = rows.filter(at__gte=since) if since else rows
    wanted = wanted.filter(at__lt=until) if until else wanted
    first = wanted.first()
    last = wanted.order_by("-position").first()
    if first is None or last is None:
        return None
    return {
        "chain": chain, "first": first.position, "last": last.position, "before": first.previous_hash,
        "head": last.hash,
    }  # fmt: skip
