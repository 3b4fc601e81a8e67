"""Tables of the catalogue, by noun. For reading see `queries`; every change goes through `actions`."""

from khoso.stages.catalogue.models.arrangement import Accumulation, ArrangementReport
from khoso.stages.catalogue.models.changes import BulkEdit, Revision
from khoso.stages.catalogue.models.choices import Arrangement, FondsKind, Material, Origin, ReserveStatus
from khoso.stages.catalogue.models.imports import CatalogueImport, ColumnMapping
from khoso.stages.catalogue.models.likeness import CommonKey, Fingerprint, FingerprintDue, TwinPair, TwinVerdict
from khoso.stages.catalogue.models.records import Dossier, Fonds, Item, Series
from khoso.stages.catalogue.models.registers import RegisterExport
from khoso.stages.catalogue.models.retention import ExpiryEntry, ExpiryList
from khoso.stages.catalogue.models.tally import Tally
from khoso.stages.catalogue.models.views import SavedView

__all__ = [
    "Accumulation",
    "Arrangement",
    "ArrangementReport",
    "BulkEdit",
    "CatalogueImport",
    "ColumnMapping",
    "CommonKey",
    "Dossier",
    "ExpiryEntry",
    "ExpiryList",
    "Fingerprint",
    "FingerprintDue",
    "Fonds",
    "FondsKind",
    "Item",
    "Material",
    "Origin",
    "RegisterExport",
    "ReserveStatus",
    "Revision",
    "SavedView",
    "Series",
    "Tally",
    "TwinPair",
    "TwinVerdict",
]
