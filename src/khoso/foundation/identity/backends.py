"""Who a password belongs to."""

from __future__ import annotations

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from django.core.exceptions import PermissionDenied


class PasswordBackend(AuthenticationBackend):
    """The last word on a password: a wrong one is not tried again by the backends that only keep sessions."""

    def authenticate(self, request: Any, **credentials: Any) -> Any:
        person = super().authenticate(request, **credentials)
        if person is None:
            raise PermissionDenied
        return person
