"""What keeps a dossier out of a list: not assessed, or under a block with its clause."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Sequence

from django.utils.translation import gettext as _

from khoso.foundation.web.words import told
from khoso.stages.selection.assessing import queries as assessing
from khoso.stages.selection.models import Assessment
from khoso.stages.selection.proposing.errors import Hindrance

BATCH = 5000
_BY_CRITERIA = "CV 7197/BKHCN-CĐSQG 2.1"


def batches(ids: Sequence[uuid.UUID]) -> list[Sequence[uuid.UUID]]:
    """`ids` in parts that one question asks about."""
    return [ids[start : start + BATCH] for start in range(0, len(ids), BATCH)]


def hindered(dossier_ids: Collection[uuid.UUID]) -> dict[uuid.UUID, list[Hindrance]]:
    """Why each of these may not stand in a list; those that may are not named. Asked anew each time: facts change."""
    found: dict[uuid.UUID, list[Hindrance]] = {}
    for part in batches(list(dossier_ids)):
        blocked = assessing.blocks_of(part)
        rows = Assessment.objects.filter(dossier_id__in=part, is_current=True)
        assessed = set(rows.values_list("dossier_id", flat=True))
        for dossier in part:
            why = [Hindrance(one.code, told(one.clause), told(one.message)) for one in blocked.get(dossier, [])]
            if dossier not in assessed:
                # Luật: CV 7197 2.1 (đánh giá trước khi lựa chọn)
                why.append(Hindrance("unassessed", _BY_CRITERIA, _("Chưa được đánh giá.")))
            if why:
                found[dossier] = why
    return found
