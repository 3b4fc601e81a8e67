"""Tables of acceptance, by noun. Writes go through `actions`."""

from khoso.stages.acceptance.models.accepted import AcceptedDossier

__all__ = ["AcceptedDossier"]
