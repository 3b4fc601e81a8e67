"""The steps of signing in between the password and the house."""

from __future__ import annotations

from typing import Any

from allauth.account.authentication import get_authentication_records
from allauth.mfa.stages import AuthenticateStage


class SecondFactorStage(AuthenticateStage):  # type: ignore[misc]
    """Whoever has a second factor shows it, unless the city's directory has just asked for one and says so."""

    def _should_handle(self, request: Any) -> bool:
        if any(one.get("type") == "directory" for one in get_authentication_records(request, self.login.user)):
            return False
        return bool(super()._should_handle(request))
