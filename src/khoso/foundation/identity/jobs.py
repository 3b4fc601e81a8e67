"""What is done every day for the accounts."""

from __future__ import annotations

from khoso.engines.jobs import job
from khoso.foundation.identity.sign_in import upkeep


@job("identity.keep_accounts", every_minutes=24 * 60)
def keep_accounts() -> None:
    """Disable accounts idle for too long; sweep logs past their time and sessions that ended."""
    upkeep.disable_all_idle()
    upkeep.sweep_logs()
