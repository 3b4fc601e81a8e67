"""What keeps a dossier out of a list: not assessed, in the wrong group, or under a block with its clause."""

from __future__ import annotations

import importlib
import uuid
from collections import defaultdict
from collections.abc import Collection, Sequence

from django.utils.translation import gettext as _

from khoso.stages.selection.models import Assessment
from khoso.stages.selection.proposing.errors import Hindrance

BATCH = 5000
_BY_CRITERIA = "CV 7197/BKHCN-CĐSQG 2.1"
_BY_RISK = "CV 7197/BKHCN-CĐSQG 2.2.a"


def batches(ids: Sequence[uuid.UUID]) -> list[Sequence[uuid.UUID]]:
    """`ids` in parts that one question asks about."""
    return [ids[start : start + BATCH] for start in range(0, len(ids), BATCH)]


def hindered(dossier_ids: Collection[uuid.UUID]) -> dict[uuid.UUID, list[Hindrance]]:
    """Why each of these may not stand in a list; those that may are not named. Asked anew each time: facts change."""
    asked = list(dossier_ids)
    told: dict[uuid.UUID, list[Hindrance]] = defaultdict(list)
    for part in batches(asked):
        for dossier, found in _blocks_of(part).items():
            told[dossier] += found
        for dossier, hindrance in _not_assessed(part):
            told[dossier].append(hindrance)
    return dict(told)


def _blocks_of(ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, list[Hindrance]]:
    asked = getattr(importlib.import_module("khoso.stages.selection.assessing"), "queries", None)
    if asked is None:
        try:
            asked = importlib.import_module("khoso.stages.selection.assessing.queries")
        except ModuleNotFoundError:
            return {}
    return {
        dossier: [Hindrance(block.code, str(block.clause), str(block.message)) for block in blocks]
        for dossier, blocks in asked.blocks_of(list(ids)).items()
        if blocks
    }


def _not_assessed(ids: Sequence[uuid.UUID]) -> list[tuple[uuid.UUID, Hindrance]]:
    """# Luật: CV 7197 2.1 (nhóm 2 không số hóa, nhóm 3 khi có điều kiện), 2.2.a (loại D giữ bản gốc)"""
    rows = Assessment.objects.filter(dossier_id__in=ids, is_current=True)
    known = {row[0]: row[1:] for row in rows.values_list("dossier_id", "group", "risk_class", "conditions")}
    told = []
    for dossier in ids:
        if dossier not in known:
            told.append((dossier, Hindrance("unassessed", _BY_CRITERIA, _("Chưa được đánh giá."))))
            continue
        group, risk, conditions = known[dossier]
        if group == Assessment.Group.UNSUITABLE:
            told.append((dossier, Hindrance("group_2", _BY_CRITERIA, _("Nhóm 2: không phù hợp để số hóa."))))
        if group == Assessment.Group.RESTRICTED and not conditions.strip():
            why = _("Nhóm 3: chỉ số hóa khi có quyết định hoặc điều kiện riêng, chưa ghi.")
            told.append((dossier, Hindrance("group_3", _BY_CRITERIA, why)))
        if risk == Assessment.Risk.D:
            told.append((dossier, Hindrance("risk_d", _BY_RISK, _("Loại D: không số hóa, chỉ giữ bản gốc."))))
    return told
