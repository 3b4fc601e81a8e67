"""Who a password belongs to."""

from __future__ import annotations

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from django.core.exceptions import PermissionDenied

from khoso.foundation.identity.models import AccountKind


class PasswordBackend(AuthenticationBackend):
    """The last word on a password: a wrong one is not tried again by the backends that only keep sessions."""

    def user_can_authenticate(self, user: Any) -> bool:
        # Luật: QCVN 12:2026/BCA (service accounts are kept apart: they show a token and never sign in)
        return user.kind != AccountKind.SERVICE and super().user_can_authenticate(user)

    def authenticate(self, request: Any, **credentials: Any) -> Any:
        person = super().authenticate(request, **credentials)
        if person is None:
            raise PermissionDenied
        return person
