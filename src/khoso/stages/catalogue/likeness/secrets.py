"""What is never compared: state secrets, and what is held until a person has looked whether it is one."""

from __future__ import annotations

import uuid
from collections.abc import Collection
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from khoso.stages.catalogue.models import Dossier, Item

_SECRET_MODE = "03"  # noqa: S105 (a level of access, no password)


def comparable(dossiers: QuerySet[Dossier]) -> QuerySet[Dossier]:
    """Those that are no secret, hold none, and wait for nobody's word on it.

    # Luật: KH 82 II (không bao gồm tài liệu bí mật nhà nước)
    """
    secret_items = Item.objects.filter(dossier=OuterRef("pk"), access_code=_SECRET_MODE).order_by()
    return dossiers.filter(
        Q(secrecy_held_for="") | Q(secrecy_cleared_at__isnull=False), ~Exists(secret_items), secrecy_mark=""
    ).exclude(access_code=_SECRET_MODE)


def comparable_ids(dossier_ids: Collection[Any]) -> set[uuid.UUID]:
    rows = comparable(Dossier.objects.order_by().filter(pk__in=list(dossier_ids)))
    return set(rows.values_list("pk", flat=True))
