"""Facts that stop a change of the directory. Nothing was changed when one of these is raised."""

from __future__ import annotations

from khoso.kernel.errors import KhosoError


class AgencyRefused(KhosoError):
    """What was asked cannot be true of this agency, or of the directory as it is."""

    code = "identity.agency.refused"


class AgencyNotAllowed(KhosoError):
    """Whoever asked does not answer for the directory."""

    code = "identity.agency.not_allowed"


class AgencyUnknown(KhosoError):
    """No agency has this code."""

    code = "identity.agency.unknown"
    exit_code = 2
