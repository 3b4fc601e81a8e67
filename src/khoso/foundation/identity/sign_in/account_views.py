"""«Tài khoản của tôi»: the password, the second factor, the sessions of the person who looks."""

from __future__ import annotations

from typing import Any

from allauth.account.views import PasswordChangeView
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from khoso.foundation.identity.access import allow
from khoso.foundation.identity.permissions import is_signed_in
from khoso.foundation.identity.sign_in import assurance, locks, passwords, sessions
from khoso.foundation.identity.sign_in.middleware import PASSWORD, open_before


@allow(is_signed_in)
@require_GET
def account(request: HttpRequest) -> HttpResponse:
    """Who I am here, and the way to everything that keeps the account mine."""
    person: Any = request.user
    context = {
        "person": person,
        "memberships": person.memberships.select_related("agency").order_by("agency__name"),
        "password_due": passwords.due_at(person),
        "factors": assurance.factors_of(person),
        "needs_factor": assurance.needs_strong_session(request),
        "session_minutes": int(sessions.idle_minutes()),
    }
    return render(request, "identity/account.html", context)


class ChangePasswordView(PasswordChangeView):  # type: ignore[misc]
    """Another password; every other session of the person ends."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        from django.contrib.auth.password_validation import password_validators_help_texts

        return super().get_context_data(**kwargs) | {
            "rules": password_validators_help_texts(),
            "must_change": passwords.must_change(self.request.user),
            "is_first": self.request.user.must_change_password,
        }

    def form_valid(self, form: Any) -> HttpResponse:
        answer: HttpResponse = super().form_valid(form)
        sessions.end_all(self.request.user, but=self.request.session.session_key)
        locks.remember_device(self.request, answer, self.request.user)
        return answer


change_password = allow(is_signed_in)(open_before(PASSWORD)(ChangePasswordView.as_view()))


@allow(is_signed_in)
@require_POST
def end_session(request: HttpRequest, session_id: int) -> HttpResponse:
    """End one of my own sessions."""
    if sessions.end_one(request.user, session_id):  # type: ignore[arg-type]
        messages.success(request, _("Đã đăng xuất phiên đó."))
    return redirect("usersessions_list")


@allow(is_signed_in)
@require_POST
def end_other_sessions(request: HttpRequest) -> HttpResponse:
    """End all my sessions but this one."""
    count = sessions.end_all(request.user, but=request.session.session_key)  # type: ignore[arg-type]
    messages.success(request, _("Đã đăng xuất %(count)d phiên khác.") % {"count": count})
    return redirect("usersessions_list")
