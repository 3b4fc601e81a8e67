"""Dossiers for the tests of selection, each with one fact that matters."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import count
from typing import Any

from khoso.foundation.identity.actions import register_agency
from khoso.stages.catalogue.actions import register_dossier, register_fonds
from khoso.stages.catalogue.models import Dossier, TwinVerdict
from khoso.stages.selection.models import Assessment

MOMENT = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)
_numbers = count(1)


def agency(code: str, kind: str = "commune") -> Any:
    return register_agency(code, f"Cơ quan {code}", kind=kind)


def dossier(of: Any, **facts: Any) -> Dossier:
    """An arranged dossier with a term of 20 years that nothing blocks, but for what `facts` say."""
    fonds = register_fonds(of, code=facts.pop("fonds", "P01"), title="Phông Mẫu")
    said = {"retention_code": "05", "start": "2015", "end": "2015", "access_code": "02", "arrangement": "arranged"}
    number = facts.pop("number", f"{next(_numbers):05d}")
    said["title"] = f"Hồ sơ {number}"
    return register_dossier(fonds, number=number, box="1", year=2015, **{**said, **facts})


def assess(one: Dossier, group: int = 1, risk_class: str = "A", **more: Any) -> Assessment:
    Assessment.objects.filter(dossier=one, is_current=True).update(is_current=False)
    return Assessment.objects.create(dossier=one, group=group, risk_class=risk_class, assessed_at=MOMENT, **more)


def judge_same(one: Dossier, other: Dossier) -> None:
    left, right = sorted((one, other), key=lambda each: each.pk)
    TwinVerdict.objects.create(left=left, right=right, verdict="same", reason="cùng hồ sơ", at=MOMENT)
