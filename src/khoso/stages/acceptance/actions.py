"""Accepting dossiers."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from khoso.foundation.audit.actions import present_actor, record
from khoso.kernel import clock, news
from khoso.stages.acceptance import queries
from khoso.stages.acceptance.errors import NotAcceptable
from khoso.stages.acceptance.events import DossierAccepted
from khoso.stages.acceptance.models import AcceptedDossier
from khoso.stages.acceptance.rules import reasons_against
from khoso.stages.catalogue import queries as catalogue


def refuse_maker(dossier_id: Any, username: str) -> None:
    """Raises NotAcceptable for one of those who scanned or delivered the dossier, whatever role they hold.

    # Luật: TT 05/2025 Đ.9.8: who makes does not accept
    """
    makers = {name.casefold() for name in queries.makers_of(dossier_id)}
    if username.casefold() in makers:
        raise NotAcceptable([_("Anh/chị đã quét hoặc nộp hồ sơ này nên không nghiệm thu; hãy để người khác làm.")])


@transaction.atomic
def accept_dossier(dossier_id: Any) -> AcceptedDossier:
    """Accept a dossier, counting its volume now. Doing it again changes nothing.

    Raises NotAcceptable with every reason against it.
    """
    catalogue.hold_dossier(dossier_id)
    existing = queries.acceptance_of(dossier_id)
    if existing is not None:
        return existing
    if reasons := reasons_against(queries.facts_of(dossier_id)):
        raise NotAcceptable(reasons)
    refuse_maker(dossier_id, present_actor().username)
    items = catalogue.items_of(dossier_id)
    accepted = AcceptedDossier.objects.create(
        dossier_id=dossier_id,
        accepted_at=clock.now(),
        accepted_by=present_actor().username,
        items=len(items),
        pages=sum(item.page_count for item in items),
    )
    details = {"items": accepted.items, "pages": accepted.pages}
    record("acceptance.dossier.accept", subject=("dossier", dossier_id), details=details)
    news.publish(DossierAccepted(dossier_id=str(dossier_id)))
    return accepted
