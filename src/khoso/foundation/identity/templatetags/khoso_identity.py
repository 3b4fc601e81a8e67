"""Tags of the pages about one's own account: `{% load khoso_identity %}`."""

from __future__ import annotations

from typing import Any

from django import template
from django.conf import settings
from django.utils.translation import gettext as _

from khoso.foundation.identity.sign_in import assurance, sessions

register = template.Library()

# What a browser calls itself names those it descends from too: the first word found counts.
_BROWSERS = (("Edg", "Edge"), ("OPR", "Opera"), ("coc_coc", "Cốc Cốc"), ("Firefox", "Firefox"), ("Chrome", "Chrome"))
_SYSTEMS = (
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS", "macOS"),
    ("Linux", "Linux"),
)
_PHONES = ("Android", "iPhone", "iPad", "Mobile")


@register.filter
def device_name(user_agent: str) -> str:
    """`Chrome · Windows` of what a browser says about itself."""
    browser = next((name for word, name in _BROWSERS if word in user_agent), "")
    if not browser and "Safari" in user_agent:
        browser = "Safari"
    system = next((name for word, name in _SYSTEMS if word in user_agent), "")
    return " · ".join(filter(None, (browser, system))) or _("Trình duyệt không rõ")


@register.filter
def device_icon(user_agent: str) -> str:
    return "device-mobile" if any(word in user_agent for word in _PHONES) else "device-desktop"


@register.simple_tag(takes_context=True)
def must_enrol(context: template.Context) -> str:
    """Why the person must enrol a second factor before anything else; empty when they need not."""
    request: Any = context["request"]
    if assurance.has_strong_session(request) or not assurance.needs_strong_session(request):
        return ""
    return assurance.enrol_reason(request)


@register.inclusion_tag("identity/session_dialog.html", takes_context=True)
def session_dialog(context: template.Context) -> dict[str, Any]:
    """The warning that a session is about to end; nothing for whoever is not signed in."""
    request: Any = context.get("request")
    person = getattr(request, "user", None)
    if not getattr(person, "is_authenticated", False):
        return {"is_shown": False}
    whole = settings.KHOSO_SESSION_IDLE.total_seconds()
    return {
        "is_shown": True,
        "person": person,
        "left": int(sessions.seconds_left(request)),
        "whole": int(whole),
        "warning": int(settings.KHOSO_SESSION_WARNING.total_seconds()),
        "page": request.get_full_path() if request.method == "GET" else "/",
        "csrf_token": context.get("csrf_token"),
    }
