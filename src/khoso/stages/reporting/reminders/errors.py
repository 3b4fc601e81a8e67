"""Why a notice was not written. Nothing was changed when one of these is raised."""

from __future__ import annotations

from khoso.kernel.errors import KhosoError


class NoticeRefused(KhosoError):
    """What was to be told is no notice, or goes to nobody."""

    code = "reporting.notice.refused"


class NoticeNotAllowed(KhosoError):
    """Only Home Affairs reminds by hand."""

    code = "reporting.notice.not_allowed"
