"""What is never compared: state secrets, and what is held until a person has looked whether it is one."""

from __future__ import annotations

import uuid
from collections.abc import Collection
from typing import Any

from django.db.models import Q

from khoso.stages.catalogue.compute import secrecy
from khoso.stages.catalogue.models import Dossier, Item

# Every notation that may say secret has one of these groups; the signs themselves decide.
_PERHAPS = r"(^|[^[:alpha:]])(m|tm|mật|mat|tối|toi|tuyệt|tuyet)([^[:alpha:]]|$|m)"


def comparable_ids(dossier_ids: Collection[Any]) -> set[uuid.UUID]:
    """Those of these dossiers that are no secret, hold none, and wait for nobody's word on it.

    # Luật: KH 82 II (không bao gồm tài liệu bí mật nhà nước)
    """
    rows = Dossier.objects.order_by().filter(
        Q(secrecy_held_for="") | Q(secrecy_cleared_at__isnull=False), pk__in=list(dossier_ids), secrecy_mark=""
    )
    open_ones = {
        pk
        for pk, mode, mark in rows.values_list("pk", "access_code", "information_mark")
        if not secrecy.signs(marking=mark, access_code=mode).is_secret
    }
    return open_ones - _with_secret_items(open_ones)


def _with_secret_items(dossier_ids: Collection[uuid.UUID]) -> set[uuid.UUID]:
    perhaps = Q(access_code=secrecy.SECRET_MODE) | ~Q(information_mark="") | Q(notation__iregex=_PERHAPS)
    rows = Item.objects.order_by().filter(perhaps, dossier_id__in=dossier_ids)
    return {
        dossier
        for dossier, notation, mark, mode in rows.values_list(
            "dossier_id", "notation", "information_mark", "access_code"
        )
        if secrecy.signs(notation=notation, marking=mark, access_code=mode).is_secret
    }
