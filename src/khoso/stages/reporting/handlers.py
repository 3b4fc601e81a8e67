"""What reporting does on hearing news: have what it proves of the programme looked at. A later room adds one line."""

from __future__ import annotations

from khoso.foundation.identity import queries as identity
from khoso.kernel.news import Listener, News
from khoso.stages.acceptance.events import DossierAccepted
from khoso.stages.catalogue import queries as catalogue
from khoso.stages.digitisation import queries as digitisation
from khoso.stages.digitisation.events import BatchClosed, GateRecorded
from khoso.stages.inspection.events import DossierSigned
from khoso.stages.packages.events import PackageStored
from khoso.stages.reporting.readings import proving
from khoso.stages.selection import queries as selection
from khoso.stages.selection.events import ListApproved


def on_list_approved(item: ListApproved) -> None:
    """A new list is a proof itself, and changes of how much the work on the lists is a part."""
    agency = identity.agency_by_code(selection.agency_code_of(item.list_id)).pk
    for key in (proving.LISTS, *proving.TRAVELLED):
        proving.ask(key, agency)


def on_gate_recorded(item: GateRecorded) -> None:
    proving.ask(proving.GATES, identity.agency_by_code(item.agency_code).pk)


def on_batch_closed(item: BatchClosed) -> None:
    """Every device of it was wiped and is gone."""
    if one := digitisation.batch(item.batch_id):
        proving.ask(proving.WIPED, one.agency_id)


def on_dossier(key: str) -> Listener:
    """A dossier came so far that `key` may be proved of its agency."""
    return lambda item: proving.ask(key, catalogue.agency_id_of(item.dossier_id))


LISTENS: list[tuple[type[News], Listener]] = [
    (ListApproved, on_list_approved),
    (GateRecorded, on_gate_recorded),
    (BatchClosed, on_batch_closed),
    (DossierSigned, on_dossier("digitised")),
    (DossierAccepted, on_dossier("batch.accepted")),
    (PackageStored, on_dossier("data.loaded")),
]
