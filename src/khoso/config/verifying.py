"""Every copy of every object read again and compared with what was recorded."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from khoso.kernel.findings import Finding, Severity
from khoso.stages.repository import actions, queries, storage
from khoso.stages.repository.compute.fixity import check_object


@dataclass(frozen=True)
class Verified:
    """One copy of one object; `findings` are the errors found, [] for a whole copy."""

    root: str
    object_id: str
    findings: list[Finding]


def verify_replicas() -> Iterator[Verified]:
    """Check each copy and record the result. A recorded object that a root lacks is damage, too."""
    expected = set(queries.object_ids())
    for name, root in storage.roots().items():
        root.recover()
        present = set(root.objects())
        for object_id in sorted(present | expected):
            if object_id not in present:
                message = f"{object_id} không còn trong kho «{name}»; khôi phục từ bản sao khác."
                findings = [Finding("repository.missing", Severity.ERROR, message, where=object_id)]
            else:
                checked = check_object(root, object_id)
                findings = [found for found in checked.findings if found.severity is Severity.ERROR]
            if object_id in expected:
                actions.record_verified(object_id, name, is_whole=not findings)
            yield Verified(name, object_id, findings)
