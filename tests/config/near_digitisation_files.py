"""Files in quarantine, for the table of who opens what from near and far."""

from __future__ import annotations

OF_NO_AGENCY = {
    "digitisation:quarantine-case": "the security officer, everywhere",
    "digitisation:quarantine-page": "the security officer, everywhere",
    "digitisation:quarantine-decide": "the security officer, everywhere",
}
