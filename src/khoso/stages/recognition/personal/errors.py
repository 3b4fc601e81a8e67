"""What stops a word about a mark."""

from __future__ import annotations

from khoso.kernel.errors import KhosoError


class MarkRefused(KhosoError):
    """The mark or the place drawn cannot be; nothing was changed."""

    code = "recognition.mark_refused"
