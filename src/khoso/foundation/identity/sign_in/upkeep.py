"""What must be done every day: idle accounts are disabled, old logs and dead sessions swept."""

from __future__ import annotations

from datetime import datetime, timedelta

from axes.models import AccessLog
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models.functions import Coalesce, Greatest
from django.utils import timezone
from django.utils.translation import gettext as _

from khoso.foundation.audit.actions import SYSTEM, acting_as, record
from khoso.foundation.identity.models import Person
from khoso.foundation.identity.sign_in.passwords import months_after
from khoso.foundation.identity.sign_in.sessions import end_all, is_idle_too_long
from khoso.kernel import clock


@transaction.atomic
def disable_idle(person: Person) -> None:
    """Disable an account nobody used for too long. Signing in says so; an administrator enables it again."""
    # Luật: QCVN 12:2026/BCA (accounts idle for 45 days are disabled)
    person.is_active = False
    person.disabled_at = clock.now()
    person.disabled_reason = _("Không đăng nhập trong %(days)d ngày.") % {"days": settings.KHOSO_IDLE_DAYS}
    person.save(update_fields=["is_active", "disabled_at", "disabled_reason"])
    with acting_as(SYSTEM):
        record(
            "identity.person.disable",
            subject=("person", person.username),
            details={"is_active": [True, False], "why": "idle", "days": settings.KHOSO_IDLE_DAYS},
        )
        end_all(person)


def disable_all_idle() -> list[str]:
    """Disable every account idle for too long. Returns their usernames."""
    since = clock.now() - timedelta(days=settings.KHOSO_IDLE_DAYS)
    last = Greatest("registered_at", Coalesce("last_seen_at", "registered_at"))
    idle = [
        person
        for person in Person.objects.filter(is_active=True).alias(last=last).filter(last__lte=since).order_by("pk")
        if is_idle_too_long(person)
    ]
    for person in idle:
        disable_idle(person)
    return [person.username for person in idle]


def sweep_logs() -> tuple[int, int]:
    """Drop sign-in logs past their time and sessions that ended. The audit trail is never swept."""
    # Luật: QCVN 12:2026/BCA (logs are kept for at least 12 months)
    before = timezone.now()
    oldest: datetime = months_after(before, -settings.KHOSO_LOG_MONTHS)
    logs, _each = AccessLog.objects.filter(attempt_time__lt=oldest).delete()
    sessions, _all = Session.objects.filter(expire_date__lt=before).delete()
    return logs, sessions
