"""What stops the judging of a term."""

from __future__ import annotations

from khoso.kernel.errors import KhosoError


class TermRefused(KhosoError):
    """Who asks may not judge this term."""

    code = "recognition.term_refused"
